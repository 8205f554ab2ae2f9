"""Pictures are read upright, whole, in their own depth, with everything the file says kept."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from desktop.domain.size import Size
from desktop.imaging.codec import PictureFacts, probe, read_picture
from tests.imaging import sample_files as files

LOSSLESS = {
    "PNG": {},
    "WEBP": {"lossless": True, "exact": True},
    "TIFF": {},
    "BMP": {},
}


@pytest.mark.parametrize("kind", LOSSLESS)
def test_lossless_formats_give_the_very_pixels(kind: str) -> None:
    pixels = files.noise()
    assert np.array_equal(
        read_picture(files.saved(pixels, kind, **LOSSLESS[kind]), "p").pixels, pixels
    )


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}])
def test_jpeg_pixels_are_those_of_independent_readers(options: dict[str, Any]) -> None:
    data = files.saved(files.smooth(), "JPEG", quality=80, **options)
    found = read_picture(data, "p").pixels
    assert np.array_equal(found, files.with_pillow(data))
    assert np.array_equal(found, files.with_opencv(data))


@pytest.mark.parametrize("kind", ["AVIF", "GIF", "WEBP"])
def test_lossy_formats_read_as_pillow_reads_them(kind: str) -> None:
    data = files.saved(files.smooth(), kind)
    with Image.open(BytesIO(data)) as image:
        expected = np.asarray(image.convert("RGB"))
    assert np.array_equal(read_picture(data, "p").pixels, expected)


@pytest.mark.parametrize(
    ("mode", "channels"),
    [("1", 1), ("L", 1), ("LA", 2), ("P", 3), ("RGB", 3), ("RGBA", 4)],
)
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_every_layout_keeps_what_it_is(kind: str, mode: str, channels: int) -> None:
    image = Image.fromarray(files.smooth()).convert(mode)
    data = files.saved(image, kind)
    found = read_picture(data, "p")
    assert found.facts.mode == mode
    assert found.pixels.shape[2] == channels
    shown = {"1": "L", "P": "RGB"}.get(mode, mode)
    expected = np.asarray(image.convert(shown)).reshape(found.pixels.shape)
    assert np.array_equal(found.pixels, expected)


def test_a_palette_with_transparency_becomes_rgba() -> None:
    image = Image.fromarray(files.smooth()).quantize(8)
    image.info["transparency"] = bytes([0, 100, 255, 255, 255, 255, 255, 255])
    found = read_picture(files.saved(image, "PNG"), "p")
    assert found.pixels.shape[2] == 4
    assert set(np.unique(found.pixels[..., 3])) == {0, 100, 255}


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
def test_a_key_colour_in_a_grey_png_is_transparent(bits: int) -> None:
    import zlib

    from desktop.imaging.png_chunks import SIGNATURE, chunk, header_chunk

    level = 1
    stored = np.array([[0, level]])
    if bits < 8:
        row = bytes([0, (level << (8 - 2 * bits)) & 0xFF])
    else:
        row = b"\0" + stored.astype(">u1" if bits == 8 else ">u2").tobytes()
    parts = [SIGNATURE, *header_chunk(2, 1, bits, 0), *chunk(b"tRNS", b"\0\1")]
    parts += [*chunk(b"IDAT", zlib.compress(row)), *chunk(b"IEND")]
    found = read_picture(b"".join(parts), "p").pixels
    full = 65535 if bits == 16 else 255
    scale = 255 // (2**bits - 1) if bits < 8 else 1
    assert found.tolist() == [[[0, full], [level * scale, 0]]]


def test_a_key_colour_in_an_rgb_png_is_transparent() -> None:
    pixels = files.noise(4, 3)
    found = read_picture(
        files.saved(pixels, "PNG", transparency=tuple(pixels[1, 2].tolist())), "p"
    ).pixels
    assert np.array_equal(found[..., :3], pixels)
    assert found[1, 2, 3] == 0
    assert (found[..., 3] == 0).sum() == 1


def test_hidden_colours_are_kept() -> None:
    pixels = files.noise(channels=4)
    pixels[:9, :, 3] = 0
    for kind, options in LOSSLESS.items():
        if kind != "BMP":
            assert np.array_equal(
                read_picture(files.saved(pixels, kind, **options), "p").pixels, pixels
            )


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_pictures_stand_upright_once(kind: str, orientation: int) -> None:
    stored = Image.fromarray(files.smooth())
    turn = Image.Exif()
    turn[274] = orientation
    data = files.saved(stored, kind, exif=turn)
    found = read_picture(data, "p")
    with Image.open(BytesIO(data)) as image:
        expected = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    assert np.array_equal(found.pixels, expected)
    assert probe(data, "p").size == found.size
    assert found.facts.exif is not None
    again = Image.Exif()
    again.load(found.facts.exif)
    assert again[274] == 1


@pytest.mark.parametrize("orientation", [1, 6])
def test_avif_is_turned_by_its_own_boxes(orientation: int) -> None:
    turn = Image.Exif()
    turn[274] = orientation
    found = read_picture(files.saved(files.smooth(), "AVIF", exif=turn), "p")
    assert found.size == (Size(48, 32) if orientation == 1 else Size(32, 48))
    corner = found.pixels[2, -3 if orientation == 6 else 2].astype(int)
    assert np.abs(corner - (250, 240, 20)).max() < 30


@pytest.mark.parametrize(("bits", "is_told"), [(8, False), (10, True)])
def test_avif_of_more_than_8_bits_says_what_becomes_of_them(bits: int, is_told: bool) -> None:
    import cv2

    pixels: Any = files.smooth().astype(np.uint16 if bits > 8 else np.uint8)
    data = cv2.imencode(".avif", pixels, [cv2.IMWRITE_AVIF_DEPTH, bits])[1].tobytes()
    found = read_picture(data, "p")
    assert found.pixels.dtype == np.uint8
    assert bool(found.facts.notes) == is_told


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_profile_exif_xmp_and_resolution_are_kept_as_bytes(kind: str) -> None:
    options: dict[str, Any] = {"icc_profile": files.swapped_icc(), "dpi": (300, 150)}
    options["exif"] = files.exif(6) if kind == "WEBP" else b"Exif\0\0" + files.exif(6)
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo

        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", files.XMP.decode(), zip=True)
    elif kind == "TIFF":
        options["tiffinfo"] = {700: files.XMP}
        options.pop("exif")
    else:
        options["xmp"] = files.XMP
    facts = read_picture(files.saved(files.smooth(), kind, **options), "p").facts
    assert facts.icc == files.swapped_icc()
    assert facts.xmp == files.XMP
    if kind != "WEBP":
        assert facts.dpi == pytest.approx((300, 150))
    if kind != "TIFF":
        assert facts.exif == files.exif(1)


def test_xmp_does_not_turn_an_upright_picture_again() -> None:
    xmp = b'<x tiff:Orientation="6"/>'
    data = files.saved(files.smooth(), "JPEG", exif=b"Exif\0\0" + files.exif(6), xmp=xmp)
    assert read_picture(data, "p").facts.xmp == b'<x tiff:Orientation="1"/>'


def test_resolution_of_exif_counts_where_the_format_has_none() -> None:
    told = Image.Exif()
    told[282], told[283], told[296] = 240, 240, 2
    assert read_picture(files.saved(files.smooth(), "WEBP", exif=told), "p").facts.dpi == (240, 240)


def test_cmyk_goes_through_its_own_profile_and_says_so() -> None:
    ink = Image.new("CMYK", (5, 4), (255, 0, 0, 0))
    for kind in ("TIFF", "JPEG"):
        found = read_picture(files.saved(ink, kind, icc_profile=files.cmyk_icc(), quality=100), "p")
        assert np.abs(found.pixels.astype(int) - 119).max() <= 1  # the profile's odd mid grey
        assert found.facts.icc is None
        assert found.facts.mode == "CMYK"
        assert "CMYK was converted to sRGB for editing; the file itself is unchanged." in (
            found.facts.notes
        )


@pytest.mark.parametrize("icc", [None, files.swapped_icc(), b"no profile at all"])
def test_cmyk_without_a_fitting_profile_is_converted_plainly(icc: bytes | None) -> None:
    ink = Image.new("CMYK", (5, 4), (255, 0, 0, 0))
    found = read_picture(files.saved(ink, "TIFF", icc_profile=icc), "p")
    assert (found.pixels == (0, 255, 255)).all()
    assert "approximate" in found.facts.notes[0]


def test_lab_is_converted_and_says_so() -> None:
    # L 54, a 81, b 70 (under D50) is pure red; TIFF keeps a and b as signed bytes.
    red = Image.frombytes("LAB", (3, 2), bytes([138, 81, 70]) * 6)
    found = read_picture(files.saved(red, "TIFF"), "p")
    assert (
        np.abs(found.pixels.astype(int) - (255, 0, 0)).max() <= 12
    )  # one step of L or a is that much
    assert "Lab was converted" in found.facts.notes[0]


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "AVIF", "TIFF"])
def test_of_several_frames_or_pages_the_first_is_opened(kind: str) -> None:
    frames = [Image.fromarray(files.smooth()), Image.fromarray(255 - files.smooth())]
    data = files.saved(frames[0], kind, save_all=True, append_images=frames[1:])
    found = read_picture(data, "p")
    assert any("first" in note for note in found.facts.notes)
    assert np.abs(found.pixels[3, 3].astype(int) - (250, 240, 20)).max() < 40


def test_a_jpeg_with_further_pictures_is_still_a_jpeg() -> None:
    images = [Image.fromarray(files.smooth()), Image.fromarray(255 - files.smooth())]
    data = files.saved(images[0], "MPO", save_all=True, append_images=images[1:])
    found = read_picture(data, "p")
    assert found.facts.format == "JPEG"
    assert "further pictures" in found.facts.notes[0]
    assert np.abs(found.pixels[3, 3].astype(int) - (250, 240, 20)).max() < 20


def test_texts_of_any_length_do_not_keep_a_picture_closed() -> None:
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("workflow", "x" * 3_000_000, zip=True)
    image = Image.fromarray(files.smooth()).quantize(8)
    found = read_picture(files.saved(image, "PNG", pnginfo=told), "p")
    assert np.array_equal(found.pixels, np.asarray(image.convert("RGB")))


@pytest.mark.parametrize("size", [(1, 1), (30_000, 200), (3, 40_000)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP"])
def test_sizes_at_the_ends(kind: str, size: tuple[int, int]) -> None:
    image = Image.new("RGB", size, (10, 200, 30))
    found = read_picture(files.saved(image, kind, quality=100), "p")
    assert found.size == Size(*size)
    assert np.abs(found.pixels.astype(int) - (10, 200, 30)).max() <= 2


def test_probe_reads_the_header_alone() -> None:
    data = files.saved(files.noise(400, 300), "PNG")
    assert probe(data[:200], "p") == PictureFacts(size=Size(400, 300), format="PNG", mode="RGB")
    turned = files.saved(files.smooth(), "JPEG", exif=b"Exif\0\0" + files.exif(8))
    assert probe(turned, "p") == PictureFacts(size=Size(32, 48), format="JPEG", mode="RGB")


def test_pixels_cannot_be_written_to() -> None:
    found = read_picture(files.saved(files.smooth(), "PNG"), "p")
    assert not found.pixels.flags.writeable
    assert found.pixels.flags.c_contiguous
