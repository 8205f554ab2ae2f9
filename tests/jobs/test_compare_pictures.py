"""Two pictures of the library, read for a comparison."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop.domain.problems import ProblemError
from desktop.domain.screen_profile import ScreenProfile
from desktop.domain.size import Size
from desktop.jobs.compare_pictures import compare_pictures
from desktop.storage.library import Library
from tests.builders import photo, png
from tests.imaging.sample_files import swapped_icc

SIZE = Size(150, 100)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as made:
        yield made


def test_what_differs_is_counted(library: Library) -> None:
    after = photo(SIZE)
    before = library.pictures.put(png(after), ".png")
    after[10:20, 30:35] ^= 1
    found = compare_pictures(before, library.pictures.put(png(after), ".png"), library.pictures)
    assert (found.changed, found.total, found.is_scaled) == (50, 15_000, False)
    assert [level.shape[:2] for level in found.first.levels][:2] == [(100, 150), (50, 75)]
    assert found.difference.levels[0][12, 32, 2] > found.difference.levels[0][0, 0, 2]


def test_another_size_is_scaled_and_said(library: Library) -> None:
    one = library.pictures.put(png(photo(SIZE)), ".png")
    other = library.pictures.put(png(photo(Size(300, 200))), ".png")
    found = compare_pictures(one, other, library.pictures)
    assert found.is_scaled
    assert found.second.levels[0].shape == (100, 150, 4)


def test_a_lost_picture_is_said(library: Library) -> None:
    one = library.pictures.put(png(photo(SIZE)), ".png")
    library.pictures.path(one).unlink()
    with pytest.raises(ProblemError):
        compare_pictures(one, one, library.pictures)


def test_both_are_shown_for_the_screen_and_the_difference_stays_that_of_the_numbers(
    library: Library,
) -> None:
    one = library.pictures.put(png(photo(SIZE)), ".png")
    other = library.pictures.put(png(photo(SIZE, seed=4)), ".png")
    plain = compare_pictures(one, other, library.pictures)
    swapped = ScreenProfile(name="swapped", icc=swapped_icc())
    found = compare_pictures(one, other, library.pictures, lambda: swapped)
    for seen, before in ((found.first, plain.first), (found.second, plain.second)):
        exchanged = before.levels[0][..., [2, 1, 0, 3]].astype(int)
        assert np.abs(seen.levels[0] - exchanged).max() <= 2
    assert found.changed == plain.changed
    assert np.array_equal(found.difference.levels[0], plain.difference.levels[0])
