"""What the service saw, made and gave back, for tests to look at; safe to use from any thread."""

from __future__ import annotations

import io
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tests.fakes.size_rule import Dimensions
from tests.fakes.usage import Usage

_MOST_PIXELS_DECODED = 80_000_000


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """What stands in an uploaded file. `mode` is Pillow's, `bits` those of one sample."""

    format: str
    size: Dimensions
    mode: str
    bits: int
    frames: int
    orientation: int
    alpha_range: tuple[int, int] | None


@dataclass(frozen=True, kw_only=True)
class SeenFile:
    """One uploaded file, as it came. `filename` or `media_type` None: the part had none."""

    name: str
    filename: str | None
    media_type: str | None
    data: bytes

    @cached_property
    def decoded(self) -> Decoded | None:
        """What Pillow reads in the bytes, all of them; None for anything broken or no picture."""
        return _decode(self.data)

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height as stored, before any EXIF orientation."""
        return tuple(self.decoded.size) if self.decoded else None  # type: ignore[return-value]

    @property
    def mode(self) -> str | None:
        return self.decoded.mode if self.decoded else None

    @property
    def orientation(self) -> int:
        """The EXIF orientation left in the file; 1 when it stands upright or says nothing."""
        return self.decoded.orientation if self.decoded else 1


@dataclass(frozen=True, kw_only=True)
class SentAnswer:
    """What went back: `body` is what was meant to be sent, `is_whole` whether all of it left."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    is_whole: bool


@dataclass(kw_only=True)
class SeenRequest:
    """One request. `fields` are the text fields or JSON keys in the order in which they came.

    `headers` has lower-case names; a repeated text field stays in `field_list` only.
    """

    number: int
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    raw: bytes
    is_paid: bool
    connection: int
    fields: dict[str, Any] = field(default_factory=dict)
    field_list: tuple[tuple[str, Any], ...] = ()
    files: list[SeenFile] = field(default_factory=list)
    at: float = field(default_factory=time.time)
    request_id: str = ""
    answer: SentAnswer | None = None
    has_client_left: bool = False

    @property
    def raw_size(self) -> int:
        return len(self.raw)

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")

    @property
    def images(self) -> list[SeenFile]:
        """The input pictures in order, without mask and markup."""
        return [file for file in self.files if file.name not in {"mask", "markup"}]

    def file(self, name: str) -> SeenFile | None:
        """The first file of that name, such as `mask`."""
        return next((file for file in self.files if file.name == name), None)


@dataclass(kw_only=True)
class BilledPicture:
    """One picture that was made and would be charged, whether or not anybody got it."""

    request: int
    model: str
    size: tuple[int, int]
    quality: str
    picture: bytes
    usage: Usage
    at: float = field(default_factory=time.time)
    has_left_whole: bool = False


class Ledger:
    """All records of one service, in order, behind one lock."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._requests: list[SeenRequest] = []
        self._billed: list[BilledPicture] = []
        self._returned: list[bytes] = []
        self._held = 0

    def add_request(self, request: SeenRequest) -> None:
        with self._changed:
            request.number = len(self._requests) + 1
            self._requests.append(request)
            self._changed.notify_all()

    def add_billed(self, pictures: Sequence[BilledPicture]) -> None:
        with self._changed:
            self._billed.extend(pictures)
            self._changed.notify_all()

    def mark_left(self, request: SeenRequest, pictures: Sequence[bytes]) -> None:
        """Everything but the last bytes has gone; told before these, so that no client is first."""
        with self._changed:
            self._returned.extend(pictures)
            for billed in self._of(request):
                billed.has_left_whole = True
            self._changed.notify_all()

    def unmark_left(self, request: SeenRequest, pictures: Sequence[bytes]) -> None:
        """The last bytes did not go after all."""
        with self._changed:
            for picture in pictures:
                self._returned.remove(picture)
            for billed in self._of(request):
                billed.has_left_whole = False

    def mark_answered(self, request: SeenRequest, answer: SentAnswer) -> None:
        with self._changed:
            request.answer = answer
            self._changed.notify_all()

    def mark_client_left(self, request: SeenRequest) -> None:
        with self._changed:
            request.has_client_left = True
            self._changed.notify_all()

    def add_held(self) -> None:
        with self._changed:
            self._held += 1
            self._changed.notify_all()

    @property
    def requests(self) -> list[SeenRequest]:
        with self._changed:
            return list(self._requests)

    @property
    def billed(self) -> list[BilledPicture]:
        with self._changed:
            return list(self._billed)

    @property
    def returned(self) -> list[bytes]:
        with self._changed:
            return list(self._returned)

    @property
    def held(self) -> int:
        """How often an answer has waited at a closed gate."""
        with self._changed:
            return self._held

    def wait(self, condition: Callable[[], bool], timeout: float, what: str) -> None:
        """Until `condition` holds; TimeoutError that names `what` when it does not in time."""
        with self._changed:
            if not self._changed.wait_for(condition, timeout):
                seen = [f"{request.method} {request.path}" for request in self._requests]
                raise TimeoutError(f"Waited {timeout} s for {what}; seen so far: {seen}")

    def _of(self, request: SeenRequest) -> Iterator[BilledPicture]:
        return (billed for billed in self._billed if billed.request == request.number)


def _decode(data: bytes) -> Decoded | None:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MOST_PIXELS_DECODED:
                return None
            return _describe(image, data)
    except (OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError, Warning):
        return None


def _describe(image: Any, data: bytes) -> Decoded:
    image.load()
    alpha = image.getchannel("A").getextrema() if "A" in image.getbands() else None
    return Decoded(
        format=image.format,
        size=Dimensions(image.width, image.height),
        mode=image.mode,
        bits=data[24] if image.format == "PNG" else 8,
        frames=getattr(image, "n_frames", 1),
        orientation=image.getexif().get(0x0112, 1),
        alpha_range=alpha,
    )
