"""Speaks to the service byte by byte with the standard library alone, for the fake's own tests."""

from __future__ import annotations

import http.client
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.fakes.image_service import ImageService

BOUNDARY = "0123456789abcdef0123456789abcdef"
GENERATIONS = "/v1/images/generations"
EDITS = "/v1/images/edits"

File = tuple[str, str | None, bytes, str | None]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A whole answer as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> dict[str, Any]:
        found: dict[str, Any] = self.json["error"]
        return found

    @property
    def events(self) -> list[tuple[str, Any]]:
        """Kind and data of every event of a well-formed stream."""
        blocks = self.body.decode().split("\n\n")[:-1]
        pairs = (block.split("\n") for block in blocks)
        return [(kind[7:], json.loads(data[6:])) for kind, data in pairs]


def ask(
    service: ImageService,
    method: str,
    path: str,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """One request with the right key; whatever http.client raises comes through."""
    port = int(service.url.rpartition(":")[2].partition("/")[0])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        sent = {"authorization": f"Bearer {service.desk.key}"} | dict(headers or {})
        connection.request(method, path, body, {k: v for k, v in sent.items() if v})
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(status=answer.status, headers=found, body=answer.read())
    finally:
        connection.close()


def post_json(
    service: ImageService,
    path: str = GENERATIONS,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> Reply:
    """A JSON request; `svg`, `images` and so on as they are."""
    body = json.dumps(values).encode()
    return ask(
        service, "POST", path, body, {"content-type": "application/json"} | dict(headers or {})
    )


def generate(service: ImageService, **values: Any) -> Reply:
    """The smallest honest generation, with these values on top; `...` leaves one out."""
    usual = {
        "model": "gpt-image-2",
        "prompt": "a red kite",
        "size": "1440x480",
        "quality": "low",
        "output_format": "jpeg",
    }
    given = {name: value for name, value in (usual | values).items() if value is not ...}
    return post_json(service, **given)


def form(fields: Sequence[tuple[str, str]], files: Sequence[File]) -> bytes:
    """A multipart body, text parts first."""
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + text.encode()
        for name, text in fields
    ]
    for name, filename, data, media_type in files:
        named = "" if filename is None else f'; filename="{filename}"'
        typed = "" if media_type is None else f"\r\nContent-Type: {media_type}"
        head = f'Content-Disposition: form-data; name="{name}"{named}{typed}\r\n\r\n'
        parts.append(head.encode() + data)
    lines = [f"--{BOUNDARY}\r\n".encode() + part + b"\r\n" for part in parts]
    return b"".join(lines) + f"--{BOUNDARY}--\r\n".encode()


def edit(
    service: ImageService,
    *files: File,
    fields: Sequence[tuple[str, str]] = (),
    path: str = EDITS,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> Reply:
    """The smallest honest edit with these files; `...` leaves a value out, `fields` repeat one."""
    usual = {
        "prompt": "a red kite",
        "model": "gpt-image-2",
        "output_format": "jpeg",
        "quality": "low",
        "size": "1440x480",
    }
    given = [(name, f"{value}") for name, value in (usual | values).items() if value is not ...]
    body = form([*given, *fields], files)
    kind = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    return ask(service, "POST", path, body, kind | dict(headers or {}))


def assert_refused(
    service: ImageService, reply: Reply, code: str | None, param: str | None, words: str = ""
) -> None:
    """A 400 in the service's form that booked nothing."""
    assert reply.status == 400, reply.body
    assert (reply.error["code"], reply.error["param"]) == (code, param)
    assert words in reply.error["message"]
    assert service.billed == []


# --- pictures to send ----------------------------------------------------------------------------


def picture(
    size: tuple[int, int] = (96, 64), mode: str = "RGB", kind: str = "PNG", **options: Any
) -> bytes:
    """A flat file of that size, mode and kind; alpha is 0 in the left half where there is any."""
    from PIL import Image

    image = Image.new(mode, size, 128 if len(mode) == 1 or ";" in mode else None)
    if mode in {"RGBA", "LA"}:
        opaque = (size[0] // 2, 0, *size)
        image.paste((200, 90, 40, 255) if mode == "RGBA" else (90, 255), opaque)
    store = io.BytesIO()
    image.save(store, kind, **options)
    return store.getvalue()


def image_part(data: bytes | None = None, name: str = "image") -> File:
    """A well-named PNG part."""
    return (name, "picture.png", picture() if data is None else data, "image/png")


def mask_part(data: bytes | None = None, name: str = "mask") -> File:
    """A well-named part with alpha, as large as `image_part`."""
    return (name, "mask.png", picture(mode="RGBA") if data is None else data, "image/png")
