"""What was meant is on disk before it is sent, and what came back stays, whatever happens."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.domain.answer import AnswerHead, AnswerSink
from desktop.domain.identity import EditId, hash_of
from desktop.domain.intent import EntryState
from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.recipe import Inputs
from desktop.storage import answer_place, durable_files, journal_entry
from desktop.storage.journal import Journal
from desktop.storage.journal_entry import JournalEntry
from tests.storage.samples import ANSWER, HEAD, an_intent, edit_id

Failing = Callable[[int], Callable[..., None]]
on_linux = pytest.mark.skipif(
    not Path("/proc/self/fd").exists(), reason="tells folders apart through /proc"
)
CHUNKS = [ANSWER[start : start + 4096] for start in range(0, len(ANSWER), 4096)]


@pytest.fixture
def entry(journal: Journal) -> Iterator[JournalEntry]:
    with journal.open_entry(an_intent()) as opened:
        yield opened


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary folder, for this test alone."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def receive(sink: AnswerSink, chunks: list[bytes] = CHUNKS) -> None:
    sink.begin(HEAD)
    for chunk in chunks:
        sink.write(chunk)
    sink.finish()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def state(journal: Journal) -> EntryState:
    (found,) = journal.unsettled()
    return found.state


# --- the way of one request ---


def test_the_intent_is_on_disk_before_anything_is_sent(
    journal: Journal, entry: JournalEntry
) -> None:
    assert entry.edit == edit_id(1)
    assert (entry.folder / "answer.body").stat().st_size == 100_000
    assert journal.unsettled() == ()
    assert journal.in_hand() == (edit_id(1),)
    entry.close()
    (found,) = journal.unsettled()
    assert found.state is EntryState.PREPARED
    assert found.intent == an_intent()
    assert (found.sent_at, found.answer_bytes, found.damage) == (None, 0, "")
    assert journal.in_hand() == ()


@on_linux
def test_the_disk_itself_has_it_before_anything_is_sent(
    journal: Journal, synced: list[str]
) -> None:
    synced.clear()
    with journal.open_entry(an_intent()) as entry:
        assert [name[-4:] for name in synced] == [".tmp", edit_id(1)[-4:], "rnal"]
        synced.clear()
        entry.mark_sent()
        assert [name[-4:] for name in synced] == [".tmp", edit_id(1)[-4:]]
        receive(entry)
        assert "answer.body" in synced
        assert synced[-1] == edit_id(1)


def test_every_step_is_told_from_the_files_alone(journal: Journal, entry: JournalEntry) -> None:
    entry.mark_sent()
    entry.close()
    (found,) = journal.unsettled()
    assert found.state is EntryState.SENT
    assert found.sent_at is not None
    assert abs(found.sent_at - datetime.now(UTC)) < timedelta(minutes=1)
    with journal.take_up(edit_id(1)) as again:
        again.begin(HEAD)
        again.write(b"first ")
        again.write(b"second")
    (found,) = journal.unsettled()
    assert (found.state, found.answer_bytes) == (EntryState.PARTIAL, 12)
    with journal.take_up(edit_id(1)) as again:
        assert again.read_answer() == (HEAD, b"first second")
        receive(again)
    (found,) = journal.unsettled()
    assert (found.state, found.answer_bytes) == (EntryState.COMPLETE, len(ANSWER))


def test_the_answer_is_kept_untouched(entry: JournalEntry) -> None:
    entry.mark_sent()
    receive(entry)
    assert entry.read_answer() == (HEAD, ANSWER)
    assert (entry.folder / "answer.body").read_bytes() == ANSWER
    assert not entry.is_only_in_memory


@pytest.mark.parametrize("expected", [0, 10, len(ANSWER), 10 * len(ANSWER)])
def test_a_wrong_guess_of_the_length_does_no_harm(journal: Journal, expected: int) -> None:
    with journal.open_entry(an_intent(expected_bytes=expected)) as entry:
        entry.mark_sent()
        receive(entry)
        assert entry.read_answer() == (HEAD, ANSWER)
        assert (entry.folder / "answer.body").stat().st_size == len(ANSWER)


def test_an_empty_answer_is_an_answer(journal: Journal, entry: JournalEntry) -> None:
    entry.mark_sent()
    receive(entry, [])
    assert entry.read_answer() == (HEAD, b"")
    entry.close()
    assert state(journal) is EntryState.COMPLETE


def test_without_an_answer_there_is_nothing_to_read(entry: JournalEntry) -> None:
    entry.mark_sent()
    with pytest.raises(ProblemError) as caught:
        entry.read_answer()
    assert caught.value.problem.kind is ProblemKind.ANSWER_UNKNOWN


def test_an_answer_cannot_come_before_it_is_marked_as_sent(entry: JournalEntry) -> None:
    with pytest.raises(RuntimeError, match="mark_sent"):
        entry.begin(HEAD)


def test_previews_are_kept_in_their_order(journal: Journal, entry: JournalEntry) -> None:
    entry.mark_sent()
    for index in (1, 0, 10, 2):
        assert entry.keep_preview(index, b"preview %d" % index) is None
    assert entry.previews() == (b"preview 0", b"preview 1", b"preview 2", b"preview 10")
    entry.close()
    (found,) = journal.unsettled()
    assert (found.previews, found.state) == (4, EntryState.SENT)


def test_settling_removes_everything(journal: Journal, entry: JournalEntry) -> None:
    entry.mark_sent()
    entry.keep_preview(0, b"x")
    receive(entry)
    entry.settle()
    assert names(journal.folder) == set()
    assert journal.unsettled() == ()


def test_what_cannot_be_removed_yet_is_swept_later(
    journal: Journal, entry: JournalEntry, monkeypatch: pytest.MonkeyPatch, failing: Failing
) -> None:
    entry.mark_sent()
    receive(entry)
    with monkeypatch.context() as patch:
        patch.setattr(journal_entry, "remove_settled", failing(errno.EACCES))
        entry.settle()
    assert names(journal.folder) == {edit_id(1)}
    assert journal.unsettled() == ()
    journal.prepare()
    assert names(journal.folder) == set()


def test_a_failure_that_was_not_billed_is_forgotten(journal: Journal, entry: JournalEntry) -> None:
    entry.mark_sent()
    entry.keep_preview(0, b"x")
    receive(entry)
    entry.discard_answer()
    assert entry.previews() == ()
    entry.close()
    assert state(journal) is EntryState.PREPARED
    with journal.take_up(edit_id(1)) as again:
        assert (again.folder / "answer.body").stat().st_size >= 100_000
        again.mark_sent()
        receive(again, [b"new"])
        assert again.read_answer() == (HEAD, b"new")


def test_what_an_interrupted_discard_leaves_is_no_answer(
    journal: Journal, entry: JournalEntry
) -> None:
    entry.mark_sent()
    receive(entry)
    (entry.folder / "sent").unlink()
    entry.close()
    assert state(journal) is EntryState.PREPARED
    with journal.take_up(edit_id(1)) as again:
        again.mark_sent()
    assert state(journal) is EntryState.SENT


def test_a_shorter_answer_after_a_longer_one(journal: Journal, entry: JournalEntry) -> None:
    entry.mark_sent()
    entry.begin(HEAD)
    entry.write(b"a long beginning")
    entry.begin(HEAD)
    entry.write(b"short")
    entry.close()
    with journal.take_up(edit_id(1)) as again:
        assert again.read_answer() == (HEAD, b"short")


# --- who has it ---


def test_an_entry_belongs_to_one_job_at_a_time(journal: Journal, entry: JournalEntry) -> None:
    with pytest.raises(ProblemError) as taken:
        journal.take_up(edit_id(1))
    with pytest.raises(ProblemError) as opened:
        journal.open_entry(an_intent())
    for caught in (taken, opened):
        assert caught.value.problem.kind is ProblemKind.LIBRARY_BUSY
    entry.close()
    journal.take_up(edit_id(1)).close()


def test_what_is_gone_cannot_be_taken_up(journal: Journal) -> None:
    with pytest.raises(ProblemError) as caught:
        journal.take_up(edit_id(9))
    assert caught.value.problem.kind is ProblemKind.EDIT_UNKNOWN


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".hidden", "x" * 65])
def test_an_id_cannot_lead_out_of_the_folder(journal: Journal, name: str) -> None:
    with pytest.raises(ValueError, match="no id of an edit"):
        journal.take_up(EditId(name))


def test_pictures_of_an_entry_are_in_use(journal: Journal) -> None:
    journal.open_entry(replace(an_intent(), inputs=Inputs(mask=hash_of(b"mask")))).close()
    assert journal.contents_in_use() == {hash_of(b"mask")}


# --- clearing away ---


def test_traces_of_what_is_over_are_swept(journal: Journal) -> None:
    for number, files in enumerate(
        ([], ["owner", "answer.body"], ["settled", "answer.body", "sent"]), start=1
    ):
        folder = journal.folder / edit_id(number)
        folder.mkdir()
        for name in files:
            (folder / name).touch()
    assert journal.unsettled() == ()
    journal.prepare()
    assert names(journal.folder) == set()


def test_sweeping_leaves_others_alone(journal: Journal, entry: JournalEntry) -> None:
    (entry.folder / "intent.json").rename(entry.folder / "hidden")
    journal.prepare()
    assert entry.folder.is_dir()


@pytest.mark.parametrize("damage", [b"", b"{", b'{"edit":"x"}', b"\xff\xfe\x00"])
def test_a_damaged_entry_is_reported_and_kept(
    journal: Journal, entry: JournalEntry, damage: bytes
) -> None:
    entry.mark_sent()
    receive(entry)
    (entry.folder / "intent.json").write_bytes(damage)
    entry.close()
    journal.prepare()
    (found,) = journal.unsettled()
    assert (found.state, found.intent) == (EntryState.DAMAGED, None)
    assert found.answer_bytes == len(ANSWER)
    assert "cannot be read any more" in found.damage
    with journal.take_up(edit_id(1)) as again:
        assert again.intent is None
        assert again.read_answer() == (HEAD, ANSWER)
        again.settle()
    assert journal.unsettled() == ()


def test_a_lost_intent_is_reported_once_it_was_sent(journal: Journal, entry: JournalEntry) -> None:
    entry.mark_sent()
    (entry.folder / "intent.json").unlink()
    entry.close()
    journal.prepare()
    (found,) = journal.unsettled()
    assert (found.state, found.damage) == (
        EntryState.DAMAGED,
        "What was meant to be sent is gone.",
    )


@pytest.mark.parametrize("name", ["complete", "answer.length", "head.json", "sent", "elsewhere"])
def test_any_file_may_be_garbage(journal: Journal, entry: JournalEntry, name: str) -> None:
    entry.mark_sent()
    receive(entry)
    (entry.folder / name).write_bytes(b"\xff\x00garbage")
    entry.close()
    (found,) = journal.unsettled()
    assert found.intent == an_intent()
    with journal.take_up(edit_id(1)) as again:
        again.settle()
    assert names(journal.folder) == set()


def test_a_body_that_lost_bytes_is_not_called_whole(journal: Journal, entry: JournalEntry) -> None:
    entry.mark_sent()
    receive(entry)
    (entry.folder / "answer.body").write_bytes(ANSWER[:1000])
    entry.close()
    (found,) = journal.unsettled()
    assert (found.state, found.answer_bytes) == (EntryState.PARTIAL, 1000)


# --- disks that fail ---


@pytest.mark.parametrize("step", ["write_whole", "reserve_room", "sync_folder"])
def test_a_full_disk_is_noticed_before_paying(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, failing: Failing, step: str
) -> None:
    monkeypatch.setattr(journal_entry, step, failing(errno.ENOSPC))
    with pytest.raises(ProblemError) as caught:
        journal.open_entry(an_intent(expected_bytes=5_000_000))
    assert caught.value.problem.kind is ProblemKind.DISK_FULL
    assert "6 MB needed" in caught.value.problem.sentence
    assert names(journal.folder) == set()


def test_without_reservation_the_free_space_is_asked(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "posix_fallocate", raising=False)
    journal.open_entry(an_intent(1)).close()
    with pytest.raises(ProblemError) as caught:
        journal.open_entry(an_intent(2, expected_bytes=2**60))
    assert caught.value.problem.kind is ProblemKind.DISK_FULL
    assert [found.edit for found in journal.unsettled()] == [edit_id(1)]


def test_a_file_system_that_cannot_reserve(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, failing: Failing
) -> None:
    monkeypatch.setattr(os, "posix_fallocate", failing(errno.EOPNOTSUPP), raising=False)
    with journal.open_entry(an_intent()) as entry:
        entry.mark_sent()
        receive(entry)
        assert entry.read_answer() == (HEAD, ANSWER)


def test_nothing_is_sent_when_the_mark_cannot_be_made(
    journal: Journal, entry: JournalEntry, monkeypatch: pytest.MonkeyPatch, failing: Failing
) -> None:
    monkeypatch.setattr(journal_entry, "write_whole", failing(errno.EIO))
    with pytest.raises(ProblemError) as caught:
        entry.mark_sent()
    assert caught.value.problem.kind is ProblemKind.CANNOT_WRITE
    entry.close()
    assert state(journal) is EntryState.PREPARED


def fail_below(monkeypatch: pytest.MonkeyPatch, folders: dict[Path, int]) -> list[str]:
    """Into each folder so many writes go well, and none after; what was refused is noted."""
    refused: list[str] = []
    left = dict(folders)
    real_all, real_whole = durable_files.write_all, durable_files.write_whole

    def is_refused(path: str) -> bool:
        for folder, count in left.items():
            if path.startswith(str(folder)):
                left[folder] = count - 1
                if count < 1:
                    refused.append(Path(path).name)
                    return True
        return False

    def write_all(descriptor: int, data: bytes) -> None:
        if is_refused(str(Path(f"/proc/self/fd/{descriptor}").readlink())):
            real_all(descriptor, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "full")
        real_all(descriptor, data)

    def write_whole(path: Path, data: bytes) -> None:
        if is_refused(str(path)):
            raise OSError(errno.ENOSPC, "full")
        real_whole(path, data)

    monkeypatch.setattr(answer_place, "write_all", write_all)
    monkeypatch.setattr(answer_place, "write_whole", write_whole)
    monkeypatch.setattr(journal_entry, "write_whole", write_whole)
    return refused


@on_linux
@pytest.mark.logs
@pytest.mark.parametrize("after", [0, 1, 2, 3, 4, 9])
def test_an_answer_moves_when_its_disk_fills_up(
    journal: Journal,
    entry: JournalEntry,
    temporary: Path,
    monkeypatch: pytest.MonkeyPatch,
    after: int,
) -> None:
    entry.mark_sent()
    with monkeypatch.context() as patch:
        refused = fail_below(patch, {entry.folder: after})
        patch.setattr(journal_entry, "write_whole", lambda path, data: path.write_bytes(data))
        receive(entry)
    assert len(refused) == 2, "once more with the spare room, then never again"
    assert not entry.is_only_in_memory
    assert entry.read_answer() == (HEAD, ANSWER)
    entry.close()
    (found,) = journal.unsettled()
    assert (found.state, found.answer_bytes) == (EntryState.COMPLETE, len(ANSWER))
    with journal.take_up(edit_id(1)) as again:
        assert again.read_answer() == (HEAD, ANSWER)
        assert len(names(temporary)) == 1
        again.settle()
    assert names(temporary) == set()
    assert names(journal.folder) == set()


@on_linux
@pytest.mark.logs
@pytest.mark.parametrize("after", [0, 1, 3, 8])
@pytest.mark.parametrize("elsewhere", [0, 1, 2, 5])
def test_an_answer_that_no_disk_takes_stays_in_memory(
    journal: Journal,
    entry: JournalEntry,
    temporary: Path,
    monkeypatch: pytest.MonkeyPatch,
    after: int,
    elsewhere: int,
) -> None:
    entry.mark_sent()
    with monkeypatch.context() as patch:
        fail_below(patch, {entry.folder: after, temporary: elsewhere})
        patch.setattr(journal_entry, "write_whole", lambda path, data: path.write_bytes(data))
        with pytest.raises(ProblemError) as caught:
            receive(entry)
        assert caught.value.problem.kind is ProblemKind.DISK_FULL
        in_memory = [entry.is_only_in_memory]
        assert entry.read_answer() == (HEAD, ANSWER)
        with pytest.raises(ProblemError):
            entry.save_again()
        assert entry.read_answer() == (HEAD, ANSWER)
    entry.save_again()
    in_memory.append(entry.is_only_in_memory)
    assert in_memory == [True, False]
    entry.close()
    assert state(journal) is EntryState.COMPLETE
    with journal.take_up(edit_id(1)) as again:
        assert again.read_answer() == (HEAD, ANSWER)
        again.settle()
    assert names(temporary) == set()


def test_a_second_place_that_vanished_is_told(
    journal: Journal, entry: JournalEntry, temporary: Path
) -> None:
    entry.mark_sent()
    place = temporary / "stet-answer-gone"
    (entry.folder / "elsewhere").write_text(str(place))
    entry.close()
    (found,) = journal.unsettled()
    assert found.state is EntryState.SENT
    assert str(place) in found.damage


@pytest.mark.parametrize("note", ["", ".", "/", "..", "{}", "{}/photos"])
def test_a_note_that_names_another_folder_is_not_followed(
    journal: Journal, entry: JournalEntry, tmp_path: Path, note: str
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "holiday.jpg").touch()
    entry.mark_sent()
    (entry.folder / "elsewhere").write_text(note.format(tmp_path))
    entry.close()
    assert state(journal) is EntryState.SENT
    journal.take_up(edit_id(1)).settle()
    assert names(journal.folder) == set()
    assert names(photos) == {"holiday.jpg"}


@pytest.mark.logs
def test_a_preview_that_cannot_be_kept_does_not_stop_the_answer(
    entry: JournalEntry, monkeypatch: pytest.MonkeyPatch, failing: Failing
) -> None:
    entry.mark_sent()
    with monkeypatch.context() as patch:
        patch.setattr(journal_entry, "write_whole", failing(errno.ENOSPC))
        problem = entry.keep_preview(0, b"x")
    assert problem is not None
    assert problem.kind is ProblemKind.DISK_FULL
    receive(entry)
    assert entry.read_answer() == (HEAD, ANSWER)


def test_an_entry_can_be_settled_on_a_full_disk(
    journal: Journal, entry: JournalEntry, monkeypatch: pytest.MonkeyPatch, failing: Failing
) -> None:
    entry.mark_sent()
    receive(entry)
    for step in ("write_whole", "reserve_room"):
        monkeypatch.setattr(journal_entry, step, failing(errno.ENOSPC))
    entry.settle()
    assert names(journal.folder) == set()


def test_a_folder_that_goes_in_mid_answer_is_told(entry: JournalEntry) -> None:
    entry.mark_sent()
    shutil.rmtree(entry.folder)
    with pytest.raises(RuntimeError):
        entry.begin(AnswerHead(status=200, content_type=""))
