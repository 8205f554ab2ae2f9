"""Moves an answer the way image models do, by measured levels (facts on fidelity, section 4)."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL import Image

DriftLevel = Literal["mild", "medium", "strong", "aspect"]
Floats = NDArray[np.floating[Any]]

_GRID = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drift:
    """`shift` and `warp` in px per 1024, `turn` in degrees, `blur` as sigma, the rest as shares."""

    shift: float
    scale: float
    turn: float
    warp: float
    gain: float
    gamma: float
    blur: float
    light: float
    invented: float
    noise: float
    jpeg: int
    stretch: float = 0.0


_LEVELS: dict[str, _Drift] = {
    "mild": _Drift(
        shift=2, scale=0.002, turn=0.0, warp=0.4, gain=0.02, gamma=0.02, blur=0.3,
        light=0.005, invented=0.0, noise=0.004, jpeg=97,
    ),
    "medium": _Drift(
        shift=6, scale=0.01, turn=0.3, warp=1.2, gain=0.05, gamma=0.05, blur=0.6,
        light=0.012, invented=0.15, noise=0.008, jpeg=92,
    ),
    "strong": _Drift(
        shift=12, scale=0.03, turn=1.0, warp=2.5, gain=0.10, gamma=0.12, blur=1.0,
        light=0.025, invented=0.30, noise=0.012, jpeg=86,
    ),
    "aspect": _Drift(
        shift=8, scale=0.015, turn=0.0, warp=1.0, gain=0.06, gamma=0.06, blur=0.7,
        light=0.015, invented=0.15, noise=0.008, jpeg=92, stretch=0.03,
    ),
}  # fmt: skip
DRIFT_LEVELS = tuple(_LEVELS)


def drift_picture(image: Image.Image, level: DriftLevel, seed: int) -> Image.Image:
    """The same RGB picture, moved, recoloured and softened; the same seed gives the same bytes."""
    drift, chance = _LEVELS[level], np.random.default_rng(seed)
    moved = _warp(image, drift, chance)
    values: Floats = np.asarray(moved, np.float32) / 255
    values = _invent_texture(values, drift.invented, chance)
    values = _blur(values, drift.blur)
    values = _recolour(values, drift, chance)
    values += chance.normal(0, drift.noise, values.shape).astype(np.float32)
    return _through_jpeg(np.clip(values, 0, 1), drift.jpeg)


def _warp(image: Image.Image, drift: _Drift, chance: np.random.Generator) -> Image.Image:
    """One resampling for shift, scale, turn, stretch and the local warp together."""
    from PIL import Image as Pillow

    across = np.linspace(0, image.width, _GRID + 1)
    down = np.linspace(0, image.height, _GRID + 1)
    corners = np.stack(np.meshgrid(across, down), axis=-1)
    moved = _move_corners(corners, image.size, drift, chance)
    boxes = np.rint(corners).astype(int)
    mesh = [
        ((*boxes[y, x], *boxes[y + 1, x + 1]), _quad(moved, x, y))
        for y in range(_GRID)
        for x in range(_GRID)
    ]
    return image.transform(
        image.size, Pillow.Transform.MESH, mesh, Pillow.Resampling.BICUBIC, fillcolor=None
    )


def _quad(moved: NDArray[np.float64], x: int, y: int) -> tuple[float, ...]:
    """Upper left, lower left, lower right, upper right: the order that Pillow wants."""
    corners = (moved[y, x], moved[y + 1, x], moved[y + 1, x + 1], moved[y, x + 1])
    return tuple(float(value) for corner in corners for value in corner)


def _move_corners(
    corners: NDArray[np.float64],
    size: tuple[int, int],
    drift: _Drift,
    chance: np.random.Generator,
) -> NDArray[np.float64]:
    unit = max(size) / 1024
    middle = np.array(size) / 2
    scale = 1 + chance.uniform(-1, 1) * drift.scale
    stretch = np.array([1 + drift.stretch / 2, 1 - drift.stretch / 2])
    turn = math.radians(chance.uniform(-1, 1) * drift.turn)
    rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    moved = (corners - middle) @ rotation.T * scale * stretch + middle
    moved += chance.uniform(-1, 1, 2) * drift.shift * unit
    moved += chance.uniform(-1, 1, corners.shape) * drift.warp * unit
    return np.asarray(np.clip(moved, 0, np.array(size)), np.float64)


def _invent_texture(values: Floats, share: float, chance: np.random.Generator) -> Floats:
    """Part of the fine texture is replaced by the same texture from beside it."""
    if not share:
        return values
    coarse = _blur(values, 2.0)
    fine = values - coarse
    offset = tuple(int(step) for step in chance.integers(5, 17, 2))
    return coarse + (1 - share) * fine + share * np.roll(fine, offset, axis=(0, 1))


def _blur(values: Floats, sigma: float) -> Floats:
    from PIL import Image as Pillow
    from PIL import ImageFilter

    planes = (
        Pillow.fromarray(np.clip(values[..., plane] * 255, 0, 255).round().astype(np.uint8))
        for plane in range(values.shape[2])
    )
    blurred = [plane.filter(ImageFilter.GaussianBlur(sigma)) for plane in planes]
    return np.stack([np.asarray(plane, np.float32) / 255 for plane in blurred], axis=-1)


def _recolour(values: Floats, drift: _Drift, chance: np.random.Generator) -> Floats:
    """Gamma, gain for each channel, and light that falls off slowly across the picture."""
    height, width = values.shape[:2]
    gamma = 1 + chance.uniform(-1, 1) * drift.gamma
    gain = (1 + chance.uniform(-1, 1, 3) * drift.gain).astype(np.float32)
    angle = chance.uniform(0, 2 * math.pi)
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :] * math.cos(angle)
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None] * math.sin(angle)
    light = (across + down)[..., None] * drift.light
    return (np.power(np.clip(values, 0, 1), gamma) * gain + light).astype(np.float32)


def _through_jpeg(values: Floats, quality: int) -> Image.Image:
    from PIL import Image as Pillow

    store = io.BytesIO()
    Pillow.fromarray((values * 255).round().astype(np.uint8)).save(store, "JPEG", quality=quality)
    with Pillow.open(store) as image:
        return image.convert("RGB")
