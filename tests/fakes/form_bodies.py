"""Turns the bodies of picture requests, JSON or multipart, into flat values and files."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from tests.fakes import broken_rules as no
from tests.fakes.multipart import BrokenFormError, Part, read_form
from tests.fakes.parameters import Endpoint, names_taken, typed_text
from tests.fakes.records import SeenFile, SeenRequest
from tests.fakes.refusals import RefusedError

LONGEST_URL = 20_971_520
FILE_NAMES = {"image", "image[]", "mask", "markup"}

Values = dict[str, Any]


def is_json(request: SeenRequest) -> bool:
    return _kind(request) == "application/json"


def is_form(request: SeenRequest) -> bool:
    return _kind(request) == "multipart/form-data"


def _kind(request: SeenRequest) -> str:
    return request.content_type.partition(";")[0].strip().lower()


def record_body(request: SeenRequest) -> None:
    """Puts fields and files into the record, as far as the body can be read at all."""
    if is_json(request):
        body = _json_or_none(request.raw)
        if isinstance(body, dict):
            request.fields = body
            request.field_list = tuple(body.items())
    elif is_form(request):
        try:
            _record_parts(request, read_form(request.content_type, request.raw))
        except BrokenFormError:
            return


def _record_parts(request: SeenRequest, parts: list[Part]) -> None:
    pairs = [(part.name, part.data.decode("utf-8", "replace")) for part in parts if _is_text(part)]
    request.fields = dict(pairs)
    request.field_list = tuple(pairs)
    request.files = [
        SeenFile(name=part.name, filename=part.filename, media_type=part.media_type, data=part.data)
        for part in parts
        if not _is_text(part)
    ]


def _is_text(part: Part) -> bool:
    return part.filename is None and part.media_type is None


def _json_or_none(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None


# --- what the service makes of them -----------------------------------------------------------


def read_json_values(request: SeenRequest) -> Values:
    """The JSON object with `svg` made flat; RefusedError when the body is none."""
    try:
        body = json.loads(request.raw)
    except ValueError as error:
        raise RefusedError(no.unreadable_body(f"invalid JSON: {error}")) from error
    if not isinstance(body, dict):
        raise RefusedError(no.unreadable_body("expected a JSON object"))
    values: Values = {}
    for name, value in body.items():
        values.update(_flat_svg(value) if name == "svg" else {name: value})
    return values


def _flat_svg(value: Any) -> Values:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RefusedError(no.wrong_type("svg", "an object", "something else"))
    flat: Values = {}
    for name, inner in value.items():
        if name == "reasoning" and isinstance(inner, Mapping):
            flat |= {f"svg[reasoning][{key}]": effort for key, effort in inner.items()}
        else:
            flat[f"svg[{name}]"] = inner
    return flat


def read_form_values(endpoint: Endpoint, request: SeenRequest) -> Values:
    """The typed text fields; RefusedError for a broken form, a repeated or a misplaced part."""
    try:
        parts = read_form(request.content_type, request.raw)
    except BrokenFormError as error:
        raise RefusedError(no.unreadable_body(str(error))) from error
    values: Values = {}
    for part in parts:
        is_file = part.filename is not None
        if part.name in FILE_NAMES:
            _check_file_part(part)
        elif part.name not in names_taken(endpoint):
            raise RefusedError(no.unknown_parameter(part.name))
        elif is_file:
            raise RefusedError(no.wrong_type(part.name, "a string", "a file"))
        elif part.name in values:
            raise RefusedError(no.duplicate_parameter(part.name))
        else:
            values[part.name] = typed_text(part.name, _text(part))
    _check_repeated_files(parts)
    return values


def _check_file_part(part: Part) -> None:
    if part.filename is None:
        raise RefusedError(no.wrong_type(part.name.removesuffix("[]"), "a file", "a string"))


def _text(part: Part) -> str:
    try:
        return part.data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(no.unreadable_body(f"'{part.name}' is not UTF-8")) from error


def _check_repeated_files(parts: list[Part]) -> None:
    names = [part.name for part in parts]
    for name in ("image", "mask", "markup"):
        if names.count(name) > 1:
            raise RefusedError(no.duplicate_parameter(name))
    if "image" in names and "image[]" in names:
        raise RefusedError(no.duplicate_parameter("image"))


# --- pictures by reference (JSON edits) --------------------------------------------------------


def take_references(values: Values, shelf: Mapping[str, SeenFile]) -> list[SeenFile]:
    """Takes `images` and `mask` out of `values`; the files they name, in order."""
    if "images" not in values:
        raise RefusedError(no.missing_parameter("images"))
    images = values.pop("images")
    if not isinstance(images, list):
        raise RefusedError(no.wrong_type("images", "an array", "something else"))
    if not images:
        raise RefusedError(no.missing_parameter("images"))
    named = [(f"images[{place}]", reference) for place, reference in enumerate(images)]
    if "mask" in values:
        named.append(("mask", values.pop("mask")))
    return [find_reference(name, reference, shelf) for name, reference in named]


def find_reference(name: str, reference: Any, shelf: Mapping[str, SeenFile]) -> SeenFile:
    """The file behind a `file_id` or a data URL."""
    if not isinstance(reference, dict):
        raise RefusedError(no.wrong_type(name, "an object", "something else"))
    for key in reference:
        if key not in {"file_id", "image_url"}:
            raise RefusedError(no.unknown_parameter(f"{name}.{key}"))
    if len(reference) != 1:
        why = "Provide exactly one of 'file_id' and 'image_url'."
        raise RefusedError(no.bad_combination(name, why))
    if "file_id" in reference:
        return _from_shelf(name, str(reference["file_id"]), shelf)
    return _from_url(name, str(reference["image_url"]))


def _from_shelf(name: str, file_id: str, shelf: Mapping[str, SeenFile]) -> SeenFile:
    if file_id not in shelf:
        raise RefusedError(no.no_such_file(name, file_id))
    kept = shelf[file_id]
    return SeenFile(name=name, filename=kept.filename, media_type=kept.media_type, data=kept.data)


def _from_url(name: str, url: str) -> SeenFile:
    """Only data URLs can be read here: this service reaches nothing beyond itself."""
    if len(url) > LONGEST_URL:
        raise RefusedError(no.too_long(f"{name}.image_url", len(url), LONGEST_URL))
    head, _, data = url.partition(",")
    if not head.startswith("data:") or not head.endswith(";base64"):
        raise RefusedError(no.bad_download(f"{name}.image_url"))
    try:
        content = base64.b64decode(data, validate=True)
    except binascii.Error as error:
        raise RefusedError(no.bad_download(f"{name}.image_url")) from error
    media_type = head.removeprefix("data:").removesuffix(";base64")
    return SeenFile(name=name, filename=None, media_type=media_type, data=content)
