"""What an exported file holds beside its pixels, read back by others: exactly what was chosen."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from desktop.domain.export_preset import ExportColours
from desktop.domain.provenance import Provenance, SourceType
from desktop.domain.size import Size
from desktop.imaging.codec import read_header, read_picture
from desktop.imaging.credentials import has_credentials
from desktop.imaging.exif_writing import ExifChanges, exif_with
from desktop.imaging.export_as import ExportWish, export_as
from desktop.imaging.export_shape import Shape
from desktop.imaging.icc import converted, means_srgb
from desktop.imaging.icc_writing import profile_of
from desktop.imaging.write_options import Format, Metadata, WriteOptions
from tests.builders import jpeg, opened, photo, png
from tests.fakes.encoding import sign_file

SIZE = Size(96, 64)
PIXELS = photo(SIZE)
PROMPT = "a fox < “Füchslein” & 狐 \x01 friends"
SAID = Provenance(
    source=SourceType.COMPOSITE,
    model="gpt-image-2",
    prompt=PROMPT,
    parameters=f"{PROMPT}\nSize: 96x64, Model: gpt-image-2, Quality: high",
    recipe=json.dumps({"prompt": PROMPT}),
)
ADDRESS = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
OWN_XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    b'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Ada" '
    b'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    b'Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/'
    b'digitalCapture"/></rdf:RDF></x:xmpmeta>'
)

needs_exiftool = pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not there")


def webp(pixels: Any, **options: Any) -> bytes:
    store = io.BytesIO()
    Image.fromarray(pixels).save(store, "WEBP", **({"quality": 80} | options))
    return store.getvalue()


FILES = {Format.PNG: png, Format.JPEG: jpeg, Format.WEBP: webp}


def camera_exif() -> bytes:
    """With a place, a maker's note that counts from the start, and a thumbnail's directory."""
    exif = Image.Exif()
    exif[0x0110] = "Leica of a test"
    exif[0x011A], exif[0x011B], exif[0x0128] = 72.0, 72.0, 2
    exif.get_ifd(0x8769)[0x927C] = b"maker's own note, which must not move"
    exif.get_ifd(0x8825)[1] = "N"
    return exif.tobytes()


def own_file(target: Format) -> bytes:
    """A designer's picture with EXIF, XMP, profile and resolution of its own."""
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options: dict[str, Any] = {"icc_profile": icc, "exif": camera_exif()}
    if target is not Format.WEBP:
        options["dpi"] = (300, 300)
    if target is Format.PNG:
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", OWN_XMP.decode())
        options["pnginfo"] = info
    else:
        options["xmp"] = OWN_XMP
    return FILES[target](PIXELS, **options)


def exiftool(data: bytes, folder: Path, target: Format) -> dict[str, Any]:
    """All tags by their group and name."""
    path = folder / f"read{target.suffix}"
    path.write_bytes(data)
    command = ["exiftool", "-j", "-G1", "-a", "-n", "-charset", "utf8", str(path)]
    told = subprocess.run(command, capture_output=True, check=True)
    (tags,) = json.loads(told.stdout)
    return {name: value for name, value in tags.items() if not name.startswith(("File", "Exif"))}


def plain(text: object) -> str:
    return str(text).replace("\x01", "�")


@needs_exiftool
@pytest.mark.parametrize("target", [Format.PNG, Format.JPEG, Format.WEBP, Format.TIFF])
def test_exiftool_reads_the_recipe(tmp_path: Path, target: Format) -> None:
    made = export_as(png(PIXELS), ExportWish(target=target, says=SAID, says_recipe=True))
    told = exiftool(made.data, tmp_path, target)
    assert told["XMP-iptcExt:DigitalSourceType"] == ADDRESS
    assert told["XMP-iptcExt:AISystemUsed"] == "gpt-image-2"
    assert told["XMP-iptcExt:AIPromptInformation"] == plain(PROMPT)
    assert json.loads(told["XMP-stet:Recipe"].replace("\\u0001", "\\u0001"))["prompt"] == PROMPT
    if target is Format.PNG:
        assert plain(told["PNG:Parameters"]).startswith(plain(PROMPT)[:10])


