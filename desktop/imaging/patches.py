"""The answer at full resolution, patch by patch: moved, coloured, sharpened, textured.

A patch is a square of the region with a margin around it, so that a region of any size needs only
the memory of one patch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.size import Box
from desktop.imaging.answer_pixels import as_float
from desktop.imaging.comparison import Comparison, as_lab, unclipped
from desktop.imaging.detail import DetailGains, measure_detail, with_detail
from desktop.imaging.neighbourhood import enlarged_part
from desktop.imaging.region_pixels import RegionPixels
from desktop.imaging.texture import TextureNoise, measure_texture, with_texture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]
    Mask = NDArray[np.uint8]

SIDE = 1024
"""Side of a patch without its margin, in pixels of the answer's grid."""

MARGIN = 48
"""As far as the widest filter reaches."""

MEASURED = 320
"""Side of the window in which detail and texture are measured."""

SAMPLE_PATCHES = 2
"""Patches from whose evidence detail and texture are measured, at most."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Patch:
    """One patch at the grid's resolution: its box with margin, the original and the answer.

    `original` and `answer` are Lab, (h, w, 3); `evidence` (h, w) is 1 where both show the same.
    """

    box: Box
    original: Field
    answer: Field
    evidence: Mask


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Finished:
    """A patch as it will be laid in: RGB (h, w, 3), and how strongly the photograph's finest lines
    show in it (h, w)."""

    box: Box
    pixels: Field
    texture: Field


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Workshop:
    """Everything a patch needs; `detail` and `noise` are None where they could not be measured."""

    region: RegionPixels
    comparison: Comparison
    detail: DetailGains | None = None
    noise: TextureNoise | None = None

    def measured(self, patches: list[Patch]) -> Workshop:
        """The same, knowing how soft and how noisy the answer is outside the mask."""
        patch, part = max(
            ((patch, part) for patch in patches for part in _parts(patch.evidence.shape)),
            key=lambda found: int(np.count_nonzero(found[0].evidence[found[1]])),
        )
        original, answer = patch.original[part], patch.answer[part]
        evidence = np.ascontiguousarray(patch.evidence[part])
        return Workshop(
            region=self.region,
            comparison=self.comparison,
            detail=measure_detail(answer, original, evidence),
            noise=measure_texture(original, answer, evidence),
        )

    def patch(self, core: Box) -> Patch:
        """The patch around `core` (a box of the grid)."""
        grid = self.region.grid
        box = core.grown(MARGIN).clipped(Box(0, 0, grid.width, grid.height))
        colours = self.region.original_rgb(box)
        at = self.map_of(box)
        answer = self._moved(at)
        coloured = unclipped(self._coloured(answer, box), answer, colours)
        evidence = self.region.is_outside(box) & self._has_answer(at)
        return Patch(
            box=box,
            original=as_lab(colours),
            answer=as_lab(coloured),
            evidence=evidence.astype(np.uint8),
        )

    def finished(self, patch: Patch) -> Finished:
        import cv2

        made, texture = patch.answer, np.zeros(patch.answer.shape[:2], np.float32)
        if self.detail is not None:
            made = with_detail(made, self.detail)
        if self.noise is not None:
            own = with_texture(patch.original, patch.answer, self.noise)
            mixed = cv2.blendLinear(own.pixels, made, own.share, 1 - own.share)
            made = np.asarray(mixed, dtype=np.float32)
            texture = own.lines
        return Finished(box=patch.box, pixels=as_rgb(made), texture=texture)

    def map_of(self, box: Box) -> tuple[Field, Field]:
        """Where the pixels of `box` lie in the answer."""
        found = self.comparison.registration
        height, width = found.map_x.shape
        grid = self.region.grid
        rows = np.arange(box.y, box.bottom, dtype=np.float32)[:, None]
        columns = np.arange(box.x, box.right, dtype=np.float32)[None, :]
        if (width, height) == (grid.width, grid.height):
            return found.map_x[box.slices], found.map_y[box.slices]
        across, down = grid.width / width, grid.height / height
        work_columns = np.arange(width, dtype=np.float32)[None, :]
        work_rows = np.arange(height, dtype=np.float32)[:, None]
        shift_x = part_of(found.map_x - work_columns, box, (grid.width, grid.height))
        shift_y = part_of(found.map_y - work_rows, box, (grid.width, grid.height))
        return columns + shift_x * np.float32(across), rows + shift_y * np.float32(down)

    def _moved(self, at: tuple[Field, Field]) -> Field:
        """The answer under the map, RGB from 0 to 1: Lanczos, or cubic where it will be enlarged
        and the finest lines come from the photograph, in a sixth of the time."""
        import cv2

        answer = self.region.answer
        left, top = max(0, int(at[0].min()) - 5), max(0, int(at[1].min()) - 5)
        right, bottom = int(at[0].max()) + 6, int(at[1].max()) + 6
        part = as_float(answer[top : max(bottom, top + 1), left : max(right, left + 1)])
        if not part.size:
            part = as_float(answer)
            left = top = 0
        made = cv2.remap(
            part,
            at[0] - np.float32(left),
            at[1] - np.float32(top),
            cv2.INTER_CUBIC if self.region.is_coarser else cv2.INTER_LANCZOS4,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(np.clip(made, 0, 1), dtype=np.float32)

    def _has_answer(self, at: tuple[Field, Field]) -> NDArray[np.bool_]:
        height, width = self.region.answer.shape[:2]
        return np.asarray((at[0] > 1) & (at[1] > 1) & (at[0] < width - 2) & (at[1] < height - 2))

    def _coloured(self, answer: Field, box: Box) -> Field:
        colour, grid = self.comparison.colour, self.region.grid
        field = part_of(colour.field, box, (grid.width, grid.height))
        return np.clip(colour.applied(answer, field), 0, 1)


def _parts(shape: tuple[int, ...]) -> Iterator[tuple[slice, slice]]:
    """Overlapping windows of a patch, each enough to measure in."""
    height, width = min(MEASURED, shape[0]), min(MEASURED, shape[1])
    for top in sorted({0, (shape[0] - height) // 2, shape[0] - height}):
        for left in sorted({0, (shape[1] - width) // 2, shape[1] - width}):
            yield slice(top, top + height), slice(left, left + width)


def part_of(field: Field, box: Box, size: tuple[int, int]) -> Field:
    """The part `box` of a field that is enlarged to `size`, linear in between."""
    share = field.shape[1] / size[0], field.shape[0] / size[1]
    return enlarged_part(field, (0, 0), share, box, cubic=False)


def as_rgb(lab: Field) -> Field:
    import cv2

    return np.asarray(np.clip(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), 0, 1), dtype=np.float32)


def cores(box: Box, marked: Any) -> Iterator[Box]:
    """Squares that cover `box` where anything in `marked` (h, w of the grid) is set."""
    for top in range(box.y, box.bottom, SIDE):
        for left in range(box.x, box.right, SIDE):
            core = Box(left, top, SIDE, SIDE).clipped(box)
            if marked[core.slices].any():
                yield core
