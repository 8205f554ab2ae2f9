"""Reads TIFF in its own depth: Pillow for 8 bits, tifffile (or OpenCV) for 16 bits and float.

Pillow has no 16-bit RGB and drops to 8 bits without a word; tifffile knows no LZW by itself.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.problems import ProblemKind, fail
from desktop.domain.size import Size
from desktop.imaging.decoders import decode_with_opencv, decoding, open_with_pillow
from desktop.imaging.depth import straight
from desktop.imaging.exif import (
    ORIENTATION,
    dpi_of,
    exif_of_tiff,
    upright_exif,
    with_orientation,
)
from desktop.imaging.file_kind import FileKind
from desktop.imaging.picture_header import Decoded, PictureHeader, checked_size
from desktop.imaging.pillow_pixels import PREMULTIPLIED_NOTE, pixels_of
from desktop.imaging.tiff_directory import Directory, chain_of, read_first

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_SAMPLES, _PLANAR, _PREDICTOR, _EXTRA, _FORMAT = 277, 284, 317, 338, 339
_XMP, _ICC, _DNG, _SUBFILE, _SUB_DIRECTORIES = 700, 34675, 50706, 254, 330

_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _INKS, _YCBCR, _LAB = 0, 1, 2, 3, 5, 6, 8
_STRUCTURE = frozenset(
    {*range(256, 280), 284, 317, *range(320, 326), 338, 339, 347, *range(529, 533)}
)
"""Tags without which the pixels cannot be understood."""

_MODES = {
    _WHITE_IS_ZERO: "L",
    _BLACK_IS_ZERO: "L",
    _RGB: "RGB",
    _PALETTE: "P",
    _INKS: "CMYK",
    _YCBCR: "RGB",
    _LAB: "LAB",
}
_COLOURS = {_WHITE_IS_ZERO: 1, _BLACK_IS_ZERO: 1, _RGB: 3, _INKS: 4, _LAB: 3}
_UNSIGNED, _SIGNED, _FLOAT = 1, 2, 3
_PREMULTIPLIED, _STRAIGHT = 1, 2

_CHANNELS_NOTE = "Further channels of this TIFF are not opened, and are left out when it is saved."
_WIDE_NOTE = "Values of more than 32-bit float precision were rounded to it."
_RANGE_NOTE = "Values outside 0 to 1 are kept, but are shown and sent clipped."
_DEEP_NOTE = "16 bits per channel were reduced to 8 in the conversion to sRGB."


def read_tiff_header(data: bytes, name: str) -> PictureHeader:
    """Everything the first page says besides its pixels; nothing is decoded."""
    found = _directory(data, name)
    if _is_raw(data, found):
        raise fail(ProblemKind.FILE_FORMAT_UNKNOWN, name=name, guess=" (a camera's raw file)")
    size = checked_size(found.number(_WIDTH, 0), found.number(_HEIGHT, 0), name)
    turn = found.number(ORIENTATION, 1)
    return PictureHeader(
        kind=FileKind.TIFF,
        size=size,
        mode=_mode(found),
        orientation=turn if 1 <= turn <= 8 else 1,
        icc=found.raw(_ICC),
        exif=upright_exif(exif_of_tiff(found)),
        xmp=found.raw(_XMP),
        dpi=dpi_of(found),
        notes=_pages_note(data, found),
        is_whole=_is_whole(data, found),
    )


def is_page(found: Directory) -> bool:
    """Small previews of another page are none, nor are masks and what has no size."""
    has_size = min(found.number(_WIDTH, 0), found.number(_HEIGHT, 0)) > 0
    return has_size and not found.number(_SUBFILE, 0) & 0b101


def page_size(found: Directory) -> Size:
    """As it is stored, whichever way up. ValueError where the file does not say."""
    return Size(found.number(_WIDTH, 0), found.number(_HEIGHT, 0))


def _pages_note(data: bytes, first: Directory) -> tuple[str, ...]:
    if not first.following:
        return ()
    count = 1 + sum(is_page(one) for _, one in list(chain_of(data))[1:])
    if count < 2:
        return ()
    rest = "the other stays" if count == 2 else "the others stay"
    return (f"This TIFF has {count} pages; this is the first, {rest} in the original file.",)


def decode_tiff(data: bytes, header: PictureHeader, name: str) -> Decoded:
    """The pixels of the first page. ProblemError: broken, or stored in a way nobody here reads."""
    found = _directory(data, name)
    if not header.is_whole:
        raise fail(ProblemKind.FILE_TRUNCATED, name=name)
    with decoding(name):
        is_signed = found.number(_FORMAT, _UNSIGNED) == _SIGNED
        is_shallow = max(found.integers(_BITS) or (1,)) <= 8
        if is_shallow and not is_signed and not _has_unnamed_alpha(found):
            return pixels_of(open_with_pillow(_unturned(data, found), FileKind.TIFF), header.icc)
        stored = None if is_signed else _stored_samples(data, found, header)
        if stored is None:
            words = " (a rare way of storing TIFF)"
            raise fail(ProblemKind.FILE_FORMAT_UNKNOWN, name=name, guess=words)
        return _meaning(stored, found, header)


def _directory(data: bytes, name: str) -> Directory:
    try:
        return read_first(data)
    except ValueError as error:
        raise fail(ProblemKind.FILE_TRUNCATED, name=name) from error


def _is_raw(data: bytes, found: Directory) -> bool:
    """Raw files of cameras are TIFF with only a small preview in front."""
    is_preview = bool(found.number(_SUBFILE, 0) & 1) and _SUB_DIRECTORIES in found.entries
    is_mosaic = found.number(_PHOTOMETRIC, 0) in {32803, 34892}
    return data[8:10] == b"CR" or _DNG in found.entries or is_preview or is_mosaic


def _mode(found: Directory) -> str:
    bits = max(found.integers(_BITS) or (1,))
    photometric = found.number(_PHOTOMETRIC, 0)
    mode = _MODES.get(photometric, "")
    if bits == 1 and mode == "L":
        return "1"
    mode += "A" if _alpha_kind(found) and mode in {"L", "RGB"} else ""
    if bits <= 8:
        return mode
    if found.number(_FORMAT, _UNSIGNED) == _FLOAT:
        return "F" if mode == "L" else f"{mode};F"
    return f"I;{bits}" if mode == "L" else f"{mode};{bits}"


def _alpha_kind(found: Directory) -> int:
    """1 when colours were multiplied with alpha, 2 when not, 0 when there is no alpha."""
    if _has_unnamed_alpha(found):
        return _STRAIGHT
    kind = next(iter(found.integers(_EXTRA)), 0)
    return kind if kind in {_PREMULTIPLIED, _STRAIGHT} else 0


def _has_unnamed_alpha(found: Directory) -> bool:
    """A fourth sample beside RGB that nothing is said about: OpenCV writes alpha so."""
    is_rgb = found.number(_PHOTOMETRIC, 0) == _RGB
    return is_rgb and found.number(_SAMPLES, 1) == 4 and _EXTRA not in found.entries


def _is_whole(data: bytes, found: Directory) -> bool:
    """Whether all strips or tiles of the page are named, and lie inside the file."""
    starts = found.integers(273) or found.integers(324)
    lengths = found.integers(279) or found.integers(325)
    if len(starts) < _pieces(found) or found.missing & _STRUCTURE:
        return False
    if len(lengths) != len(starts):
        return max(starts) < len(data)
    return all(
        start >= 8 and length > 0 and start + length <= len(data)
        for start, length in zip(starts, lengths, strict=True)
    )


def _pieces(found: Directory) -> int:
    """How many strips or tiles the page must have."""
    width, height = found.number(_WIDTH, 0), found.number(_HEIGHT, 0)
    planes = found.number(_SAMPLES, 1) if found.number(_PLANAR, 1) == 2 else 1
    across, down = width, found.number(278, height)
    if 324 in found.entries:
        across, down = found.number(322, width), found.number(323, height)
    if across < 1 or down < 1:
        return 1
    return -(-width // across) * -(-height // down) * planes


def _unturned(data: bytes, found: Directory) -> bytes:
    """The file with its orientation set to 1, because Pillow would turn the picture itself."""
    turned = found.entries.get(ORIENTATION)
    if turned is None or found.number(ORIENTATION, 1) == 1:
        return data
    return with_orientation(data, turned)


def _stored_samples(data: bytes, found: Directory, header: PictureHeader) -> NDArray[Any] | None:
    """The samples as they stand in the file, (h, w, samples); None when nobody can read them."""
    made = _with_tifffile(data)
    if made is None:
        made = _with_opencv(data, found)
    height, width = header.size.height, header.size.width
    samples = found.number(_SAMPLES, 1)
    if made is None or made.size != height * width * samples:
        return None
    if made.ndim == 3 and found.number(_PLANAR, 1) == 2:
        made = np.moveaxis(made, 0, 2)
    return np.ascontiguousarray(made).reshape(height, width, samples)


def _with_tifffile(data: bytes) -> NDArray[Any] | None:
    """None when the compression is one that tifffile needs a further package for."""
    import logging

    import tifffile

    logging.getLogger("tifffile").setLevel(logging.CRITICAL)
    with tifffile.TiffFile(BytesIO(data)) as file:
        page = file.pages[0]
        try:
            return np.asarray(page.asarray(maxworkers=1))
        except ValueError as error:
            if "imagecodecs" in str(error):
                return None
            raise


def _with_opencv(data: bytes, found: Directory) -> NDArray[Any] | None:
    """LZW and float predictors through libtiff; None for layouts that OpenCV would mix up."""
    import cv2

    samples = found.number(_SAMPLES, 1)
    if samples not in {1, 3, 4} or (samples > 1 and found.number(_PLANAR, 1) != 1):
        return None
    if found.number(_PHOTOMETRIC, 0) not in {_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB}:
        return None
    flags = cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION
    pixels = decode_with_opencv(data, flags)
    if pixels.dtype.itemsize * 8 != max(found.integers(_BITS)):
        return None
    if samples == 1:
        return pixels
    turned = cv2.COLOR_BGR2RGB if samples == 3 else cv2.COLOR_BGRA2RGBA
    if pixels.dtype.itemsize > 4:
        return pixels[..., [2, 1, 0, 3][:samples]]
    return np.asarray(cv2.cvtColor(pixels, turned, dst=pixels))


def _meaning(stored: NDArray[Any], found: Directory, header: PictureHeader) -> Decoded:
    """Colour and alpha out of the stored samples, in a depth that a Picture has."""
    photometric = found.number(_PHOTOMETRIC, 0)
    colours = _COLOURS.get(photometric)
    if colours is None or stored.shape[2] < colours or stored.dtype.kind not in "uf":
        raise ValueError("These TIFF samples have no meaning here.")
    pixels, notes = _in_range(stored)
    if photometric in {_INKS, _LAB}:
        return _through_pillow(pixels[..., :colours], photometric, header)
    if photometric == _WHITE_IS_ZERO:
        pixels = _inverted(pixels, colours)
    alpha = _alpha_kind(found)
    kept = colours + (1 if alpha and pixels.shape[2] > colours else 0)
    if pixels.shape[2] > kept:
        notes += (_CHANNELS_NOTE,)
    pixels = np.ascontiguousarray(pixels[..., :kept])
    if kept > colours and alpha == _PREMULTIPLIED:
        pixels, notes = straight(pixels), (*notes, PREMULTIPLIED_NOTE)
    return Decoded(pixels=pixels, notes=notes)


def _in_range(stored: NDArray[Any]) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Samples as uint8, uint16 or float32, and what had to be said about it."""
    if stored.dtype in {np.dtype(np.uint8), np.dtype(np.uint16)}:
        return stored, ()
    if stored.dtype.kind == "u":
        scale = float(np.iinfo(stored.dtype).max)
        return (stored / scale).astype(np.float32), (_WIDE_NOTE,)
    notes = (_WIDE_NOTE,) if stored.dtype.itemsize > 4 else ()
    with np.errstate(all="ignore"):
        pixels = stored.astype(np.float32, copy=False)
        is_beyond = bool((pixels < 0).any() or (pixels > 1).any())
    return pixels, (*notes, _RANGE_NOTE) if is_beyond else notes


def _inverted(pixels: NDArray[Any], colours: int) -> NDArray[Any]:
    made = pixels.copy()
    full = np.iinfo(pixels.dtype).max if pixels.dtype.kind == "u" else np.float32(1)
    made[..., :colours] = full - pixels[..., :colours]
    return made


def _through_pillow(pixels: NDArray[Any], photometric: int, header: PictureHeader) -> Decoded:
    """CMYK and Lab of 16 bits: their upper halves are the 8-bit encoding of the same colours."""
    from PIL import Image

    if pixels.dtype != np.uint16:
        raise ValueError("CMYK and Lab in float have no meaning here.")
    upper = (pixels >> 8).astype(np.uint8)
    mode = "CMYK" if photometric == _INKS else "LAB"
    size = (header.size.width, header.size.height)
    made = pixels_of(Image.frombytes(mode, size, upper.tobytes()), header.icc)
    return Decoded(pixels=made.pixels, notes=(*made.notes, _DEEP_NOTE), is_converted=True)
