"""Makes a request exactly as an edit would and sends nothing: what would leave this computer."""

from __future__ import annotations

from desktop.api.connection import JSON_HEADERS, own_headers
from desktop.api.image_client import ImageRequest, UploadFile
from desktop.api.request_copy import address_of, as_curl, as_python
from desktop.api.request_fields import fields_of, parts_of
from desktop.api.turn_copy import turn_settings
from desktop.domain.envelope import Envelope, EnvelopePart, PartRole
from desktop.domain.identity import EditId, hash_of
from desktop.domain.image_models import ImageModel
from desktop.domain.profile import Profile, Trait
from desktop.domain.recipe import InputFile, Inputs
from desktop.domain.reference import sent
from desktop.imaging.codec import probe
from desktop.imaging.hidden_facts import hidden_facts
from desktop.imaging.mask_file import write_mask
from desktop.jobs.edit_order import Capture, EditOrder
from desktop.jobs.picture_source import PictureSource, WithUnkept
from desktop.jobs.prepare_edit import prepare_edit

_NOT_AN_EDIT = EditId("dry-run")

_ROLES = {"mask": PartRole.MASK, "markup": PartRole.MARKUP}


def dry_run(
    capture: Capture,
    pictures: PictureSource,
    model: ImageModel,
    profile: Profile,
    *,
    is_simulated: bool = False,
) -> Envelope:
    """The envelope of what was captured; nothing is kept, nothing is asked of anybody.

    Works for seconds on a large picture: not for the window's thread. ProblemError as
    `prepare_edit`.
    """
    mask = None if capture.mask is None else write_mask(capture.mask)
    content = None if mask is None else hash_of(mask)
    markup = None if capture.markup is None else hash_of(capture.markup)
    inputs = Inputs(
        picture=capture.picture,
        mask=content,
        markup=markup,
        references=sent(capture.draft.references),
    )
    both = ((content, mask), (markup, capture.markup))
    unkept = {name: data for name, data in both if name is not None and data is not None}
    order = EditOrder(id=_NOT_AN_EDIT, recipe=capture.draft.recipe(), inputs=inputs)
    source = WithUnkept(unkept, pictures)
    return envelope_of(order, source, model, profile, is_simulated=is_simulated)


def envelope_of(
    order: EditOrder,
    pictures: PictureSource,
    model: ImageModel,
    profile: Profile,
    *,
    is_simulated: bool = False,
) -> Envelope:
    """The envelope of an order; otherwise as `dry_run`."""
    prepared = prepare_edit(order, pictures, model)
    request = prepared.request
    is_turn = request.conversation is not None
    fields = turn_settings(request, profile) if is_turn else fields_of(request, profile)
    said = {name: value for name, value in JSON_HEADERS.items() if name != "content-type"}
    headers = said | own_headers(profile, "")
    return Envelope(
        profile=profile.name,
        address=address_of(request, profile),
        key_header=profile.place_of_key,
        headers=tuple(one for one in headers.items() if one[0] != profile.place_of_key),
        fields=tuple((name, _shown(value)) for name, value in fields.items()),
        parts=_parts(request, order.inputs, pictures, profile),
        left_out=tuple(trait for trait in Trait if trait in profile.missing),
        notes=prepared.notes,
        is_simulated=is_simulated,
        python=as_python(request, profile),
        curl=as_curl(request, profile),
    )


def _shown(value: str | int | bool) -> str:  # noqa: FBT001  # a field of the wire
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parts(
    request: ImageRequest, inputs: Inputs, pictures: PictureSource, profile: Profile
) -> tuple[EnvelopePart, ...]:
    """The files in the order sent, each beside the picture here that it was made of."""
    first = (inputs.picture,) if inputs.picture and request.carried is None else ()
    sources: list[InputFile | None] = [*first, *inputs.references]
    parts: list[EnvelopePart] = []
    for number, (name, file) in enumerate(parts_of(request, profile)):
        if name in _ROLES:
            parts.append(_part(_ROLES[name], file, None, pictures))
            continue
        is_picture = number == 0 and bool(first)
        role = PartRole.PICTURE if is_picture else PartRole.REFERENCE
        source = sources[number] if number < len(sources) else inputs.picture
        parts.append(_part(role, file, source, pictures))
    return tuple(parts)


def _part(
    role: PartRole, file: UploadFile, source: InputFile | None, pictures: PictureSource
) -> EnvelopePart:
    told = hidden_facts(file.data, file.name)
    here = () if source is None else hidden_facts(pictures.read(source.content), source.name)
    return EnvelopePart(
        role=role,
        name=file.name,
        media_type=file.media_type,
        size=probe(file.data, file.name).size,
        source=source.name if source else "",
        stripped=tuple(one for one in here if one not in told),
        told=told,
        data=file.data,
    )
