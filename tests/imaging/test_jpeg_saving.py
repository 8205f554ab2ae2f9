"""A JPEG that was edited is changed in part; by two other readers everything else stands."""

from __future__ import annotations

import io
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from desktop.imaging.codec import read_picture
from desktop.imaging.jpeg_lanes import Stream, block_starts
from desktop.imaging.jpeg_patch import ZIGZAG, open_scan, patch_jpeg
from desktop.imaging.jpeg_saving import JpegSave, save_into_jpeg
from desktop.imaging.jpeg_scan import UnsupportedJpegError
from desktop.imaging.picture import Picture

Bytes = NDArray[np.uint8]
WIDE, TALL = 427, 331

KINDS: dict[str, dict[str, Any]] = {
    "usual": {"quality": 90},
    "4:4:4, own tables": {"quality": 95, "subsampling": 0, "optimize": True},
    "4:2:2": {"quality": 80, "subsampling": 1},
    "restart markers": {"quality": 75, "restart_marker_rows": 2},
    "restart by units": {"quality": 85, "restart_marker_blocks": 7},
    "coarse": {"quality": 20, "optimize": True},
    "finest": {"quality": 100, "subsampling": 0},
}


def photograph(wide: int = WIDE, tall: int = TALL) -> Bytes:
    random = np.random.default_rng(3)
    coarse = random.random((7, 9, 3)).astype(np.float32) * 255
    made = cv2.resize(coarse, (wide, tall), interpolation=cv2.INTER_CUBIC)
    made = made + random.standard_normal(made.shape) * 5
    return np.asarray(np.clip(made, 0, 255), dtype=np.uint8)


def written(pixels: Bytes, **options: Any) -> bytes:
    store = io.BytesIO()
    Image.fromarray(pixels).save(store, "JPEG", **options)
    return store.getvalue()


