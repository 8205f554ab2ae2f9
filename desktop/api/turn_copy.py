"""A turn of a conversation as text to read or to run elsewhere; the key is never in it."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace

from desktop.api.image_client import ImageRequest, UploadFile
from desktop.api.turn_request import turn_body
from desktop.domain.profile import Profile

TURN_PATH = "/responses"

_STREAMING = ("stream", "background")

_PYTHON = """\
import base64
import os

from openai import OpenAI


def data_url(name, kind):
    with open(name, "rb") as file:
        return f"data:{{kind}};base64,{{base64.b64encode(file.read()).decode()}}"


client = OpenAI({client})
answer = client.responses.create(
{arguments})
print(answer.id, answer.output_text)
for number, item in enumerate(answer.output, start=1):
    if item.type == "image_generation_call" and item.result:
        with open(f"result-{{number}}.{{item.output_format or 'png'}}", "wb") as file:
            file.write(base64.b64decode(item.result))
"""


def turn_settings(request: ImageRequest, profile: Profile) -> dict[str, str]:
    """Every parameter of the turn by name, those of its drawing tool with a point; no pictures."""
    body = turn_body(_named(request), profile)
    shown: dict[str, str] = {"prompt": request.prompt}
    for name, value in body.items():
        if name == "tools":
            shown |= _tool_settings(value)
        elif name != "input":
            shown[name] = _text(value)
    return shown


def turn_as_curl(request: ImageRequest, profile: Profile, pieces: list[str]) -> str:
    """`pieces` are the command with its address and headers."""
    text = json.dumps(turn_body(_named(request), profile), ensure_ascii=False)
    more = ['-H "Content-Type: application/json"', f"-d {shlex.quote(text)}"]
    return " \\\n  ".join([*pieces, *more]) + "\n"


def turn_as_python(request: ImageRequest, profile: Profile, client: str) -> str:
    """A small program that asks the same and writes the picture it gets."""
    body = turn_body(_named(request), profile)
    arguments = "".join(
        f"    {name}={value!r},\n" for name, value in body.items() if name not in _STREAMING
    )
    for file in _files(request):
        arguments = arguments.replace(
            repr(_place_of(file)), f"data_url({file.name!r}, {file.media_type!r})"
        )
    return _PYTHON.format(client=client, arguments=arguments)


def _files(request: ImageRequest) -> tuple[UploadFile, ...]:
    return (*request.images, *(() if request.mask is None else (request.mask,)))


def _named(request: ImageRequest) -> ImageRequest:
    """With names in the place of pictures, which would drown everything else."""
    return replace(
        request,
        images=tuple(_nameplate(file) for file in request.images),
        mask=None if request.mask is None else _nameplate(request.mask),
    )


def _nameplate(file: UploadFile) -> UploadFile:
    return replace(file, data=file.name.encode())


def _place_of(file: UploadFile) -> str:
    import pybase64

    return f"data:{file.media_type};base64,{pybase64.b64encode(file.name.encode()).decode()}"


def _tool_settings(tools: object) -> dict[str, str]:
    shown: dict[str, str] = {}
    for tool in tools if isinstance(tools, list) else ():
        kind = str(tool["type"])
        if len(tool) == 1:
            shown[kind] = "on"
        for name, value in tool.items():
            if name not in {"type", "input_image_mask"}:
                shown[f"{kind}.{name}"] = _text(value)
    return shown


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