@needs_exiftool
@pytest.mark.parametrize("target", [Format.JPEG, Format.WEBP])
def test_galleries_find_the_parameters_in_the_comment(tmp_path: Path, target: Format) -> None:
    made = export_as(png(PIXELS), ExportWish(target=target, says=SAID, says_recipe=True))
    path = tmp_path / f"read{target.suffix}"
    path.write_bytes(made.data)
    command = ["exiftool", "-j", "-UserComment", str(path)]
    (told,) = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert told["UserComment"] == SAID.parameters


@needs_exiftool
@pytest.mark.parametrize("target", [Format.PNG, Format.JPEG, Format.WEBP])
@pytest.mark.parametrize("is_copied", [True, False])
def test_switched_off_nothing_is_told(tmp_path: Path, target: Format, is_copied: bool) -> None:
    """Also in a file of which no pixel is written anew."""
    source = own_file(target if is_copied else Format.PNG)
    options = WriteOptions(metadata=Metadata.STRIP)
    wish = ExportWish(target=target, options=options, says=SAID, says_recipe=True)
    made = export_as(sign_file(source, target.value) if is_copied else source, wish)
    told = exiftool(made.data, tmp_path, target)
    groups = {name.partition(":")[0] for name in told}
    assert not {one for one in groups if one.startswith(("XMP", "IFD", "GPS", "JUMBF", "CBOR"))}
    assert not has_credentials(made.data, read_header(made.data, "").kind)
    text = made.data.lower()
    for word in (b"fox", b"leica", b"ada", b"gpt-image", b"stet", b"maker"):
        assert word not in text
    assert (read_header(made.data, "").icc is None) == (read_header(source, "").icc is None)


@needs_exiftool
@pytest.mark.parametrize("target", [Format.PNG, Format.JPEG, Format.WEBP])
def test_what_the_picture_tells_of_itself_survives(tmp_path: Path, target: Format) -> None:
    """Camera, place, credit, profile and resolution; the source type is told anew, once."""
    own = own_file(target)
    made = export_as(own, ExportWish(target=target, says=SAID))
    told = exiftool(made.data, tmp_path, target)
    assert told["IFD0:Model"] == "Leica of a test"
    assert told["XMP-photoshop:Credit"] == "Ada"
    assert told["XMP-iptcExt:DigitalSourceType"] == ADDRESS
    assert "GPS:GPSLatitudeRef" in told
    assert made.data.count(b"digitalsourcetype/") == 1
    assert b"maker's own note, which must not move" in made.data
    header = read_header(made.data, "")
    assert header.icc == read_header(own, "").icc
    if target is not Format.WEBP:
        assert header.dpi == pytest.approx((300, 300), abs=0.02)
    assert b"fox" not in made.data
    assert made.is_copy
    assert (opened(made.data) == opened(own)).all()


@pytest.mark.parametrize("target", [Format.PNG, Format.JPEG, Format.WEBP])
@pytest.mark.parametrize("says", [SAID, None])
def test_an_old_recipe_goes_when_none_is_wanted(target: Format, says: Provenance | None) -> None:
    """A file that Stet wrote with one, opened again and saved without: no word of it is left."""
    told = export_as(png(PIXELS), ExportWish(target=target, says=SAID, says_recipe=True))
    assert PROMPT[:5].encode() in told.data
    made = export_as(told.data, ExportWish(target=target, says=says)).data
    assert b"fox" not in made
    assert "fox".encode("utf-16-be") not in made
    other = replace(SAID, prompt="a cat", parameters="a cat\nSize: 1x1", recipe="{}")
    again = export_as(told.data, ExportWish(target=target, says=other, says_recipe=True)).data
    assert b"fox" not in again
    assert "fox".encode("utf-16-be") not in again
    assert b"a cat" in again


