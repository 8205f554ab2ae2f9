"""Pictures to edit: photographs that packages ship, and scenes drawn by code.

Photographs: scikit-image's and scikit-learn's sample pictures (each package's data/README or
images/README names the author; public domain, CC0 or CC BY). A folder of one's own can be added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[Any]

_SCIKIT_IMAGE = (
    "astronaut.png",
    "brick.png",
    "camera.png",
    "chelsea.png",
    "coffee.png",
    "coins.png",
    "grass.png",
    "gravel.png",
    "hubble_deep_field.jpg",
    "ihc.png",
    "moon.png",
    "motorcycle_left.png",
    "page.png",
    "retina.jpg",
    "rocket.jpg",
)
_SCIKIT_LEARN = ("china.jpg", "flower.jpg")


@dataclass(frozen=True, slots=True)
class Source:
    """A picture that can be made at any size: `make(width, height)` gives float RGB from 0 to 1."""

    name: str
    make: Callable[[int, int], Pixels]


def sources(folder: Path | None = None) -> list[Source]:
    """All pictures, in an order that never changes; those of `folder` alone when one is given."""
    if folder is not None:
        kinds = {".png", ".jpg", ".jpeg", ".webp", ".tif"}
        paths = (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in kinds)
        return [_kept(_photo(path)) for path in paths]
    return [_kept(source) for source in (*_packaged(), *_drawn())]


def drawn_sources() -> list[Source]:
    """Only those that code draws, which need no further package."""
    return [_kept(source) for source in _drawn()]


def _kept(source: Source) -> Source:
    """Makes each picture once per size."""
    return Source(source.name, lru_cache(maxsize=2)(source.make))


def fitted(pixels: Pixels, width: int, height: int) -> Pixels:
    """The middle of a picture, cut to the shape and scaled to the size."""
    factor = max(width / pixels.shape[1], height / pixels.shape[0])
    wide, tall = (
        max(width, round(pixels.shape[1] * factor)),
        max(height, round(pixels.shape[0] * factor)),
    )
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_LANCZOS4
    made = np.clip(cv2.resize(pixels, (wide, tall), interpolation=way), 0, 1)
    top, left = (tall - height) // 2, (wide - width) // 2
    return np.ascontiguousarray(made[top : top + height, left : left + width], dtype=np.float32)


def _packaged() -> Iterator[Source]:
    import skimage
    import sklearn

    for name in _SCIKIT_IMAGE:
        yield _photo(Path(skimage.__file__).parent / "data" / name)
    for name in _SCIKIT_LEARN:
        yield _photo(Path(sklearn.__file__).parent / "datasets" / "images" / name)


def _photo(path: Path) -> Source:
    def make(width: int, height: int) -> Pixels:
        read = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
        assert read is not None, path
        pixels = cv2.cvtColor(read, cv2.COLOR_BGR2RGB).astype(np.float32) / 255
        return fitted(pixels, width, height)

    return Source(path.stem, make)


def _drawn() -> Iterator[Source]:
    for number, draw in enumerate((_hills, _street, _gradient, _poster, _leaves, _portrait)):
        for variant in range(2):
            yield Source(
                f"{draw.__name__.strip('_')}{variant + 1}",
                lambda w, h, draw=draw, seed=100 * number + variant: draw(w, h, seed),  # type: ignore[misc]
            )


def _random(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def clouds(random: np.random.Generator, width: int, height: int, *, slope: float) -> Pixels:
    """Noise whose amplitude falls with frequency as f**-slope, from 0 to 1; shape (h, w)."""
    wave = np.fft.rfft2(random.standard_normal((height, width)))
    across, down = np.fft.rfftfreq(width), np.fft.fftfreq(height)
    frequency = np.hypot(across[None, :], down[:, None])
    frequency[0, 0] = 1 / max(width, height)
    made = np.fft.irfft2(wave / frequency**slope, s=(height, width))
    low, high = np.percentile(made, (0.5, 99.5))
    return np.asarray(np.clip((made - low) / (high - low), 0, 1), dtype=np.float32)


def _tinted(values: Pixels, dark: tuple[float, ...], light: tuple[float, ...]) -> Pixels:
    low, high = np.array(dark, np.float32), np.array(light, np.float32)
    return np.asarray(low + (high - low) * values[..., None], dtype=np.float32)


def _grain(pixels: Pixels, random: np.random.Generator, amount: float) -> Pixels:
    noise = cv2.GaussianBlur(random.standard_normal(pixels.shape).astype(np.float32), (0, 0), 0.6)
    return np.asarray(np.clip(pixels + amount * noise, 0, 1), dtype=np.float32)


def _grid(width: int, height: int) -> tuple[Pixels, Pixels]:
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    return columns / width, rows / height


def _hills(width: int, height: int, seed: int) -> Pixels:
    """A sky with clouds over ridges that darken towards the front, each with its own texture."""
    random = _random(seed)
    _, rows = _grid(width, height)
    sky = _tinted(clouds(random, width, height, slope=1.9), (0.45, 0.6, 0.8), (0.95, 0.95, 0.97))
    scene = sky * (1.05 - 0.25 * rows[..., None])
    for layer in range(5):
        line = np.cumsum(random.standard_normal(width)).astype(np.float32)
        line = cv2.GaussianBlur(line[None, :], (0, 0), width / (30 + 40 * layer))[0]
        top = 0.35 + 0.13 * layer + 0.07 * (line - line.mean()) / (line.std() + 1e-6)
        cover = np.clip((rows - top[None, :]) * height / 1.5 + 0.5, 0, 1)[..., None]
        texture = clouds(random, width, height, slope=1.0 + 0.1 * layer)
        tone = 0.55 - 0.09 * layer
        hue = (tone * 0.7, tone * 0.9, tone * 0.75), (tone * 1.3, tone * 1.35, tone)
        scene = scene * (1 - cover) + _tinted(texture, *hue) * cover
    return _grain(scene, random, 0.006)


def _street(width: int, height: int, seed: int) -> Pixels:
    """Walls with windows, sharp straight edges, repeating structure and plaster texture."""
    random = _random(seed)
    scene = _tinted(clouds(random, width, height, slope=1.6), (0.6, 0.7, 0.85), (0.9, 0.93, 0.97))
    left = 0
    while left < width:
        wide = int(width * random.uniform(0.12, 0.3))
        top = int(height * random.uniform(0.05, 0.4))
        wall = random.uniform(0.25, 0.8, 3)
        plaster = clouds(random, width, height, slope=0.7)[top:, left : left + wide]
        scene[top:, left : left + wide] = _tinted(plaster, tuple(wall * 0.85), tuple(wall * 1.1))
        step = max(12, int(height * random.uniform(0.05, 0.09)))
        glass = random.uniform(0.05, 0.35, 3)
        for y in range(top + step // 2, height - step, step):
            for x in range(left + step // 3, min(left + wide, width) - step // 2, step):
                pane = glass * random.uniform(0.6, 1.8)
                cv2.rectangle(
                    scene, (x, y), (x + step // 2, y + int(step * 0.6)), pane.tolist(), -1
                )
                cv2.rectangle(
                    scene, (x, y), (x + step // 2, y + int(step * 0.6)), (wall * 1.2).tolist(), 1
                )
        left += wide
    return _grain(np.clip(cv2.GaussianBlur(scene, (0, 0), 0.6), 0, 1), random, 0.01)


def _gradient(width: int, height: int, seed: int) -> Pixels:
    """Smooth light with almost nothing to hold on to."""
    random = _random(seed)
    columns, rows = _grid(width, height)
    scene = np.zeros((height, width, 3), np.float32)
    for _ in range(4):
        x, y, reach = random.uniform(0, 1), random.uniform(0, 1), random.uniform(0.2, 0.7)
        light = np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / reach**2)
        scene += light[..., None] * random.uniform(0.1, 0.4, 3).astype(np.float32)
    return _grain(np.clip(scene, 0, 1), random, 0.004)


def _poster(width: int, height: int, seed: int) -> Pixels:
    """Vector art: flat shapes, letters, exact edges, no noise."""
    random = _random(seed)
    scene = np.full((height, width, 3), random.integers(150, 250, 3), np.uint8)
    for _ in range(60):
        colour = random.integers(0, 256, 3).tolist()
        x, y = int(random.integers(width)), int(random.integers(height))
        reach = int(min(width, height) * random.uniform(0.02, 0.14))
        kind = random.integers(3)
        if kind == 0:
            cv2.circle(scene, (x, y), reach, colour, -1, cv2.LINE_AA)
        elif kind == 1:
            turned = cv2.boxPoints(((x, y), (reach * 2, reach), float(random.uniform(0, 180))))
            cv2.fillPoly(scene, [turned.astype(np.int32)], colour, cv2.LINE_AA)
        else:
            word = "".join(random.choice(list("ABEGKMRSTX"), 5))
            size = reach / 40 + 0.4
            cv2.putText(scene, word, (x, y), cv2.FONT_HERSHEY_DUPLEX, size, colour, 2, cv2.LINE_AA)
    return (scene / 255).astype(np.float32)


def _leaves(width: int, height: int, seed: int) -> Pixels:
    """Thousands of overlapping leaves: dense detail at every scale, hard shadows."""
    random = _random(seed)
    scene = _tinted(clouds(random, width, height, slope=1.2), (0.02, 0.05, 0.02), (0.2, 0.25, 0.1))
    for step in range(2600):
        reach = min(width, height) * random.uniform(0.008, 0.05) * (1.2 - step / 5000)
        x, y = random.uniform(0, width), random.uniform(0, height)
        tone = random.uniform(0.15, 0.75) * (0.5 + step / 5200)
        colour = (tone * random.uniform(0.3, 1.0), tone, tone * random.uniform(0.1, 0.5))
        shape = ((x, y), (reach * 2, reach * random.uniform(0.5, 1.0)), random.uniform(0, 360))
        cv2.ellipse(scene, shape, colour, -1, cv2.LINE_AA)
        darker = tuple(0.7 * value for value in colour)
        cv2.ellipse(scene, shape, darker, 1, cv2.LINE_AA)
    return _grain(np.clip(cv2.GaussianBlur(scene, (0, 0), 0.5), 0, 1), random, 0.01)


def _portrait(width: int, height: int, seed: int) -> Pixels:
    """Soft round forms before a blurred background, skin-like tones, hair-like strands."""
    random = _random(seed)
    columns, rows = _grid(width, height)
    behind = clouds(random, width, height, slope=2.4)
    scene = _tinted(behind, tuple(random.uniform(0.1, 0.4, 3)), tuple(random.uniform(0.5, 0.9, 3)))
    skin = clouds(random, width, height, slope=1.1)
    tone = _tinted(skin, (0.72, 0.5, 0.4), (0.92, 0.72, 0.62))
    shade = 1 - 0.6 * np.hypot(columns - 0.42, rows - 0.42)
    face = np.clip((1 - np.hypot((columns - 0.5) / 0.24, (rows - 0.5) / 0.33)) * 40, 0, 1)
    scene = scene * (1 - face[..., None]) + tone * shade[..., None] * face[..., None]
    for _ in range(900):
        start = random.uniform((0.25, 0.12), (0.75, 0.3))
        bend = random.uniform(-0.1, 0.1, 4)
        steps = np.linspace(0, 1, 24)
        x = (start[0] + bend[0] * steps + 0.15 * (start[0] - 0.5) * steps**2) * width
        y = (start[1] + (0.25 + bend[1]) * steps + bend[2] * steps**2) * height
        strand = np.stack([x, y], -1).astype(np.int32)
        light = random.uniform(0.05, 0.35)
        cv2.polylines(scene, [strand], False, (light, light * 0.7, light * 0.5), 1, cv2.LINE_AA)
    return _grain(np.clip(scene, 0, 1), random, 0.008)
