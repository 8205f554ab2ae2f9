"""Opens a picture: takes its bytes into the library, and makes what a window shows of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.edit import StoredPicture
from desktop.domain.problems import ProblemError
from desktop.domain.recipe import InputFile
from desktop.domain.screen_profile import ScreenInUse, ShownColours, srgb_screen
from desktop.domain.size import Box
from desktop.imaging import thumbnail
from desktop.imaging.codec import read_bytes, read_header, read_picture
from desktop.imaging.display import shown_colours, shown_pixels, to_display
from desktop.imaging.layered_document import flat
from desktop.imaging.picture import FileFacts, Picture
from desktop.imaging.pyramid import build_levels
from desktop.imaging.tiff_pages import STARTS, Page, PageFile, page_alone, page_name, pages_of
from desktop.jobs.picture_kind import suffix_of
from desktop.storage.image_files import ImageFiles

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenedPicture:
    """A picture of the library, ready to be shown.

    `display` is what `shown_pixels` makes for the screen, `colours` says for which. `levels` are
    its smaller levels, where they were made already.
    """

    file: InputFile
    facts: FileFacts
    has_alpha: bool
    display: NDArray[np.uint8]
    colours: ShownColours = ShownColours()
    source: Path | None = None
    levels: tuple[NDArray[np.uint8], ...] = ()


def first_look(path: Path, screen: ScreenInUse = srgb_screen) -> NDArray[np.uint8] | None:
    """A rough view of a large file, (h, w, 4) as `to_display` makes it, well before the picture.

    None where there is no quicker way, or where the file cannot be read: opening it will say so.
    """
    try:
        found = thumbnail.first_look(read_bytes(path), path.name)
    except ProblemError:
        return None
    return None if found is None else to_display(found, screen=screen())


def pages_of_file(path: Path) -> tuple[Page, ...]:
    """The pages of a TIFF; none for all else, and for what cannot be read: opening it says why."""
    try:
        with path.open("rb") as file:
            if not file.read(4).startswith(STARTS):
                return ()
        return pages_of(read_bytes(path))
    except (OSError, ProblemError):
        return ()


def open_file(
    path: Path, pictures: ImageFiles, screen: ScreenInUse = srgb_screen, page: int = 1
) -> OpenedPicture:
    """ProblemError: missing, a folder, unreadable, truncated, no picture, too large, disk full."""
    alone = page_alone(read_bytes(path), page, path.name)
    return _opened(alone, page_name(path.name, page), pictures, screen, source=path)


def open_bytes(
    data: bytes, name: str, pictures: ImageFiles, screen: ScreenInUse = srgb_screen, page: int = 1
) -> OpenedPicture:
    """The same for bytes that were pasted or dropped."""
    return _opened(page_alone(data, page, name), page_name(name, page), pictures, screen)


def open_stored(
    picture: StoredPicture, name: str, pictures: ImageFiles, screen: ScreenInUse = srgb_screen
) -> OpenedPicture:
    """A picture that the library holds already. ProblemError (PICTURE_GONE)."""
    decoded = read_picture(pictures.read(picture.content), name)
    file = InputFile(content=picture.content, name=name, size=decoded.size)
    return _shown(decoded, file, screen)


def open_region(
    picture: StoredPicture, box: Box, pictures: ImageFiles, screen: ScreenInUse = srgb_screen
) -> NDArray[np.uint8]:
    """The part of a stored picture in `box`, (h, w, 4) as `to_display` makes it."""
    decoded = read_picture(pictures.read(picture.content), "the result")
    return to_display(decoded, box, screen=screen())


def open_preview(data: bytes, screen: ScreenInUse = srgb_screen) -> NDArray[np.uint8]:
    """A streamed preview, (h, w, 4) as `to_display` makes it. ProblemError when it is none."""
    return to_display(read_picture(data, "the preview"), screen=screen())


def take_reference(path: Path, pictures: ImageFiles) -> InputFile:
    """A picture file into the library, as a reference. ProblemError as in `open_file`."""
    return take_reference_bytes(read_bytes(path), path.name, pictures)


def take_reference_bytes(data: bytes, name: str, pictures: ImageFiles) -> InputFile:
    """The same for bytes that were pasted or dropped; they are decoded once, to be sure."""
    data = flat(data, name)
    size = read_picture(data, name).size
    content = pictures.put(data, suffix_of(data)[1])
    return InputFile(content=content, name=name, size=size)


def notes_on(file: InputFile, pictures: ImageFiles) -> tuple[str, ...]:
    """In sentences, what of a file in the library is not seen, such as its further pages."""
    return read_header(pictures.read(file.content), file.name).notes


def _opened(
    alone: PageFile,
    name: str,
    pictures: ImageFiles,
    screen: ScreenInUse,
    source: Path | None = None,
) -> OpenedPicture:
    data = flat(alone.data, name)
    picture = read_picture(data, name)
    with ThreadPoolExecutor(1) as beside:
        # The disk takes its time: meanwhile the smaller levels are made.
        kept = beside.submit(pictures.put, data, suffix_of(data)[1])
        shown_on = screen()
        display = shown_pixels(picture, shown_on)
        levels = build_levels(display)
        file = InputFile(content=kept.result(), name=name, size=picture.size)
    return OpenedPicture(
        file=file,
        facts=replace(picture.facts, notes=(*alone.notes, *picture.facts.notes)),
        has_alpha=picture.has_alpha,
        display=display,
        colours=shown_colours(picture, shown_on),
        source=source,
        levels=levels,
    )


def _shown(picture: Picture, file: InputFile, screen: ScreenInUse) -> OpenedPicture:
    shown_on = screen()
    return OpenedPicture(
        file=file,
        facts=picture.facts,
        has_alpha=picture.has_alpha,
        display=shown_pixels(picture, shown_on),
        colours=shown_colours(picture, shown_on),
    )
