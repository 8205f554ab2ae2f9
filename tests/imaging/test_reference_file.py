"""References go untouched where they can; what they need not tell is taken out, and said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.imaging.codec import read_picture
from desktop.imaging.reference_file import reference_for_service
from tests.imaging import sample_files as files

MEDIA = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}


@pytest.mark.parametrize("kind", MEDIA)
def test_a_plain_picture_goes_as_it_is(kind: str) -> None:
    data = files.saved(files.smooth(), kind)
    found = reference_for_service(data, "ref")
    assert (found.data, found.media_type, found.notes) == (data, MEDIA[kind], ())


@pytest.mark.parametrize("kind", MEDIA)
def test_what_it_tells_is_taken_out_without_touching_pixels(kind: str) -> None:
    exif = files.exif(1, has_place=True)
    options: dict[str, Any] = {"exif": exif if kind == "WEBP" else b"Exif\0\0" + exif}
    options["icc_profile"] = files.srgb_icc()
    data = files.saved(files.smooth(), kind, **options)
    found = reference_for_service(data, "ref")
    assert found.media_type == MEDIA[kind]
    assert np.array_equal(files.with_pillow(found.data), files.with_pillow(data))
    for trace in (b"Maker", b"Exif", b"acsp"):
        assert trace not in found.data
    facts = read_picture(found.data, "r").facts
    assert (facts.icc, facts.exif, facts.xmp) == (None, None, None)
    assert "GPS" in found.notes[0]
    assert "profile" in found.notes[0]


def test_texts_are_taken_out_and_named() -> None:
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("parameters", "my secret prompt")
    found = reference_for_service(files.saved(files.smooth(), "PNG", pnginfo=told), "ref")
    assert b"secret" not in found.data
    assert "taken out" in found.notes[0]


def test_turned_upright() -> None:
    exif = b"Exif\0\0" + files.exif(6)
    data = files.saved(files.smooth(200, 100), "JPEG", exif=exif, quality=95)
    found = reference_for_service(data, "ref")
    sent = files.with_pillow(found.data)
    assert found.media_type == "image/jpeg"
    assert np.abs(sent.astype(int) - read_picture(data, "r").pixels).max() < 16
    assert "It was turned upright." in found.notes


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK"])
def test_other_layouts_become_rgb(mode: str) -> None:
    image = Image.fromarray(files.smooth()).convert(mode)
    data = files.saved(image, "TIFF" if mode == "CMYK" else "PNG")
    found = reference_for_service(data, "ref")
    assert found.media_type == "image/png"
    assert np.array_equal(files.with_pillow(found.data)[..., :3], np.asarray(image.convert("RGB")))
    assert any(mode in note for note in found.notes)


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "GIF"])
def test_other_formats_become_png(kind: str) -> None:
    data = files.saved(files.smooth(), kind)
    found = reference_for_service(data, "ref")
    assert found.media_type == "image/png"
    assert np.array_equal(files.with_pillow(found.data), read_picture(data, "r").pixels)
    assert kind in found.notes[0]


def test_avif_becomes_jpeg_because_it_was_lossy_already() -> None:
    assert (
        reference_for_service(files.saved(files.smooth(), "AVIF"), "r").media_type == "image/jpeg"
    )


def test_16_bits_become_8() -> None:
    import cv2

    deep = files.noise(depth=np.uint16)
    data = cv2.imencode(".png", deep[..., ::-1])[1].tobytes()
    found = reference_for_service(data, "ref")
    assert np.abs(files.with_pillow(found.data) * 257.0 - deep).max() <= 257
    assert "It was reduced to 8 bits per channel." in found.notes


def test_colours_become_srgb() -> None:
    data = files.saved(files.noise(), "PNG", icc_profile=files.swapped_icc())
    found = reference_for_service(data, "ref")
    assert np.abs(files.with_pillow(found.data).astype(int) - files.noise()[..., ::-1]).max() <= 2
    assert "Its colours were converted to sRGB." in found.notes


def test_alpha_stays_and_what_it_hides_does_not() -> None:
    pixels = files.noise(channels=4) // 2
    pixels[..., 3] = 255
    pixels[:9, :, 3] = 0
    found = reference_for_service(files.saved(pixels, "PNG"), "ref")
    sent = files.with_pillow(found.data)
    assert np.array_equal(sent[..., 3], pixels[..., 3])
    assert np.array_equal(sent[9:], pixels[9:])
    assert (sent[:9, :, :3] == 255).all()
    assert "hidden" in found.notes[0]
    again = reference_for_service(found.data, "ref")
    assert (again.data, again.notes) == (found.data, ())


def test_moving_pictures_send_their_first_frame() -> None:
    frames = [Image.fromarray(files.smooth()), Image.fromarray(255 - files.smooth())]
    data = files.saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
    found = reference_for_service(data, "ref")
    assert np.array_equal(files.with_pillow(found.data), files.smooth())
    assert b"acTL" not in found.data
    assert "Only its first frame is sent." in found.notes


def test_too_heavy_as_png_goes_as_jpeg_and_says_so() -> None:
    data = files.saved(files.noise(200, 150), "PNG")
    found = reference_for_service(data, "ref", limit=len(data) - 1)
    assert found.media_type == "image/jpeg"
    assert len(found.data) < len(data)
    assert "as JPEG" in found.notes[-1]


def test_too_heavy_however_it_is_written() -> None:
    data = files.saved(files.noise(200, 150), "PNG")
    with pytest.raises(ProblemError) as caught:
        reference_for_service(data, "big.png", limit=1000)
    assert caught.value.problem.kind is ProblemKind.PICTURE_TOO_HEAVY
    assert "big.png" in caught.value.problem.sentence


def test_what_is_no_whole_picture_is_not_sent() -> None:
    data = files.saved(files.smooth(), "JPEG")
    for broken in (data[:-40], b"text"):
        with pytest.raises(ProblemError):
            reference_for_service(broken, "ref")
