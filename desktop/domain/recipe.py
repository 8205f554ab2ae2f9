"""A recipe: everything that makes one request repeatable, apart from the pictures themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.conversation import Conversation
from desktop.domain.identity import ContentHash
from desktop.domain.size import Box, Size

PROMPT_LIMIT = 32_000
"""Characters the service takes in a prompt (not bytes, not tokens)."""

PICTURE_LIMIT = 16
"""Input pictures the service takes in one edit, the one on the canvas included."""


ANIMATED = "gif"
"""The output format with frames: the service neither streams it nor takes a mask for it."""

DRAWN = "svg"
"""The output format that is no raster: one result, not streamed."""

FRAMES = range(2, 17)
"""How many frames an animation may have."""


class Kind(StrEnum):
    """What is asked for."""

    GENERATE = "generate"
    EDIT = "edit"


class RegionMode(StrEnum):
    """Which part of the picture is sent."""

    AUTO = "auto"
    WHOLE = "whole"
    BOX = "box"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """How an answer is laid back into the picture; lengths are pixels of the picture.

    `feather` is the width of the ramp, which lies inside the mask; 0 is a hard edge exactly at
    the mask; None lets Stet choose. `composite` False keeps the answer as it came. `align` puts an
    edit without a mask back onto the picture's own pixels.
    """

    composite: bool = True
    grow: int = 0
    feather: int | None = None
    colour_match: bool = True
    align: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One request as it will be repeated. `size` None means auto; `region` only with mode BOX.

    `frame_count` and `frame_ms` (milliseconds that a frame stands) are for animations alone.
    `overview`: beside a small region the whole picture goes along as a small last reference.
    `keep_out` are boxes of the picture that the request names as protected, `notes` the numbers
    drawn in its markup: what is said of both is added to the prompt when it is sent.
    With `conversation` it is one turn of a conversation, else it is asked directly.
    """

    kind: Kind
    prompt: str
    model: str
    quality: str
    size: Size | None = None
    count: int = 1
    background: str = "auto"
    output_format: str = "png"
    compression: int | None = None
    moderation: str | None = None
    complexity: str | None = None
    partial_images: int = 0
    region_mode: RegionMode = RegionMode.AUTO
    region: Box | None = None
    blend: Blend = Blend()
    overview: bool = False
    frame_count: int | None = None
    frame_ms: int | None = None
    keep_out: tuple[Box, ...] = ()
    notes: tuple[int, ...] = ()
    conversation: Conversation | None = None

    def __post_init__(self) -> None:
        if (self.region is not None) != (self.region_mode is RegionMode.BOX):
            raise ValueError("A region box goes with the mode BOX and with no other.")

    @property
    def size_text(self) -> str:
        return "auto" if self.size is None else str(self.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """An input picture as the library keeps it: its content, the name to show, its size."""

    content: ContentHash
    name: str
    size: Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The pictures that go with a recipe, by content; the order of references is the order sent.

    `markup` is a transparent picture with marks, laid over the picture; it excludes a mask.
    """

    picture: InputFile | None = None
    mask: ContentHash | None = None
    markup: ContentHash | None = None
    references: tuple[InputFile, ...] = ()
