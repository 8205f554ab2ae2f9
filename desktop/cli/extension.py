"""`--extend`: the picture on a larger canvas, as if opened so; the new area is marked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from desktop.cli.blend_options import Extension
from desktop.cli.inputs import NamedFile, NamedFiles
from desktop.domain.identity import hash_of
from desktop.domain.problems import ProblemKind, fail
from desktop.domain.recipe import InputFile
from desktop.imaging.codec import read_picture
from desktop.imaging.export import write_lossless
from desktop.imaging.extension import Anchor, borders_for_ratio, extend
from desktop.imaging.region import Borders

if TYPE_CHECKING:
    from numpy.typing import NDArray


def extended(files: NamedFiles, wish: Extension | None) -> NamedFiles:
    """The files with the picture extended; as they are without a wish.

    A mask that was named stays marked beside what is new. ProblemError: nothing is added, it
    becomes too large, or there is a markup, which belongs to the smaller picture.
    """
    if wish is None or files.picture is None:
        return files
    if files.markup is not None:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason="A markup is as large as the picture, so it does not fit an extended one.",
            suggestion="Extend first, then mark the result.",
        )
    named = files.picture
    borders = wish if isinstance(wish, Borders) else _borders(named, wish)
    made = extend(read_picture(named.data, named.file.name), borders)
    data = write_lossless(made.picture).data
    file = InputFile(content=hash_of(data), name=named.file.name, size=made.picture.size)
    mask = _joined(made.mask, files.mask, borders)
    return replace(files, picture=NamedFile(data=data, file=file), mask=mask)


def _borders(named: NamedFile, ratio: tuple[int, int]) -> Borders:
    return borders_for_ratio(named.file.size, *ratio, Anchor.MIDDLE)


def _joined(
    new: NDArray[np.uint8], old: NDArray[np.uint8] | None, borders: Borders
) -> NDArray[np.uint8]:
    if old is None:
        return new
    height, width = old.shape
    part = new[borders.top : borders.top + height, borders.left : borders.left + width]
    np.maximum(part, old, out=part)
    return new
