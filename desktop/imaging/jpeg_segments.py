"""The segments of JPEG files: their header and what they carry besides pixels.

Layout: ITU-T T.81, annex B; EXIF, XMP and ICC segments as their own standards put them in.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.domain.problems import ProblemKind, fail
from desktop.imaging.exif import bare_exif, exif_dpi, orientation_of
from desktop.imaging.file_kind import FileKind
from desktop.imaging.picture_header import PictureHeader, checked_size

EXIF_MARK, XMP_MARK, ICC_MARK = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"ICC_PROFILE\0"
MPF_MARK = b"MPF\0"

_START_OF_SCAN, _END_OF_PICTURE = 0xDA, 0xD9
_APP0, _APP1, _APP2, _APP14, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
JUMBF_MARKER = 0xEB
"""APP11, where JPEG keeps boxes such as Content Credentials."""

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
_MODES = {1: "L", 3: "RGB", 4: "CMYK"}
_CENTIMETRE = 2
_FURTHER_NOTE = (
    "This JPEG holds further pictures (such as a gain map for HDR screens); only the first is "
    "opened."
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A marker and where its payload stands."""

    marker: int
    start: int
    length: int

    def payload(self, data: bytes) -> bytes:
        return data[self.start : self.start + self.length]


@dataclass(frozen=True, slots=True, kw_only=True)
class JpegStructure:
    """The segments before the pixels, and where the first scan begins (None: it never does)."""

    segments: tuple[Segment, ...]
    scan: int | None

    def payloads(self, data: bytes, marker: int, start: bytes) -> Iterator[bytes]:
        """What follows `start` in each segment of that kind."""
        for segment in self.segments:
            if segment.marker == marker and data.startswith(start, segment.start):
                yield segment.payload(data)[len(start) :]


def structure_of(data: bytes) -> JpegStructure:
    """The segments in front, as far as they are whole."""
    segments: list[Segment] = []
    place = 2
    while place + 4 <= len(data):
        if data[place] != 0xFF or data[place + 1] in {0x00, 0xFF}:
            place += 1  # filling, or junk that every decoder passes over
            continue
        marker = data[place + 1]
        if marker in _BARE:
            place += 2
            continue
        if marker == _END_OF_PICTURE:
            break
        (length,) = struct.unpack_from(">H", data, place + 2)
        if length < 2 or place + 2 + length > len(data):
            break
        if marker == _START_OF_SCAN:
            return JpegStructure(segments=tuple(segments), scan=place)
        segments.append(Segment(marker, place + 4, length - 2))
        place += 2 + length
    return JpegStructure(segments=tuple(segments), scan=None)


def read_jpeg_header(data: bytes, name: str) -> PictureHeader:
    """Everything a JPEG says besides its pixels; nothing is decoded."""
    found = structure_of(data)
    width, height, mode = _frame(data, found, name)
    exif = bare_exif(next(found.payloads(data, _APP1, EXIF_MARK), None))
    return PictureHeader(
        kind=FileKind.JPEG,
        size=checked_size(width, height, name),
        mode=mode,
        orientation=orientation_of(exif),
        icc=_profile(data, found),
        exif=exif,
        xmp=next(found.payloads(data, _APP1, XMP_MARK), None) or None,
        dpi=_dpi(data, found) or exif_dpi(exif),
        notes=(_FURTHER_NOTE,) if any(found.payloads(data, _APP2, MPF_MARK)) else (),
        # In the scans 0xFF is always followed by 0, so that these two bytes mark the end. Sought
        # from behind, where it stands: a search holds the interpreter's lock.
        is_whole=found.scan is not None and data.rfind(b"\xff\xd9") >= found.scan,
    )


