"""Whether a result still carries what the service signed, in a clear word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.edit import Edit, Result, StoredPicture
from desktop.domain.size import Size
from desktop.jobs.credential_words import credentials_of
from desktop.storage.library import Library
from tests.builders import photo, png
from tests.fakes.encoding import sign_file
from tests.storage.samples import an_edit

SIZE = Size(64, 48)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as library:
        yield library


def kept(library: Library, data: bytes) -> StoredPicture:
    content = library.pictures.put(data, ".png")
    return StoredPicture(content=content, media_type="image/png", size=SIZE)


def an_edit_of(*results: Result) -> Edit:
    return replace(an_edit(1, "a fox"), results=results)


def test_each_result_is_spoken_of_by_itself(library: Library) -> None:
    signed = kept(library, sign_file(png(photo(SIZE)), "png"))
    laid_in, plain = kept(library, png(photo(SIZE, seed=2))), kept(library, png(photo(SIZE)))
    found = credentials_of(
        an_edit_of(
            Result(index=0, original=signed, picture=signed),
            Result(index=1, original=signed, picture=laid_in),
            Result(index=2, original=plain, picture=laid_in),
        ),
        library,
    )
    assert [(one.index, one.is_kept) for one in found] == [(0, True), (1, False)]
    assert "still does" in found[0].sentence
    assert "no longer does" in found[1].sentence


def test_what_is_gone_says_nothing(library: Library) -> None:
    signed = kept(library, sign_file(png(photo(SIZE)), "png"))
    library.pictures.path(signed.content).unlink()
    assert (
        credentials_of(an_edit_of(Result(index=0, original=signed, picture=signed)), library) == ()
    )
