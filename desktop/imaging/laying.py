"""Lays the finished patches of an answer into the picture, through the ramp and never beyond it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.problems import Billed, ProblemKind, fail
from desktop.domain.size import Box, Size
from desktop.imaging.alpha import Alpha, Place
from desktop.imaging.answer_pixels import as_float, matching_channels
from desktop.imaging.blend import lay, lay_with_alpha
from desktop.imaging.comparison import Comparison
from desktop.imaging.depth import full_value
from desktop.imaging.neighbourhood import each_channel, enlarged_part
from desktop.imaging.patches import SAMPLE_PATCHES, Finished, Workshop, cores
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


def lay_answer(
    pixels: NDArray[Any],
    region: RegionPixels,
    comparison: Comparison | None,
    place: Place,
    told: Told,
) -> Box:
    """Change `pixels` (the whole picture) in place; the box of the picture that may differ."""
    is_other = comparison is None or comparison.verdict == CHANGED
    held = None if is_other else comparison
    box = lay_patches(pixels, region, held, place, told, restores=True)
    return Box(box.x + place.plan.box.x, box.y + place.plan.box.y, box.width, box.height)


def lay_patches(
    pixels: NDArray[Any],
    region: RegionPixels,
    comparison: Comparison | None,
    place: Place,
    told: Told,
    *,
    restores: bool = False,
) -> Box:
    """Change `pixels` in place where `place` allows it; without a comparison as the answer came.

    `restores` also gives the answer the photograph's crispness and texture. Returned is the box of
    the region that may differ.
    """
    alpha = Alpha.made(place, comparison)
    squares = list(cores(_on_grid(alpha.bounds, place, region.grid), region.marked))
    if comparison is None or comparison.is_same:
        for square in squares:
            _lay(pixels, _plain(region, square), square, alpha, region)
        return alpha.bounds
    shop = Workshop(region=region, comparison=comparison)
    kept = {core: shop.patch(core) for core in squares[:: _stride(squares)]}
    if restores:
        shop = shop.measured(list(kept.values()))
    for number, square in enumerate(squares):
        told.step(0.4 + 0.55 * number / len(squares))
        patch = kept.pop(square, None) or shop.patch(square)
        _lay(pixels, shop.finished(patch), square, alpha, region)
    return alpha.bounds


def _stride(squares: list[Box]) -> int:
    return max(1, len(squares) // SAMPLE_PATCHES)


def _on_grid(box: Box, place: Place, grid: Size) -> Box:
    """A box of the region in pixels of the grid, rounded outwards."""
    across, down = grid.width / place.plan.box.width, grid.height / place.plan.box.height
    left, top = int(box.x * across), int(box.y * down)
    right = min(grid.width, int(np.ceil(box.right * across)))
    bottom = min(grid.height, int(np.ceil(box.bottom * down)))
    return Box(left, top, right - left, bottom - top)


def _plain(region: RegionPixels, square: Box) -> Finished:
    """The answer as it came."""
    pixels = as_float(region.answer[square.slices])
    return Finished(box=square, pixels=pixels, texture=np.zeros(pixels.shape[:2], np.float32))


def _lay(
    pixels: NDArray[Any], patch: Finished, core: Box, alpha: Alpha, region: RegionPixels
) -> None:
    """One patch into the whole picture: its core only."""
    plan = alpha.place.plan
    box = _off_grid(core, plan, region.grid).clipped(alpha.place.inside).clipped(alpha.bounds)
    if box.is_empty:
        return
    there = Box(box.x + plan.box.x, box.y + plan.box.y, box.width, box.height)
    target = pixels[there.slices]
    colours = None
    for tile in _tiles(box, alpha.tile):
        share = alpha.of(tile)
        part = target[tile.seen_from(box).slices]
        if share.max() <= 0:
            alpha.light(part, tile)
            continue
        if colours is None:
            colours = _Colours.made(patch, box, target, region, plan)
        change = colours.of(tile, part)
        if share.min() < 1:
            alpha.light(part, tile)
        _lay_tile(part, change, share)


def _tiles(box: Box, side: int) -> Iterator[Box]:
    for top in range(box.y, box.bottom, side):
        for left in range(box.x, box.right, side):
            yield Box(left, top, side, side).clipped(box)


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
    """A patch's colours at the region's own size, within a box of the region, in the picture's
    own values.

    Where the grid is coarser, `lines` (h, w) says how strongly the photograph's finest lines are
    to be added to them.
    """

    box: Box
    pixels: Field
    lines: Field | None

    @staticmethod
    def made(
        patch: Finished, box: Box, target: NDArray[Any], region: RegionPixels, plan: RegionPlan
    ) -> _Colours:
        full = np.float32(full_value(target))
        if (region.grid.width, region.grid.height) == (plan.box.width, plan.box.height):
            inner = box.seen_from(patch.box)
            return _Colours(box=box, pixels=patch.pixels[inner.slices] * full, lines=None)
        share = region.grid.width / plan.box.width, region.grid.height / plan.box.height
        first = patch.box.x, patch.box.y
        if target.shape[2] in {2, 4} or not patch.texture.any():
            coarse = patch.pixels * full
            return _Colours(
                box=box, pixels=enlarged_part(coarse, first, share, box, cubic=True), lines=None
            )
        left = _without_lines(patch, region.original_rgb(patch.box)) * full
        return _Colours(
            box=box,
            pixels=enlarged_part(left, first, share, box, cubic=True),
            lines=enlarged_part(patch.texture, first, share, box, cubic=False),
        )

    def of(self, tile: Box, target: NDArray[Any]) -> Field:
        """Within a tile of the box, whose photograph is `target`; they may reach beyond its values
        by a little."""
        import cv2

        here = tile.seen_from(self.box).slices
        if self.lines is None:
            return self.pixels[here]
        lines = cv2.multiply(_grey(target), self.lines[here], dtype=cv2.CV_32F)
        return np.asarray(cv2.add(self.pixels[here], cv2.merge([lines] * 3)), dtype=np.float32)


def _without_lines(patch: Finished, original: Field) -> Field:
    """The patch's pixels less the photograph's grey where its lines show, as the grid has them:
    with the grey of the whole resolution there is then just what the grid has lost."""
    import cv2

    coarse = cv2.cvtColor(original, cv2.COLOR_RGB2GRAY) * patch.texture
    return patch.pixels - each_channel(coarse)


def _grey(target: NDArray[Any]) -> NDArray[Any]:
    """Luma (h, w) of pixels without alpha, in their own values; what is not a number becomes 0."""
    import cv2

    grey = cv2.cvtColor(target, cv2.COLOR_RGB2GRAY) if target.shape[2] == 3 else target[..., 0]
    return np.asarray(grey) if target.dtype.kind == "u" else as_float(np.asarray(grey))