def without_extras(data: bytes, *, keeps_profile: bool = False) -> bytes:
    """The same picture, losslessly, with only the segments that its pixels need.

    JFIF's and Adobe's own segments stay, because they say what the colours are; what follows the
    picture's end (further pictures, videos of some telephones) goes.
    """
    found = structure_of(data)
    if found.scan is None:
        raise ValueError("There is no scan in this JPEG.")
    parts = [b"\xff\xd8"]
    for segment in found.segments:
        is_profile = segment.marker == _APP2 and data.startswith(ICC_MARK, segment.start)
        if not _is_extra(data, segment) or (keeps_profile and is_profile):
            parts.append(data[segment.start - 4 : segment.start + segment.length])
    parts.append(data[found.scan : end_of_picture(data, found.scan)])
    return b"".join(parts)


def carries_extras(data: bytes) -> bool:
    """Whether there is anything `without_extras` would leave out."""
    found = structure_of(data)
    if any(_is_extra(data, segment) for segment in found.segments):
        return True
    return found.scan is not None and end_of_picture(data, found.scan) < len(data)


def _is_extra(data: bytes, segment: Segment) -> bool:
    if segment.marker == _APP0:
        return not data.startswith(b"JFIF\0", segment.start) or segment.length > 14
    if segment.marker == _APP14:
        return not data.startswith(b"Adobe", segment.start)
    return _APP0 <= segment.marker <= 0xEF or segment.marker == _COMMENT


def end_of_picture(data: bytes, scan: int) -> int:
    """The first byte after the picture: scans and the tables between them are walked through."""
    place = scan
    while True:
        (length,) = struct.unpack_from(">H", data, place + 2)
        place = _next_marker(data, place + 2 + length)
        if place < 0:
            return len(data)
        if data[place + 1] == _END_OF_PICTURE:
            return place + 2


def _next_marker(data: bytes, place: int) -> int:
    """Where the next segment or the end stands; -1 when the data end first."""
    while (place := data.find(b"\xff", place)) >= 0 and place + 4 <= len(data):
        if data[place + 1] not in {0x00, 0xFF} and data[place + 1] not in _BARE:
            return place
        place += 1 if data[place + 1] == 0xFF else 2
    is_end = place >= 0 and data[place : place + 2] == b"\xff\xd9"
    return place if is_end else -1


def _frame(data: bytes, found: JpegStructure, name: str) -> tuple[int, int, str]:
    """Width, height and mode from the frame header."""
    frame = next((one for one in found.segments if one.marker in _FRAMES), None)
    if frame is None or frame.length < 6:
        kind = ProblemKind.FILE_TRUNCATED if found.scan is None else ProblemKind.FILE_DAMAGED
        raise fail(kind, name=name)
    precision, height, width, parts = struct.unpack_from(">BHHB", data, frame.start)
    mode = _MODES.get(parts)
    if precision != 8 or mode is None:
        words = f" (JPEG with {precision} bits and {parts} colour parts)"
        raise fail(ProblemKind.FILE_FORMAT_UNKNOWN, name=name, guess=words)
    return width, height, mode


def _profile(data: bytes, found: JpegStructure) -> bytes | None:
    """The ICC profile, put together from its parts; None when one is missing."""
    parts: dict[int, bytes] = {}
    total = 0
    for payload in found.payloads(data, _APP2, ICC_MARK):
        if len(payload) > 2:
            parts[payload[0]] = payload[2:]
            total = payload[1]
    if not parts or sorted(parts) != list(range(1, total + 1)):
        return None
    return b"".join(parts[number] for number in sorted(parts))


def _dpi(data: bytes, found: JpegStructure) -> tuple[float, float] | None:
    """Dots per inch as JFIF says."""
    payload = next(found.payloads(data, _APP0, b"JFIF\0"), b"")
    if len(payload) < 7:
        return None
    unit, across, down = struct.unpack_from(">BHH", payload, 2)
    if unit not in {1, _CENTIMETRE} or not across or not down:
        return None
    factor = 2.54 if unit == _CENTIMETRE else 1.0
    return (across * factor, down * factor)
