"""Lays the finished patches of an answer into the picture, through the ramp and never beyond it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
from desktop.imaging.neighbourhood import each_channel, enlarged_part
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

_TILE = 256
"""Side of the squares of the picture that are laid in at once."""


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
    """The ramp at the region's own size: from the mask's exact edge and the matte's.

    `depth` (h, w) is in pixels inside the mask, within the box `around` of the region, which holds
    all that is marked and what limits it. `is_lit` says that the light changes anywhere.
    """

    place: Place
    comparison: Comparison | None
    around: Box
    depth: Field
    is_lit: bool

    @staticmethod
    def made(place: Place, comparison: Comparison | None) -> Alpha:
        region = Box(0, 0, place.plan.box.width, place.plan.box.height)
        around = _bounds(place.marked).grown(1).clipped(region)
        depth = depth_inside(_with_beyond(place)[around.slices])
        found, feather = comparison, place.blend.feather
        is_lit = found is not None and not found.is_same and feather != 0
        if found is not None and is_lit:
            is_lit = bool(found.matte.light.any())
        return Alpha(place=place, comparison=comparison, around=around, depth=depth, is_lit=is_lit)

    def depth_in(self, box: Box) -> Field:
        """Pixels inside the mask, for a box of the region."""
        here = box.clipped(self.around)
        there = Box(here.x - self.around.x, here.y - self.around.y, here.width, here.height)
        if here == box:
            return self.depth[there.slices]
        made = np.zeros((box.height, box.width), np.float32)
        made[Box(here.x - box.x, here.y - box.y, here.width, here.height).slices] = self.depth[
            there.slices
        ]
        return made

    def of(self, box: Box) -> Field:
        """For a box of the region, (h, w) from 0 to 1; exactly 0 outside the mask."""
        depth, feather = self.depth_in(box), self.place.blend.feather
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
        if found is None or not self.is_lit:
            return
        shift = part_of(found.matte.light, box, size)
        if max(shift.max(), -shift.min()) > 0:
            soft = self.place.marked[box.slices].astype(np.float32) * np.float32(1 / 255)
            lay_light(target, shift, self.depth_in(box), soft)

    def _adaptive(self, box: Box, depth: Field, comparison: Comparison) -> Field:
        matte, feather = comparison.matte, self.place.blend.feather
        size = (self.place.plan.box.width, self.place.plan.box.height)
        factor = np.float32(max(size) / max(matte.depth.shape))
        usual = usual_feather(max(size)) if feather is None else float(feather)
        if comparison.is_same:
            return np.asarray(depth > 0, dtype=np.float32)
        inner = np.minimum(depth, part_of(matte.depth, box, size) * factor)
        least, most = float(inner.min()), float(inner.max())
        if least >= usual or most <= 0:
            return np.full(depth.shape, most > 0, np.float32)
        width = usual + (min(LEAST_WIDTH, usual) - usual) * part_of(matte.narrow, box, size)
        return ramp(np.maximum(inner, 0), width)


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
    box = box.clipped(local).clipped(alpha.around)
    if box.is_empty:
        return
    there = Box(box.x + plan.box.x, box.y + plan.box.y, box.width, box.height)
    target = pixels[there.slices]
    colours = None
    for tile in _tiles(box):
        share = alpha.of(tile)
        part = target[Box(tile.x - box.x, tile.y - box.y, tile.width, tile.height).slices]
        is_laid = share.max() > 0
        if is_laid and colours is None:
            colours = _Colours.made(patch, box, target.shape[2], region, plan)
        change = colours.of(tile, part) if is_laid and colours is not None else None
        alpha.light(part, tile)
        if change is not None:
            _lay_tile(part, change, share)


def _tiles(box: Box) -> Iterator[Box]:
    """Parts that stay in the cache."""
    for top in range(box.y, box.bottom, _TILE):
        for left in range(box.x, box.right, _TILE):
            yield Box(left, top, _TILE, _TILE).clipped(box)


def _lay_tile(target: NDArray[Any], colours: Field, share: Field) -> None:
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Colours:
    """A patch's colours at the region's own size, within a box of the region.

    Where the grid is coarser, `lines` (h, w) says how strongly the photograph's finest lines are
    to be added to them.
    """

    box: Box
    pixels: Field
    lines: Field | None

    @staticmethod
    def made(
        patch: Finished, box: Box, channels: int, region: RegionPixels, plan: RegionPlan
    ) -> _Colours:
        import cv2

        if (region.grid.width, region.grid.height) == (plan.box.width, plan.box.height):
            inner = Box(box.x - patch.box.x, box.y - patch.box.y, box.width, box.height)
            return _Colours(box=box, pixels=patch.pixels[inner.slices], lines=None)
        share = region.grid.width / plan.box.width, region.grid.height / plan.box.height
        first = patch.box.x, patch.box.y
        if channels in {2, 4} or not patch.texture.any():
            return _Colours(
                box=box,
                pixels=enlarged_part(patch.pixels, first, share, box, cubic=True),
                lines=None,
            )
        # What the photograph has and the coarser grid lost is its grey less the coarse grey.
        coarse = cv2.cvtColor(region.original_rgb(patch.box), cv2.COLOR_RGB2GRAY) * patch.texture
        left = patch.pixels - each_channel(coarse)
        return _Colours(
            box=box,
            pixels=enlarged_part(left, first, share, box, cubic=True),
            lines=enlarged_part(patch.texture, first, share, box, cubic=False),
        )

    def of(self, tile: Box, target: NDArray[Any]) -> Field:
        """Within a tile of the box, whose photograph is `target`."""
        here = Box(tile.x - self.box.x, tile.y - self.box.y, tile.width, tile.height).slices
        made = self.pixels[here]
        if self.lines is not None:
            made = made + each_channel(_grey(target) * self.lines[here])
        return np.clip(made, 0, 1)


def _grey(target: NDArray[Any]) -> Field:
    """Luma (h, w) from 0 to 1 of pixels without alpha."""
    import cv2

    grey = cv2.cvtColor(target, cv2.COLOR_RGB2GRAY) if target.shape[2] == 3 else target[..., 0]
    return as_float(np.asarray(grey))
