"""Lays the finished patches of an answer into the picture, through the ramp and never beyond it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.problems import Billed, ProblemKind, fail
from desktop.domain.recipe import Blend
from desktop.domain.size import Box, Size
from desktop.imaging.answer_pixels import as_float, matching_channels
from desktop.imaging.blend import depth_inside, lay, lay_with_alpha, ramp, usual_feather
from desktop.imaging.comparison import Comparison
from desktop.imaging.light import lay_light
from desktop.imaging.matte import LEAST_WIDTH
from desktop.imaging.neighbourhood import enlarged_part
from desktop.imaging.patches import SAMPLE_PATCHES, Finished, Workshop, cores, part_of
from desktop.imaging.region import RegionPlan
from desktop.imaging.region_pixels import RegionPixels
from desktop.imaging.verdict import CHANGED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]
    Mask = NDArray[np.uint8]

Progress = Callable[[float], None]
IsCancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Tells how far it is, and stops where that is wished."""

    progress: Progress | None = None
    is_cancelled: IsCancelled | None = None

    def step(self, share: float) -> None:
        """ProblemError (cancelled) when a stop is wished."""
        if self.is_cancelled is not None and self.is_cancelled():
            raise fail(ProblemKind.CANCELLED, billed=Billed.YES)
        if self.progress is not None:
            self.progress(share)

    def part(self, index: int, count: int) -> Told:
        """For one of several that are laid in one after the other."""
        if self.progress is None:
            return self
        return Told(progress=_Part(self.progress, index, count), is_cancelled=self.is_cancelled)


@dataclass(frozen=True, slots=True)
class _Part:
    progress: Progress
    index: int
    count: int

    def __call__(self, share: float) -> None:
        self.progress((self.index + share) / self.count)


SILENT = Told()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Place:
    """Where an answer goes: the plan, the grown mask in the region (box.height, box.width)."""

    plan: RegionPlan
    marked: Mask
    blend: Blend


def lay_answer(
    pixels: NDArray[Any],
    region: RegionPixels,
    comparison: Comparison | None,
    place: Place,
    told: Told,
) -> Box:
    """Change `pixels` (the whole picture) in place; the box of the picture that may differ."""
    box = _bounds(place.marked)
    x, y = place.plan.box.x, place.plan.box.y
    if not box.is_empty:
        is_other = comparison is None or comparison.verdict == CHANGED
        lay_patches(pixels, region, None if is_other else comparison, place, told, restores=True)
    return Box(box.x + x, box.y + y, box.width, box.height)


def lay_patches(
    pixels: NDArray[Any],
    region: RegionPixels,
    comparison: Comparison | None,
    place: Place,
    told: Told,
    *,
    restores: bool = False,
) -> None:
    """Change `pixels` in place where `place` allows it; without a comparison as the answer came.

    `restores` also gives the answer the photograph's crispness and texture.
    """
    alpha = Alpha.made(place, comparison)
    squares = list(cores(_on_grid(_bounds(place.marked), place, region.grid), region.marked))
    if comparison is None or comparison.is_same:
        for square in squares:
            _lay(pixels, _plain(region, square), square, alpha, region)
        return
    shop = Workshop(region=region, comparison=comparison)
    kept = {core: shop.patch(core) for core in squares[:: _stride(squares)]}
    if restores:
        shop = shop.measured(list(kept.values()))
    for number, square in enumerate(squares):
        told.step(0.4 + 0.55 * number / len(squares))
        patch = kept.pop(square, None) or shop.patch(square)
        _lay(pixels, shop.finished(patch), square, alpha, region)


