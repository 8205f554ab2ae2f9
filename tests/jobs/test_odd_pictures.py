"""Pictures of every kind come out of an edit as they went in; odd answers are put right."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import Image

from desktop.api.answer import Answer
from desktop.domain.edit import Edit
from desktop.domain.intent import Intent, PlannedPlacement
from desktop.domain.recipe import InputFile
from desktop.domain.size import Box, Size, box_of
from desktop.imaging.codec import read_picture
from desktop.imaging.cutting_out import UNASKED_TRANSPARENCY
from desktop.jobs.finish_edit import Timing, make_edit
from desktop.storage.library import Library
from tests.builders import Studio, marked, photo, png
from tests.imaging import sample_files as files

SIZE = Size(384, 288)
HOLE = Box(150, 100, 90, 80)
PHOTO = photo(SIZE)
OUTSIDE = marked(SIZE, HOLE) == 0
_random = np.random.default_rng(4)
NOISY = np.clip(PHOTO + _random.integers(-40, 40, PHOTO.shape), 0, 255).astype(np.uint8)


@pytest.fixture
def studio(library: Library) -> Studio:
    def nobody(_profile: str) -> Any:
        raise AssertionError("No service is asked here.")

    return Studio(library, nobody)


def edited(studio: Studio, picture: bytes, name: str, answer: bytes, **choices: Any) -> Edit:
    content = studio.library.pictures.put(picture, Path(name).suffix)
    file = InputFile(content=content, name=name, size=SIZE)
    mask = marked(SIZE, HOLE)
    order = studio.order(picture=file, mask=mask, size=None, output_format="png", **choices)
    intent = Intent(
        edit=order.id,
        created=datetime.now(UTC),
        recipe=order.recipe,
        inputs=order.inputs,
        placement=PlannedPlacement(region=box_of(SIZE), sent_size=SIZE),
    )
    library = studio.library
    return make_edit(
        intent, Answer(pictures=(answer,)), library.pictures, studio.services.models, Timing()
    )


def changed_picture(base: NDArray[np.uint8] = PHOTO) -> NDArray[np.uint8]:
    """What a model would send: another middle, everything a little off."""
    made = base.astype(np.float32)
    made[HOLE.slices] = 255 - made[HOLE.slices]
    move = np.array([[1, 0, 1.5], [0, 1, -1]], np.float32)
    moved = cv2.warpAffine(made, move, (SIZE.width, SIZE.height), borderMode=cv2.BORDER_REFLECT)
    return np.asarray(np.clip(moved * 0.97 + 3, 0, 255), np.uint8)


def tiff(pixels: NDArray[Any], **options: Any) -> bytes:
    store = BytesIO()
    tifffile.imwrite(store, pixels, **options)
    return store.getvalue()


def indexed(*, clear: bool) -> bytes:
    image = Image.fromarray(PHOTO).quantize(64)
    return files.saved(image, "PNG", **({"transparency": 3} if clear else {}))


GREY = PHOTO[..., 1]
DEEP = (PHOTO.astype(np.uint16) * 257) ^ 13

KINDS: dict[str, tuple[str, bytes, tuple[int, str]]] = {
    "grey": ("p.png", files.saved(GREY, "PNG"), (1, "uint8")),
    "grey and alpha": (
        "p.png",
        files.saved(Image.merge("LA", [Image.fromarray(GREY)] * 2), "PNG"),
        (2, "uint8"),
    ),
    "palette": ("p.png", indexed(clear=False), (3, "uint8")),
    "indexed with transparency": ("p.png", indexed(clear=True), (4, "uint8")),
    "two colours": ("p.png", files.saved(Image.fromarray(GREY).convert("1"), "PNG"), (1, "uint8")),
    "CMYK": (
        "p.jpg",
        files.saved(Image.fromarray(PHOTO).convert("CMYK"), "JPEG", quality=95),
        (3, "uint8"),
    ),
    "16 bits": ("p.tif", tiff(DEEP, photometric="rgb"), (3, "uint16")),
    "16 bits grey": ("p.tif", tiff(DEEP[..., 0], photometric="minisblack"), (1, "uint16")),
    "float": (
        "p.tif",
        tiff((DEEP / 65535).astype(np.float32), photometric="rgb"),
        (3, "float32"),
    ),
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_outside_the_mask_the_reopened_file_is_the_picture(studio: Studio, kind: str) -> None:
    name, data, (channels, depth) = KINDS[kind]
    edit = edited(studio, data, name, png(changed_picture()))
    result = edit.results[0]
    assert (result.outside_changed, result.outside_total) == (0, int(OUTSIDE.sum()))
    before = read_picture(data, name).pixels
    after = read_picture(studio.bytes_of(result.picture), "the result").pixels
    assert (after.shape[2], after.dtype.name) == (channels, depth)
    np.testing.assert_array_equal(after[OUTSIDE], before[OUTSIDE])
    assert (after != before).any(axis=2)[~OUTSIDE].mean() > 0.5


class TestOddAnswers:
    def test_a_few_pixels_off(self, studio: Studio) -> None:
        answer = cv2.resize(changed_picture(), (SIZE.width + 3, SIZE.height - 2))
        edit = edited(studio, png(PHOTO), "p.png", png(np.asarray(answer, np.uint8)))
        self._stands(studio, edit)
        assert "Asked for 384×288; the service sent 387×286." in edit.notes

    def test_another_shape(self, studio: Studio) -> None:
        answer = cv2.resize(changed_picture(), (512, 512))
        edit = edited(studio, png(PHOTO), "p.png", png(np.asarray(answer, np.uint8)))
        self._stands(studio, edit)
        assert "the service sent 512×512." in " ".join(edit.notes)

    def test_transparency_that_nobody_asked_for_leaves_no_hole(self, studio: Studio) -> None:
        clear = np.full((SIZE.height, SIZE.width), 255, np.uint8)
        clear[120:150, 170:200] = 0
        answer = np.dstack([changed_picture(), clear])
        edit = edited(studio, png(PHOTO), "p.png", png(answer))
        after = self._stands(studio, edit)
        assert after.shape[2] == 3
        assert UNASKED_TRANSPARENCY in edit.notes
        np.testing.assert_allclose(after[128:142, 178:192], PHOTO[128:142, 178:192], atol=40)

    def test_transparency_that_was_asked_for_is_cut_out(self, studio: Studio) -> None:
        clear = np.full((SIZE.height, SIZE.width), 255, np.uint8)
        clear[120:150, 170:200] = 0
        answer = np.dstack([PHOTO, clear])
        edit = edited(studio, png(PHOTO), "p.png", png(answer), background="transparent")
        after = read_picture(studio.bytes_of(edit.results[0].picture), "r").pixels
        assert after.shape[2] == 4
        assert after[135, 185, 3] == 0
        assert edit.results[0].outside_changed == 0

    def test_one_colour_all_over_is_called_another_scene(self, studio: Studio) -> None:
        answer = np.full_like(NOISY, 200)
        edit = edited(studio, png(NOISY), "p.png", png(answer))
        self._stands(studio, edit, NOISY)
        placement = edit.results[0].placement
        assert placement is not None
        assert placement.verdict == "changed"

    def _stands(
        self, studio: Studio, edit: Edit, before: NDArray[np.uint8] = PHOTO
    ) -> NDArray[Any]:
        after = read_picture(studio.bytes_of(edit.results[0].picture), "the result").pixels
        np.testing.assert_array_equal(after[..., :3][OUTSIDE], before[OUTSIDE])
        assert edit.results[0].outside_changed == 0
        return after
