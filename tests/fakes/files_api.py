"""The Files API: what is uploaded for batches, and what they leave (the facts, sections 1.7, 3)."""

from __future__ import annotations

import time
from dataclasses import replace

from tests.fakes import broken_rules as no
from tests.fakes.answer import Answer, json_answer
from tests.fakes.desk import Call, Route
from tests.fakes.form_bodies import is_form
from tests.fakes.multipart import BrokenFormError, Part, read_form
from tests.fakes.records import SeenFile
from tests.fakes.refusals import RefusedError
from tests.fakes.storeroom import KeptFile, new_id

PURPOSES = ("batch", "vision", "user_data")
LARGEST_BATCH = 200 * 1024 * 1024

_FIELDS = {"purpose", "file", "expires_after[anchor]", "expires_after[seconds]"}


def answer_upload(call: Call) -> Answer:
    """POST /files."""
    parts = {part.name: part for part in _parts(call)}
    for name in parts:
        if name not in _FIELDS:
            raise RefusedError(no.unknown_parameter(name))
    for name in ("purpose", "file"):
        if name not in parts:
            raise RefusedError(no.missing_parameter(name))
    purpose = parts["purpose"].data.decode()
    if purpose not in PURPOSES:
        raise RefusedError(no.invalid_value("purpose", purpose, PURPOSES))
    return json_answer(_keep(parts, purpose, call).as_json())


def _parts(call: Call) -> list[Part]:
    request = call.request
    if not is_form(request):
        raise RefusedError(no.wrong_content_type(request.content_type, "multipart/form-data"))
    try:
        return read_form(request.content_type, request.raw)
    except BrokenFormError as error:
        raise RefusedError(no.unreadable_body(str(error))) from error


def _keep(parts: dict[str, Part], purpose: str, call: Call) -> KeptFile:
    part, seconds = parts["file"], parts.get("expires_after[seconds]")
    if purpose == "batch" and len(part.data) > LARGEST_BATCH:
        raise RefusedError(no.image_too_large("file", LARGEST_BATCH))
    now = int(time.time())
    kept = KeptFile(
        id=new_id("file"),
        filename=part.filename or "upload",
        purpose=purpose,
        data=part.data,
        created=now,
        expires=now + int(seconds.data) if seconds else None,
    )
    call.desk.storeroom.files[kept.id] = kept
    if purpose == "vision":
        call.desk.shelf[kept.id] = SeenFile(
            name=kept.id, filename=part.filename, media_type=part.media_type, data=part.data
        )
    return kept


def answer_list(call: Call) -> Answer:
    """GET /files."""
    files = [kept.as_json() for kept in call.desk.storeroom.files.values()]
    return json_answer({"object": "list", "data": files, "has_more": False})


def answer_file(call: Call) -> Answer:
    """GET /files/{id}."""
    return json_answer(_find(call).as_json())


def answer_content(call: Call) -> Answer:
    """GET /files/{id}/content: the bytes, as long as it says or, cut, shorter."""
    kept = _find(call)
    data = kept.data
    if call.desk.storeroom.cuts_files and kept.purpose == "batch_output":
        data = data[: -min(1000, len(data) // 2)]
    return replace(Answer(content_type="application/octet-stream"), pieces=(data,))


def answer_delete(call: Call) -> Answer:
    """DELETE /files/{id}."""
    kept = _find(call)
    room = call.desk.storeroom
    del room.files[kept.id]
    room.deleted.append(kept.id)
    call.desk.shelf.pop(kept.id, None)
    return json_answer({"id": kept.id, "object": "file", "deleted": True})


def _find(call: Call) -> KeptFile:
    kept = call.desk.storeroom.files.get(call.argument)
    if kept is None:
        raise RefusedError(no.no_such_file("id", call.argument))
    return kept


_ONE = r"/v1/files/(?P<argument>[^/]+)"

ROUTES = (
    Route(method="POST", pattern=r"/v1/files", answer=answer_upload),
    Route(method="GET", pattern=r"/v1/files", answer=answer_list),
    Route(method="GET", pattern=_ONE, answer=answer_file),
    Route(method="GET", pattern=_ONE + "/content", answer=answer_content),
    Route(method="DELETE", pattern=_ONE, answer=answer_delete),
)
