"""What is not masked stands, from the command to the file: JPEG, 16 bits, larger canvases."""

from __future__ import annotations

import io
from typing import Any

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from desktop.domain.size import Box, Size
from desktop.imaging import codec
from desktop.imaging.picture_header import Decoded, PictureHeader
from tests.builders import LEGAL, marked, opened, photo, png, white_mask
from tests.cli.conftest import Stet
from tests.fakes.image_service import ImageService

LOW = ("--quality", "low", "--format", "jpeg", "--json")
LARGE = Size(1600, 1200)
HOLE = Box(700, 500, 300, 300)
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.fixture(autouse=True)
def asked(stet: Stet, service: ImageService) -> ImageService:
    stet.use(service)
    return service


def by_pillow(data: bytes) -> Any:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image)


def by_opencv(data: bytes) -> Any:
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)


def photograph(**options: Any) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    store = io.BytesIO()
    image = Image.fromarray(photo(LARGE))
    image.save(store, "JPEG", exif=exif.tobytes(), icc_profile=PROFILE, **options)
    return store.getvalue()


@pytest.mark.parametrize(("name", "decoded"), [("out.jpg", 3), ("out.png", 2)])
def test_a_large_picture_is_decoded_once_and_every_written_file_once(
    stet: Stet, monkeypatch: pytest.MonkeyPatch, name: str, decoded: int
) -> None:
    """The photograph; the result as it is kept; and what was written, where that is another."""
    seen = []
    decode = codec._decode

    def counted(data: bytes, header: PictureHeader, words: str) -> Decoded:
        seen.extend([words] if header.size == LARGE and header.mode == "RGB" else [])
        return decode(data, header, words)

    monkeypatch.setattr(codec, "_decode", counted)
    picture = stet.file("camera.jpg", photograph(quality=92))
    mask = stet.file("mask.png", white_mask(marked(LARGE, HOLE)))
    said = stet("edit", picture, "a kite", "--mask", mask, "-o", stet.folder / name, *LOW)
    assert said.json["outside_changed_pixels"] == 0
    assert len(seen) == decoded, seen


class TestJpeg:
    @pytest.mark.parametrize("name", ["out.jpg", "out.png"])
    def test_outside_the_mask_two_readers_see_no_change_and_the_metadata_stay(
        self, stet: Stet, name: str
    ) -> None:
        data = photograph(quality=92)
        picture = stet.file("camera.jpg", data)
        mask = stet.file("mask.png", white_mask(marked(LARGE, HOLE)))
        out = stet.folder / name
        said = stet("edit", picture, "a kite", "--mask", mask, "-o", out, *LOW)
        assert said.code == 0, said.err
        value = said.json
        assert value["outside_changed_pixels"] == 0
        assert value["region"]["width"] >= HOLE.width
        assert "match" in value["registration"]
        outside = marked(LARGE, HOLE) == 0
        for read in (by_pillow, by_opencv):
            changed = (read(out.read_bytes()) != read(data)).any(axis=2)
            assert not changed[outside].any()
            assert changed[~outside].mean() > 0.5
        with Image.open(out) as image:
            assert image.info["icc_profile"] == PROFILE
            assert image.getexif()[0x010F] == "A camera"
        (saved,) = value["saved"]
        is_part = name.endswith(".jpg")
        assert (saved["rewritten_blocks"] is not None) == is_part
        assert ("blocks were written anew" in said.err) == is_part

    def test_a_jpeg_that_cannot_keep_the_promise_says_so_and_counts(self, stet: Stet) -> None:
        picture = stet.file("camera.jpg", photograph(quality=92, progressive=True))
        mask = stet.file("mask.png", white_mask(marked(LARGE, HOLE)))
        out = stet.folder / "out.jpg"
        said = stet("edit", picture, "a kite", "--mask", mask, "-o", out, *LOW)
        assert said.code == 0, said.err
        assert "because it is progressive" in said.err
        assert said.json["outside_changed_pixels"] > 0
        assert f"{said.json['outside_changed_pixels']:,} outside the mask" in said.err


def test_sixteen_bits_come_back_as_sixteen_bits(stet: Stet) -> None:
    deep = (photo().astype(np.uint16) * 257) ^ 21
    picture, out = stet.folder / "deep.tif", stet.folder / "out.tif"
    tifffile.imwrite(picture, deep, photometric="rgb", iccprofile=PROFILE)
    said = stet("edit", picture, "a kite", "--mask", stet.mask(), "-o", out, *LOW)
    assert said.code == 0, said.err
    assert said.json["outside_changed_pixels"] == 0
    after = tifffile.imread(out)
    assert after.dtype == np.uint16
    changed = (after != deep).any(axis=2)
    assert not changed[marked() == 0].any()
    assert changed[marked() > 0].mean() > 0.5
    with tifffile.TiffFile(out) as file:
        assert file.pages[0].tags["InterColorProfile"].value == PROFILE  # type: ignore[union-attr]


