"""OpenAI's own document and SDK agree with what the fake takes and gives, and catch mistakes."""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from openai.types import ImageEditStreamEvent, ImageGenStreamEvent, ImagesResponse, Model
from openai.types.content_provenance_check import ContentProvenanceCheck
from pydantic import TypeAdapter

from tests.fakes.capabilities import Access
from tests.fakes.conformance import all_faults, answer_faults, request_faults
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService
from tests.fakes.raw_client import (
    BOUNDARY,
    EDITS,
    ask,
    edit,
    form,
    generate,
    image_part,
    mask_part,
    picture,
    post_json,
)
from tests.fakes.sdk_client import sdk

NEWEST = "gpt-image-2.6-sunburst"


def test_everything_the_fake_takes_and_gives_conforms() -> None:
    url = "data:image/png;base64," + base64.b64encode(picture()).decode()
    with ImageService(access=frozenset(Access)) as service:
        replies = [
            generate(service),
            generate(service, n=2, background="opaque", moderation="low", output_compression=80),
            generate(service, model=NEWEST, quality="xhigh", complexity="high", user="u"),
            generate(service, stream=True, partial_images=2),
            generate(service, model=NEWEST, output_format="gif", size="512x512", frame_count=3),
            generate(service, model=NEWEST, output_format="svg", svg={"model": "m"}, size="auto"),
            edit(service, image_part(), mask_part(), moderation="low", n=2),
            edit(service, *[image_part(name="image[]")] * 16, stream="true", partial_images=1),
            edit(service, image_part(), mask_part(name="markup"), model="gpt-image-2.5-flare"),
            edit(service, image_part(), safety_identifier="hash", model=NEWEST, quality="max"),
            post_json(
                service, EDITS, model="gpt-image-2", prompt="x", images=[{"image_url": url}],
                size="1440x480",
            ),
            ask(service, "GET", "/v1/models"),
            ask(service, "GET", "/v1/models/gpt-image-1.5"),
        ]  # fmt: skip
        assert [reply.status for reply in replies] == [200] * len(replies)
        assert all_faults(service.requests) == []


BAD: list[tuple[dict[str, Any], str]] = [
    ({"n": 11}, "maximum"),
    ({"quality": "best"}, "best"),
    ({"background": "blue"}, "blue"),
    ({"prompt": ...}, "prompt"),
    ({"n": "two"}, "two"),
    ({"partial_images": 9}, "9"),
    ({"size": "large"}, "large"),
    ({"seed": 4}, "seed: not in the document"),
    ({"output_compression": 900}, "900"),
    ({"svg": {"modle": "x"}}, "modle"),
]


@pytest.mark.parametrize(("values", "words"), BAD)
def test_the_document_catches_wrong_requests(
    service: ImageService, values: dict[str, Any], words: str
) -> None:
    assert generate(service, **values).status == 400
    assert any(words in fault for fault in request_faults(service.requests[0]))


def test_the_document_catches_wrong_forms(service: ImageService) -> None:
    edit(service)
    edit(service, *[image_part(name="image[]")] * 17)
    edit(service, image_part(), image_part())
    edit(service, ("image", "a.png", b"text", "image/png"), n="many")
    ask(service, "GET", "/v1/models", headers={"authorization": ""})
    words = ["'image' is a required", "too long", "given twice", "no PNG", "no key"]
    found = [request_faults(request) for request in service.requests]
    for word, faults in zip(words, found, strict=True):
        assert any(word in fault for fault in faults), (word, faults)


def test_the_document_catches_wrong_answers(service: ImageService) -> None:
    generate(service)
    seen = service.requests[0]
    assert seen.answer is not None
    body = json.loads(seen.answer.body)
    del body["created"]
    body["usage"]["input_tokens"] = "many"
    body["colour"] = 1
    seen.answer = replace(seen.answer, body=json.dumps(body).encode())
    faults = " | ".join(answer_faults(seen))
    assert all(word in faults for word in ("created", "usage/input_tokens", "colour"))


def test_the_document_catches_odd_streams(service: ImageService) -> None:
    service.next(Fault.STREAM_UNKNOWN_EVENT, Fault.NO_USAGE)
    generate(service, stream=True)
    generate(service, stream=True)
    unknown, unpriced = (answer_faults(request) for request in service.requests)
    assert "image_generation.thinking" in unknown[0]
    assert "usage" in unpriced[0]


def test_the_types_of_the_sdk_agree() -> None:
    """Newer than the document: every field that the SDK declares, judged strictly."""
    with ImageService(access=frozenset(Access)) as service:
        for values in (
            {},
            {"model": NEWEST, "output_format": "svg", "svg": {"model": "m"}, "size": "auto"},
        ):
            ImagesResponse.model_validate_json(generate(service, **values).body, strict=True)
        generated: TypeAdapter[Any] = TypeAdapter(ImageGenStreamEvent)
        edited: TypeAdapter[Any] = TypeAdapter(ImageEditStreamEvent)
        for _, event in generate(service, stream=True, partial_images=1).events:
            generated.validate_python(event, strict=True)
        for _, event in edit(service, image_part(), stream="true", partial_images=1).events:
            edited.validate_python(event, strict=True)
        Model.model_validate_json(ask(service, "GET", "/v1/models/gpt-image-1.5").body)
        body = form([], [("file", "a.png", picture(), "image/png")])
        kind_of = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
        checked = ask(service, "POST", "/v1/content_provenance_checks", body, kind_of)
        ContentProvenanceCheck.model_validate_json(checked.body)


def test_what_the_sdk_sends_conforms(service: ImageService) -> None:
    async def send() -> None:
        async with sdk(service) as client:
            await client.images.generate(
                model="gpt-image-2", prompt="x", size="1440x480", background=None
            )
            await client.images.edit(
                model="gpt-image-2.5-flare",
                image=[("a.png", picture(), "image/png")],
                mask=("m.png", picture(mode="RGBA"), "image/png"),
                prompt="x",
                size="1440x480",
                quality="xhigh",
            )

    asyncio.run(send())
    assert all_faults(service.requests) == []
