"""An order: everything one edit needs, captured when Generate is pressed; nothing in it changes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from desktop.domain.draft import Draft
from desktop.domain.edit import ResultRef
from desktop.domain.identity import EditId
from desktop.domain.recipe import InputFile, Inputs, Recipe
from desktop.domain.size import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Capture:
    """A draft with its picture and a copy of its mask (h, w), as they were at one moment."""

    draft: Draft
    picture: InputFile | None = None
    mask: NDArray[np.uint8] | None = None
    mask_bounds: Box | None = None
    parent: ResultRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditOrder:
    """A recipe and its pictures, which the library holds by content already.

    `highest_usd` is the upper end of the estimate (None: the price is not known).
    """

    id: EditId
    recipe: Recipe
    inputs: Inputs
    profile: str = "openai"
    parent: ResultRef | None = None
    highest_usd: Decimal | None = None
