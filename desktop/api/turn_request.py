"""A turn of a conversation as it goes out: one JSON text, its pictures in it as data URLs."""

from __future__ import annotations

from desktop.api.image_client import ImageRequest, UploadFile
from desktop.api.request_fields import fields_of
from desktop.domain.problems import ProblemKind, fail
from desktop.domain.profile import Profile
from desktop.domain.recipe import Kind

URL_LIMIT = 20_971_520
"""Characters that the service takes in a data URL."""

_TOOL_FIELDS = (
    "model",
    "size",
    "quality",
    "background",
    "output_format",
    "output_compression",
    "moderation",
    "complexity",
    "frame_count",
    "frame_duration_ms",
)
_FORCED: dict[str, object] = {"type": "image_generation"}
_SOURCES = "web_search_call.action.sources"


def turn_body(request: ImageRequest, profile: Profile) -> dict[str, object]:
    """The parameters of the request; streamed and in the background, so that a lost line loses
    nothing, and stored, so that the next turn can go on from it.

    ProblemError: a picture is too heavy for a data URL.
    """
    turn = request.conversation
    if turn is None:
        raise ValueError("This request is no turn of a conversation.")
    tools: list[dict[str, object]] = [_drawing_tool(request, profile)]
    body: dict[str, object] = {
        "model": profile.wire_name(turn.outer_model),
        "input": [{"role": "user", "content": _content(request)}],
        "tools": tools,
        "tool_choice": _FORCED,
        "stream": True,
        "background": True,
        "store": True,
    }
    if turn.effort is not None:
        body["reasoning"] = {"effort": turn.effort}
    if turn.previous is not None:
        body["previous_response_id"] = turn.previous
    if turn.search:
        tools.insert(0, {"type": "web_search"})
        # Forced to draw at once it could not read anything before.
        body |= {"tool_choice": "auto", "include": [_SOURCES]}
    return body


def _drawing_tool(request: ImageRequest, profile: Profile) -> dict[str, object]:
    fields = fields_of(request, profile)
    tool: dict[str, object] = {
        "type": "image_generation",
        "action": "edit" if request.kind is Kind.EDIT else "generate",
        **{name: fields[name] for name in _TOOL_FIELDS if name in fields},
    }
    if request.streams:
        tool["partial_images"] = request.partial_images
    if request.mask is not None:
        tool["input_image_mask"] = {"image_url": _data_url(request.mask)}
    return tool


def _content(request: ImageRequest) -> list[dict[str, object]]:
    prompt = request.prompt.encode("utf-8", "replace").decode()
    pictures: list[dict[str, object]] = [
        {"type": "input_image", "image_url": _data_url(one), "detail": "auto"}
        for one in request.images
    ]
    return [{"type": "input_text", "text": prompt}, *pictures]


def _data_url(file: UploadFile) -> str:
    import pybase64

    url = f"data:{file.media_type};base64,{pybase64.b64encode(file.data).decode()}"
    if len(url) > URL_LIMIT:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason=f"A picture of {round(len(file.data) / 1e6)} MB is too heavy for a conversation,"
            " which takes less than 15 MB.",
            suggestion="Send a smaller part of the picture, or ask directly.",
        )
    return url
