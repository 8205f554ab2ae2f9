"""What lies over a picture, and how it goes along when the picture comes in another frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.domain.markup import Markup

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.imaging.canvas_document import CanvasDocument
    from desktop.imaging.mask_shelf import KeptMask
    from desktop.imaging.reframing import Reframing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layers:
    """Copies: the mask and what is protected (h, w) or None, marks, kept masks."""

    mask: NDArray[np.uint8] | None
    guard: NDArray[np.uint8] | None
    markup: Markup
    kept: tuple[KeptMask, ...]


def layers_of(document: CanvasDocument) -> Layers:
    """In the window's thread, where nobody paints meanwhile."""
    return Layers(
        mask=document.copy_mask() if document.has_mask else None,
        guard=document.protection.pixels.copy() if document.has_protection else None,
        markup=document.markup,
        kept=document.shelf.masks,
    )


def lay_over(
    document: CanvasDocument, layers: Layers, reframing: Reframing, before: CanvasDocument
) -> None:
    """Lays all but the mask over the picture in its other frame; may run on any thread.

    Kept masks stay as large as they were: they are scaled when they are used, where they fit.
    """
    from desktop.domain.size import box_of
    from desktop.imaging.selection import Combine, Selection

    if layers.guard is not None:
        coverage = reframing.mask(layers.guard, 0)
        box = box_of(document.size)
        document.protect(Selection(box=box, coverage=coverage), Combine.ADD, "Protect")
    document.markup = reframing.markup(layers.markup, before.size)
    for kept in layers.kept:
        document.shelf.keep(kept)
