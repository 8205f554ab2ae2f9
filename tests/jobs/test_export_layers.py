"""A lineage as layers: put back on each other they give exactly the result."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from psd_tools import PSDImage

from desktop.domain.edit import Edit, Placement, Result, ResultRef, StoredPicture
from desktop.domain.problems import ProblemError
from desktop.domain.recipe import InputFile, Inputs
from desktop.domain.size import Size, box_of
from desktop.imaging.layered_file import LayeredFormat
from desktop.jobs.export_layers import export_layers
from desktop.storage.library import Library
from tests.builders import photo, png
from tests.storage.samples import an_edit

SIZE = Size(96, 64)


@pytest.fixture
def library(tmp_path: Path) -> Any:
    with Library.open(tmp_path / "library") as made:
        yield made


def store(library: Library, pixels: Any) -> StoredPicture:
    content = library.pictures.put(png(pixels), ".png")
    height, width = pixels.shape[:2]
    return StoredPicture(content=content, media_type="image/png", size=Size(width, height))


def edited(
    library: Library, prompt: str, source: StoredPicture, after: Any, parent: Edit | None = None
) -> Edit:
    picture = store(library, after)
    result = Result(
        index=0,
        original=picture,
        picture=picture,
        placement=Placement(region=box_of(SIZE), sent_size=SIZE),
    )
    made = replace(
        an_edit(2 if parent else 1, prompt),
        inputs=Inputs(
            picture=InputFile(content=source.content, name="photo.png", size=source.size)
        ),
        results=(result,),
        parent=ResultRef(edit=parent.id, index=0) if parent else None,
    )
    library.store_edit(made)
    return made


def test_two_edits_and_the_original(library: Library) -> None:
    base = photo(SIZE)
    one, two = base.copy(), base.copy()
    one[10:20, 30:50] = 7
    two[10:20, 30:50] = 7
    two[40:44, 5:9] = 200
    ground = store(library, base)
    first = edited(library, "a teapot\nsecond line", ground, one)
    second = edited(library, "a spoon", first.results[0].picture, two, first)
    made = export_layers(ResultRef(edit=second.id, index=0), LayeredFormat.PSD, library)
    assert (made.layers, made.notes) == (3, ())
    found = PSDImage.open(io.BytesIO(made.data))
    assert [layer.name for layer in found] == ["photo.png", "a teapot", "a spoon"]
    assert [layer.bbox for layer in found][1:] == [(30, 10, 50, 20), (5, 40, 9, 44)]
    assert np.array_equal(_stacked(found), two)


def _stacked(found: PSDImage) -> Any:
    canvas = np.zeros((SIZE.height, SIZE.width, 3), np.uint8)
    for layer in found:
        left, top, right, bottom = layer.bbox
        pixels = np.asarray(layer.topil())[..., :3]
        part = canvas[top:bottom, left:right]
        shown = np.ones(part.shape[:2], bool)
        if layer.mask is not None:
            shown = np.asarray(layer.mask.topil()) > 0
        part[shown] = pixels[shown]
    return canvas


def test_a_generated_picture_is_its_own_ground(library: Library) -> None:
    picture = store(library, photo(SIZE))
    made = replace(an_edit(), results=(Result(index=0, original=picture, picture=picture),))
    made = replace(made, inputs=Inputs(), parent=None)
    library.store_edit(made)
    found = export_layers(ResultRef(edit=made.id, index=0), LayeredFormat.PSD, library)
    assert found.layers == 1


def test_a_picture_of_another_size_begins_anew(library: Library) -> None:
    small = edited(library, "small", store(library, photo(SIZE)), photo(SIZE, seed=2))
    large = photo(Size(128, 64))
    second = edited(library, "extended", small.results[0].picture, large, small)
    found = export_layers(ResultRef(edit=second.id, index=0), LayeredFormat.PSD, library)
    assert found.layers == 1


def test_an_edit_that_changed_nothing_is_a_layer_all_the_same(library: Library) -> None:
    base = store(library, photo(SIZE))
    same = edited(library, "nothing", base, photo(SIZE))
    found = export_layers(ResultRef(edit=same.id, index=0), LayeredFormat.ORA, library)
    assert found.layers == 2


def test_more_than_eight_bits_is_said(library: Library, tmp_path: Path) -> None:
    from desktop.imaging.png_file import encode_png

    deep = np.full((SIZE.height, SIZE.width, 3), 1000, np.uint16)
    content = library.pictures.put(encode_png(deep), ".png")
    picture = StoredPicture(content=content, media_type="image/png", size=SIZE)
    made = replace(
        an_edit(),
        results=(Result(index=0, original=picture, picture=picture),),
        inputs=Inputs(),
        parent=None,
    )
    library.store_edit(made)
    found = export_layers(ResultRef(edit=made.id, index=0), LayeredFormat.ORA, library)
    assert "8 bits" in found.notes[0]


def test_a_lost_picture_is_said(library: Library) -> None:
    made = edited(library, "x", store(library, photo(SIZE)), photo(SIZE, seed=3))
    library.pictures.path(made.results[0].picture.content).unlink()
    with pytest.raises(ProblemError):
        export_layers(ResultRef(edit=made.id, index=0), LayeredFormat.PSD, library)
