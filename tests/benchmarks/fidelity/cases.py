"""Cases: a picture, a mask, what a perfect model would return, and what a drifting one does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.fidelity.drift import LEVELS, Level, drifted
from tests.benchmarks.fidelity.pictures import Pixels, Source

EDITS = ("insert", "remove", "recolour", "glow")

Mask = NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All pictures are float RGB on the 8-bit grid; the mask is 255 where change is allowed."""

    name: str
    edit: str
    level: str
    original: Pixels
    mask: Mask
    truth: Pixels
    answer: Pixels


def cases(sources: list[Source], width: int, height: int, seed: int) -> Iterator[Case]:
    """Every source at every level; the four edits take turns."""
    for index in range(len(sources)):
        for step, level in enumerate(LEVELS):
            yield one_case(sources, index, EDITS[(index + step) % 4], level, (width, height), seed)


def one_case(
    sources: list[Source],
    index: int,
    edit: str,
    level: Level,
    size: tuple[int, int],
    seed: int,
) -> Case:
    random = np.random.default_rng([seed, index, EDITS.index(edit), LEVELS.index(level)])
    picture = sources[index].make(*size)
    other = sources[(index + 1 + int(random.integers(len(sources) - 1))) % len(sources)].make(*size)
    mask = strokes(size, random)
    original, truth = (on_grid(one) for one in edited(edit, picture, other, mask, random))
    answer = drifted(truth, level, random)
    return Case(
        name=sources[index].name,
        edit=edit,
        level=level.name,
        original=original,
        mask=mask,
        truth=truth,
        answer=answer,
    )


def on_grid(pixels: Pixels) -> Pixels:
    return np.asarray(np.rint(np.clip(pixels, 0, 1) * 255) / 255, dtype=np.float32)


def strokes(size: tuple[int, int], random: np.random.Generator) -> Mask:
    """Three to six fat brush strokes in the middle half, at least 12 % from the border."""
    width, height = size
    unit = max(width, height) / 1024
    mask = np.zeros((height, width), np.uint8)
    at = random.uniform((0.3 * width, 0.3 * height), (0.7 * width, 0.7 * height))
    for _ in range(int(random.integers(3, 7))):
        to = np.clip(
            at + random.uniform(-0.2, 0.2, 2) * (width, height),
            (0.27 * width, 0.27 * height),
            (0.73 * width, 0.73 * height),
        )
        wide = int(random.uniform(80, 170) * unit)
        cv2.line(mask, tuple(at.astype(int).tolist()), tuple(to.astype(int).tolist()), 255, wide)
        at = to
    rim = np.zeros_like(mask)
    rim[int(0.12 * height) : int(0.88 * height), int(0.12 * width) : int(0.88 * width)] = 255
    return mask & rim


def depth(mask: Mask) -> Pixels:
    return cv2.distanceTransform((mask > 0).astype(np.uint8), cv2.DIST_L2, 5)


def edited(
    edit: str, picture: Pixels, other: Pixels, mask: Mask, random: np.random.Generator
) -> tuple[Pixels, Pixels]:
    """The picture that is edited, and the one a perfect model returns."""
    makers = {"recolour": _recoloured, "glow": _lit}
    if edit in makers:
        made = makers[edit](picture, mask, random)
    else:
        made = _with_object(picture, other, mask, random)
    changed = np.where((mask > 0)[..., None], made, picture)
    return (changed, picture) if edit == "remove" else (picture, changed)


def _with_object(picture: Pixels, other: Pixels, mask: Mask, random: np.random.Generator) -> Pixels:
    """Content of another picture in the inner part, soft at its edge, with a contact shadow."""
    inside = depth(mask)
    unit = max(mask.shape) / 1024
    start = max(random.uniform(0.2, 0.4) * float(inside.max()), 24 * unit)
    start = min(start, 0.75 * float(inside.max()))
    cover = np.clip((inside - start) / (4 * unit) + 0.5, 0, 1)[..., None]
    down = int(6 * unit)
    shadow = np.roll(cover[..., 0], down, axis=0)
    shadow = cv2.GaussianBlur(shadow, (0, 0), 4 * unit) * np.clip(inside / (14 * unit) - 0.5, 0, 1)
    shaded = picture * (1 - 0.4 * shadow[..., None])
    return np.asarray(shaded * (1 - cover) + other * cover, dtype=np.float32)


def _lab(pixels: Pixels) -> Pixels:
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)


def _rgb(lab: Pixels) -> Pixels:
    return np.clip(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), 0, 1)


def _recoloured(picture: Pixels, mask: Mask, random: np.random.Generator) -> Pixels:
    """The whole mask turned to another hue, right to its edge (a ramp of 2 pixels)."""
    angle, reach = random.uniform(0, 2 * np.pi), random.uniform(25, 55)
    move = np.array(
        [random.uniform(-15, 15), reach * np.cos(angle), reach * np.sin(angle)], np.float32
    )
    share = np.clip(depth(mask) / 2, 0, 1)[..., None]
    return _rgb(_lab(picture) + share * move)


def _lit(picture: Pixels, mask: Mask, random: np.random.Generator) -> Pixels:
    """A faint broad light that fades to the rim of the mask."""
    inside = depth(mask)
    place = np.clip(inside / float(inside.max()), 0, 1)
    share = cv2.GaussianBlur(place * place * (3 - 2 * place), (0, 0), 6) * (inside > 0)
    share = share * np.clip(inside / 20, 0, 1)
    move = np.array(
        [random.uniform(8, 16), random.uniform(-4, 4), random.uniform(0, 12)], np.float32
    )
    return _rgb(_lab(picture) + share[..., None] * move)


def as_uint8(pixels: Pixels) -> NDArray[Any]:
    return np.asarray(np.rint(pixels * 255), dtype=np.uint8)
