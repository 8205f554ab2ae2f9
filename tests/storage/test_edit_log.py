"""The log takes whole lines, one after the other, and reads what a kill has left of it."""

from __future__ import annotations

import errno
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.storage import edit_log
from desktop.storage.edit_log import EditLog
from desktop.storage.records import edit_to_json
from tests.storage.samples import an_edit, edit_id


@pytest.fixture
def log(tmp_path: Path) -> EditLog:
    return EditLog(tmp_path / "edits.jsonl")


def ids(log: EditLog, start: int = 0) -> list[str]:
    return [edit.id for edit, _ in log.read(start).edits]


def test_the_last_line_on_an_edit_counts(log: EditLog) -> None:
    assert log.read().edits == ()
    log.append(edit_to_json(an_edit(1, "first")))
    log.append(edit_to_json(an_edit(2)))
    log.append(edit_to_json(an_edit(1, "second")))
    found = log.read()
    assert ids(log) == [edit_id(2), edit_id(1)]
    assert found.edits[1][0].recipe.prompt == "second"
    assert found.edits[1][1] == edit_to_json(an_edit(1, "second"))
    assert (found.end, found.unreadable) == (log.size, 0)


def test_reading_goes_on_where_it_ended(log: EditLog) -> None:
    log.append(edit_to_json(an_edit(1)))
    end = log.read().end
    log.append(edit_to_json(an_edit(2)))
    assert ids(log, end) == [edit_id(2)]


@pytest.mark.parametrize("cut", [1, 10, 200])
def test_a_line_cut_short_does_not_spoil_the_next(log: EditLog, cut: int) -> None:
    log.append(edit_to_json(an_edit(1)))
    log.append(edit_to_json(an_edit(2)))
    log.path.write_bytes(log.path.read_bytes()[:-cut])
    log.append(edit_to_json(an_edit(3)))
    found = log.read()
    assert [edit.id for edit, _ in found.edits] == (
        [edit_id(1), edit_id(2), edit_id(3)] if cut == 1 else [edit_id(1), edit_id(3)]
    )
    assert found.unreadable == (cut != 1)


def test_a_full_disk_leaves_no_half_line(
    log: EditLog, monkeypatch: pytest.MonkeyPatch, failing: Callable[[int], Callable[..., None]]
) -> None:
    log.append(edit_to_json(an_edit(1)))
    before = log.path.read_bytes()
    for step in ("write_all", "sync_file"):
        with monkeypatch.context() as patch:
            patch.setattr(edit_log, step, failing(errno.ENOSPC))
            with pytest.raises(ProblemError) as caught:
                log.append(edit_to_json(an_edit(2)))
        assert caught.value.problem.kind is ProblemKind.DISK_FULL
        assert log.path.read_bytes() == before


def test_threads_do_not_tear_each_others_lines(log: EditLog) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: log.append(edit_to_json(an_edit(number))), range(40)))
    found = log.read()
    assert {edit.id for edit, _ in found.edits} == {edit_id(number) for number in range(40)}
    assert found.unreadable == 0


def test_a_program_that_never_lets_go(log: EditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edit_log, "_PATIENCE", 0.02)
    other = EditLog(log.path)
    with other.held(), pytest.raises(ProblemError) as caught:
        log.append(edit_to_json(an_edit()))
    assert caught.value.problem.kind is ProblemKind.LIBRARY_BUSY
