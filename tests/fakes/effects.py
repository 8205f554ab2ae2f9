"""What a fault does to an answer, as plain values; `faults` names the ones that tests use."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from tests.fakes.refusals import Refusal


class Framing(Enum):
    """How a client can tell that a body has ended."""

    LENGTH = auto()
    CHUNKED = auto()
    CLOSE = auto()


class Where(Enum):
    """The moment at which the line goes wrong."""

    UPLOAD = auto()
    BEFORE_HEAD = auto()
    AFTER_HEAD = auto()
    IN_BODY = auto()


class How(Enum):
    """CUT is an orderly close, RESET a real RST, HANG lasts until the test releases it."""

    CUT = auto()
    RESET = auto()
    HANG = auto()
    TRICKLE = auto()


class PictureChange(StrEnum):
    """What is wrong with the pictures themselves, streamed or not."""

    BROKEN_BASE64 = auto()
    NOT_PICTURE = auto()
    TRUNCATED = auto()
    OTHER_SIZE = auto()
    SIZES_DIFFER = auto()
    WITH_ALPHA = auto()
    OTHER_FORMAT = auto()


class AnswerChange(StrEnum):
    """What is wrong with the JSON around the pictures."""

    EMPTY_DATA = auto()
    NO_DATA = auto()
    NULL_BASE64 = auto()
    URL = auto()
    URL_GONE = auto()
    DATA_URL = auto()
    NO_USAGE = auto()
    NO_USAGE_DETAILS = auto()
    ONLY_DATA = auto()
    FEWER_PICTURES = auto()
    AS_TEXT = auto()
    GZIPPED = auto()
    UNASKED_STREAM = auto()
    JSON_FOR_STREAM = auto()


class StreamChange(StrEnum):
    """The rows of the table in section 1.9, and a few legal rarities."""

    UNKNOWN_EVENT = auto()
    COMMENTS = auto()
    DONE = auto()
    DONE_EARLY = auto()
    NESTED_ERROR = auto()
    FLAT_ERROR = auto()
    ENDS_EARLY = auto()
    LAST_LINE_OPEN = auto()
    BAD_JSON = auto()
    FEWER_PARTIALS = auto()
    BROKEN_PARTIAL = auto()
    TWO_COMPLETED = auto()
    CRLF = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """An error in the service's own form in place of the work.

    `retry_in` seconds from the answer on go out as an HTTP date in `retry-after`.
    """

    refusal: Refusal
    retry_in: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Canned:
    """An answer that no picture service wrote: a gateway's page, nothing at all."""

    status: int
    body: bytes = b""
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The line itself fails; `share` is the part of the body that gets through before.

    A trickle sends the body in `pieces` with `pause` seconds between them.
    """

    where: Where
    how: How
    framing: Framing | None = None
    share: float = 0.5
    pieces: int = 20
    pause: float = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoil:
    """The pictures, the JSON or the stream are not as they should be."""

    picture: PictureChange | None = None
    answer: AnswerChange | None = None
    stream: StreamChange | None = None
    error: Refusal | None = None


Effect = Refuse | Canned | Line | Spoil
