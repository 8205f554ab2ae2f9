"""One polarity everywhere: 255 is change; transparent is change; white is change."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.size import Size
from desktop.imaging.mask_file import mask_for_service, read_mask, write_mask
from tests.imaging import sample_files as files

SIZE = Size(37, 23)


def soft(size: Size = SIZE, seed: int = 0) -> NDArray[np.uint8]:
    return files.noise(size.width, size.height, 1, seed=seed)[..., 0]


def problem_of(work: Any) -> Any:
    with pytest.raises(ProblemError) as caught:
        work()
    return caught.value.problem


def test_with_alpha_transparent_is_change() -> None:
    pixels = files.noise(channels=4)
    found = read_mask(files.saved(pixels, "PNG"), "m", SIZE)
    assert np.array_equal(found, 255 - pixels[..., 3])


def test_without_alpha_white_is_change() -> None:
    mask = soft()
    for image in (Image.fromarray(mask), Image.fromarray(mask).convert("RGB")):
        assert np.array_equal(read_mask(files.saved(image, "PNG"), "m", SIZE), mask)
    assert np.array_equal(read_mask(files.saved(mask, "WEBP", lossless=True), "m", SIZE), mask)


def test_palette_and_bilevel_masks() -> None:
    mask = (soft() > 127).astype(np.uint8) * 255
    for mode in ("1", "P"):
        data = files.saved(Image.fromarray(mask).convert(mode), "PNG")
        assert np.array_equal(read_mask(data, "m", SIZE), mask)
    key = Image.fromarray((mask == 0).astype(np.uint8)).convert("P")
    data = files.saved(key, "PNG", transparency=0)
    assert np.array_equal(read_mask(data, "m", SIZE), mask)


def test_16_bit_masks_round() -> None:
    import cv2

    deep = files.noise(channels=1, depth=np.uint16)
    data = cv2.imencode(".png", deep)[1].tobytes()
    assert np.array_equal(read_mask(data, "m", SIZE), np.rint(deep[..., 0] / 257).astype(np.uint8))


def test_the_specks_of_a_jpeg_open_nothing() -> None:
    image = Image.new("L", (200, 150))
    ImageDraw.Draw(image).ellipse((60, 40, 130, 110), fill=255)
    data = files.saved(image, "JPEG", quality=80)
    found = read_mask(data, "m", Size(200, 150))
    assert (files.with_pillow(data)[..., 0][:, 160:] >= 0).all()
    assert not found[:30].any()
    assert not found[:, 150:].any()
    assert found[75, 95] == 255


def test_a_mask_is_turned_upright_like_its_picture() -> None:
    mask = soft(Size(23, 37))
    turn = Image.Exif()
    turn[274] = 6
    found = read_mask(files.saved(mask, "PNG", exif=turn), "m", SIZE)
    assert np.array_equal(found, np.rot90(mask, -1))


def test_another_size_is_refused_before_decoding() -> None:
    found = problem_of(lambda: read_mask(files.saved(soft(), "PNG"), "m", Size(38, 23)))
    assert found.kind is ProblemKind.MASK_SIZE_DIFFERS
    assert "37×23" in found.sentence
    assert "38×23" in found.sentence
    cut = files.saved(soft(), "PNG")[:60]
    assert problem_of(lambda: read_mask(cut, "m", Size(1, 1))).kind is ProblemKind.MASK_SIZE_DIFFERS


def test_a_mask_that_marks_nothing() -> None:
    for pixels in (np.zeros((23, 37), np.uint8), np.full((23, 37, 4), 255, np.uint8)):
        data = files.saved(pixels, "PNG")
        found = problem_of(partial(read_mask, data, "m", SIZE))
        assert found.kind is ProblemKind.MASK_EMPTY


def test_what_is_no_picture_is_no_mask() -> None:
    assert problem_of(lambda: read_mask(b"%PDF-1.4", "m", SIZE)).kind is (
        ProblemKind.FILE_NOT_PICTURE
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 50), st.integers(1, 50), st.integers(0, 2**32 - 1))
def test_round_trip(width: int, height: int, seed: int) -> None:
    mask = soft(Size(width, height), seed)
    mask[0, 0] = 255
    data = write_mask(mask)
    assert np.array_equal(read_mask(data, "m", Size(width, height)), mask)
    with Image.open(BytesIO(data)) as image:
        assert image.mode == "L"
        assert np.array_equal(np.asarray(image), mask)


class TestForTheService:
    """RGBA, alpha 0 where to change, nothing of the picture in it, below 4 MB."""

    @settings(max_examples=40, deadline=None)
    @given(st.integers(1, 50), st.integers(1, 50), st.integers(0, 2**32 - 1))
    def test_the_service_would_read_our_mask_back(self, width: int, height: int, seed: int) -> None:
        mask = soft(Size(width, height), seed) // 2
        mask[0, 0] = 1
        data = mask_for_service(mask, Size(width, height))
        with Image.open(BytesIO(data)) as image:
            assert image.mode == "RGBA"
            pixels = np.asarray(image)
        assert np.array_equal(pixels[..., 3], np.where(mask > 0, 0, 255))
        assert len(np.unique(pixels[..., :3])) == 1
        found = read_mask(data, "m", Size(width, height))
        assert np.array_equal(found > 0, mask > 0)

    @pytest.mark.parametrize("size", [Size(100, 60), Size(700, 500), Size(640, 500)])
    def test_nothing_that_is_marked_is_lost_at_another_size(self, size: Size) -> None:
        mask = np.zeros((480, 640), np.uint8)
        for x, y in ((0, 0), (639, 479), (333, 101)):
            mask[y, x] = 3
        found = read_mask(mask_for_service(mask, size), "m", size)
        for x, y in ((0, 0), (639, 479), (333, 101)):
            assert found[y * size.height // 480, x * size.width // 640] == 255
        assert (found > 0).mean() < 0.01

    def test_nothing_marked(self) -> None:
        empty = np.zeros((23, 37), np.uint8)
        assert problem_of(lambda: mask_for_service(empty, SIZE)).kind is ProblemKind.MASK_EMPTY

    def test_the_worst_mask_of_the_largest_size_would_still_fit(self) -> None:
        a_sixteenth = Size(3840 // 4, 2160 // 4)
        mask = soft(a_sixteenth) & np.uint8(128)
        assert len(mask_for_service(mask, a_sixteenth, limit=4_000_000 // 16))

    def test_too_heavy(self) -> None:
        mask = soft(Size(400, 400)) & np.uint8(128)
        found = problem_of(lambda: mask_for_service(mask, Size(400, 400), limit=10_000))
        assert found.kind is ProblemKind.MASK_TOO_HEAVY
        assert "less than 4 MB" in found.sentence

    def test_small_packing_is_tried_before_giving_up(self) -> None:
        mask = np.zeros((600, 600), np.uint8)
        mask[::7, ::5] = 255
        mask[:300, ::3] = 255
        heavy = len(mask_for_service(mask, Size(600, 600)))
        assert len(mask_for_service(mask, Size(600, 600), limit=heavy)) < heavy
