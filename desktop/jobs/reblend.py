"""Lays a kept answer in anew, with another mask or blend: here, at no cost, as a new edit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from desktop.domain.edit import Edit, Outcome, Result, ResultRef
from desktop.domain.identity import new_edit_id
from desktop.domain.image_models import ModelTable
from desktop.domain.problems import ProblemError, ProblemKind, fail
from desktop.domain.recipe import Blend, Recipe
from desktop.domain.size import Size
from desktop.imaging.codec import read_picture
from desktop.imaging.composite import Composed
from desktop.imaging.mask_bounds import mask_bounds
from desktop.imaging.mask_file import read_mask, write_mask
from desktop.imaging.model_input import answer_from_service
from desktop.imaging.picture import Picture
from desktop.imaging.region import RegionPlan, plan_region
from desktop.imaging.spill import grown_for_spill
from desktop.jobs.lay_in import Layer, composed, lay_in, wants_cut, way_for
from desktop.storage.image_files import ImageFiles
from desktop.storage.library import Library

if TYPE_CHECKING:
    from numpy.typing import NDArray

REBLENDED_NOTE = "Blended anew from the kept answer; nothing was sent, and it cost nothing."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reblend:
    """A result of an edit, and how it is to be laid in now.

    `mask` (h, w; 255 change) replaces the edit's own; None keeps that.
    """

    edit: Edit
    index: int
    blend: Blend
    mask: NDArray[np.uint8] | None = None


def reblend(wish: Reblend, library: Library, models: ModelTable) -> Edit:
    """A new edit in the history with the result laid in anew; the old one stays as it was.

    ProblemError: the answer, the picture or its mask is gone, there was no picture to lay it
    into, the mask does not fit, or the disk fails. Takes seconds: not for the window's thread.
    """
    edit, pictures = wish.edit, library.pictures
    old = edit.result(wish.index)
    layer = _layer(wish, pictures, models)
    laid = lay_in(0, old.original, _answer(old, pictures), layer, pictures)
    mask = edit.inputs.mask if wish.mask is None else pictures.put(write_mask(wish.mask), "png")
    asked = replace(edit, recipe=_recipe(wish), inputs=replace(edit.inputs, mask=mask))
    parent = ResultRef(edit=edit.id, index=wish.index)
    made = made_locally(asked, laid.result, parent, (REBLENDED_NOTE, *laid.notes))
    library.store_edit(made)
    return made


def made_locally(edit: Edit, result: Result, parent: ResultRef, notes: tuple[str, ...]) -> Edit:
    """A new edit like `edit`, made of `parent` without asking anybody, at no cost; not stored."""
    return replace(
        edit,
        id=new_edit_id(),
        created=datetime.now(UTC),
        outcome=Outcome.FINISHED,
        results=(result,),
        parent=parent,
        estimate_usd=Decimal(0),
        estimate=None,
        usage=None,
        cost_usd=Decimal(0),
        seconds=0.0,
        problem=None,
        notes=notes,
    )


def preview_reblend(wish: Reblend, library: Library, models: ModelTable) -> Composed:
    """The same in memory only, to be looked at. ProblemError as `reblend`."""
    layer = _layer(wish, library.pictures, models)
    return composed(_answer(wish.edit.result(wish.index), library.pictures), layer)


def mask_for_spill(
    edit: Edit, index: int, library: Library, models: ModelTable
) -> NDArray[np.uint8] | None:
    """The edit's mask (h, w), grown where the change crosses its edge; None where nothing does.

    Given to `reblend` it lets the whole change in. ProblemError as `reblend`.
    """
    wish = Reblend(edit=edit, index=index, blend=edit.recipe.blend)
    layer = _layer(wish, library.pictures, models)
    made = composed(_answer(edit.result(index), library.pictures), layer)
    if made.spill is None or layer.mask is None:
        return None
    return grown_for_spill(layer.mask, made.spill)


def _answer(result: Result, pictures: ImageFiles) -> Picture:
    return answer_from_service(pictures.read(result.original.content))


def _recipe(wish: Reblend) -> Recipe:
    return replace(wish.edit.recipe, blend=replace(wish.blend, composite=True), count=1)


def _layer(wish: Reblend, pictures: ImageFiles, models: ModelTable) -> Layer:
    """What the answer is laid into now. ProblemError."""
    edit, recipe, source = wish.edit, _recipe(wish), wish.edit.inputs.picture
    if source is None:
        raise _nothing("It was made from words alone, without a picture.")
    picture = read_picture(pictures.read(source.content), source.name)
    mask = _checked(wish.mask, picture.size)
    if mask is None and edit.inputs.mask is not None:
        mask = read_mask(pictures.read(edit.inputs.mask), "the mask", picture.size)
    plan = _plan(edit, edit.result(wish.index), mask, models)
    way = way_for(recipe, plan, has_mask=mask is not None)
    if way is None:
        raise _nothing("There is no mask, so that all of the result stands as it came.")
    return Layer(
        picture=picture,
        mask=mask,
        plan=plan,
        blend=recipe.blend,
        way=way,
        cuts_out=wants_cut(recipe),
    )


def _nothing(reason: str) -> ProblemError:
    suggestion = "Paint a mask, or ask for the result to be aligned with the picture."
    return fail(ProblemKind.BAD_ARGUMENT, reason=reason, suggestion=suggestion)


def _checked(mask: NDArray[np.uint8] | None, size: Size) -> NDArray[np.uint8] | None:
    if mask is None:
        return None
    found = Size(int(mask.shape[1]), int(mask.shape[0]))
    if found != size:
        raise fail(ProblemKind.MASK_SIZE_DIFFERS, mask=found.shown, picture=size.shown)
    if not mask.any():
        raise fail(ProblemKind.MASK_EMPTY)
    return mask


def _plan(
    edit: Edit, result: Result, mask: NDArray[np.uint8] | None, models: ModelTable
) -> RegionPlan:
    """Where the answer belongs: as it was kept, else as it was planned then."""
    source, recipe = edit.inputs.picture, edit.recipe
    assert source is not None
    kept = result.placement
    if kept is not None:
        return RegionPlan(box=kept.region, sent=kept.sent_size, picture=source.size)
    return plan_region(
        picture=source.size,
        mask=mask_bounds(mask) if mask is not None and edit.inputs.mask else None,
        rule=models.get(recipe.model).sizes,
        mode=recipe.region_mode,
        box=recipe.region,
        size=recipe.size,
    )
