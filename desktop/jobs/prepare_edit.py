"""Makes the exact request of an order: chooses the region and makes the files that are uploaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.api.image_client import ImageRequest, UploadFile
from desktop.domain.added_words import NO_ROOM, lacks_room, sent_prompt
from desktop.domain.image_models import ImageModel
from desktop.domain.intent import PlannedPlacement
from desktop.domain.problems import ProblemKind, fail
from desktop.domain.recipe import InputFile, Inputs, Kind, Recipe
from desktop.domain.size import Size, box_of
from desktop.imaging.blend import grown
from desktop.imaging.markup_file import markup_for_service, read_markup
from desktop.imaging.mask_bounds import mask_bounds
from desktop.imaging.mask_file import mask_for_service
from desktop.imaging.model_input import picture_for_service
from desktop.imaging.overview import overview_of, overview_size
from desktop.imaging.picture import Picture
from desktop.imaging.reference_file import reference_for_service
from desktop.imaging.region import RegionPlan, cut_region, plan_region
from desktop.jobs.edit_order import EditOrder
from desktop.jobs.opened_pictures import opened_mask, opened_picture
from desktop.jobs.picture_source import PictureSource

if TYPE_CHECKING:
    from numpy.typing import NDArray

UPLOAD_LIMIT = 50_000_000
"""Bytes above which the service refuses a picture."""

TURN_LIMIT = 15_600_000
"""Bytes of a picture that fit into the text of a conversation's turn, as base64."""

OVERVIEW_NOTE = "The whole picture went along, small, as the last reference."

_PNG = "image/png"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedEdit:
    """A request as it will go out, where its answer belongs, and what was changed for it."""

    request: ImageRequest
    plan: RegionPlan | None
    notes: tuple[str, ...] = ()

    @property
    def placement(self) -> PlannedPlacement | None:
        if self.plan is None:
            return None
        return PlannedPlacement(region=self.plan.box, sent_size=self.plan.sent)


def prepare_edit(order: EditOrder, pictures: PictureSource, model: ImageModel) -> PreparedEdit:
    """The request for `order`. Works for seconds on a large picture: not for the window's thread.

    ProblemError: an input is gone, is no picture, is too heavy, or the mask does not fit.
    """
    files: list[UploadFile] = []
    notes: list[str] = []
    plan = overview = None
    overlays = _Overlays()
    if order.inputs.picture is not None:
        canvas = _canvas_files(order, pictures, model)
        plan, overlays, overview = canvas.plan, canvas.overlays, canvas.overview
        files.append(canvas.picture)
        notes.extend(plan.reasons)
    for number, reference in enumerate(order.inputs.references, start=1):
        file, said = _reference_file(reference, number, pictures)
        files.append(file)
        notes.extend(said)
    if overview is not None:
        files.append(overview)
        notes.append(OVERVIEW_NOTE)
    if order.recipe.conversation is not None:
        files, said = _light_enough(files)
        notes.extend(said)
    region = None if plan is None else plan.box
    if lacks_room(order.recipe, region):
        notes.append(NO_ROOM)
    sent = plan.sent if plan is not None and order.recipe.kind is Kind.EDIT else order.recipe.size
    prompt = sent_prompt(order.recipe, region)
    request = _request(order.recipe, prompt, model, sent, (tuple(files), overlays))
    return PreparedEdit(request=request, plan=plan, notes=tuple(notes))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Overlays:
    """What lies over the first picture, at most one of both."""

    mask: UploadFile | None = None
    markup: UploadFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Canvas:
    """Where to cut, the cut as a PNG, what lies over it and the overview where there are any."""

    plan: RegionPlan
    picture: UploadFile
    overlays: _Overlays
    overview: UploadFile | None


def _canvas_files(order: EditOrder, pictures: PictureSource, model: ImageModel) -> _Canvas:
    source = order.inputs.picture
    assert source is not None
    picture = opened_picture(pictures, source.content, source.name)
    mask = None
    if order.inputs.mask is not None:
        mask = opened_mask(pictures, order.inputs.mask, picture.size)
    plan = _plan(order.recipe, picture.size, mask, model)
    region = Picture(pixels=_contiguous(cut_region(picture.pixels, plan)), facts=picture.facts)
    data = picture_for_service(region, box_of(region.size), plan.sent)
    first = _checked(UploadFile(name="picture.png", data=data, media_type=_PNG), source.name)
    overlays = _Overlays(
        # With markup the service takes no mask; ours then holds for laying the answer in.
        mask=_mask_file(mask, plan, order.recipe.blend.grow)
        if mask is not None and order.inputs.markup is None
        else None,
        markup=_markup_file(order.inputs, picture.size, plan, pictures),
    )
    return _Canvas(
        plan=plan,
        picture=first,
        overlays=overlays,
        overview=_overview_file(picture, plan) if order.recipe.overview else None,
    )


