"""What is open and not yet sent, as it is kept in case the program ends without being asked."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.draft import Draft
from desktop.domain.edit import ResultRef
from desktop.domain.markup import Markup
from desktop.domain.recipe import InputFile


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewPlace:
    """How the picture lay in the window: zoom, the place in the middle, degrees, mirrored or not.

    The place is in pixels of the picture.
    """

    zoom: float
    x: float
    y: float
    rotation: float = 0.0
    is_flipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWork:
    """The draft, the picture it is about, the view, and the names of the masks that are kept.

    The masks themselves are files beside this.
    """

    draft: Draft
    picture: InputFile | None = None
    parent: ResultRef | None = None
    view: ViewPlace | None = None
    kept: tuple[str, ...] = ()
    markup: Markup = ()
