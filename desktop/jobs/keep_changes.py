"""Keeps chosen changes of a result and restores all the rest: here, at no cost, as a new edit."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace

from desktop.domain.edit import Edit, ResultRef
from desktop.domain.image_models import ModelTable
from desktop.domain.problems import ProblemKind, fail
from desktop.imaging.changed_places import ChangedPlaces
from desktop.jobs.reblend import Reblend, reblend
from desktop.storage.library import Library


def keep_changes(
    ref: ResultRef,
    places: ChangedPlaces,
    chosen: AbstractSet[int],
    library: Library,
    models: ModelTable,
) -> Edit:
    """The chosen places become the mask, and the kept answer is laid in through it.

    ProblemError: no place is chosen, or as `reblend`. Takes seconds.
    """
    edit = library.history.get(ref.edit)
    source = edit.inputs.picture
    if source is None:
        raise fail(ProblemKind.PICTURE_GONE)
    mask = places.mask(chosen, source.size)
    if not mask.any():
        raise fail(ProblemKind.MASK_EMPTY)
    blend = replace(edit.recipe.blend, composite=True)
    return reblend(Reblend(edit=edit, index=ref.index, blend=blend, mask=mask), library, models)