def _plan(
    recipe: Recipe, picture: Size, mask: NDArray[np.uint8] | None, model: ImageModel
) -> RegionPlan:
    """The region; a picture that the service has from the turn before keeps the one it had."""
    carried = recipe.conversation.carried if recipe.conversation is not None else None
    if carried is not None:
        return RegionPlan(box=carried.region, sent=carried.sent, picture=picture)
    return plan_region(
        picture=picture,
        mask=None if mask is None else mask_bounds(mask),
        rule=model.sizes_for(recipe.output_format, recipe.frame_count),
        mode=recipe.region_mode,
        box=recipe.region,
        size=recipe.size,
    )


def _mask_file(mask: NDArray[np.uint8], plan: RegionPlan, grow: int) -> UploadFile:
    """What may change is what is asked for: the mask as it is grown."""
    marked = _contiguous(grown(_contiguous(cut_region(mask, plan)), grow))
    data = mask_for_service(marked, plan.sent)
    return UploadFile(name="mask.png", data=data, media_type=_PNG)


def _markup_file(
    inputs: Inputs, size: Size, plan: RegionPlan, pictures: PictureSource
) -> UploadFile | None:
    if inputs.markup is None:
        return None
    marks = read_markup(pictures.read(inputs.markup), "the markup", size)
    return UploadFile(name="markup.png", data=markup_for_service(marks, plan), media_type=_PNG)


def _overview_file(picture: Picture, plan: RegionPlan) -> UploadFile | None:
    size = overview_size(plan)
    if size is None:
        return None
    return UploadFile(name="overview.png", data=overview_of(picture, size), media_type=_PNG)


def _reference_file(
    reference: InputFile, number: int, pictures: PictureSource
) -> tuple[UploadFile, tuple[str, ...]]:
    """A reference as it is uploaded; its name is a number, because names can tell too much."""
    data = pictures.read(reference.content)
    sent = reference_for_service(data, reference.name, UPLOAD_LIMIT)
    suffix = sent.media_type.removeprefix("image/")
    file = UploadFile(
        name=f"reference-{number}.{suffix}", data=sent.data, media_type=sent.media_type
    )
    return _checked(file, reference.name), sent.notes


def _light_enough(files: list[UploadFile]) -> tuple[list[UploadFile], tuple[str, ...]]:
    """A conversation takes pictures inside its text: what is too heavy for that goes as JPEG."""
    fitting: list[UploadFile] = []
    notes: list[str] = []
    for file in files:
        if len(file.data) < TURN_LIMIT:
            fitting.append(file)
            continue
        sent = reference_for_service(file.data, file.name, TURN_LIMIT)
        suffix = sent.media_type.removeprefix("image/")
        name = f"{file.name.rpartition('.')[0]}.{suffix}"
        fitting.append(UploadFile(name=name, data=sent.data, media_type=sent.media_type))
        notes += [f"A picture was too heavy for a conversation. {note}" for note in sent.notes]
    return fitting, tuple(notes)


def _checked(file: UploadFile, name: str) -> UploadFile:
    if len(file.data) < UPLOAD_LIMIT:
        return file
    megabytes = round(len(file.data) / 1_000_000)
    raise fail(ProblemKind.PICTURE_TOO_HEAVY, name=name, megabytes=megabytes)


def _request(
    recipe: Recipe,
    prompt: str,
    model: ImageModel,
    size: Size | None,
    files: tuple[tuple[UploadFile, ...], _Overlays],
) -> ImageRequest:
    """Only what the model takes; what is left at the service's own default is not sent."""
    images, overlays = files
    turn, carried = recipe.conversation, None
    if turn is not None and turn.carried is not None and images:
        carried, images, overlays = images[0], images[1:], _Overlays()
    compression = recipe.compression if recipe.output_format in model.compressible else None
    return ImageRequest(
        kind=recipe.kind,
        model=recipe.model,
        prompt=prompt,
        quality=recipe.quality,
        size="auto" if size is None else str(size),
        count=recipe.count,
        background=None if recipe.background == "auto" else recipe.background,
        output_format=recipe.output_format,
        compression=compression,
        moderation=recipe.moderation,
        complexity=recipe.complexity,
        partial_images=min(recipe.partial_images, model.max_partials),
        images=images,
        frame_count=recipe.frame_count,
        frame_ms=recipe.frame_ms,
        mask=overlays.mask,
        markup=overlays.markup,
        conversation=turn,
        carried=carried,
    )


def _contiguous(pixels: NDArray[Any]) -> NDArray[Any]:
    return np.ascontiguousarray(pixels)
