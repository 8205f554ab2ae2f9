"""The doors to Pillow and OpenCV: quiet, bounded by our own limit, with one kind of error."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.problems import ProblemKind, ServiceWords, fail
from desktop.imaging.file_kind import FileKind

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,
    struct.error,
    zlib.error,
)
"""What decoders raise over broken bytes, found by feeding them broken files; none of them says
that Stet is at fault, because nothing but the file's bytes goes in."""


@contextmanager
def decoding(name: str, *, is_cut: bool = False) -> Iterator[None]:
    """Whatever a decoder raises inside becomes a ProblemError about the file `name`.

    `is_cut` says that the file does not end as its format should.
    """
    try:
        yield
    except MemoryError as error:
        reason = "there is not enough memory for it"
        raise fail(ProblemKind.FILE_UNREADABLE, name=name, reason=reason) from error
    except _BROKEN as error:
        breaks_off = is_cut or isinstance(error, EOFError) or "truncated" in str(error).lower()
        kind = ProblemKind.FILE_TRUNCATED if breaks_off else ProblemKind.FILE_DAMAGED
        raise fail(kind, ServiceWords(detail=str(error)), name=name) from error


def open_with_pillow(data: bytes, kind: FileKind) -> Image:
    """The picture with its header read; to be used inside `decoding`."""
    from PIL import Image

    # Our own limit is checked on the header; Pillow's would warn at 89 million pixels.
    Image.MAX_IMAGE_PIXELS = None
    _hush_pillow()
    return Image.open(BytesIO(data), formats=[kind.value])


def decode_with_opencv(data: bytes, flags: int) -> NDArray[Any]:
    """The pixels as OpenCV gives them; ValueError when it cannot. To be used inside `decoding`."""
    import cv2

    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error as error:
        raise ValueError(str(error)) from error
    if pixels is None:
        raise ValueError("OpenCV cannot decode it.")
    return np.asarray(pixels)


def _hush_pillow() -> None:
    """Pillow's remarks about odd files are for programmers; what matters is in our notes.

    Put in front again whenever it is not, because whoever sets up or restores filters moves it.
    Not done with `catch_warnings`, which swaps a list that all threads share.
    """
    first = warnings.filters[0] if warnings.filters else None
    if first is None or getattr(first[3], "pattern", first[3]) != _PIL:
        warnings.filterwarnings("ignore", category=UserWarning, module=_PIL)


_PIL = r"PIL\."
