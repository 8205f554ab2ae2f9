"""Open work on disk: offered after a kill, gone after an orderly end."""

from __future__ import annotations

from pathlib import Path

from desktop.domain.draft import Draft
from desktop.domain.identity import ContentHash
from desktop.domain.open_work import OpenWork, ViewPlace
from desktop.domain.recipe import InputFile
from desktop.domain.size import Size
from desktop.storage.open_work_files import OpenWorkFiles

FILE = InputFile(content=ContentHash("a" * 64), name="Über & sea.jpg", size=Size(30, 20))
WORK = OpenWork(
    draft=Draft(prompt="A boat", picture=Size(30, 20), has_mask=True),
    picture=FILE,
    view=ViewPlace(zoom=0.5, x=12.5, y=3, rotation=15, is_flipped=True),
    kept=("Sky", "Sea"),
)


def test_what_was_saved_is_offered_until_it_is_dropped(tmp_path: Path) -> None:
    files = OpenWorkFiles(tmp_path)
    assert files.interrupted() is None
    files.save(WORK, {"mask": b"one", "kept-0": b"two"})
    files.save(WORK, {"mask": b"three", "kept-0": None, "protection": None})
    after_kill = OpenWorkFiles(tmp_path)
    assert after_kill.interrupted() == (WORK, {"mask": b"three"})
    assert OpenWorkFiles(tmp_path).interrupted() == (WORK, {"mask": b"three"})
    after_kill.drop_interrupted()
    assert OpenWorkFiles(tmp_path).interrupted() is None


def test_an_orderly_end_leaves_nothing_and_saves_no_more(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    files = OpenWorkFiles(folder)
    files.save(WORK, {"mask": b"one"})
    files.clear()
    files.save(WORK, {"mask": b"late"})
    assert OpenWorkFiles(folder).interrupted() is None
    assert list(folder.iterdir()) == []


def test_what_is_offered_is_not_overwritten_by_new_work(tmp_path: Path) -> None:
    OpenWorkFiles(tmp_path).save(WORK, {"mask": b"one"})
    files = OpenWorkFiles(tmp_path)
    files.interrupted()
    files.save(OpenWork(draft=Draft(prompt="Another")), {})
    files.clear()
    assert OpenWorkFiles(tmp_path).interrupted() == (WORK, {"mask": b"one"})


def test_a_damaged_record_offers_nothing(tmp_path: Path) -> None:
    OpenWorkFiles(tmp_path).save(WORK, {})
    (tmp_path / "now" / "work.json").write_text("{half")
    assert OpenWorkFiles(tmp_path).interrupted() is None
