"""A program killed at any moment leaves a library that explains itself and lacks nothing."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.domain.identity import EditId
from desktop.domain.intent import EntryState, UnsettledEdit
from desktop.storage.library import Library
from tests.storage.samples import ANSWER, HEAD, a_result, an_edit

ROUNDS = 20
ROOT = Path(__file__).parent.parent.parent
ANSWERED = {EntryState.SENT, EntryState.PARTIAL, EntryState.COMPLETE}


class Worker:
    """A process that stores edits from `go` to `kill`."""

    def __init__(self, folder: Path, use: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.storage.edits_until_killed", str(folder), use],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._heard: list[str] = []

    def go(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def wait_for_steps(self, count: int) -> None:
        assert self._process.stdout is not None
        self._heard += [self._process.stdout.readline() for _ in range(count)]

    def kill(self) -> list[tuple[str, EditId]]:
        """What it said it had done, in order."""
        self._process.kill()
        rest, errors = self._process.communicate(timeout=30)
        assert not errors, errors
        lines = [*"".join(self._heard).splitlines(), *rest.splitlines()]
        steps = [line.split() for line in lines]
        return [(step, EditId(edit)) for step, edit in steps]


@contextmanager
def workers(folder: Path, use: str = "window") -> Iterator[Iterator[Worker]]:
    """Workers one after the other; the next one always starts while the last one runs."""
    waiting = [Worker(folder, use)]

    def line() -> Iterator[Worker]:
        while True:
            worker = waiting.pop()
            waiting.append(Worker(folder, use))
            yield worker

    try:
        yield line()
    finally:
        for worker in waiting:
            worker.kill()


def examine(folder: Path, said: list[tuple[str, EditId]]) -> list[UnsettledEdit]:
    """Open the library as the next start does and hold it against what was said."""
    with Library.open(folder) as library:
        assert not list(folder.rglob("*.tmp"))
        unsettled = {entry.edit: entry for entry in library.journal.unsettled()}
        for step, edit in said:
            stored, entry = library.history.find(edit), unsettled.get(edit)
            if step == "stored":
                assert stored is not None
                assert library.pictures.verify(stored.results[0].original.content)
            elif stored is None:
                assert entry is not None, f"{edit} was {step} and is gone"
                wanted = {EntryState.COMPLETE} if step == "whole" else ANSWERED
                assert entry.state in wanted
        report = library.check()
        assert report.is_clean, report.sentences
        for entry in unsettled.values():
            settle(library, entry)
        assert library.journal.unsettled() == ()
        return list(unsettled.values())


def settle(library: Library, told: UnsettledEdit) -> None:
    """Finish from the saved answer what can be, and let the rest go."""
    assert told.state is not EntryState.DAMAGED
    assert told.intent is not None
    with library.journal.take_up(told.edit) as entry:
        if told.state is EntryState.COMPLETE:
            assert entry.read_answer() == (HEAD, ANSWER)
            library.pictures.put(ANSWER, ".bin")
            library.store_edit(an_edit(id=told.edit, results=(a_result(ANSWER),)))
        elif told.state is EntryState.PARTIAL:
            _, body = entry.read_answer()
            assert ANSWER.startswith(body)
        entry.settle()


def test_twenty_kills(folder: Path) -> None:
    chance = random.Random(20261121)
    stored: set[EditId] = set()
    states: list[EntryState] = []
    with workers(folder) as line:
        for number in range(ROUNDS):
            worker = next(line)
            worker.go()
            # Every fourth may be killed while it is still opening the library.
            worker.wait_for_steps(chance.randrange(1, 7) if number % 4 else 0)
            threading.Event().wait(chance.uniform(0, 0.03))
            said = worker.kill()
            stored |= {edit for step, edit in said if step in {"stored", "whole"}}
            states += [entry.state for entry in examine(folder, said)]
    with Library.open(folder) as library:
        assert {edit for edit, _ in library.history.records()} >= stored
        assert library.history.count() >= ROUNDS / 2
    assert len(set(states)) >= 2, "the kills should have hit different moments"


def test_two_programs_are_killed_at_once(folder: Path) -> None:
    chance = random.Random(7)
    Library.open(folder).close()
    with workers(folder, "command") as first, workers(folder, "command") as second:
        for _ in range(4):
            pair = (next(first), next(second))
            for worker in pair:
                worker.go()
            for worker in pair:
                worker.wait_for_steps(chance.randrange(1, 4))
            said = [step for worker in pair for step in worker.kill()]
            assert len({edit for _, edit in said}) >= 2
            examine(folder, said)


def test_an_entry_of_a_running_program_is_not_offered(folder: Path) -> None:
    with workers(folder, "command") as line:
        worker = next(line)
        worker.go()
        worker.wait_for_steps(1)
        with Library.open(folder) as library:
            assert library.journal.unsettled() == ()
        said = worker.kill()
    assert said
    examine(folder, said)
