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
class OpenChange:
    """Part of a step that can be undone: of the mask, kept in the file `patch`, or of markup.

    Or of prompt and settings: `drafts` before and after it, `controls` what the designer changed.
    """

    patch: str = ""
    before: Markup = ()
    after: Markup = ()
    drafts: tuple[Draft, Draft] | None = None
    controls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStep:
    """A step that was done and can be undone."""

    name: str
    changes: tuple[OpenChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWork:
    """The draft, the picture it is about, the view, and the names of the masks that are kept.

    The masks themselves are files beside this, and so are the steps of the mask. `drawn` names
    the state of mask and protection that the last of `steps` led to.
    """

    draft: Draft
    picture: InputFile | None = None
    parent: ResultRef | None = None
    view: ViewPlace | None = None
    kept: tuple[str, ...] = ()
    markup: Markup = ()
    steps: tuple[OpenStep, ...] = ()
    drawn: str = ""
