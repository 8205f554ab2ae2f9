"""Opens a picture: takes its bytes into the library, and makes what a window shows of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.edit import StoredPicture
from desktop.domain.problems import ProblemError
from desktop.domain.recipe import InputFile
from desktop.domain.size import Box
from desktop.imaging import thumbnail
from desktop.imaging.codec import read_bytes, read_picture
from desktop.imaging.display import to_display
from desktop.imaging.layered_document import flat
from desktop.imaging.picture import FileFacts, Picture
from desktop.imaging.pyramid import build_levels
from desktop.jobs.picture_kind import suffix_of
from desktop.storage.image_files import ImageFiles

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenedPicture:
    """A picture of the library, ready to be shown.

    `display` is (h, w, 4) as `to_display` makes it, or, where the pixels can be shown as they
    are, the picture's own (h, w, 3) RGB or (h, w, 1) grey, shared and read only. `levels` are its
    smaller levels, where they were made already.
    """

    file: InputFile
    facts: FileFacts
    has_alpha: bool
    display: NDArray[np.uint8]
    source: Path | None = None
    levels: tuple[NDArray[np.uint8], ...] = ()


def first_look(path: Path) -> NDArray[np.uint8] | None:
    """A rough view of a large file, (h, w, 4) as `to_display` makes it, well before the picture.

    None where there is no quicker way, or where the file cannot be read: opening it will say so.
    """
    try:
        found = thumbnail.first_look(read_bytes(path), path.name)
    except ProblemError:
        return None
    return None if found is None else to_display(found)


def open_file(path: Path, pictures: ImageFiles) -> OpenedPicture:
    """ProblemError: missing, a folder, unreadable, truncated, no picture, too large, disk full."""
    return _opened(read_bytes(path), path.name, pictures, source=path)


def open_bytes(data: bytes, name: str, pictures: ImageFiles) -> OpenedPicture:
    """The same for bytes that were pasted or dropped."""
    return _opened(data, name, pictures)


def open_stored(picture: StoredPicture, name: str, pictures: ImageFiles) -> OpenedPicture:
    """A picture that the library holds already. ProblemError (PICTURE_GONE)."""
    decoded = read_picture(pictures.read(picture.content), name)
    return _shown(decoded, InputFile(content=picture.content, name=name, size=decoded.size))


def open_region(picture: StoredPicture, box: Box, pictures: ImageFiles) -> NDArray[np.uint8]:
    """The part of a stored picture in `box`, (h, w, 4) as `to_display` makes it."""
    return to_display(read_picture(pictures.read(picture.content), "the result"), box)


def open_preview(data: bytes) -> NDArray[np.uint8]:
    """A streamed preview, (h, w, 4) as `to_display` makes it. ProblemError when it is none."""
    return to_display(read_picture(data, "the preview"))


def take_reference(path: Path, pictures: ImageFiles) -> InputFile:
    """A picture file into the library, as a reference. ProblemError as in `open_file`."""
    return take_reference_bytes(read_bytes(path), path.name, pictures)


def take_reference_bytes(data: bytes, name: str, pictures: ImageFiles) -> InputFile:
    """The same for bytes that were pasted or dropped; they are decoded once, to be sure."""
    data = flat(data, name)
    size = read_picture(data, name).size
    content = pictures.put(data, suffix_of(data)[1])
    return InputFile(content=content, name=name, size=size)


def _opened(
    data: bytes, name: str, pictures: ImageFiles, source: Path | None = None
) -> OpenedPicture:
    data = flat(data, name)
    picture = read_picture(data, name)
    with ThreadPoolExecutor(1) as beside:
        # The disk takes its time: meanwhile the smaller levels are made.
        kept = beside.submit(pictures.put, data, suffix_of(data)[1])
        display = _display(picture)
        levels = build_levels(display)
        file = InputFile(content=kept.result(), name=name, size=picture.size)
    return OpenedPicture(
        file=file,
        facts=picture.facts,
        has_alpha=picture.has_alpha,
        display=display,
        source=source,
        levels=levels,
    )


def _shown(picture: Picture, file: InputFile) -> OpenedPicture:
    return OpenedPicture(
        file=file,
        facts=picture.facts,
        has_alpha=picture.has_alpha,
        display=_display(picture),
    )


def _display(picture: Picture) -> NDArray[np.uint8]:
    """The pixels themselves where they are 8-bit and opaque: a copy would cost half again."""
    pixels: NDArray[np.uint8] = picture.pixels
    if pixels.dtype.name == "uint8" and not picture.has_alpha:
        return pixels
    return to_display(picture)
