"""Sets on disk: kept whole, found by the beginning of their id, their pictures in use."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.domain.draft import Draft
from desktop.domain.identity import new_edit_id
from desktop.domain.order import EditOrder
from desktop.domain.problems import ProblemError
from desktop.domain.recipe import InputFile, Inputs
from desktop.domain.size import Size
from desktop.domain.surface_set import SetCell, Surface, SurfaceSet
from desktop.storage.library import Library
from desktop.storage.set_files import SetFiles
from tests.builders import photo, png


def _set(master: InputFile, name: str = "01") -> SurfaceSet:
    order = EditOrder(
        id=new_edit_id(),
        recipe=Draft(prompt="a poster").recipe(),
        inputs=Inputs(references=(master,)),
    )
    surface = Surface(name="story", size=Size(1080, 1920))
    cell = SetCell(number=1, language="en", surface=surface, output="a", order=order)
    return SurfaceSet(
        id=name, created=datetime(2026, 11, 21, tzinfo=UTC), title="Set", cells=(cell,)
    )


def test_a_set_comes_back_as_it_was_and_newest_first(tmp_path: Path) -> None:
    files = SetFiles(tmp_path / "sets")
    assert files.all() == ()
    master = InputFile(content="a" * 64, name="m.png", size=Size(4, 4))  # type: ignore[arg-type]
    old, new = _set(master), replace(_set(master, "02"), is_approved=True, batch="b1")
    files.save(old)
    files.save(new)
    assert files.all() == (new, old)
    assert files.get("01") == old
    with pytest.raises(ProblemError):
        files.get("0")


def test_the_pictures_of_a_set_are_never_orphans(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        content = library.pictures.put(png(photo(Size(32, 32))), "png")
        master = InputFile(content=content, name="m.png", size=Size(32, 32))
        library.sets.save(_set(master))
        library.remove_orphans(older_than=timedelta(0))
        assert library.pictures.read(content)
