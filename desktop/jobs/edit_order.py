"""What is captured when Generate is pressed, from which an order is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.domain.draft import Draft
from desktop.domain.edit import ResultRef
from desktop.domain.order import EditOrder
from desktop.domain.recipe import InputFile
from desktop.domain.size import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


__all__ = ["Capture", "EditOrder"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Capture:
    """A draft with its picture and a copy of its mask (h, w), as they were at one moment.

    `markup` is a transparent PNG of the picture's shape; with it the mask is not sent, but holds
    for what is laid into the picture.
    """

    draft: Draft
    picture: InputFile | None = None
    mask: NDArray[np.uint8] | None = None
    markup: bytes | None = None
    mask_bounds: Box | None = None
    parent: ResultRef | None = None
