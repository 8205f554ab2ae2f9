"""Brings a part of one result into another picture, where a mask was painted: locally and free."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.domain.edit import Edit, ResultRef
from desktop.domain.image_models import ModelTable
from desktop.domain.problems import ProblemKind, fail
from desktop.domain.recipe import InputFile
from desktop.jobs.reblend import Reblend, reblend
from desktop.storage.library import Library

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def combine_results(
    ref: ResultRef,
    onto: InputFile,
    mask: NDArray[np.uint8],
    library: Library,
    models: ModelTable,
) -> Edit:
    """The kept answer of `ref` laid into the picture `onto` through `mask` (h, w; 255 brings in).

    A new edit; both results stay as they were. ProblemError: nothing is marked, the two are not of
    one size, or as `reblend`. Takes seconds.
    """
    if not mask.any():
        raise fail(ProblemKind.MASK_EMPTY)
    edit = library.history.get(ref.edit)
    size = edit.result(ref.index).picture.size
    if size != onto.size:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason=f"The result is {size.shown}, the picture on the canvas {onto.size.shown}.",
            suggestion="Bring in a result of the same size.",
        )
    here = replace(edit, inputs=replace(edit.inputs, picture=onto, mask=None))
    blend = replace(edit.recipe.blend, composite=True)
    wish = Reblend(edit=here, index=ref.index, blend=blend, mask=mask)
    return reblend(wish, library, models)