class TestLargerCanvas:
    @pytest.mark.parametrize(
        ("wish", "size", "place"),
        [
            ("0,0,200,0", Size(1224, 640), (0, 0)),
            ("64,32,0,0", Size(1088, 672), (64, 32)),
            ("2:1", Size(1280, 640), (128, 0)),
        ],
    )
    def test_the_old_pixels_stand_in_the_larger_picture(
        self, stet: Stet, wish: str, size: Size, place: tuple[int, int]
    ) -> None:
        out = stet.folder / "wide.png"
        said = stet("edit", stet.photo(), "more sea", "--extend", wish, "-o", out, *LOW)
        assert said.code == 0, said.err
        made = opened(out.read_bytes())
        assert made.shape[:2] == (size.height, size.width)
        left, top = place
        old = made[top : top + LEGAL.height, left : left + LEGAL.width]
        np.testing.assert_array_equal(old, photo())
        assert said.json["outside_changed_pixels"] == 0

    @pytest.mark.parametrize(
        ("wish", "words"),
        [("8:5", "shape 8:5 already"), ("0,0,0,0", "nothing to add"), ("a,b", "no extension")],
    )
    def test_a_wish_that_makes_no_sense_is_refused(
        self, stet: Stet, service: ImageService, wish: str, words: str
    ) -> None:
        said = stet("edit", stet.photo(), "x", "--extend", wish, *LOW)
        assert said.code == 2
        assert words in said.err
        assert service.paid_requests == []


class TestReblend:
    def test_a_kept_answer_is_laid_in_anew_without_asking(
        self, stet: Stet, service: ImageService
    ) -> None:
        value = stet("edit", stet.photo(), "x", "--mask", stet.mask(), *LOW).json
        asked = len(service.paid_requests)
        other = Box(300, 200, 200, 150)
        mask = stet.file("other.png", white_mask(marked(box=other)))
        out = stet.folder / "again.png"
        words = ("--mask", mask, "--feather", 0, "-o", out, "--json")
        said = stet("reblend", value["id"], *words)
        assert said.code == 0, said.err
        assert len(service.paid_requests) == asked
        assert said.json["cost_usd"] == 0
        assert said.json["id"] != value["id"]
        changed = (opened(out.read_bytes()) != photo()).any(axis=2)
        assert not changed[marked(box=other) == 0].any()
        assert changed[other.slices].mean() > 0.9

    @pytest.mark.parametrize("name", ["ffffffff", "{}.7", "{}.x"])
    def test_a_result_that_is_not_there(self, stet: Stet, name: str) -> None:
        value = stet("edit", stet.photo(), "x", "--mask", stet.mask(), *LOW).json
        assert stet("reblend", name.format(value["id"])).code == 2


class TestEstimate:
    def test_region_and_whole_picture_with_price_and_detail(self, stet: Stet) -> None:
        picture = stet.file("large.png", png(photo(Size(3000, 2000))))
        mask = np.maximum(
            marked(Size(3000, 2000), Box(100, 100, 150, 150)),
            marked(Size(3000, 2000), Box(2700, 1700, 150, 150)),
        )
        path = stet.file("mask.png", white_mask(mask))
        words = ("--mask", path, "--quality", "low", "--json")
        choices = stet("estimate", "edit", picture, "x", *words).json["choices"]
        assert [one["mode"] for one in choices["regions"]] == ["auto", "whole"]
        for one in choices["regions"]:
            assert one["detail"] < 0.9
            assert one["estimate_usd"] > 0
        assert len(choices["apart"]["regions"]) == 2
        assert all(one["detail"] == 1 for one in choices["apart"]["regions"])
        assert choices["apart"]["is_better"]

    def test_an_overview_is_in_the_price_and_goes_along(
        self, stet: Stet, service: ImageService
    ) -> None:
        picture = stet.file("large.png", png(photo(LARGE)))
        mask = stet.file("mask.png", white_mask(marked(LARGE, HOLE)))
        words = ("edit", picture, "x", "--mask", mask, *LOW)
        plain = stet("estimate", *words).json
        more = stet("estimate", *words, "--overview").json
        assert len(more["picture_tokens"]) == len(plain["picture_tokens"]) + 1
        assert stet(*words, "--overview").code == 0
        assert len(service.paid_requests[-1].images) == 2
