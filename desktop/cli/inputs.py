"""Reads the pictures that a command names, and takes them into the library."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.identity import hash_of
from desktop.domain.problems import ProblemError
from desktop.domain.recipe import InputFile, Inputs
from desktop.domain.reference import References, add
from desktop.domain.size import Box, Size
from desktop.imaging.codec import read_picture
from desktop.imaging.layered_document import read_flat
from desktop.imaging.markup_file import read_markup
from desktop.imaging.mask_bounds import mask_bounds
from desktop.imaging.mask_file import read_mask, write_mask
from desktop.imaging.tiff_pages import page_alone, page_name
from desktop.jobs.opened_pictures import keep_open
from desktop.jobs.picture_kind import suffix_of
from desktop.storage.image_files import ImageFiles

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFile:
    """A picture file that was read and understood, but not kept; `notes` on what was left out."""

    data: bytes
    file: InputFile
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NamedFiles:
    """All pictures that the options name."""

    picture: NamedFile | None = None
    mask: NDArray[np.uint8] | None = None
    markup: bytes | None = None
    references: tuple[NamedFile, ...] = ()

    @property
    def size(self) -> Size | None:
        return self.picture.file.size if self.picture else None

    @property
    def bounds(self) -> Box | None:
        return None if self.mask is None else mask_bounds(self.mask)

    def listed(self) -> References:
        """The references as a tray holds them. ProblemError when there are too many."""
        files = tuple(one.file for one in self.references)
        references, problem = add((), files, with_picture=self.picture is not None)
        if problem is not None:
            raise ProblemError(problem)
        return references


def read_files(options: Namespace) -> NamedFiles:
    """ProblemError: a file is missing, no picture, too large, or mask or markup do not fit."""
    if getattr(options, "picture", None) is None and not getattr(options, "ref", ()):
        return NamedFiles()
    page = getattr(options, "page", 1)
    picture = None if options.picture is None else _read(options.picture, page, keeps=True)
    mask = None
    if options.mask is not None and picture is not None:
        mask = read_mask(read_flat(options.mask), options.mask.name, picture.file.size)
    markup = None
    if options.markup is not None and picture is not None:
        markup = read_flat(options.markup)
        read_markup(markup, options.markup.name, picture.file.size)
    references = tuple(_read(path) for path in options.ref)
    return NamedFiles(picture=picture, mask=mask, markup=markup, references=references)


def keep_files(files: NamedFiles, pictures: ImageFiles) -> Inputs:
    """The same files in the library. ProblemError (disk)."""
    for named in ((files.picture,) if files.picture else ()) + files.references:
        pictures.put(named.data, suffix_of(named.data)[1])
    mask = None if files.mask is None else pictures.put(write_mask(files.mask), "png")
    return Inputs(
        picture=files.picture.file if files.picture else None,
        mask=mask,
        markup=None if files.markup is None else pictures.put(files.markup, "png"),
        references=tuple(named.file for named in files.references),
    )


def _read(path: Path, page: int = 1, *, keeps: bool = False) -> NamedFile:
    data, notes = page_alone(read_flat(path), page, path.name)
    picture, name = read_picture(data, path.name), page_name(path.name, page)
    file = InputFile(content=hash_of(data), name=name, size=picture.size)
    if keeps:
        keep_open(file.content, picture)
    return NamedFile(data=data, file=file, notes=(*notes, *picture.facts.notes))
