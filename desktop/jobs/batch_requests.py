"""Writes the requests of a batch, line by line, with stand-ins for pictures not yet uploaded."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from desktop.api.batch_client import BATCH_PATHS
from desktop.api.image_client import ImageRequest, UploadFile
from desktop.api.request_fields import fields_of, overlays_of
from desktop.domain.identity import EditId, hash_of
from desktop.domain.problems import ProblemKind, fail
from desktop.domain.profile import Profile


def request_line(edit: EditId, request: ImageRequest, profile: Profile) -> dict[str, Any]:
    """One request; a picture is named by the content of its file. ProblemError for markup.

    The model goes by the profile's name for it, and what its service lacks is not said.
    """
    if request.markup is not None:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason="A batch takes no marks over a picture.",
            suggestion="Send this edit alone.",
        )
    body: dict[str, Any] = dict(fields_of(request, profile))
    if request.images:
        body["images"] = [{"file_id": stand_in(one)} for one in request.images]
    for name, overlay in overlays_of(request, profile):
        body[name] = {"file_id": stand_in(overlay)}
    return {
        "custom_id": edit,
        "method": "POST",
        "url": BATCH_PATHS[request.kind],
        "body": body,
    }


def stand_in(file: UploadFile) -> str:
    """The same file has the same name, so it is uploaded once."""
    return f"{hash_of(file.data)}.{file.media_type.removeprefix('image/')}"


def keep_uploads(request: ImageRequest, place: Path) -> None:
    """Every file of the request at `place`, once."""
    mask = (request.mask,) if request.mask is not None else ()
    for file in (*request.images, *mask):
        path = place / stand_in(file)
        if not path.exists():
            path.write_bytes(file.data)


def with_file_ids(requests: Path, ids: Mapping[str, str]) -> Iterator[bytes]:
    """The kept requests with the service's names of files in place of the stand-ins."""
    with requests.open("rb") as file:
        for line in file:
            value = json.loads(line)
            body = value["body"]
            for reference in (*body.get("images", ()), *([body["mask"]] if "mask" in body else ())):
                reference["file_id"] = ids[reference["file_id"]]
            yield json.dumps(value).encode() + b"\n"
