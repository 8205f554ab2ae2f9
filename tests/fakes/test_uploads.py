"""The service takes only files that the real one takes, as forms and as JSON with references."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from typing import Any

import pytest

from tests.fakes.capabilities import Access
from tests.fakes.image_service import ImageService
from tests.fakes.raw_client import (
    EDITS,
    File,
    assert_refused,
    edit,
    image_part,
    mask_part,
    picture,
    post_json,
)

NEW = "gpt-image-2.5-flare"
NEWEST = "gpt-image-2.6-sunburst"


def sixteen_bit_png() -> bytes:
    """RGB with 16 bits a sample, written by hand: Pillow reads it as if it had 8."""
    rows = b"".join(b"\0" + bytes(6 * 4) for _ in range(4))
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 4, 4, 16, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def animated_webp() -> bytes:
    from PIL import Image

    store = io.BytesIO()
    frames = [Image.new("RGB", (32, 32), shade) for shade in ("red", "blue")]
    frames[0].save(store, "WEBP", save_all=True, append_images=frames[1:])
    return store.getvalue()


UNREADABLE: list[tuple[str, bytes, str]] = [
    ("text", b"this is no picture", "image/png"),
    ("empty", b"", "image/png"),
    ("truncated", picture((200, 200))[:-40], "image/png"),
    ("jpeg called png", picture(kind="JPEG"), "image/png"),
    ("png called webp", picture(), "image/webp"),
    ("gif called png", picture(mode="P", kind="GIF"), "image/png"),
    ("cmyk", picture(mode="CMYK", kind="JPEG"), "image/jpeg"),
    ("palette", picture(mode="P"), "image/png"),
    ("grey", picture(mode="L"), "image/png"),
    ("one bit", picture(mode="1"), "image/png"),
    ("16 bit grey", picture(mode="I;16"), "image/png"),
    ("16 bit colour", sixteen_bit_png(), "image/png"),
    ("animation", animated_webp(), "image/webp"),
]


@pytest.mark.parametrize(("data", "kind"), [case[1:] for case in UNREADABLE], ids=[
    case[0] for case in UNREADABLE
])  # fmt: skip
def test_unreadable_pictures_and_odd_modes(service: ImageService, data: bytes, kind: str) -> None:
    good = image_part(name="image[]")
    reply = edit(service, good, ("image[]", "second.png", data, kind))
    assert_refused(service, reply, "invalid_image_file", None)
    assert reply.error["message"].startswith("Invalid image file or mode for image 2")


BAD_FILES: list[tuple[tuple[File, ...], str, str]] = [
    ((), "missing_required_parameter", "image"),
    ((("image", "upload", picture(), "application/octet-stream"),), "unsupported_file_mimetype",
     "image"),
    ((("image", "a.gif", picture(mode="P", kind="GIF"), "image/gif"),),
     "unsupported_file_mimetype", "image"),
    ((("image[]", "a.png", picture(), None),), "missing_file_mimetype", "image"),
    ((("image", None, picture(), "image/png"),), "invalid_type", "image"),
    ((image_part(), image_part()), "duplicate_parameter", "image"),
    ((image_part(), image_part(name="image[]")), "duplicate_parameter", "image"),
    ((image_part(), mask_part(), mask_part()), "duplicate_parameter", "mask"),
    ((image_part(), ("extra", "a.png", picture(), "image/png")), "unknown_parameter", "extra"),
    ((image_part(), ("user", "a.png", picture(), "image/png")), "invalid_type", "user"),
    (tuple(image_part(name="image[]") for _ in range(17)), "array_above_max_length", "image"),
    ((image_part(), ("mask", "m", picture(mode="RGBA"), "application/octet-stream")),
     "unsupported_file_mimetype", "mask"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "code", "param"), BAD_FILES)
def test_bad_files(service: ImageService, files: tuple[File, ...], code: str, param: str) -> None:
    assert_refused(service, edit(service, *files), code, param)


BAD_MASKS = [
    (picture(mode="RGB"), "image/png", "missing alpha channel"),
    (picture(mode="L"), "image/png", "missing alpha channel"),
    (picture((95, 64), "RGBA"), "image/png", "does not match image size"),
    (picture(mode="RGBA", kind="WEBP"), "image/webp", "must be a PNG"),
    (picture(mode="RGBA", kind="WEBP"), "image/png", "must be a PNG"),
    (b"nothing", "image/png", "must be a PNG"),
]


@pytest.mark.parametrize(("data", "kind", "words"), BAD_MASKS)
def test_bad_masks(service: ImageService, data: bytes, kind: str, words: str) -> None:
    reply = edit(service, image_part(), ("mask", "m.png", data, kind))
    assert_refused(service, reply, "invalid_mask_image_format", "mask", words)


def test_mask_goes_by_the_first_picture(service: ImageService) -> None:
    wide, tall = image_part(picture((96, 64)), "image[]"), image_part(picture((64, 96)), "image[]")
    assert edit(service, tall, wide, mask_part(picture((96, 64), "RGBA"))).status == 400
    assert edit(service, wide, tall, mask_part(picture((96, 64), "RGBA"))).status == 200


def padded(data: bytes, length: int) -> bytes:
    """The same PNG, made heavier by a chunk that says nothing."""
    filler = bytes(length - len(data) - 12)
    chunk = struct.pack(">I", len(filler)) + b"paDd" + filler
    chunk += struct.pack(">I", zlib.crc32(b"paDd" + filler))
    return data[:-12] + chunk + data[-12:]


def test_a_mask_must_stay_below_four_megabytes(service: ImageService) -> None:
    heavy = padded(picture(mode="RGBA"), 4_000_000)
    reply = edit(service, image_part(), mask_part(heavy))
    assert_refused(service, reply, "image_too_large", "mask", "4 MB")
    light = padded(picture(mode="RGBA"), 3_999_999)
    assert edit(service, image_part(), mask_part(light)).status == 200


def test_a_picture_must_stay_below_fifty_megabytes(service: ImageService) -> None:
    reply = edit(service, image_part(padded(picture(), 50_000_000)))
    assert_refused(service, reply, "image_too_large", "image", "50 MB")


def test_markup_rules(service: ImageService) -> None:
    markup = mask_part(name="markup")
    reply = edit(service, image_part(), markup)
    assert_refused(service, reply, "unsupported_parameter", "markup", "gpt-image-2")
    reply = edit(service, image_part(), markup, mask_part(), model=NEW)
    assert_refused(service, reply, "invalid_value", "markup", "combined with 'mask'")
    small = mask_part(picture((48, 64), "RGBA"), "markup")
    reply = edit(service, image_part(), small, model=NEW)
    assert_refused(service, reply, "invalid_markup_image_format", "markup", "does not match")
    flat = mask_part(picture(mode="RGB"), "markup")
    reply = edit(service, image_part(), flat, model=NEW)
    assert_refused(service, reply, "invalid_markup_image_format", "markup", "alpha")
    assert edit(service, image_part(), markup, model=NEW).status == 200


def test_markup_must_have_something_to_see_through(service: ImageService) -> None:
    from PIL import Image

    store = io.BytesIO()
    Image.new("RGBA", (96, 64), "red").save(store, "PNG")
    reply = edit(service, image_part(), mask_part(store.getvalue(), "markup"), model=NEW)
    assert_refused(service, reply, "invalid_markup_image_format", "markup", "no transparent")


def test_markup_follows_the_orientation(service: ImageService) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6
    sideways = ("image", "a.jpg", picture((96, 64), kind="JPEG", exif=exif), "image/jpeg")
    upright = mask_part(picture((64, 96), "RGBA"), "markup")
    assert edit(service, sideways, upright, model=NEW).status == 200
    assert edit(service, sideways, mask_part(name="markup"), model=NEW).status == 400
    assert service.requests[0].files[0].orientation == 6


@pytest.mark.parametrize("model", ["gpt-image-2", NEW, NEWEST])
def test_input_fidelity_is_over(service: ImageService, model: str) -> None:
    reply = edit(service, image_part(), model=model, input_fidelity="high")
    assert_refused(service, reply, "invalid_input_fidelity_model", "input_fidelity", model)


def test_input_fidelity_of_the_models_before(service: ImageService) -> None:
    asked: dict[str, Any] = {"size": "auto", "input_fidelity": "high"}
    assert edit(service, image_part(), model="gpt-image-1.5", **asked).status == 200
    assert edit(service, image_part(), model="gpt-image-1-mini", **asked).status == 400


@pytest.mark.parametrize(
    ("values", "code", "param"),
    [
        ({"n": "two"}, "invalid_type", "n"),
        ({"n": "1.0"}, "invalid_type", "n"),
        ({"stream": "True"}, "invalid_type", "stream"),
        ({"response_format": "b64_json"}, "unknown_parameter", "response_format"),
        ({"fields": [("prompt", "again")]}, "duplicate_parameter", "prompt"),
        ({"fields": [("images", "[]")]}, "unknown_parameter", "images"),
    ],
)
def test_bad_text_fields(
    service: ImageService, values: dict[str, Any], code: str, param: str
) -> None:
    assert_refused(service, edit(service, image_part(), **values), code, param)


def test_gif_edits_take_no_mask() -> None:
    with ImageService(access=frozenset({Access.GIF})) as service:
        asked: dict[str, Any] = {
            "model": NEWEST,
            "output_format": "gif",
            "size": "512x512",
        }
        reply = edit(service, image_part(), mask_part(), **asked)
        assert_refused(service, reply, "invalid_value", "mask", "GIF")


# --- JSON edits ----------------------------------------------------------------------------------


def data_url(data: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


GOOD = {"image_url": data_url(picture())}
BAD_REFERENCES: list[tuple[dict[str, Any], int, str | None, str | None]] = [
    ({}, 400, "missing_required_parameter", "images"),
    ({"images": []}, 400, "missing_required_parameter", "images"),
    ({"images": GOOD}, 400, "invalid_type", "images"),
    ({"images": ["x"]}, 400, "invalid_type", "images[0]"),
    ({"image": [GOOD], "images": [GOOD]}, 400, "unknown_parameter", "image"),
    ({"images": [GOOD | {"file_id": "f"}]}, 400, "invalid_value", "images[0]"),
    ({"images": [{}]}, 400, "invalid_value", "images[0]"),
    ({"images": [{"url": "x"}]}, 400, "unknown_parameter", "images[0].url"),
    ({"images": [GOOD, {"file_id": "gone"}]}, 404, None, "images[1]"),
    ({"images": [{"image_url": "https://elsewhere.invalid/a.png"}]}, 400, "invalid_image_url",
     "images[0].image_url"),
    ({"images": [{"image_url": "data:image/png;base64,?"}]}, 400, "invalid_image_url",
     "images[0].image_url"),
    ({"images": [{"image_url": "data:" + "x" * 20_971_520}]}, 400, "string_above_max_length",
     "images[0].image_url"),
    ({"images": [{"image_url": data_url(b"no picture")}]}, 400, "invalid_image_file", None),
    ({"images": [GOOD] * 17}, 400, "array_above_max_length", "image"),
    ({"images": [GOOD], "mask": GOOD}, 400, "invalid_mask_image_format", "mask"),
    ({"images": [GOOD], "markup": GOOD}, 400, "unknown_parameter", "markup"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "status", "code", "param"), BAD_REFERENCES)
def test_bad_json_edits(
    service: ImageService,
    values: dict[str, Any],
    status: int,
    code: str | None,
    param: str | None,
) -> None:
    reply = post_json(service, EDITS, model="gpt-image-2", prompt="x", **values)
    assert (reply.status, reply.error["code"], reply.error["param"]) == (status, code, param)
    assert service.billed == []


def test_json_edits_with_data_url_and_file(service: ImageService) -> None:
    service.keep_file("file-1", picture(kind="JPEG"), "image/jpeg")
    reply = post_json(
        service,
        EDITS,
        model="gpt-image-2",
        prompt="x",
        size="1440x480",
        moderation="low",
        images=[GOOD, {"file_id": "file-1"}],
        mask={"image_url": data_url(picture(mode="RGBA"))},
    )
    assert reply.status == 200, reply.body
    assert [file.name for file in service.requests[0].files] == ["images[0]", "images[1]", "mask"]
    assert json.loads(service.requests[0].raw)["moderation"] == "low"
