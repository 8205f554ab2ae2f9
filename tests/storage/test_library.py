"""A library opens, keeps edits in the right order of steps, and says what is wrong with it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.edit import Outcome
from desktop.domain.identity import hash_of
from desktop.domain.intent import EntryState
from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.recipe import Inputs
from desktop.storage import durable_files, edit_log
from desktop.storage.library import DATABASE, LOG, Library, LibraryUse
from desktop.storage.records import edit_to_json
from desktop.storage.rescue import rescue_library
from tests.storage.samples import ANSWER, HEAD, PICTURE, a_result, an_edit, an_intent, edit_id

Failing = Callable[[int], Callable[..., None]]


def store(library: Library, number: int = 1, prompt: str = "a red fox") -> None:
    library.pictures.put(PICTURE, ".png")
    library.store_edit(an_edit(number, prompt, results=(a_result(),)))


def problem_at_opening(folder: Path, use: LibraryUse = LibraryUse.WINDOW) -> ProblemKind:
    with pytest.raises(ProblemError) as caught:
        Library.open(folder, use)
    return caught.value.problem.kind


def test_it_is_made_where_it_is_asked_for(folder: Path) -> None:
    with Library.open(folder / "deep" / "inside") as library:
        store(library)
    assert {path.name for path in library.folder.iterdir()} >= {
        DATABASE,
        LOG,
        "pictures",
        "journal",
        "thumbnails",
        "lock",
    }
    with Library.open(library.folder) as again:
        assert again.history.page()[0].results == (a_result(),)
        assert again.pictures.read(hash_of(PICTURE)) == PICTURE
        assert again.check().is_clean


def test_one_window_at_a_time_and_any_number_of_commands(folder: Path, library: Library) -> None:
    assert problem_at_opening(folder) is ProblemKind.LIBRARY_BUSY
    with Library.open(folder, LibraryUse.COMMAND) as command:
        store(command)
        assert library.history.count() == 1
    assert f"process {os.getpid()}" in (folder / "lock").read_text()
    library.close()
    library.close()
    Library.open(folder).close()


def test_an_edit_without_its_picture_is_not_stored(library: Library) -> None:
    with pytest.raises(ProblemError) as caught:
        library.store_edit(an_edit(results=(a_result(),)))
    assert caught.value.problem.kind is ProblemKind.PICTURE_GONE
    assert library.history.count() == 0
    assert library.log.size == 0


def test_an_edit_that_cannot_be_logged_is_not_in_the_history(
    library: Library, monkeypatch: pytest.MonkeyPatch, failing: Failing
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(edit_log, "write_all", failing(errno.ENOSPC))
        with pytest.raises(ProblemError) as caught:
            store(library)
    assert caught.value.problem.kind is ProblemKind.DISK_FULL
    assert library.history.count() == 0
    store(library)
    assert library.history.count() == 1


def test_what_only_the_log_has_is_added_at_the_next_opening(folder: Path, library: Library) -> None:
    store(library, 1)
    store(library, 2, "old words")
    library.log.append(edit_to_json(an_edit(2, "new words")))
    library.log.append(edit_to_json(an_edit(3)))
    library.close()
    with Library.open(folder) as again:
        assert [edit.id for edit in again.history.page()] == [edit_id(3), edit_id(2), edit_id(1)]
        assert [edit.id for edit in again.history.search("new")] == [edit_id(2)]


def test_the_log_is_read_once(
    folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(library)
    library.close()
    Library.open(folder).close()
    monkeypatch.delattr(edit_log.EditLog, "read")
    Library.open(folder).close()


def test_a_lost_database_comes_back_from_the_log(folder: Path, library: Library) -> None:
    for number in range(5):
        store(library, number, f"number {number}")
    library.close()
    (folder / DATABASE).unlink()
    with Library.open(folder) as again:
        assert again.history.count() == 5
        assert again.check().is_clean


def test_a_lost_log_leaves_the_history(folder: Path, library: Library) -> None:
    store(library)
    library.close()
    Library.open(folder).close()
    (folder / LOG).unlink()
    with Library.open(folder) as again:
        store(again, 2)
    with Library.open(folder) as again:
        assert again.history.count() == 2


@pytest.mark.parametrize("damage", ["all", "middle"])
def test_a_damaged_database_is_set_aside_and_built_anew(
    folder: Path, library: Library, damage: str
) -> None:
    for number in range(120):
        store(library, number, f"number {number} " + "word " * 400)
    library.close()
    whole = (folder / DATABASE).read_bytes()
    broken = (
        b"x" * len(whole) if damage == "all" else whole[:40_000] + bytes(40_000) + whole[80_000:]
    )
    (folder / DATABASE).write_bytes(broken)
    assert problem_at_opening(folder) is ProblemKind.LIBRARY_DAMAGED
    assert (folder / DATABASE).read_bytes() == broken
    rescued = rescue_library(folder)
    assert rescued.edits == 120
    assert rescued.set_aside is not None
    assert rescued.set_aside.read_bytes() == broken
    with Library.open(folder) as again:
        assert again.check().is_clean
        assert again.history.page(limit=1)[0].recipe.prompt.startswith("number 119")


def test_what_only_the_damaged_database_has_is_rescued_too(folder: Path, library: Library) -> None:
    store(library, 1)
    store(library, 2)
    library.close()
    (folder / LOG).unlink()
    assert rescue_library(folder).edits == 2
    assert rescue_library(folder).edits == 2


def test_a_library_that_is_open_is_not_rescued(folder: Path, library: Library) -> None:
    store(library)
    with pytest.raises(ProblemError) as caught:
        rescue_library(folder)
    assert caught.value.problem.kind is ProblemKind.LIBRARY_BUSY
    assert library.history.count() == 1


# --- journal and history together ---


def sent_and_answered(library: Library, number: int = 1) -> None:
    with library.journal.open_entry(an_intent(number)) as entry:
        entry.mark_sent()
        entry.begin(HEAD)
        entry.write(ANSWER)
        entry.finish()


def test_an_entry_whose_edit_is_finished_ends_at_the_next_opening(
    folder: Path, library: Library
) -> None:
    sent_and_answered(library)
    store(library, 1)
    library.close()
    with Library.open(folder) as again:
        assert again.journal.unsettled() == ()


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.CANCELLED, Outcome.UNKNOWN])
def test_an_entry_whose_edit_failed_is_still_offered(
    folder: Path, library: Library, outcome: Outcome
) -> None:
    sent_and_answered(library)
    library.store_edit(an_edit(1, outcome=outcome))
    library.close()
    with Library.open(folder) as again:
        (found,) = again.journal.unsettled()
        assert found.state is EntryState.COMPLETE


def test_a_clean_up_takes_only_what_nothing_names(library: Library) -> None:
    store(library)
    mask = library.pictures.put(b"mask of an unsettled edit", ".png")
    library.journal.open_entry(replace(an_intent(), inputs=Inputs(mask=mask))).close()
    orphan = library.pictures.put(b"orphan", ".png")
    assert library.remove_orphans() == 0, "a draft may still want it"
    assert library.check().orphans == 1
    assert library.remove_orphans(timedelta(0)) == len(b"orphan")
    assert set(library.pictures.contents()) == {hash_of(PICTURE), mask}
    assert not library.pictures.holds(orphan)


# --- check ---


def test_a_check_names_everything_that_is_wrong(library: Library) -> None:
    store(library, 1)
    gone = library.pictures.put(b"gone", ".png")
    damaged = library.pictures.put(b"damaged", ".png")
    library.store_edit(an_edit(2, results=(a_result(b"gone"), a_result(b"damaged", 1))))
    sent_and_answered(library, 3)
    library.pictures.path(gone).unlink()
    library.pictures.path(damaged).write_bytes(b"dam\0ged")
    with library.database.writing() as connection:
        connection.execute("DELETE FROM edits WHERE id = ?", (edit_id(1),))
        connection.execute('INSERT INTO edits VALUES (1, \'odd\', \'{"recipe":{"prompt":"?"}}\')')
    seen: list[tuple[int, int]] = []
    report = library.check(lambda done, total: seen.append((done, total)))
    assert not report.is_clean
    assert report.missing == ((edit_id(2), gone),)
    assert report.damaged == (damaged,)
    assert report.unreadable == ("odd",)
    assert report.not_in_history == (edit_id(1),)
    assert report.database_faults == ()
    assert [entry.edit for entry in report.unsettled] == [edit_id(3)]
    assert report.orphans == 1, "the picture of the row that was deleted"
    assert (report.edits, report.pictures) == (2, 2)
    assert len(report.sentences) == 4
    assert seen == [(1, 2), (2, 2)]


def test_unsettled_entries_and_orphans_are_no_fault(library: Library) -> None:
    sent_and_answered(library)
    library.pictures.put(b"orphan", ".png")
    report = library.check()
    assert report.is_clean
    assert (report.orphans, len(report.unsettled)) == (1, 1)


# --- disks ---


def test_a_folder_that_cannot_be_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch, failing: Failing
) -> None:
    monkeypatch.setattr(Path, "mkdir", failing(errno.EACCES))
    assert problem_at_opening(folder) is ProblemKind.FOLDER_READ_ONLY


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.EROFS, ProblemKind.FOLDER_READ_ONLY),
        (errno.ENOSPC, ProblemKind.DISK_FULL),
        (errno.EIO, ProblemKind.CANNOT_WRITE),
    ],
)
def test_a_folder_that_cannot_be_written_to(
    folder: Path,
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
    failing: Failing,
    number: int,
    kind: ProblemKind,
) -> None:
    library.close()
    monkeypatch.setattr(durable_files, "write_all", failing(number))
    assert problem_at_opening(folder) is kind
    monkeypatch.undo()
    Library.open(folder).close()


def test_a_file_where_the_folder_should_be(folder: Path) -> None:
    folder.write_bytes(b"")
    assert problem_at_opening(folder) in {ProblemKind.CANNOT_WRITE, ProblemKind.FOLDER_READ_ONLY}


def test_a_failed_opening_lets_go_of_the_library(folder: Path, library: Library) -> None:
    library.close()
    good = (folder / DATABASE).read_bytes()
    (folder / DATABASE).write_bytes(b"broken" * 1000)
    assert problem_at_opening(folder) is ProblemKind.LIBRARY_DAMAGED
    (folder / DATABASE).write_bytes(good)
    Library.open(folder).close()