@pytest.mark.parametrize("target", [Format.PNG, Format.JPEG, Format.WEBP])
def test_credentials_stay_while_bytes_stay(target: Format) -> None:
    signed = sign_file(FILES[target](PIXELS), target.value)
    same = export_as(signed, ExportWish(target=target, says=SAID))
    assert same.data == signed
    assert same.keeps_credentials
    assert same.notes == ()
    told = export_as(signed, ExportWish(target=target, says=SAID, says_recipe=True))
    assert not told.keeps_credentials
    assert not has_credentials(told.data, read_header(told.data, "").kind)
    assert any("Content Credentials" in note for note in told.notes)
    assert (opened(told.data) == opened(signed)).all()


@pytest.mark.parametrize("target", [Format.PNG, Format.JPEG, Format.WEBP])
def test_a_new_resolution_is_told_everywhere(target: Format) -> None:
    options = WriteOptions(dpi=(240, 240))
    made = export_as(own_file(target), ExportWish(target=target, options=options))
    assert read_header(made.data, "").dpi == pytest.approx((240, 240), abs=0.02)
    with Image.open(io.BytesIO(made.data)) as image:
        assert float(image.getexif()[0x011A]) == pytest.approx(240)


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        (Shape(bounds=Size(48, 48)), Size(48, 32)),
        (Shape(bounds=Size(960, 960)), SIZE),
        (Shape(bounds=Size(30, 60), cuts=True), Size(30, 60)),
        (Shape(bounds=Size(200, 10), cuts=True), Size(200, 10)),
    ],
)
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_sizes(shape: Shape, size: Size, channels: int) -> None:
    pixels = np.ascontiguousarray(np.dstack([PIXELS, PIXELS[..., :1]])[..., -channels:])
    source = png(pixels[..., 0] if channels == 1 else pixels)
    made = export_as(source, ExportWish(target=Format.PNG, shape=shape))
    found = read_picture(made.data, "")
    assert found.size == size
    assert found.pixels.shape[2] == channels
    assert any("enlarged" in note for note in made.notes) == (size.width > SIZE.width)


def test_hidden_colours_do_not_bleed_into_a_smaller_picture() -> None:
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[:, :32] = (255, 0, 0, 0)
    pixels[:, 32:] = (0, 0, 255, 255)
    made = export_as(png(pixels), ExportWish(target=Format.PNG, shape=Shape(bounds=Size(7, 7))))
    found = read_picture(made.data, "").pixels
    seen = found[found[..., 3] > 0]
    assert seen[:, 0].max() == 0
    assert seen[:, 2].min() > 250


def test_sixteen_bits_stay_when_made_smaller() -> None:
    import cv2

    deep = (photo(SIZE).astype(np.uint16) * 257)[..., ::-1]
    done, data = cv2.imencode(".png", deep)
    assert done
    wish = ExportWish(target=Format.PNG, shape=Shape(bounds=Size(48, 48)))
    assert read_picture(export_as(data.tobytes(), wish).data, "").pixels.dtype == np.uint16


def test_colours_are_converted_to_srgb() -> None:
    """A profile whose red and blue are exchanged shows whether anybody looked at it."""
    swapped = _with_red_and_blue_exchanged()
    source = png(PIXELS, icc_profile=swapped)
    made = export_as(source, ExportWish(target=Format.PNG, colours=ExportColours.SRGB))
    off = opened(made.data).astype(int) - PIXELS[..., ::-1]
    assert np.abs(off).mean() < 3
    told = read_header(made.data, "").icc
    assert told is not None
    assert told != swapped
    assert means_srgb(told)


