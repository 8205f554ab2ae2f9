"""Streams as section 1.9 describes them, and every odd row of its table as the SDK takes it."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from collections.abc import Callable
from typing import Any

import httpx2
import openai
import pytest
from PIL import Image

from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService
from tests.fakes.raw_client import edit, generate, image_part
from tests.fakes.refusals import moderation_blocked
from tests.fakes.sdk_client import sdk

PARTIAL, COMPLETED = "image_generation.partial_image", "image_generation.completed"
TWO_PARTIALS = [PARTIAL, PARTIAL]


def test_partials_then_the_picture(service: ImageService) -> None:
    reply = generate(service, stream=True, partial_images=3, output_format="png")
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert [kind for kind, _ in reply.events] == [*TWO_PARTIALS, PARTIAL, COMPLETED]
    assert [data["type"] for _, data in reply.events] == [kind for kind, _ in reply.events]
    partials, completed = reply.events[:-1], reply.events[-1][1]
    assert [data["partial_image_index"] for _, data in partials] == [0, 1, 2]
    echoes = ("size", "quality", "background", "output_format")
    for _, data in reply.events:
        image = Image.open(io.BytesIO(base64.b64decode(data["b64_json"])))
        assert (image.size, image.format) == ((1440, 480), "PNG")
        assert [data[name] for name in echoes] == ["1440x480", "low", "opaque", "png"]
    assert completed["usage"]["output_tokens"] == 54 + 3 * 100
    assert [base64.b64decode(completed["b64_json"])] == service.returned


def test_edits_have_their_own_names(service: ImageService) -> None:
    reply = edit(service, image_part(), stream="true", partial_images=1)
    kinds = [kind for kind, _ in reply.events]
    assert kinds == ["image_edit.partial_image", "image_edit.completed"]


def test_no_partials_gives_just_the_picture(service: ImageService) -> None:
    assert [kind for kind, _ in generate(service, stream=True).events] == [COMPLETED]


# --- the official SDK ----------------------------------------------------------------------------


def watched(service: ImageService, fault: Fault | None) -> tuple[list[Any], Exception | None]:
    """The events that the SDK gives for one stream, and what it raises."""

    async def watch() -> tuple[list[Any], Exception | None]:
        events: list[Any] = []
        async with sdk(service) as client:
            try:
                stream = await client.images.generate(
                    model="gpt-image-2",
                    prompt="x",
                    size="1440x480",
                    output_format="jpeg",
                    stream=True,
                    partial_images=2,
                )
                async for event in stream:
                    events.append(event)  # noqa: PERF401 - those before an error count too
            except Exception as error:  # noqa: BLE001 - whatever it is, it is looked at
                return events, error
        return events, None

    if fault is not None:
        service.next(fault)
    return asyncio.run(watch())


def types_of(events: list[Any]) -> list[str]:
    return [event.type for event in events]


ALL = [*TWO_PARTIALS, COMPLETED]
SILENT: list[tuple[Fault | None, list[str]]] = [
    (None, ALL),
    (Fault.STREAM_UNKNOWN_EVENT, [*TWO_PARTIALS, "image_generation.thinking", COMPLETED]),
    (Fault.STREAM_COMMENTS, ALL),
    (Fault.STREAM_DONE, ALL),
    (Fault.STREAM_DONE_EARLY, TWO_PARTIALS),
    (Fault.STREAM_FLAT_ERROR, [*TWO_PARTIALS, "error"]),
    (Fault.STREAM_ENDS_EARLY, TWO_PARTIALS),
    (Fault.STREAM_LAST_LINE_OPEN, TWO_PARTIALS),
    (Fault.STREAM_FEWER_PARTIALS, [COMPLETED]),
    (Fault.STREAM_BROKEN_PARTIAL, ALL),
    (Fault.STREAM_TWO_COMPLETED, [*ALL, COMPLETED]),
    (Fault.STREAM_CRLF, ALL),
    (Fault.JSON_FOR_STREAM, []),
    (Fault.HTML_200, []),
    (Fault.trickle(pieces=10, pause=0.001), ALL),
]


@pytest.mark.parametrize(("fault", "types"), SILENT, ids=[str(fault) for fault, _ in SILENT])
def test_streams_that_the_sdk_takes_silently(
    service: ImageService, fault: Fault | None, types: list[str]
) -> None:
    events, error = watched(service, fault)
    assert error is None
    assert types_of(events) == types
    assert len(service.billed) == 1
    assert bool(service.returned) == (COMPLETED in types or fault is Fault.JSON_FOR_STREAM)


def test_an_unknown_event_comes_as_the_partial_class(service: ImageService) -> None:
    events, _ = watched(service, Fault.STREAM_UNKNOWN_EVENT)
    assert type(events[2]).__name__ == "ImageGenPartialImageEvent"


def test_a_broken_partial_is_no_picture_but_the_last_one_is(service: ImageService) -> None:
    events, _ = watched(service, Fault.STREAM_BROKEN_PARTIAL)
    first, last = (base64.b64decode(event.b64_json) for event in (events[0], events[-1]))
    with pytest.raises(OSError, match="truncated"):
        Image.open(io.BytesIO(first)).load()
    Image.open(io.BytesIO(last)).load()


LOUD: list[tuple[Fault, type[Exception], int]] = [
    (Fault.STREAM_NESTED_ERROR, openai.APIError, 2),
    (Fault.STREAM_BAD_JSON, json.JSONDecodeError, 2),
    (Fault.CUT_IN_BODY, openai.APIConnectionError, 1),
    (Fault.RESET_IN_BODY, openai.APIConnectionError, 1),
    (Fault.CUT_AFTER_HEAD, openai.APIConnectionError, 0),
    (Fault.RATE_LIMITED, openai.RateLimitError, 0),
    (Fault.OVERLOADED, openai.InternalServerError, 0),
]


@pytest.mark.parametrize(("fault", "kind", "most"), LOUD, ids=[str(row[0]) for row in LOUD])
def test_streams_that_raise_in_the_sdk(
    service: ImageService, fault: Fault, kind: type[Exception], most: int
) -> None:
    events, error = watched(service, fault)
    assert isinstance(error, kind)
    assert len(events) <= most
    assert service.returned == []


def test_a_nested_error_has_a_code_and_no_status(service: ImageService) -> None:
    fault = Fault.stream_error(moderation_blocked("output", ["violence"]))
    events, error = watched(service, fault)
    assert types_of(events) == TWO_PARTIALS
    assert type(error) is openai.APIError
    assert error.code == "moderation_blocked"
    assert not hasattr(error, "status_code")


def test_a_flat_error_carries_its_code(service: ImageService) -> None:
    fault = Fault.stream_error(moderation_blocked("output", ["violence"]), is_flat=True)
    events, error = watched(service, fault)
    assert error is None
    assert events[-1].code == "moderation_blocked"


# --- answers that are no streams ------------------------------------------------------------------


def made(service: ImageService, *faults: Fault) -> Any:
    """What the SDK makes of one plain request."""

    async def ask() -> Any:
        async with sdk(service) as client:
            return await client.images.generate(
                model="gpt-image-2", prompt="x", size="1440x480", output_format="jpeg"
            )

    service.next(*faults)
    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault.MODERATION_BLOCKED, openai.BadRequestError),
        (Fault.INVALID_KEY, openai.AuthenticationError),
        (Fault.NOT_VERIFIED, openai.PermissionDeniedError),
        (Fault.MODEL_NOT_FOUND, openai.NotFoundError),
        (Fault.CONFLICT_409, openai.ConflictError),
        (Fault.QUOTA, openai.RateLimitError),
        (Fault.SERVER_ERROR, openai.InternalServerError),
        (Fault.HTML_502, openai.InternalServerError),
        (Fault.TIMEOUT_408, openai.APIStatusError),
        (Fault.HTML_413, openai.APIStatusError),
        (Fault.EMPTY_200, json.JSONDecodeError),
        (Fault.BROKEN_JSON_200, json.JSONDecodeError),
        (Fault.RESET_BEFORE_HEAD, openai.APIConnectionError),
        (Fault.CUT_BEFORE_HEAD, openai.APIConnectionError),
        (Fault.CUT_IN_BODY, openai.APIConnectionError),
        (Fault.CUT_IN_BODY_CHUNKED, openai.APIConnectionError),
        (Fault.CUT_IN_BODY_UNFRAMED, json.JSONDecodeError),
    ],
    ids=str,
)
def test_what_the_sdk_raises(service: ImageService, fault: Fault, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        made(service, fault)
    assert len(service.requests) == 1


def test_what_the_sdk_takes_for_an_answer(service: ImageService) -> None:
    looks: list[tuple[Fault, Callable[[Any], bool]]] = [
        (Fault.HTML_200, lambda answer: isinstance(answer, str)),
        (Fault.AS_TEXT, lambda answer: bool(answer.data[0].b64_json)),
        (Fault.UNASKED_STREAM, lambda answer: isinstance(answer, str)),
        (Fault.EMPTY_204, lambda answer: answer == ""),
        (Fault.ERROR_IN_200, lambda answer: answer.data is None),
        (Fault.EMPTY_DATA, lambda answer: answer.data == []),
        (Fault.GZIPPED, lambda answer: bool(answer.data[0].b64_json)),
    ]
    for fault, is_so in looks:
        assert is_so(made(service, fault)), fault


def test_the_sdk_shows_error_details_and_request_id(service: ImageService) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        made(service, Fault.MODERATION_BLOCKED)
    error = caught.value
    assert (error.code, error.type) == ("moderation_blocked", "image_generation_user_error")
    assert isinstance(error.body, dict)
    assert error.body["moderation_details"]["categories"] == ["violence"]
    assert error.request_id == service.requests[0].request_id


def test_the_sdk_sends_what_the_service_wants(service: ImageService) -> None:
    async def ask() -> Any:
        async with sdk(service) as client:
            file = image_part()
            return await client.images.edit(
                model="gpt-image-2",
                image=[(file[1], file[2], "image/png")] * 2,
                prompt="x",
                size="1440x480",
                extra_body={"moderation": "low"},
            )

    assert asyncio.run(ask()).usage.input_tokens_details.image_tokens == 2 * 24
    seen = service.requests[0]
    assert [file.name for file in seen.files] == ["image[]", "image[]"]
    assert seen.fields["moderation"] == "low"
    assert seen.headers["x-stainless-retry-count"] == "0"


def test_bytes_alone_are_refused_as_octet_stream(service: ImageService) -> None:
    async def ask() -> Any:
        async with sdk(service) as client:
            return await client.images.edit(model="gpt-image-2", image=image_part()[2], prompt="x")

    with pytest.raises(openai.BadRequestError) as caught:
        asyncio.run(ask())
    assert caught.value.code == "unsupported_file_mimetype"


def test_httpx_meets_a_real_reset(service: ImageService) -> None:
    with pytest.raises(openai.APIConnectionError) as caught:
        made(service, Fault.RESET_IN_BODY)
    assert isinstance(caught.value.__cause__, httpx2.ReadError)
