"""What a command has opened stays open for it, a little of it, and only while it runs."""

from __future__ import annotations

import asyncio
from functools import partial

import numpy as np
import pytest

from desktop.domain.identity import ContentHash
from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.size import Size
from desktop.imaging.write_options import Format, WriteOptions
from desktop.jobs.giving_way import aside
from desktop.jobs.opened_pictures import (
    keep_open,
    kept_open,
    opened_mask,
    opened_picture,
    still_open,
)
from desktop.jobs.save_result import _exported
from desktop.storage.library import Library
from tests.builders import photo, png, white_mask

SIZE = Size(40, 30)


class Counting:
    """Pictures in memory, and how often each was read."""

    def __init__(self, *files: bytes) -> None:
        self.files = {ContentHash(str(number)): data for number, data in enumerate(files)}
        self.reads: list[str] = []

    def read(self, content: ContentHash) -> bytes:
        self.reads.append(content)
        return self.files[content]


def names(*numbers: int) -> list[ContentHash]:
    return [ContentHash(str(number)) for number in numbers]


@pytest.fixture
def pictures() -> Counting:
    mask = np.zeros((SIZE.height, SIZE.width), np.uint8)
    mask[5:9, 5:9] = 255
    return Counting(*(png(photo(SIZE, seed=seed)) for seed in range(3)), white_mask(mask))


def test_a_picture_is_decoded_once_while_it_is_kept(pictures: Counting) -> None:
    (first,) = names(0)
    with kept_open():
        one, other = (opened_picture(pictures, first, "a picture") for _ in range(2))
    assert one is other
    assert pictures.reads == [first]
    assert still_open(first) is None
    assert opened_picture(pictures, first, "a picture") is not one, "nothing stays for the next"


def test_threads_of_the_same_work_see_what_is_open(pictures: Counting) -> None:
    (first,) = names(0)

    async def work() -> None:
        open_it = partial(opened_picture, pictures, first, "a picture")
        for _ in range(2):
            await asyncio.to_thread(partial(aside, open_it))

    with kept_open():
        asyncio.run(work())
    assert pictures.reads == [first]


def test_the_picture_longest_unused_is_given_up(pictures: Counting) -> None:
    first, second, third = names(0, 1, 2)
    with kept_open():
        for content in (first, second, first, third):
            opened_picture(pictures, content, "a picture")
        assert still_open(second) is None
        assert still_open(first) is not None
        assert still_open(third) is not None


def test_nobody_can_change_what_is_kept(pictures: Counting) -> None:
    with kept_open():
        picture = opened_picture(pictures, names(0)[0], "a picture")
        with pytest.raises(ValueError, match="read-only"):
            picture.pixels[0, 0] = 0


def test_a_mask_is_kept_for_the_size_it_has(pictures: Counting) -> None:
    (mask,) = names(3)
    with kept_open():
        assert opened_mask(pictures, mask, SIZE) is opened_mask(pictures, mask, SIZE)
        with pytest.raises(ProblemError) as caught:
            opened_mask(pictures, mask, Size(30, 40))
    assert caught.value.problem.kind is ProblemKind.MASK_SIZE_DIFFERS


def test_bytes_that_changed_on_disk_are_opened_before_they_are_handed_on(library: Library) -> None:
    whole = png(photo(SIZE))
    content = library.pictures.put(whole, ".png")
    with kept_open():
        keep_open(content, opened_picture(library.pictures, content, "the result"))
        made = _exported(content, Format.PNG, WriteOptions(), library.pictures)
        assert made.data == whole
        library.pictures.path(content).write_bytes(whole[: len(whole) // 2])
        with pytest.raises(ProblemError) as caught:
            _exported(content, Format.PNG, WriteOptions(), library.pictures)
    assert caught.value.problem.kind is ProblemKind.FILE_TRUNCATED
