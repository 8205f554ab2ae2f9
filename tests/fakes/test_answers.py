"""What a good answer looks like: real files of the right size, echoes, usage, headers, records."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.fakes.capabilities import Access
from tests.fakes.image_service import ImageService
from tests.fakes.raw_client import (
    BOUNDARY,
    EDITS,
    GENERATIONS,
    Reply,
    ask,
    edit,
    form,
    generate,
    image_part,
    mask_part,
    picture,
    post_json,
)

NEWEST = "gpt-image-2.6-flare"


def files_in(reply: Reply) -> list[bytes]:
    return [base64.b64decode(item["b64_json"], validate=True) for item in reply.json["data"]]


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize(
    ("output_format", "mark"),
    [("png", b"caBX"), ("jpeg", b"\xff\xeb"), ("webp", b"C2PA")],
)
def test_real_files_with_their_marks(
    service: ImageService, output_format: str, mark: bytes
) -> None:
    reply = generate(service, output_format=output_format, n=2)
    first, second = files_in(reply)
    assert {opened(first).size, opened(second).size} == {(1440, 480)}
    assert opened(first).format == output_format.upper()
    assert opened(first).mode == "RGB"
    assert mark in first
    assert b"c2pa stand-in" in second
    assert service.returned == [first, second]
    assert len(set(service.returned)) == 2


@pytest.mark.parametrize("output_format", ["png", "webp"])
def test_transparent_background(service: ImageService, output_format: str) -> None:
    reply = generate(service, output_format=output_format, background="transparent")
    alpha = opened(files_in(reply)[0]).getchannel("A")
    assert list(alpha.getextrema()) == [0, 255]
    assert reply.json["background"] == "transparent"


def test_no_two_files_are_the_same_but_their_pixels_are(service: ImageService) -> None:
    first = files_in(generate(service, output_format="png"))[0]
    second = files_in(generate(service, output_format="png"))[0]
    other = files_in(generate(service, output_format="png", prompt="a blue kite"))[0]
    assert first != second
    assert opened(first).tobytes() == opened(second).tobytes() != opened(other).tobytes()


def test_echoes_usage_and_headers(service: ImageService) -> None:
    reply = generate(service, model="gpt-image-2.5-flare", quality="max", n=3, user="hash")
    body = reply.json
    assert isinstance(body.pop("created"), int)
    assert len(body.pop("data")) == 3
    tokens = 3 * 9
    assert body == {
        "background": "opaque",
        "output_format": "jpeg",
        "quality": "max",
        "size": "1440x480",
        "safety_identifier": "hash",
        "usage": {
            "input_tokens": tokens,
            "input_tokens_details": {"text_tokens": tokens, "image_tokens": 0},
            "output_tokens": 3 * 2067,
            "output_tokens_details": {"image_tokens": 3 * 2067, "text_tokens": 0},
            "total_tokens": tokens + 3 * 2067,
        },
    }
    assert reply.headers["x-request-id"] == service.requests[0].request_id
    assert reply.headers["x-request-id"].startswith("req_")
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["x-ratelimit-reset-tokens"] == "6m0s"
    assert int(reply.headers["openai-processing-ms"]) >= 0


def test_auto_becomes_concrete(service: ImageService) -> None:
    body = generate(service, size="auto", quality="auto").json
    assert (body["size"], body["quality"], body["background"]) == ("1024x1024", "low", "opaque")
    tall = image_part(picture((64, 96)))
    assert edit(service, tall, size="auto").json["size"] == "1024x1536"


def test_auto_may_be_any_size() -> None:
    with ImageService(auto_size=(1254, 1254)) as service:
        reply = generate(service, size="auto")
        assert reply.json["size"] == "1254x1254"
        assert opened(files_in(reply)[0]).size == (1254, 1254)


def test_edits_bill_every_input_for_every_picture(service: ImageService) -> None:
    first, second = image_part(picture((1024, 1024)), "image[]"), image_part(name="image[]")
    usage = edit(service, first, second, n=2).json["usage"]
    assert usage["input_tokens_details"] == {"text_tokens": 2 * 9, "image_tokens": 2 * (1024 + 24)}
    assert usage["output_tokens"] == 2 * 54


def noise(size: tuple[int, int]) -> bytes:
    store = io.BytesIO()
    values = np.random.default_rng(5).integers(0, 256, (size[1], size[0], 3), np.uint8)
    Image.fromarray(values).save(store, "PNG", compress_level=1)
    return store.getvalue()


def test_an_edit_changes_what_the_mask_opens_and_nothing_else(service: ImageService) -> None:
    size = (1440, 480)
    sent = noise(size)
    reply = edit(service, image_part(sent), mask_part(picture(size, "RGBA")), output_format="png")
    before, after = (np.asarray(opened(data)) for data in (sent, files_in(reply)[0]))
    assert (before[:, 720:] == after[:, 720:]).all()
    assert (before[:, :720] != after[:, :720]).any(axis=2).mean() > 0.9


def test_an_edit_fits_the_picture_to_the_size_asked_for(service: ImageService) -> None:
    reply = edit(service, image_part(), mask_part(), output_format="png")
    assert opened(files_in(reply)[0]).size == (1440, 480)


def test_markup_is_painted_over_where_it_is_drawn(service: ImageService) -> None:
    size = (1440, 480)
    sent = noise(size)
    reply = edit(
        service,
        image_part(sent),
        mask_part(picture(size, "RGBA"), "markup"),
        model="gpt-image-2.5-flare",
        output_format="png",
    )
    before, after = (np.asarray(opened(data)) for data in (sent, files_in(reply)[0]))
    assert (before[:, :720] == after[:, :720]).all()
    assert (before[:, 720:] != after[:, 720:]).any(axis=2).mean() > 0.9


def test_gif_and_svg() -> None:
    with ImageService(access=frozenset(Access)) as service:
        gif = generate(
            service, model=NEWEST, output_format="gif", size="512x512", frame_count=4,
            frame_duration_ms=123,
        )  # fmt: skip
        image = opened(files_in(gif)[0])
        assert (image.format, image.size, image.n_frames) == ("GIF", (512, 512), 4)  # type: ignore[attr-defined]
        assert image.info["duration"] == 120
        author: dict[str, Any] = {"svg": {"model": "gpt-6-astra"}}
        svg = generate(service, model=NEWEST, output_format="svg", size="auto", **author)
        assert files_in(svg)[0].startswith(b"<svg xmlns=")
        assert svg.json["svg_usage"]["model"] == "gpt-6-astra"


# --- what is remembered ---------------------------------------------------------------------------


def test_records_hold_what_came(service: ImageService) -> None:
    jpeg = picture(kind="JPEG")
    edit(
        service,
        ("image[]", "größe.jpg", jpeg, "image/jpeg"),
        image_part(name="image[]"),
        mask_part(),
        prompt="Zeile eins\nZeile zwei ✓",
        n=2,
        moderation="low",
    )
    seen = service.requests[0]
    assert (seen.method, seen.path, seen.is_paid) == ("POST", EDITS, True)
    assert seen.fields["prompt"] == "Zeile eins\nZeile zwei ✓"
    assert [name for name, _ in seen.field_list][:3] == ["prompt", "model", "output_format"]
    assert (seen.fields["n"], seen.fields["moderation"]) == ("2", "low")
    names = [(file.name, file.filename, file.media_type) for file in seen.files]
    assert names == [
        ("image[]", "größe.jpg", "image/jpeg"),
        ("image[]", "picture.png", "image/png"),
        ("mask", "mask.png", "image/png"),
    ]
    assert seen.files[0].data == jpeg
    assert (seen.files[2].size, seen.files[2].mode) == ((96, 64), "RGBA")
    assert seen.raw_size == int(seen.headers["content-length"])
    assert seen.answer is not None
    assert (seen.answer.status, seen.answer.is_whole) == (200, True)
    assert [file.name for file in seen.images] == ["image[]", "image[]"]


def test_books_one_record_for_every_picture(service: ImageService) -> None:
    generate(service, n=3)
    generate(service, size="1000x1000")
    booked = service.billed
    assert [picture.request for picture in booked] == [1, 1, 1]
    assert {(p.model, p.size, p.quality) for p in booked} == {("gpt-image-2", (1440, 480), "low")}
    assert all(picture.has_left_whole for picture in booked)
    assert [picture.picture for picture in booked] == service.returned
    assert booked[0].usage.output_tokens == 54


# --- other addresses ------------------------------------------------------------------------------


def test_models(service: ImageService) -> None:
    listed = ask(service, "GET", "/v1/models").json
    names = [model["id"] for model in listed["data"]]
    assert "gpt-image-2" in names
    assert "gpt-image-1" not in names
    one = ask(service, "GET", "/v1/models/gpt-image-1.5").json
    assert one["shutdown_date"] == "2026-12-01"
    assert ask(service, "GET", "/v1/models/gpt-image-1").error["code"] == "model_not_found"
    assert ask(service, "GET", "/v1/models", headers={"authorization": ""}).status == 401
    assert service.paid_requests == []


def test_content_provenance_checks(service: ImageService) -> None:
    path = "/v1/content_provenance_checks"
    kind = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    generate(service, output_format="png")
    ours = form([], [("file", "a.png", service.returned[0], "image/png")])
    theirs = form([], [("file", "a.png", picture(), "image/png")])
    outcomes = [
        [(found["type"], found["outcome"]) for found in reply.json["results"]]
        for reply in (ask(service, "POST", path, body, kind) for body in (ours, theirs))
    ]
    assert outcomes == [
        [("c2pa", "detected"), ("synthid", "detected")],
        [("c2pa", "not_detected"), ("synthid", "not_detected")],
    ]
    untyped = form([], [("file", "a", picture(), "application/octet-stream")])
    assert ask(service, "POST", path, untyped, kind).status == 400


def test_azure_deployments() -> None:
    with ImageService(deployments={"pictures": "gpt-image-2"}) as service:
        path = "/openai/deployments/pictures/images/generations?api-version=2025-04-01-preview"
        key = {"authorization": "", "api-key": service.desk.key}
        asked: dict[str, Any] = {
            "prompt": "x",
            "size": "1440x480",
            "output_format": "jpeg",
        }
        reply = post_json(service, path, headers=key, model="pictures", **asked)
        assert reply.status == 200
        assert reply.json["quality"] == "high"
        assert service.requests[0].query == "api-version=2025-04-01-preview"
        assert service.billed[0].model == "gpt-image-2"
        no_version = post_json(service, path.partition("?")[0], headers=key, **asked)
        assert no_version.status == 404
        unknown = post_json(service, path.replace("pictures", "other"), headers=key, **asked)
        assert unknown.error["code"] == "DeploymentNotFound"
        webp = post_json(service, path, headers=key, prompt="x", output_format="webp")
        assert webp.error["code"] == "invalid_value"
        assert post_json(service, path, headers=key | {"api-key": "no"}, **asked).status == 401
        version_one = post_json(service, "/openai/v1/images/generations", model="pictures", **asked)
        assert version_one.status == 200


def test_edits_on_azure(service: ImageService) -> None:
    path = "/openai/deployments/gpt-image-2/images/edits?api-version=2025-04-01-preview"
    assert edit(service, image_part(), path=path, model="gpt-image-2").status == 200


def test_chunked_uploads_are_read(service: ImageService) -> None:
    values = {"model": "gpt-image-2", "prompt": "x", "size": "1440x480", "output_format": "jpeg"}
    raw = json.dumps(values).encode()
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(raw), raw)
    headers = {"content-type": "application/json", "transfer-encoding": "chunked"}
    assert ask(service, "POST", GENERATIONS, body, headers).status == 200
    assert service.requests[0].raw == raw
