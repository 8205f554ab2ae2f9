"""What a project file looks like inside: names, limits, and the page that explains it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.domain.identity import ContentHash

SUFFIX = ".stet"
MEDIA_TYPE = "application/vnd.stet.project+zip"
FORMAT = "stet-project"
VERSION = 1

MEDIA, ABOUT, LIST, EDITS, MARKS, SEARCHES = (
    "mimetype",
    "README.txt",
    "project.json",
    "edits.jsonl",
    "marks.jsonl",
    "searches.jsonl",
)

LARGEST_LIST = 256 << 20
LARGEST_RECORDS = 1 << 30
LARGEST_PICTURE = 1 << 30
MOST_FILES = 1_000_000

_PLACE = re.compile(
    r"pictures/([0-9a-f]{2})/(\1[0-9a-f]{62})\.(png|jpg|jpeg|webp|tif|gif|bmp|avif|svg|bin)"
)

EXPLANATION = f"""\
This is a project of Stet, a program for editing pictures. It is an ordinary zip archive.

{LIST}   what is in here: format, version, and every file with its size and SHA-256
{EDITS}    one edit on each line, as JSON: recipe, inputs, results, cost; newest last
{MARKS}    stars, labels, tags and notes, one line of JSON for each result that has any
{SEARCHES} saved searches, one on each line; there when the whole library was exported
pictures/      originals, results, masks and references; each is named by the SHA-256 of its bytes

An edit names its pictures by their SHA-256. `inputs.picture` is what it began with, `inputs.mask`
where it may change, `inputs.references` what guided it; `results[].original` is the file as the
service sent it, `results[].picture` the same laid into the picture. `parent` names the result that
it went on from. There is no key and no password in here.

In Stet: File > Import project…, or `stet library import FILE`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFile:
    """A file of the archive: its place in it, its length in bytes, its SHA-256."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectList:
    """What `project.json` says. `missing` are pictures that were gone when it was written."""

    format: str
    version: int
    program: str = ""
    created: str = ""
    edits: int = 0
    files: tuple[ListedFile, ...] = ()
    missing: tuple[str, ...] = ()


def place_of(content: ContentHash, suffix: str) -> str:
    """Where a picture lies in the archive; `suffix` with its dot."""
    return f"pictures/{content[:2]}/{content}{suffix}"


def picture_at(name: str) -> tuple[ContentHash, str] | None:
    """Content and suffix of a picture's place; None when it is no such place.

    Nothing else is ever taken from an archive, so no name in it can lead anywhere.
    """
    found = _PLACE.fullmatch(name)
    return (ContentHash(found[2]), f".{found[3]}") if found else None
