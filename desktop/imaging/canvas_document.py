"""What lies on the canvas: a picture to look at, its mask, and the stroke that is being painted.

It knows no window. Commands that grow with the picture say so; painting does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from desktop.domain.markup import Markup
from desktop.domain.screen_profile import ShownColours
from desktop.domain.size import Box, Size, box_of
from desktop.imaging.brush import DabCache
from desktop.imaging.mask import Mask
from desktop.imaging.mask_shelf import MaskShelf
from desktop.imaging.pyramid import level_count, refresh_levels, to_bgra
from desktop.imaging.stroke import MaskStroke

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from desktop.domain.settings import BrushSettings
    from desktop.imaging.mask_patch import MaskPatch
    from desktop.imaging.selection import Combine, Selection
    from desktop.imaging.stroke_point import StrokeMode, StrokePoint


class _ShownPicture:
    """A picture as it is shown.

    `display` is what is shown, (height, width, channels): 4 channels BGRA premultiplied, or, to
    save memory, 3 channels RGB or 1 grey, which is then shared with the picture and read only.
    `levels` come from `pyramid.build_levels`, from a worker when the picture is large; until they
    are there, small views are drawn from single pixels. `has_alpha` None has the alpha looked at.
    """

    def __init__(
        self,
        display: NDArray[np.uint8],
        levels: tuple[NDArray[np.uint8], ...] = (),
        *,
        has_alpha: bool | None = None,
    ) -> None:
        self._display = display
        self._levels = levels
        self._late: list[Box] = []
        self._size = Size(int(display.shape[1]), int(display.shape[0]))
        self._has_alpha = _is_transparent(display) if has_alpha is None else has_alpha
        self.colours = ShownColours()
        """From which space `display` was brought into which."""

    @property
    def size(self) -> Size:
        return self._size

    @property
    def has_alpha(self) -> bool:
        """Some of the picture may be transparent: it is shown on a checkerboard."""
        return self._has_alpha

    @property
    def display(self) -> NDArray[np.uint8]:
        """What is shown, (height, width, channels); to be read only."""
        return self._display

    @property
    def bytes_held(self) -> int:
        """Memory of the picture and its smaller levels."""
        return self._display.nbytes + sum(level.nbytes for level in self._levels)

    @property
    def has_levels(self) -> bool:
        return bool(self._levels) or level_count(self._size) == 1

    @property
    def level_count(self) -> int:
        """How many levels can be read, level 0 included."""
        return level_count(self._size)

    def set_levels(self, levels: tuple[NDArray[np.uint8], ...]) -> None:
        """Takes the smaller levels of the picture as it was when the document was made."""
        self._levels = levels
        for box in self._late:
            refresh_levels(self._display, levels, box)
        self._late = []

    def read_picture(self, level: int, box: Box, out: NDArray[np.uint8]) -> None:
        """Writes `box` of a level (inside it) as BGRA into `out` (h, w, 4)."""
        if level == 0:
            to_bgra(self._display[box.slices], out)
        elif self._levels:
            np.copyto(out, self._levels[level - 1][box.slices])
        else:
            self._read_single_pixels(level, box, out)

    def replace_region(self, box: Box, pixels: NDArray[np.uint8]) -> None:
        """Shows other pixels (h, w, channels, the display's kind) in `box` of the picture.

        A display that is shared with a picture is copied first: give the whole new picture to
        `show_changed` instead where there is one.
        """
        if not self._display.flags.writeable:
            self._display = self._display.copy()
        self._display[box.slices] = pixels
        self._picture_changed(box)

    def copy_region(self, box: Box) -> NDArray[np.uint8]:
        """What is shown in `box`, in the display's kind, for going back to it later."""
        return self._display[box.slices].copy()

    def in_display_kind(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """BGRA pixels (h, w, 4) in the display's kind: as they are, or as RGB, or as grey."""
        channels = self._display.shape[2]
        if channels == 4:
            return pixels
        return np.ascontiguousarray(pixels[..., 2::-1] if channels == 3 else pixels[..., :1])

    def show_changed(self, display: NDArray[np.uint8], box: Box) -> None:
        """Shows another picture of the same size and kind that differs only inside `box`."""
        assert display.shape == self._display.shape
        self._display = display
        self._picture_changed(box)

    def show_again(
        self,
        display: NDArray[np.uint8],
        levels: tuple[NDArray[np.uint8], ...],
        colours: ShownColours,
    ) -> None:
        """Shows the same picture in the colours of another screen.

        What was RGB stays so where grey would do, because parts of it may be laid in again.
        """
        assert display.shape[:2] == self._display.shape[:2]
        if display.shape[2] == 1:
            display = np.repeat(display, self._display.shape[2], axis=2)
        self._display, self._levels, self._late = display, levels, []
        self.colours = colours

    # inside

    def _picture_changed(self, box: Box) -> None:
        part = box.clipped(box_of(self._size))
        if part.is_empty:
            return
        if self._levels:
            refresh_levels(self._display, self._levels, part)
        else:
            self._late.append(part)

    def _read_single_pixels(self, level: int, box: Box, out: NDArray[np.uint8]) -> None:
        """One pixel stands for its whole square: rough, but at once."""
        step = 1 << level
        rows = slice(step // 2 + box.y * step, None, step)
        columns = slice(step // 2 + box.x * step, None, step)
        found = self._display[rows, columns][: box.height, : box.width]
        height, width = found.shape[:2]
        to_bgra(np.ascontiguousarray(found), out[:height, :width])
        # The last square may have no pixel in its middle: its neighbour stands for it.
        out[height:, :width] = out[max(0, height - 1) : height, :width]
        out[:, width:] = out[:, max(0, width - 1) : width]


class _MaskedPicture(_ShownPicture):
    """A picture with its mask, what is protected, kept masks and markup."""

    def __init__(
        self,
        display: NDArray[np.uint8],
        levels: tuple[NDArray[np.uint8], ...] = (),
        *,
        has_alpha: bool | None = None,
    ) -> None:
        super().__init__(display, levels, has_alpha=has_alpha)
        self._mask = Mask(self._size)
        self._protection = Mask(self._size, protects=True)
        self._keep_out: tuple[Box, ...] | None = ()
        self.markup: Markup = ()
        """What is drawn over the picture for the model to see."""
        self.shelf = MaskShelf()
        """Masks that are kept by name."""

    # the mask

    @property
    def mask(self) -> Mask:
        return self._mask

    @property
    def has_mask(self) -> bool:
        """Something is marked, as of the last finished step; costs nothing to ask."""
        return not self._mask.is_empty

    @property
    def mask_bounds(self) -> Box | None:
        return self._mask.bounds

    @property
    def bytes_held(self) -> int:
        """Memory of the picture, its smaller levels, and what lies over it."""
        over = self._mask.bytes_held + self._protection.bytes_held
        return super().bytes_held + over + sum(mask.bytes_held for mask in self.shelf.masks)

    def copy_mask(self) -> NDArray[np.uint8]:
        """A copy of the whole mask, (height, width), for whoever works on it elsewhere."""
        return self._mask.pixels.copy()

    def transparency(self) -> NDArray[np.uint8] | None:
        """A mask (height, width) of what is transparent; None when the picture is not."""
        return 255 - self._display[..., 3] if self._has_alpha else None

    def apply(self, patch: MaskPatch) -> tuple[MaskPatch, Box]:
        """Undoes or redoes a step: the step that leads back again, and the box that changed."""
        if patch.protects:
            self._keep_out = None
        mask = self._protection if patch.protects else self._mask
        return mask.apply(patch), patch.box

    def invert_mask(self) -> MaskPatch:
        return self._mask.invert("Invert mask")

    def clear_mask(self) -> MaskPatch:
        return self._mask.clear("Clear mask")

    def set_mask(self, pixels: NDArray[np.uint8], name: str = "Load mask") -> MaskPatch:
        """Takes over a mask (height, width), 255 change."""
        return self._mask.replace(pixels, name)

    def select(self, selection: Selection, how: Combine, name: str) -> MaskPatch:
        """Joins what a tool selected with the mask."""
        return self._mask.combine(selection, how, name)

    def marked_part(self, margin: int) -> tuple[Box, NDArray[np.uint8]] | None:
        """What is marked with `margin` pixels around: its box and a copy; None when nothing is."""
        bounds = self._mask.bounds
        if bounds is None:
            return None
        box = bounds.grown(margin).clipped(box_of(self._size))
        return box, self._mask.pixels[box.slices].copy()

    def lay_mask(self, box: Box, pixels: NDArray[np.uint8], name: str) -> MaskPatch:
        """Takes over other values (h, w) of the mask in `box`."""
        return self._mask.lay(box, pixels, name)

    # what is protected

    @property
    def protection(self) -> Mask:
        """What no edit may change, wherever the mask lies."""
        return self._protection

    @property
    def has_protection(self) -> bool:
        return not self._protection.is_empty

    def protect(self, selection: Selection, how: Combine, name: str) -> MaskPatch:
        """Joins what a tool selected with what is protected."""
        self._keep_out = None
        return self._protection.combine(selection, how, name)

    def unprotect(self) -> MaskPatch:
        """Protects nothing any more."""
        self._keep_out = None
        return self._protection.clear("Protect nothing")

    @property
    def keep_out(self) -> tuple[Box, ...]:
        """Boxes around what is protected; found again only when that has changed."""
        if self._keep_out is None:
            from desktop.imaging.keep_out import keep_out_zones

            self._keep_out = keep_out_zones(self._protection)
        return self._keep_out

    def effective_mask(self) -> NDArray[np.uint8] | None:
        """What may change, (height, width), a new array: the mask without what is protected.

        None when everything may; without a mask it is all that is not protected. Grows with the
        picture.
        """
        free = self.free_area()
        if free is None:
            return self.copy_mask() if self.has_mask else None
        return np.minimum(self._mask.pixels, free) if self.has_mask else free

    def free_area(self) -> NDArray[np.uint8] | None:
        """What is not protected, (height, width), whatever the mask says; None when nothing is."""
        return 255 - self._protection.pixels if self.has_protection else None

    @property
    def effective_bounds(self) -> Box | None:
        """The smallest box around what may change; None when that is everything, or nothing."""
        if not self.has_protection:
            return self._mask.bounds
        import cv2

        mask = self.effective_mask()
        assert mask is not None
        box = Box(*cv2.boundingRect(mask))
        return None if box.is_empty else box


class CanvasDocument(_MaskedPicture):
    """All of that with the strokes that are painted; the arguments are those of the picture."""

    def __init__(
        self,
        display: NDArray[np.uint8],
        levels: tuple[NDArray[np.uint8], ...] = (),
        *,
        has_alpha: bool | None = None,
    ) -> None:
        super().__init__(display, levels, has_alpha=has_alpha)
        self._dabs = DabCache()
        self._stroke: MaskStroke | None = None

    def rest(self) -> None:
        """Another document is worked on: lets go of what can be made again."""
        self._dabs = DabCache()

    @property
    def has_stroke(self) -> bool:
        """A stroke has begun and not ended."""
        return self._stroke is not None

    def begin_stroke(self, brush: BrushSettings, mode: StrokeMode) -> None:
        """Opens a stroke; the first place comes with `extend_stroke`."""
        assert self._stroke is None
        self._stroke = MaskStroke(self._mask, brush, mode, self._dabs)

    def extend_stroke(self, points: Iterable[StrokePoint]) -> Box:
        """Paints on to these places; the box of the picture that changed."""
        assert self._stroke is not None
        return self._stroke.extend(points)

    def end_stroke(self, name: str = "Brush stroke") -> MaskPatch:
        """Closes the stroke; the patch is empty when it changed nothing."""
        self._stroke = None
        return self._mask.finish(name)

    def cancel_stroke(self) -> Box:
        """Takes the stroke back as if it had not been; the box that changed."""
        self._stroke = None
        return self._mask.cancel()


def _is_transparent(display: NDArray[np.uint8]) -> bool:
    """Whether any pixel has an alpha below 255."""
    if display.shape[2] != 4:
        return False
    rows = np.ascontiguousarray(display).view("<u4")
    return int(np.bitwise_and.reduce(rows, axis=None)) >> 24 != 255
