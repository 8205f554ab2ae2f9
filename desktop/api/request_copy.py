"""A request as text to run elsewhere: Python with OpenAI's SDK, or curl. The key is never in it.

Pictures stand there as file names; whoever runs the text puts the files beside it.
"""

from __future__ import annotations

import json
import shlex
from urllib.parse import urlencode

from desktop.api.image_client import ImageRequest, UploadFile
from desktop.api.request_fields import Field, fields_of, overlays_of, parts_of, path_of
from desktop.api.turn_copy import TURN_PATH, turn_as_curl, turn_as_python
from desktop.domain.profile import OPENAI_URL, Profile
from desktop.domain.recipe import Kind

_KEY_VARIABLE = "OPENAI_API_KEY"
_ONLY_IN_BODY = "moderation"


def as_python(request: ImageRequest, profile: Profile) -> str:
    """A small program that sends the same request and writes the pictures it gets."""
    if request.conversation is not None:
        return turn_as_python(request, profile, _client_arguments(request, profile))
    method = "generate" if request.kind is Kind.GENERATE else "edit"
    fields = fields_of(request, profile)
    body_only = fields.pop(_ONLY_IN_BODY, None) if request.kind is Kind.EDIT else None
    fields = {name: value for name, value in fields.items() if name not in _STREAMING}
    arguments = [
        *_file_arguments(request, profile),
        *(f"{name}={value!r}" for name, value in fields.items()),
    ]
    if body_only is not None:
        arguments.append(f"extra_body={ {_ONLY_IN_BODY: body_only}!r}")
    lines = "".join(f"    {argument},\n" for argument in arguments)
    return _PYTHON.format(
        client=_client_arguments(request, profile), method=method, arguments=lines
    )


def as_curl(request: ImageRequest, profile: Profile) -> str:
    """One command; it prints the answer as it comes."""
    pieces = [f"curl {shlex.quote(address_of(request, profile))}", _key_header(profile)]
    for name, value in _profile_headers(profile):
        pieces.append(f"-H {shlex.quote(f'{name}: {value}')}")
    if request.conversation is not None:
        return turn_as_curl(request, profile, pieces)
    if request.kind is Kind.GENERATE:
        text = json.dumps(fields_of(request, profile), ensure_ascii=False)
        pieces += ['-H "Content-Type: application/json"', f"-d {shlex.quote(text)}"]
    else:
        pieces += [_form(name, value) for name, value in fields_of(request, profile).items()]
        pieces += [_attached(name, part) for name, part in parts_of(request, profile)]
    return " \\\n  ".join(pieces) + "\n"


def address_of(request: ImageRequest, profile: Profile) -> str:
    """The whole address that the request is posted to."""
    query = f"?{urlencode(profile.query)}" if profile.query else ""
    if request.conversation is not None:
        return profile.root + TURN_PATH + query
    return profile.address_of(request.model) + path_of(request) + query


_STREAMING = ("stream", "partial_images")
"""Left out of the program: it waits for the finished picture, which is the same."""

_PYTHON = """\
import base64
import os

from openai import OpenAI

client = OpenAI({client})
answer = client.images.{method}(
{arguments})
for number, picture in enumerate(answer.data, start=1):
    with open(f"result-{{number}}.{{answer.output_format or 'png'}}", "wb") as file:
        file.write(base64.b64decode(picture.b64_json))
"""


def _client_arguments(request: ImageRequest, profile: Profile) -> str:
    """A repeated request may be paid twice, so the SDK is told not to repeat it."""
    key = f'os.environ["{_KEY_VARIABLE}"]'
    arguments = [f"api_key={key}", "max_retries=0"]
    address = profile.address_of(request.model)
    if address != OPENAI_URL:
        arguments.append(f"base_url={address!r}")
    if profile.organization:
        arguments.append(f"organization={profile.organization!r}")
    if profile.project:
        arguments.append(f"project={profile.project!r}")
    if profile.query:
        arguments.append(f"default_query={profile.query!r}")
    headers = [f"{header.name!r}: {header.value!r}" for header in profile.headers]
    if profile.place_of_key != "authorization":
        headers.append(f"{profile.place_of_key!r}: {key}")
    if headers:
        arguments.append(f"default_headers={{{', '.join(headers)}}}")
    return ", ".join(arguments)


def _file_arguments(request: ImageRequest, profile: Profile) -> list[str]:
    if request.kind is Kind.GENERATE:
        return []
    pictures = ", ".join(_open_file(picture) for picture in request.images)
    overlays = reversed(overlays_of(request, profile))
    return [f"image=[{pictures}]", *(f"{name}={_open_file(part)}" for name, part in overlays)]


def _open_file(part: UploadFile) -> str:
    return f'({part.name!r}, open({part.name!r}, "rb"), {part.media_type!r})'


def _key_header(profile: Profile) -> str:
    """In double quotes, so that the shell puts the key in."""
    if profile.place_of_key == "authorization":
        return f'-H "Authorization: Bearer ${_KEY_VARIABLE}"'
    return f'-H "{profile.place_of_key}: ${_KEY_VARIABLE}"'


def _profile_headers(profile: Profile) -> list[tuple[str, str]]:
    own = [("OpenAI-Organization", profile.organization), ("OpenAI-Project", profile.project)]
    others = [(header.name, header.value) for header in profile.headers]
    return [(name, value) for name, value in own if value] + others


def _form(name: str, value: Field) -> str:
    """`--form-string` takes the text as it is, also when it starts with @ or <."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"--form-string {shlex.quote(f'{name}={text}')}"


def _attached(name: str, part: UploadFile) -> str:
    text = f"{name}=@{part.name};type={part.media_type};filename={part.name}"
    return f"-F {shlex.quote(text)}"
