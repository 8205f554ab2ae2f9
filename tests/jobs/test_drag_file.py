"""What a dragged picture becomes outside: the very file, cut out by its mask, or layers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop.domain.edit import ResultRef
from desktop.domain.identity import ContentHash
from desktop.imaging.codec import read_picture
from desktop.jobs.drag_file import DragForm, file_of_picture, file_of_result, name_of_result
from desktop.storage.library import Library
from tests.jobs.test_export_pictures import a_photo, edited_jpeg, generated, kept


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as library:
        yield library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "drag"
    made.mkdir()
    return made


def test_the_file_is_the_librarys_byte_for_byte(library: Library, folder: Path) -> None:
    edit = edited_jpeg(library)
    made = file_of_result(ResultRef(edit=edit.id, index=0), DragForm.PICTURE, folder, library)
    assert made.name == "a-red-sail-0063.png"
    assert made.read_bytes() == library.pictures.read(edit.results[0].picture.content)


def test_the_mask_becomes_its_transparency(library: Library, folder: Path) -> None:
    edit = edited_jpeg(library)
    made = file_of_result(ResultRef(edit=edit.id, index=0), DragForm.CUT_OUT, folder, library)
    assert made.name == "a-red-sail-0063-cut-out.png"
    cut = read_picture(made.read_bytes(), "").pixels
    whole = read_picture(library.pictures.read(edit.results[0].picture.content), "").pixels
    assert cut.shape[2] == 4
    assert (cut[..., :3] == whole).all()
    assert set(np.unique(cut[..., 3])) == {0, 255}
    assert (cut[64:128, 96:160, 3] == 255).all()
    assert cut[..., 3].sum() == 64 * 64 * 255


def test_without_a_mask_it_is_the_picture(library: Library, folder: Path) -> None:
    edit = generated(library)
    made = file_of_result(ResultRef(edit=edit.id, index=0), DragForm.CUT_OUT, folder, library)
    assert made.read_bytes() == library.pictures.read(edit.results[0].picture.content)


@pytest.mark.parametrize("form", list(DragForm))
def test_the_name_is_known_before_the_file_is_made(
    library: Library, folder: Path, form: DragForm
) -> None:
    for edit in (edited_jpeg(library), generated(library)):
        ref = ResultRef(edit=edit.id, index=0)
        name = name_of_result(ref, form, library)
        assert file_of_result(ref, form, folder, library) == folder / name


def test_in_layers(library: Library, folder: Path) -> None:
    edit = edited_jpeg(library)
    made = file_of_result(ResultRef(edit=edit.id, index=0), DragForm.LAYERS, folder, library)
    assert made.suffix == ".psd"
    assert made.read_bytes().startswith(b"8BPS")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("../../outside.png", "outside.jpg"),
        ("/etc/passwd", "passwd.jpg"),
        ("con", "con-.jpg"),
        ("", "picture.jpg"),
        ("Füchse.tif", "Füchse.jpg"),
    ],
)
def test_a_name_never_leads_out_of_the_folder(
    library: Library, folder: Path, name: str, file: str
) -> None:
    content: ContentHash = kept(library, a_photo(), ".jpg").content
    made = file_of_picture(content, name, folder, library)
    assert made.parent == folder
    assert made.name == file