def _stride(squares: list[Box]) -> int:
    return max(1, len(squares) // SAMPLE_PATCHES)


def _bounds(marked: Mask) -> Box:
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    if not len(rows):
        return Box(0, 0, 0, 0)
    left, top = int(columns[0]), int(rows[0])
    return Box(left, top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1)


def _on_grid(box: Box, place: Place, grid: Size) -> Box:
    """A box of the region in pixels of the grid, rounded outwards."""
    across, down = grid.width / place.plan.box.width, grid.height / place.plan.box.height
    left, top = int(box.x * across), int(box.y * down)
    right = min(grid.width, int(np.ceil(box.right * across)))
    bottom = min(grid.height, int(np.ceil(box.bottom * down)))
    return Box(left, top, right - left, bottom - top)


def _with_beyond(place: Place) -> NDArray[np.bool_]:
    """What is marked, and what lies beyond the picture: its own border is no edge to fade at."""
    plan = place.plan
    reach = np.ones(place.marked.shape, bool)
    box, inside = plan.box, plan.inside
    here = Box(inside.x - box.x, inside.y - box.y, inside.width, inside.height).slices
    reach[here] = place.marked[here] > 0
    return reach


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alpha:
    """The ramp at the region's own size: from the mask's exact edge and the matte's."""

    place: Place
    comparison: Comparison | None
    depth: Field

    @staticmethod
    def made(place: Place, comparison: Comparison | None) -> Alpha:
        depth = depth_inside(_with_beyond(place))
        return Alpha(place=place, comparison=comparison, depth=depth)

    def of(self, box: Box) -> Field:
        """For a box of the region, (h, w) from 0 to 1; exactly 0 outside the mask."""
        depth, feather = self.depth[box.slices], self.place.blend.feather
        marked = self.place.marked[box.slices]
        if feather == 0:
            return np.asarray(marked > 0, dtype=np.float32)
        if self.comparison is None:
            usual = usual_feather(max(self.place.plan.box.width, self.place.plan.box.height))
            made = ramp(depth, usual if feather is None else float(feather))
        else:
            made = self._adaptive(box, depth, self.comparison)
        soft = marked.astype(np.float32) * np.float32(1 / 255)
        return np.asarray(np.minimum(made, soft), dtype=np.float32)

    def light(self, target: NDArray[Any], box: Box) -> None:
        """Shift the photograph's own pixels where only the light has changed."""
        found, size = self.comparison, (self.place.plan.box.width, self.place.plan.box.height)
        if found is None or found.is_same or self.place.blend.feather == 0:
            return
        if not found.matte.light.any():
            return
        shift = part_of(found.matte.light, box, size)
        if shift.any():
            soft = self.place.marked[box.slices].astype(np.float32) * np.float32(1 / 255)
            lay_light(target, shift, self.depth[box.slices], soft)

    def _adaptive(self, box: Box, depth: Field, comparison: Comparison) -> Field:
        matte, feather = comparison.matte, self.place.blend.feather
        size = (self.place.plan.box.width, self.place.plan.box.height)
        factor = np.float32(max(size) / max(matte.depth.shape))
        usual = usual_feather(max(size)) if feather is None else float(feather)
        if comparison.is_same:
            return np.asarray(depth > 0, dtype=np.float32)
        inner = part_of(matte.depth, box, size) * factor
        width = usual + (min(LEAST_WIDTH, usual) - usual) * part_of(matte.narrow, box, size)
        return ramp(np.minimum(depth, np.maximum(inner, 0)), width)


def _plain(region: RegionPixels, square: Box) -> Finished:
    """The answer as it came."""
    pixels = as_float(region.answer[square.slices])
    return Finished(box=square, pixels=pixels, texture=np.zeros(pixels.shape[:2], np.float32))


def _lay(
    pixels: NDArray[Any], patch: Finished, core: Box, alpha: Alpha, region: RegionPixels
) -> None:
    """One patch into the whole picture: its core only."""
    plan = alpha.place.plan
    box = _off_grid(core, plan, region.grid)
    inside = plan.inside
    local = Box(inside.x - plan.box.x, inside.y - plan.box.y, inside.width, inside.height)
    box = box.clipped(local)
    if box.is_empty:
        return
    there = Box(box.x + plan.box.x, box.y + plan.box.y, box.width, box.height)
    target = pixels[there.slices]
    share = alpha.of(box)
    colours = _at_region(patch, box, target, region, plan) if share.any() else None
    alpha.light(target, box)
    if colours is None:
        return
    channels = target.shape[2]
    change = matching_channels(colours, channels)
    if channels in {2, 4}:
        lay_with_alpha(target, change, share)
    else:
        lay(target, change, share)


def _off_grid(core: Box, plan: RegionPlan, grid: Size) -> Box:
    """The pixels of the region whose middle lies in `core` of the grid: squares never overlap."""
    if (grid.width, grid.height) == (plan.box.width, plan.box.height):
        return core
    across, down = plan.box.width / grid.width, plan.box.height / grid.height
    left, right = round(core.x * across), round(core.right * across)
    top, bottom = round(core.y * down), round(core.bottom * down)
    return Box(left, top, right - left, bottom - top)


def _at_region(
    patch: Finished, box: Box, target: NDArray[Any], region: RegionPixels, plan: RegionPlan
) -> Field:
    """The patch's colours at the region's own size, with the photograph's finest lines."""
    import cv2

    if (region.grid.width, region.grid.height) == (plan.box.width, plan.box.height):
        inner = Box(box.x - patch.box.x, box.y - patch.box.y, box.width, box.height)
        return patch.pixels[inner.slices]
    share = region.grid.width / plan.box.width, region.grid.height / plan.box.height
    first, has_lines = (patch.box.x, patch.box.y), target.shape[2] not in {2, 4}
    if not (has_lines and patch.texture.any()):
        colours = enlarged_part(patch.pixels, first, share, box, cubic=True)
        return np.asarray(np.clip(colours, 0, 1, out=colours))
    # What the photograph has and the coarser grid lost is its grey less the coarse grey.
    coarse = cv2.cvtColor(region.original_rgb(patch.box), cv2.COLOR_RGB2GRAY) * patch.texture
    left = cv2.subtract(patch.pixels, cv2.merge([coarse, coarse, coarse]))
    fine = _grey(target) * enlarged_part(patch.texture, first, share, box, cubic=False)
    colours = enlarged_part(np.asarray(left, dtype=np.float32), first, share, box, cubic=True)
    colours = np.asarray(cv2.add(colours, cv2.merge([fine, fine, fine])), dtype=np.float32)
    return np.asarray(np.clip(colours, 0, 1, out=colours))


def _grey(target: NDArray[Any]) -> Field:
    """Luma (h, w) from 0 to 1 of pixels without alpha."""
    import cv2

    grey = cv2.cvtColor(target, cv2.COLOR_RGB2GRAY) if target.shape[2] == 3 else target[..., 0]
    return as_float(np.asarray(grey))
