"""How a model changes what it was not asked to change: shift, warp, colour, softness, texture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tests.benchmarks.fidelity.pictures import Pixels, clouds


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Bounds of a drift; lengths in pixels at 1024 on the long side."""

    name: str
    shift: float
    scale: float
    stretch: float
    turn: float
    warp: float
    gain: float
    gamma: float
    blur: float
    light: float
    texture: float
    noise: float
    jpeg: int


LEVELS = (
    Level(
        name="mild", shift=2, scale=0.002, stretch=0, turn=0, warp=0.4, gain=0.02, gamma=0.02,
        blur=0.3, light=0.005, texture=0, noise=0.004, jpeg=97,
    ),
    Level(
        name="medium", shift=6, scale=0.01, stretch=0, turn=0.3, warp=1.2, gain=0.05, gamma=0.05,
        blur=0.6, light=0.012, texture=0.15, noise=0.008, jpeg=92,
    ),
    Level(
        name="strong", shift=12, scale=0.03, stretch=0, turn=1.0, warp=2.5, gain=0.10, gamma=0.12,
        blur=1.0, light=0.025, texture=0.30, noise=0.012, jpeg=86,
    ),
    Level(
        name="aspect", shift=8, scale=0.015, stretch=0.03, turn=0, warp=1.0, gain=0.06, gamma=0.06,
        blur=0.7, light=0.015, texture=0.15, noise=0.008, jpeg=92,
    ),
)  # fmt: skip


def drifted(truth: Pixels, level: Level, random: np.random.Generator) -> Pixels:
    """What a model would return for `truth`: float RGB on the 8-bit grid, same shape."""
    made = _moved(truth, level, random)
    made = _retextured(made, level.texture, random)
    made = np.clip(cv2.GaussianBlur(made, (0, 0), level.blur), 0, 1)
    made = made ** np.float32(1 + _either(random, level.gamma))
    made = made * _float([1 + _either(random, level.gain) for _ in range(3)])
    grey = made.mean(axis=2, keepdims=True)
    made = grey + (made - grey) * np.float32(1 + _either(random, level.gain))
    height, width = made.shape[:2]
    field = clouds(random, 16, 16, slope=1.5) - 0.5
    light = cv2.resize(field, (width, height), interpolation=cv2.INTER_CUBIC)
    made = made + 2 * level.light * light[..., None]
    made = made + level.noise * random.standard_normal(made.shape).astype(np.float32)
    return _as_jpeg(made, level.jpeg)


def _float(values: list[float]) -> Pixels:
    return np.array(values, np.float32)


def _either(random: np.random.Generator, bound: float) -> float:
    """Between half of the bound and the bound, up or down."""
    return float(random.choice([-1, 1]) * random.uniform(0.5, 1.0) * bound)


def _moved(truth: Pixels, level: Level, random: np.random.Generator) -> Pixels:
    height, width = truth.shape[:2]
    unit = max(width, height) / 1024
    turn = np.deg2rad(_either(random, level.turn))
    scale, stretch = 1 + _either(random, level.scale), _either(random, level.stretch)
    across, down = scale * (1 + stretch / 2), scale * (1 - stretch / 2)
    angle = random.uniform(0, 2 * np.pi)
    reach = random.uniform(0.5, 1.0) * level.shift * unit
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = columns - width / 2, rows - height / 2
    map_x = across * (np.cos(turn) * x - np.sin(turn) * y) + width / 2 + reach * np.cos(angle)
    map_y = down * (np.sin(turn) * x + np.cos(turn) * y) + height / 2 + reach * np.sin(angle)
    map_x, map_y = (
        one + _bend(random, width, height) * np.float32(level.warp * unit) for one in (map_x, map_y)
    )
    return cv2.remap(
        truth,
        map_x.astype(np.float32),
        map_y.astype(np.float32),
        cv2.INTER_LANCZOS4,
        borderMode=cv2.BORDER_REFLECT_101,
    )


def _bend(random: np.random.Generator, width: int, height: int) -> Pixels:
    """A smooth local displacement whose greatest value is 1."""
    coarse = random.standard_normal((10, 10)).astype(np.float32)
    bend = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(bend / max(1e-6, float(np.abs(bend).max())))


def _retextured(pixels: Pixels, share: float, random: np.random.Generator) -> Pixels:
    """Part of the fine texture replaced by texture from elsewhere, as strong as what was there."""
    if share == 0:
        return pixels
    coarse = cv2.GaussianBlur(pixels, (0, 0), 2.0)
    fine = pixels - coarse
    offset = random.integers(15, 60, 2) * random.choice([-1, 1], 2)
    other = np.roll(fine, (int(offset[0]), int(offset[1])), axis=(0, 1))
    strength = [cv2.GaussianBlur((one**2).mean(axis=2), (0, 0), 6.0) for one in (fine, other)]
    like = np.sqrt((strength[0] + 1e-7) / (strength[1] + 1e-7))[..., None]
    return np.asarray(coarse + (1 - share) * fine + share * other * np.minimum(like, 4))


def _as_jpeg(pixels: Pixels, quality: int) -> Pixels:
    eight = np.rint(np.clip(pixels, 0, 1) * 255).astype(np.uint8)
    options = [
        cv2.IMWRITE_JPEG_QUALITY, quality,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    ]  # fmt: skip
    _, packed = cv2.imencode(".jpg", cv2.cvtColor(eight, cv2.COLOR_RGB2BGR), options)
    read = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    assert read is not None
    return np.asarray(cv2.cvtColor(read, cv2.COLOR_BGR2RGB).astype(np.float32) / 255)