def _with_red_and_blue_exchanged() -> bytes:
    """An sRGB profile in which the tags of both primaries have changed places."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")


def test_exif_keeps_every_old_byte_in_its_place() -> None:
    old = camera_exif().removeprefix(b"Exif\0\0")
    made = exif_with(old, ExifChanges(comment="hello", dpi=(300, 300)))
    assert made is not None
    assert made[8 : len(old)] == old[8:]
    with Image.open(io.BytesIO(jpeg(PIXELS, exif=b"Exif\0\0" + made))) as image:
        told = image.getexif()
        assert told[0x0110] == "Leica of a test"
        assert told.get_ifd(0x8769)[0x927C] == b"maker's own note, which must not move"
        assert told.get_ifd(0x8769)[0x9286][8:].decode("utf-16-be") == "hello"
        assert float(told[0x011A]) == 300


def test_a_comment_of_the_designers_own_is_not_replaced() -> None:
    first = exif_with(None, ExifChanges(comment="mine"))
    again = exif_with(first, ExifChanges(comment="another"))
    assert again is not None
    assert "mine".encode("utf-16-be") in again
    assert "another".encode("utf-16-be") not in again


@pytest.mark.parametrize("damage", [b"", b"II*\0", b"II*\0\xff\xff\xff\x7f", b"nonsense at all"])
def test_damaged_exif_stays_as_it_is(damage: bytes) -> None:
    assert exif_with(damage or b"?", ExifChanges(comment="x")) == (damage or b"?")


@needs_exiftool
@pytest.mark.parametrize("target", list(FILES))
def test_a_missing_profile_is_added_beside_the_same_pixels(target: Format, tmp_path: Path) -> None:
    made = export_as(FILES[target](PIXELS), ExportWish(target=target, colours=ExportColours.SRGB))
    assert made.is_copy
    assert (opened(made.data) == opened(FILES[target](PIXELS))).all()
    told = exiftool(made.data, tmp_path, target)
    assert told["ICC_Profile:ProfileDescription"] == "sRGB"


@pytest.mark.parametrize("target", list(FILES))
def test_no_profile_is_worth_the_credentials_of_a_file_in_srgb(target: Format) -> None:
    """Without a profile it means sRGB; where it is made anew in any case, the profile is added."""
    signed = sign_file(FILES[target](PIXELS), target.value)
    wish = ExportWish(target=target, colours=ExportColours.SRGB, says=SAID)
    same = export_as(signed, wish)
    assert same.data == signed
    assert same.keeps_credentials
    (note,) = same.notes
    assert note.startswith("No profile was added: without one the colours mean sRGB")
    for other in (
        replace(wish, says_recipe=True),
        replace(wish, options=WriteOptions(metadata=Metadata.STRIP)),
        replace(wish, options=WriteOptions(dpi=(240, 240))),
    ):
        made = export_as(signed, other)
        assert not made.keeps_credentials
        assert read_header(made.data, "").icc is not None


@needs_exiftool
@pytest.mark.parametrize("colours", [ExportColours.DISPLAY_P3, ExportColours.ADOBE_RGB])
@pytest.mark.parametrize("target", list(Format))
def test_wide_colours_are_converted_and_named(
    target: Format, colours: ExportColours, tmp_path: Path
) -> None:
    options = WriteOptions(quality=100)
    wish = ExportWish(target=target, options=options, colours=colours)
    made = export_as(png(PIXELS), wish)
    told = exiftool(made.data, tmp_path, target)
    assert told["ICC_Profile:ProfileDescription"] == colours.profile_name
    shown = read_picture(made.data, "")
    back = converted(np.ascontiguousarray(shown.pixels[..., :3]), shown.facts.icc, None)
    off = np.abs(back.astype(int) - PIXELS)
    assert off.mean() < (1 if target is not Format.JPEG else 3)
    assert np.abs(shown.pixels[..., :3].astype(int) - PIXELS).mean() > off.mean()


def test_a_file_in_these_colours_already_is_copied() -> None:
    icc = profile_of(ExportColours.DISPLAY_P3)
    source = png(PIXELS, icc_profile=icc)
    wish = ExportWish(target=Format.PNG, colours=ExportColours.DISPLAY_P3)
    assert export_as(source, wish).data == source
    grey = png(PIXELS[..., 0])
    made = read_picture(export_as(grey, wish).data, "")
    assert made.facts.icc == icc  # grey becomes RGB, so that the profile fits
