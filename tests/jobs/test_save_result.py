"""Saving outside the library: under a good name, whole or not at all, and byte for byte."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.edit import Edit, Result, StoredPicture
from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.size import Size
from desktop.imaging.write_options import Format, WriteOptions
from desktop.jobs.save_result import save_original, save_picture, suggested_name, write_beside
from desktop.storage.library import Library
from tests.builders import jpeg, opened, photo, png
from tests.storage.samples import an_edit

SIZE = Size(64, 48)


@pytest.fixture
def stored(library: Library) -> StoredPicture:
    content = library.pictures.put(png(photo(SIZE)), ".png")
    return StoredPicture(content=content, media_type="image/png", size=SIZE)


def folder_of(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("form", [Format.PNG, Format.WEBP, Format.TIFF, Format.JPEG])
def test_a_result_in_every_format(
    library: Library, tmp_path: Path, stored: StoredPicture, form: Format
) -> None:
    path = folder_of(tmp_path) / f"saved{form.suffix}"
    save_picture(stored, path, form, WriteOptions(), library.pictures)
    found = opened(path.read_bytes())
    assert found.shape == (48, 64, 3)
    if form in {Format.PNG, Format.TIFF}:
        np.testing.assert_array_equal(found, photo(SIZE))
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_the_original_is_what_the_service_sent(
    library: Library, tmp_path: Path, stored: StoredPicture
) -> None:
    data = jpeg(photo(SIZE))
    content = library.pictures.put(data, ".jpg")
    original = replace(stored, content=content)
    path = folder_of(tmp_path) / "as it came.png"
    save_original(Result(index=0, original=original, picture=stored), path, library.pictures)
    assert path.read_bytes() == data


class TestWriting:
    def test_what_was_there_is_replaced_whole(self, tmp_path: Path) -> None:
        path = folder_of(tmp_path) / "out.png"
        path.write_bytes(b"before")
        assert write_beside(path, b"after") == path
        assert path.read_bytes() == b"after"

    def test_a_full_disk_leaves_what_was_there(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = folder_of(tmp_path) / "out.png"
        path.write_bytes(b"before")

        def half(self: Path, data: bytes) -> int:
            with self.open("wb") as file:
                file.write(data[:3])
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "write_bytes", half)
        with pytest.raises(ProblemError) as caught:
            write_beside(path, b"after")
        assert caught.value.problem.kind is ProblemKind.CANNOT_WRITE
        assert "No space left" in caught.value.problem.sentence
        assert path.read_bytes() == b"before"
        assert [one.name for one in path.parent.iterdir()] == ["out.png"]

    @pytest.mark.parametrize("place", ["missing/out.png", "file/out.png", "folder"])
    def test_a_place_that_takes_no_file(self, tmp_path: Path, place: str) -> None:
        folder = folder_of(tmp_path)
        (folder / "file").write_bytes(b"")
        (folder / "folder").mkdir()
        before = sorted(one.name for one in folder.iterdir())
        with pytest.raises(ProblemError) as caught:
            write_beside(folder / place, b"data")
        assert caught.value.problem.kind is ProblemKind.CANNOT_WRITE
        assert sorted(one.name for one in folder.iterdir()) == before

    def test_the_longest_name_that_the_disk_takes(self, tmp_path: Path) -> None:
        path = folder_of(tmp_path) / ("x" * 251 + ".png")
        write_beside(path, b"data")
        assert path.read_bytes() == b"data"


def edit_of(prompt: str, results: int = 1) -> Edit:
    picture = StoredPicture(content="0" * 64, media_type="image/png", size=SIZE)  # type: ignore[arg-type]
    made = tuple(Result(index=index, original=picture, picture=picture) for index in range(results))
    return an_edit(0xABCDEF, prompt, results=made)


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("A red fox, in snow!", "a-red-fox-in-snow-cdef.png"),
        ("  ", "picture-cdef.png"),
        ("???", "picture-cdef.png"),
        ("../../etc/passwd", "etc-passwd-cdef.png"),
        ("ein Fuchs über 漢字", "ein-fuchs-über-漢字-cdef.png"),
        ("word " * 40, "word-word-word-word-word-word-word-word-word-wor-cdef.png"),
    ],
)
def test_names_say_what_it_is(prompt: str, name: str) -> None:
    assert suggested_name(edit_of(prompt), 0, ".png") == name


def test_several_results_have_their_number() -> None:
    edit = edit_of("fox", results=3)
    assert [suggested_name(edit, index, ".png") for index in range(3)] == [
        "fox-cdef-1.png",
        "fox-cdef-2.png",
        "fox-cdef-3.png",
    ]


@given(st.text(max_size=200))
def test_every_name_can_be_a_file_anywhere(prompt: str) -> None:
    name = suggested_name(edit_of(prompt), 0, ".jpg")
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
    assert len(name.encode("utf-8", "replace")) <= 255
    assert name.endswith("-cdef.jpg")
    assert not name.startswith((".", "-", " "))
