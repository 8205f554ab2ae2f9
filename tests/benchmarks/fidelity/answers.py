"""Answers whose verdict is known: drifted, spilled over the edge, restyled, or another scene."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from tests.benchmarks.fidelity.cases import Mask, edited, on_grid, strokes
from tests.benchmarks.fidelity.drift import LEVELS, drifted
from tests.benchmarks.fidelity.pictures import Pixels, Source

DRIFTED = ("mild", "medium", "strong", "aspect")
OTHER_SCENES = ("other picture", "mirrored", "bent by 30 px", "half repainted")
SPILL, ZOOMED, RESTYLED, NOTHING = "spill", "zoomed out", "restyled", "nothing done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer and what it is."""

    picture: str
    kind: str
    original: Pixels
    answer: Pixels
    mask: Mask


def answers(sources: list[Source], side: int, seed: int) -> Iterator[Answer]:
    """Twelve of every picture: four drifted, four other scenes, a spill and three odd ones."""
    for index, source in enumerate(sources):
        random = np.random.default_rng([seed, index])
        other = sources[(index + 1 + int(random.integers(len(sources) - 1))) % len(sources)]
        picture, stranger = source.make(side, side), other.make(side, side)
        mask = strokes((side, side), random)
        original, truth = edited("insert", picture, stranger, mask, random)
        original, truth = on_grid(original), on_grid(truth)
        for kind, make in _KINDS.items():
            answer = make(original, truth, stranger, mask, random)
            yield Answer(
                picture=source.name, kind=kind, original=original, answer=answer, mask=mask
            )


Make = Callable[[Pixels, Pixels, Pixels, Mask, np.random.Generator], Pixels]


def _drift(level: int) -> Make:
    def make(
        original: Pixels, truth: Pixels, other: Pixels, mask: Mask, random: np.random.Generator
    ) -> Pixels:
        return drifted(truth, LEVELS[level], random)

    return make


def _other(
    original: Pixels, truth: Pixels, other: Pixels, mask: Mask, random: np.random.Generator
) -> Pixels:
    return drifted(other, LEVELS[0], random)


def _mirrored(
    original: Pixels, truth: Pixels, other: Pixels, mask: Mask, random: np.random.Generator
) -> Pixels:
    return drifted(np.ascontiguousarray(truth[:, ::-1]), LEVELS[0], random)


def _bent(
    original: Pixels, truth: Pixels, other: Pixels, mask: Mask, random: np.random.Generator
) -> Pixels:
    height, width = mask.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    reach = 30 * max(height, width) / 1024
    bends = [
        cv2.resize(
            random.standard_normal((9, 9)).astype(np.float32), (width, height), interpolation=2
        )
        for _ in range(2)
    ]
    at = [
        base + reach * bend / float(np.abs(bend).max()) * 1.5
        for base, bend in zip((columns, rows), bends, strict=True)
    ]
    made = cv2.remap(truth, at[0], at[1], cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    return drifted(np.clip(made, 0, 1), LEVELS[0], random)


def _half(
    original: Pixels, truth: Pixels, other: Pixels, mask: Mask, random: np.random.Generator
) -> Pixels:
    made = truth.copy()
    half = made.shape[1] // 2
    made[:, half:] = other[:, half:]
    return drifted(made, LEVELS[0], random)


def _spill(
    original: Pixels, truth: Pixels, other: Pixels, mask: Mask, random: np.random.Generator
) -> Pixels:
    """The new object reaches over the mask's edge by 15 to 40 pixels, on one side of it."""
    unit = max(mask.shape) / 1024
    reach = int(random.uniform(15, 40) * unit)
    tool = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    wide = cv2.dilate(mask, tool)
    rows, columns = np.nonzero(mask)
    turn = random.uniform(0, 2 * np.pi)
    grid = np.mgrid[0 : mask.shape[0], 0 : mask.shape[1]]
    side = (grid[1] - columns.mean()) * np.cos(turn) + (grid[0] - rows.mean()) * np.sin(turn)
    cover = cv2.GaussianBlur(((wide > 0) & (side > 0)).astype(np.float32), (0, 0), 1.5)[..., None]
    stranger = np.clip(other * 0.5 + (1 - original.mean(axis=(0, 1))) * 0.5, 0, 1)
    return drifted((truth * (1 - cover) + stranger * cover).astype(np.float32), LEVELS[1], random)


def _zoomed(
    original: Pixels, truth: Pixels, other: Pixels, mask: Mask, random: np.random.Generator
) -> Pixels:
    """Reframed: 1.3 times smaller and shifted by 12 %."""
    height, width = mask.shape
    factor = 1.3
    place = np.array(
        [
            [factor, 0, (1 - factor) * width / 2 + 0.12 * width],
            [0, factor, (1 - factor) * height / 2],
        ],
        np.float32,
    )
    flags = cv2.INTER_AREA | cv2.WARP_INVERSE_MAP
    soft = cv2.GaussianBlur(truth, (0, 0), 0.5)
    made = cv2.warpAffine(
        soft,
        place,
        (width, height),
        flags=cv2.INTER_CUBIC | flags,
        borderMode=cv2.BORDER_REFLECT_101,
    )
    return drifted(np.clip(made, 0, 1), LEVELS[0], random)


def _restyled(
    original: Pixels, truth: Pixels, other: Pixels, mask: Mask, random: np.random.Generator
) -> Pixels:
    eight = np.rint(truth * 255).astype(np.uint8)
    smooth = cv2.bilateralFilter(eight, 9, 60, 9).astype(np.float32) / 255
    steps = np.round(smooth * 7) / 7
    return drifted(np.clip(steps * [1.15, 1.0, 0.8], 0, 1).astype(np.float32), LEVELS[1], random)


def _nothing(
    original: Pixels, truth: Pixels, other: Pixels, mask: Mask, random: np.random.Generator
) -> Pixels:
    return drifted(original, LEVELS[1], random)


_KINDS: dict[str, Make] = {
    **{name: _drift(index) for index, name in enumerate(DRIFTED)},
    **dict(zip(OTHER_SCENES, (_other, _mirrored, _bent, _half), strict=True)),
    SPILL: _spill,
    ZOOMED: _zoomed,
    RESTYLED: _restyled,
    NOTHING: _nothing,
}
