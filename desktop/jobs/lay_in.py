"""Lays one answer into the picture it was made for, proves the file, and makes the result of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

import numpy as np

from desktop.domain.edit import Edit, Placement, Result, StoredPicture
from desktop.domain.problems import ProblemKind, fail
from desktop.domain.recipe import Blend, Inputs, Recipe
from desktop.domain.size import Box, Size, box_of
from desktop.imaging.blend import grown
from desktop.imaging.codec import read_picture
from desktop.imaging.composite import Composed, align_whole, compose, count_outside_changes
from desktop.imaging.cutting_out import UNASKED_TRANSPARENCY, filled, is_transparent
from desktop.imaging.export import LosslessFile, write_lossless
from desktop.imaging.laying import SILENT, Told
from desktop.imaging.picture import Picture
from desktop.imaging.region import RegionPlan
from desktop.jobs.opened_pictures import keep_open, opened_mask, opened_picture
from desktop.storage.image_files import ImageFiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

NO_TRANSPARENCY = "The service sent no transparency, so the result is as it came."


class Way(Enum):
    """What becomes of an answer."""

    LAID_IN = auto()
    """The change goes into the picture, within the mask or the drawn region."""
    CUT_OUT = auto()
    """Only its transparency is taken; the colours stay the picture's own."""
    ALIGNED = auto()
    """All of it, moved onto the picture's own pixels."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """What answers are laid into: the picture, its mask (h, w), the region that was sent."""

    picture: Picture
    mask: NDArray[np.uint8] | None
    plan: RegionPlan
    blend: Blend
    way: Way
    cuts_out: bool = False
    """A transparent background was asked for."""

    @property
    def changeable(self) -> NDArray[np.uint8]:
        """What may change, (h, w): the grown mask, or the region."""
        return _changeable(self.mask, self.blend.grow, self.plan.inside, self.picture.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidIn:
    """A result and what is to be said about it."""

    result: Result
    notes: tuple[str, ...] = ()


def way_for(recipe: Recipe, plan: RegionPlan, *, has_mask: bool) -> Way | None:
    """None when an answer stays as it came: that is wished, or all of the picture may change."""
    if not recipe.blend.composite:
        return None
    if has_mask or not plan.is_whole:
        return Way.LAID_IN
    if wants_cut(recipe):
        return Way.CUT_OUT
    return Way.ALIGNED if recipe.blend.align else None


def wants_cut(recipe: Recipe) -> bool:
    """Whether an answer's transparency is to become the picture's."""
    return recipe.background == "transparent"


def read_layer(
    inputs: Inputs, recipe: Recipe, plan: RegionPlan, pictures: ImageFiles
) -> Layer | None:
    """None when nothing is to be laid in. ProblemError: the picture or its mask is gone."""
    way = way_for(recipe, plan, has_mask=inputs.mask is not None)
    if inputs.picture is None or way is None:
        return None
    picture = opened_picture(pictures, inputs.picture.content, inputs.picture.name)
    mask = None
    if inputs.mask is not None:
        mask = opened_mask(pictures, inputs.mask, picture.size)
    return Layer(
        picture=picture,
        mask=mask,
        plan=plan,
        blend=recipe.blend,
        way=way,
        cuts_out=wants_cut(recipe),
    )


def composed(answer: Picture, layer: Layer, told: Told = SILENT) -> Composed:
    """The answer in the layer's picture; nothing is written. ProblemError: stopped by `told`."""
    if layer.way is Way.ALIGNED:
        return align_whole(
            picture=layer.picture,
            plan=layer.plan,
            answer=answer,
            progress=told.progress,
            is_cancelled=told.is_cancelled,
        )
    is_unasked = not layer.cuts_out and is_transparent(answer)
    made = compose(
        picture=layer.picture,
        mask=layer.mask,
        plan=layer.plan,
        answer=filled(answer, layer.picture, layer.plan) if is_unasked else answer,
        blend=layer.blend,
        progress=told.progress,
        is_cancelled=told.is_cancelled,
    )
    return replace(made, notes=(UNASKED_TRANSPARENCY, *made.notes)) if is_unasked else made


def lay_in(
    index: int,
    original: StoredPicture,
    answer: Picture,
    layer: Layer,
    pictures: ImageFiles,
    *,
    told: Told = SILENT,
) -> LaidIn:
    """A result laid into the picture, proved in the finished file, which is in `pictures`.

    ProblemError: OUTSIDE_CHANGED when pixels outside the mask would differ, CANCELLED where `told`
    wishes to stop, or the disk's.
    """
    if layer.way is Way.CUT_OUT and not is_transparent(answer):
        plain = Result(index=index, original=original, picture=original)
        return LaidIn(result=plain, notes=(NO_TRANSPARENCY,))
    made, file, reopened = composed_file(answer, layer, told)
    content = pictures.put(file.data, file.suffix)
    keep_open(content, reopened)
    stored = StoredPicture(content=content, media_type=file.media_type, size=layer.picture.size)
    counts = layer.way is Way.LAID_IN
    result = Result(
        index=index,
        original=original,
        picture=stored,
        outside_changed=made.outside_changed if counts else None,
        outside_total=made.outside_total if counts else None,
        placement=_placement(made, layer.plan.sent, layer.plan),
    )
    return LaidIn(result=result, notes=made.notes)


def composed_file(
    answer: Picture, layer: Layer, told: Told = SILENT
) -> tuple[Composed, LosslessFile, Picture]:
    """What is kept of an answer laid in, not yet written, and the file as it is opened again.

    ProblemError as `lay_in`.
    """
    made = composed(answer, layer, told)
    file = write_lossless(Picture(pixels=made.pixels, facts=layer.picture.facts))
    return made, file, _proved(made, file, layer)


def changeable_of(edit: Edit, result: Result, pictures: ImageFiles) -> NDArray[np.uint8] | None:
    """What could change in a result, (h, w) > 0; None where nothing was laid in. ProblemError."""
    source, placement = edit.inputs.picture, result.placement
    if source is None or placement is None or result.outside_changed is None:
        return None
    mask = None
    if edit.inputs.mask is not None:
        mask = opened_mask(pictures, edit.inputs.mask, source.size)
    region = placement.region.clipped(box_of(source.size))
    return _changeable(mask, edit.recipe.blend.grow, region, source.size)


def _changeable(
    mask: NDArray[np.uint8] | None, grow: int, region: Box, size: Size
) -> NDArray[np.uint8]:
    if mask is not None:
        return grown(mask, grow)
    whole = np.zeros((size.height, size.width), np.uint8)
    whole[region.slices] = 255
    return whole


def _proved(made: Composed, file: LosslessFile, layer: Layer) -> Picture:
    """The file opened again: nothing outside differs in it, nor in memory. ProblemError else."""
    reopened = read_picture(file.data, "the result")
    on_disk, _ = count_outside_changes(layer.picture.pixels, reopened.pixels, layer.changeable)
    changed = max(made.outside_changed, on_disk)
    if changed:
        raise fail(ProblemKind.OUTSIDE_CHANGED, count=changed)
    return reopened


def _placement(made: Composed, sent: Size, plan: RegionPlan) -> Placement:
    return Placement(region=plan.box, sent_size=sent, verdict=made.verdict, measures=made.measures)