def disk(wide: int = WIDE, tall: int = TALL) -> Bytes:
    mask = np.zeros((tall, wide), np.uint8)
    cv2.circle(mask, (wide // 2 + 3, tall // 2 - 5), 130, 255, -1)
    return mask


def wire() -> Bytes:
    mask = np.zeros((TALL, WIDE), np.uint8)
    cv2.line(mask, (40, 50), (350, 220), 255, 5)
    return mask


def painted(before: Bytes, mask: Bytes) -> Bytes:
    made = before.copy()
    inside = mask > 0
    made[inside] = np.clip(before[inside].astype(int) * 0.6 + 85, 0, 255).astype(np.uint8)
    return made


def saved(data: bytes, mask: Bytes) -> tuple[JpegSave, Picture, Bytes]:
    before = read_picture(data, "the picture")
    after = painted(before.pixels, mask)
    return save_into_jpeg(data, before, Picture(pixels=after), mask), before, after


def by_pillow(data: bytes) -> Bytes:
    return np.asarray(Image.open(io.BytesIO(data)))


def by_opencv(data: bytes) -> Bytes:
    read = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert read is not None
    return np.asarray(read)


@pytest.mark.parametrize("kind", KINDS)
def test_outside_the_mask_no_pixel_changes_and_inside_the_change_arrives(kind: str) -> None:
    data, mask = written(photograph(), **KINDS[kind]), disk()
    made, before, after = saved(data, mask)
    outside = mask == 0
    for read in (by_pillow, by_opencv):
        assert not (read(made.data) != read(data)).any(axis=2)[outside].any()
    assert (made.outside_changed, made.farthest) == (0, 0)
    assert 0 < made.rewritten < made.blocks
    inner = cv2.erode(mask, np.ones((37, 37), np.uint8)) > 0
    error = np.abs(by_pillow(made.data).astype(int) - after)[inner]
    given = np.abs(before.pixels.astype(int) - after)[inner]
    assert error.mean() < 0.2 * given.mean()
    assert "no pixel outside the mask changed" in made.notes[0]


def test_a_thin_mask_is_followed_and_what_that_costs_is_said() -> None:
    data, mask = written(photograph(), quality=88), wire()
    made, _, after = saved(data, mask)
    read, old = by_pillow(made.data), by_pillow(data)
    away = cv2.dilate(mask, np.ones((35, 35), np.uint8)) == 0
    changed = (read != old).any(axis=2)
    assert not changed[away].any()
    assert made.outside_changed == int(np.count_nonzero(changed & (mask == 0))) > 0
    assert made.farthest <= 17
    assert "cannot keep every pixel" in made.notes[0]
    error = np.abs(read.astype(int) - after)[mask > 0].mean()
    assert error < 0.5 * np.abs(old.astype(int) - after)[mask > 0].mean()


def test_grey_stays_grey() -> None:
    data, mask = written(photograph()[..., 0], quality=85), disk()
    made, _, _ = saved(data, mask)
    assert by_pillow(made.data).shape == (TALL, WIDE)
    assert made.outside_changed == 0


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photograph_keeps_its_turn_and_its_header(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    profile = b"no real profile, kept as it is" * 20
    data = written(photograph(), quality=90, exif=exif.tobytes(), icc_profile=profile)
    before = read_picture(data, "the picture")
    mask = disk(before.size.width, before.size.height)
    after = painted(before.pixels, mask)
    made = save_into_jpeg(data, before, Picture(pixels=after), mask)
    with Image.open(io.BytesIO(made.data)) as image:
        assert image.getexif()[0x0112] == orientation
        assert image.info["icc_profile"] == profile
    reopened = read_picture(made.data, "the result")
    assert not (reopened.pixels != before.pixels).any(axis=2)[mask == 0].any()
    core = cv2.erode(mask, np.ones((41, 41), np.uint8)) > 0
    assert np.abs(reopened.pixels.astype(int) - after)[core].mean() < 4
    start = open_scan(data).start
    assert made.data[:start] == data[:start]


def test_the_picture_itself_gives_the_very_same_file() -> None:
    data = written(photograph(), quality=90)
    before = read_picture(data, "the picture")
    assert save_into_jpeg(data, before, before, disk()).data == data


def test_blocks_after_a_change_keep_their_numbers() -> None:
    data = written(photograph(), quality=90)
    pixels = read_picture(data, "x").pixels
    after = pixels.copy()
    after[96:128, 96:128] = 255 - after[96:128, 96:128]
    made = patch_jpeg(data, open_scan(data), pixels, after)
    changed = (by_pillow(made.data) != by_pillow(data)).any(axis=2)
    assert not changed[:95].any()
    assert not changed[130:].any()
    assert changed[96:128, 96:128].mean() > 0.9


def test_many_lanes_find_every_block() -> None:
    """A stream of many lanes, so that lanes begin at wrong places and have to fall into step."""
    data = written(photograph(1400, 1100), quality=93, subsampling=0)
    scan = open_scan(data)
    (starts,) = block_starts(scan, Stream.of(list(scan.pieces)), scan.counts())
    assert len(starts) == 175 * 138 * 3 + 1
    assert (np.diff(starts) >= 4).all()
    assert starts[-1] > len(scan.pieces[0]) * 8 - 8


@pytest.mark.parametrize(
    ("options", "words"),
    [({"progressive": True}, "it is progressive"), ({"keep_rgb": True}, "plain red")],
)
def test_a_file_that_cannot_be_changed_in_part_says_why(
    options: dict[str, Any], words: str
) -> None:
    with pytest.raises(UnsupportedJpegError, match=words):
        saved(written(photograph(), quality=90, **options), disk())


def test_a_stream_that_breaks_off_is_noticed() -> None:
    data = written(photograph(), quality=90)
    before = read_picture(data, "x")
    cut = data[: len(data) // 2] + data[-2:]
    with pytest.raises(UnsupportedJpegError, match="not as its header says"):
        save_into_jpeg(cut, before, Picture(pixels=painted(before.pixels, disk())), disk())


def test_the_order_of_coefficients_is_that_of_the_standard() -> None:
    assert ZIGZAG[:10].tolist() == [0, 1, 8, 16, 9, 2, 3, 10, 17, 24]
    assert ZIGZAG[-3:].tolist() == [55, 62, 63]
