"""The file that a dragged picture becomes: as it is, cut out by its mask, or in layers."""

from __future__ import annotations

import shutil
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from desktop.domain.edit import Edit, Result, ResultRef
from desktop.domain.identity import ContentHash
from desktop.domain.name_template import legal_name
from desktop.imaging.codec import read_picture
from desktop.imaging.depth import full_value
from desktop.imaging.file_writer import write_picture
from desktop.imaging.layered_file import LayeredFormat
from desktop.imaging.mask_file import read_mask
from desktop.imaging.picture import Picture
from desktop.imaging.write_options import Format
from desktop.jobs.export_layers import export_layers
from desktop.jobs.save_result import suggested_name
from desktop.storage.library import Library

if TYPE_CHECKING:
    from numpy.typing import NDArray


class DragForm(StrEnum):
    """What is made of a picture that is dragged out."""

    PICTURE = "picture"
    """The library's file, byte for byte."""
    CUT_OUT = "cut out"
    """Only what the mask marks, the rest transparent; without a mask the picture as it is."""
    LAYERS = "layers"
    """A Photoshop file with each edit as a layer."""


def name_of_result(ref: ResultRef, form: DragForm, library: Library) -> str:
    """What the file will be called. ProblemError: the edit is gone."""
    edit = library.history.get(ref.edit)
    result = edit.result(ref.index)
    if form is DragForm.LAYERS:
        return suggested_name(edit, ref.index, ".psd")
    if form is DragForm.CUT_OUT and _has_fitting_mask(edit, result):
        return f"{suggested_name(edit, ref.index, '')}-cut-out.png"
    suffix = library.pictures.path(result.picture.content).suffix
    return suggested_name(edit, ref.index, suffix)


def file_of_result(ref: ResultRef, form: DragForm, folder: Path, library: Library) -> Path:
    """The file in `folder`, under that name. ProblemError: a picture or its edit is gone."""
    target = folder / name_of_result(ref, form, library)
    edit = library.history.get(ref.edit)
    result = edit.result(ref.index)
    if form is DragForm.LAYERS:
        target.write_bytes(export_layers(ref, LayeredFormat.PSD, library).data)
        return target
    cut = cut_out(edit, result, library) if form is DragForm.CUT_OUT else None
    if cut is not None:
        target.write_bytes(write_picture(cut, Format.PNG))
        return target
    return _copied(library.pictures.path(result.picture.content), target)


def name_of_picture(content: ContentHash, name: str, library: Library) -> str:
    """The same for a picture that no edit made; `name` is only ever a name, never a place."""
    return f"{legal_name(Path(name).stem)}{library.pictures.path(content).suffix}"


def file_of_picture(content: ContentHash, name: str, folder: Path, library: Library) -> Path:
    """The picture in `folder`, byte for byte. ProblemError when it is gone."""
    target = folder / name_of_picture(content, name, library)
    return _copied(library.pictures.path(content), target)


def cut_out(edit: Edit, result: Result, library: Library) -> Picture | None:
    """The result with its edit's mask as alpha; None when it has none that fits."""
    source = edit.inputs.picture
    if edit.inputs.mask is None or source is None or not _has_fitting_mask(edit, result):
        return None
    picture = read_picture(library.pictures.read(result.picture.content), "the result")
    mask = read_mask(library.pictures.read(edit.inputs.mask), "the mask", source.size)
    facts = replace(picture.facts, format="PNG", mode="")
    return Picture(pixels=_with_alpha(picture, mask), facts=facts)


def _has_fitting_mask(edit: Edit, result: Result) -> bool:
    source = edit.inputs.picture
    has_both = edit.inputs.mask is not None and source is not None
    return has_both and source is not None and source.size == result.picture.size


def _with_alpha(picture: Picture, mask: NDArray[np.uint8]) -> NDArray[np.generic]:
    """Marked is opaque; what was transparent stays so."""
    pixels = picture.pixels
    full = full_value(pixels)
    alpha = mask.astype(np.float32) * np.float32(full / 255)
    colours = pixels[..., :-1] if picture.has_alpha else pixels
    if picture.has_alpha:
        alpha = np.minimum(alpha, pixels[..., -1])
    if pixels.dtype.kind == "u":
        alpha = np.rint(alpha)
    return np.ascontiguousarray(np.dstack([colours, alpha.astype(pixels.dtype)]))


def _copied(source: Path, target: Path) -> Path:
    shutil.copyfile(source, target)
    return target
