"""The pages of a TIFF: how many there are, how large, and one of them as a file of its own."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import NamedTuple

from desktop.domain.problems import ProblemKind, fail
from desktop.domain.size import Size
from desktop.imaging.codec import read_picture
from desktop.imaging.file_writer import write_picture
from desktop.imaging.tiff_directory import Directory, chain_of, layout_of
from desktop.imaging.tiff_reader import is_page, page_size
from desktop.imaging.write_options import Format

STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
"""What TIFF files begin with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page by its number, counted from 1, and its size as stored."""

    number: int
    size: Size


def pages_of(data: bytes) -> tuple[Page, ...]:
    """The pages of a TIFF; none in other files and damaged ones. Small previews are no pages."""
    try:
        found = [page_size(directory) for _, directory in _places(data)]
    except ValueError:
        return ()  # opening it will say what is wrong
    return tuple(Page(number=number, size=size) for number, size in enumerate(found, 1))


class PageFile(NamedTuple):
    """A page as a file of its own, and what of it could not be taken along, in sentences."""

    data: bytes
    notes: tuple[str, ...] = ()


def page_alone(data: bytes, number: int, name: str) -> PageFile:
    """The file for the first page, and every other page as a TIFF of its own, pixel for pixel.

    ProblemError: there is no such page, or it cannot be read.
    """
    if number == 1:
        return PageFile(data)
    places = _places(data)
    if not 1 <= number <= len(places):
        count = max(1, len(places))
        said = f"“{name}” has {count} page{'s' * (count > 1)}, and no page {number}."
        raise fail(ProblemKind.BAD_ARGUMENT, reason=said, suggestion="Choose another page.")
    picture = read_picture(_with_first(data, places[number - 1][0]), name)
    return PageFile(write_picture(picture, Format.TIFF), picture.facts.notes)


def page_name(name: str, number: int) -> str:
    """`Scan.tif` as `Scan, page 3.tif`."""
    if number == 1:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem}, page {number}{dot}{ending}" if dot else f"{name}, page {number}"


def _places(data: bytes) -> list[tuple[int, Directory]]:
    if not data.startswith(STARTS):
        return []
    chain = list(chain_of(data))
    return chain[:1] + [one for one in chain[1:] if is_page(one[1])]


def _with_first(data: bytes, place: int) -> bytes:
    """The same file with another directory in front, and none behind it."""
    layout = layout_of(data)
    made = bytearray(data)
    number, head, step = ("Q", 8, 20) if layout.is_big else ("I", 2, 12)
    struct.pack_into(layout.order + number, made, 8 if layout.is_big else 4, place)
    (count,) = struct.unpack_from(layout.order + ("Q" if layout.is_big else "H"), data, place)
    link = place + head + count * step
    if link + struct.calcsize(number) <= len(made):
        struct.pack_into(layout.order + number, made, link, 0)
    return bytes(made)
