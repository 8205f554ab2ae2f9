"""A program killed at any moment leaves a library that explains itself and lacks nothing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.identity import EditId
from desktop.domain.intent import EntryState, UnsettledEdit
from desktop.storage.library import Library
from tests.storage.samples import ANSWER, HEAD, a_result, an_edit

ROUNDS = 20
ROOT = Path(__file__).parent.parent.parent
ANSWERED = {EntryState.SENT, EntryState.PARTIAL, EntryState.COMPLETE}


class Killable:
    """Starts processes that store edits, one at a time, and kills them."""

    def __init__(self) -> None:
        self._starter = subprocess.Popen(
            [sys.executable, "-m", "tests.storage.edits_until_killed"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._heard: list[str] = []
        self._process = 0

    def start(self, folder: Path, use: str = "window") -> None:
        assert self._starter.stdin is not None
        self._starter.stdin.write(f"{folder}\t{use}\n")
        self._starter.stdin.flush()
        self._heard = []
        word, number = self._read().split()
        while word != "process":  # a step may be told before the number is
            self._heard.append(f"{word} {number}")
            word, number = self._read().split()
        self._process = int(number)

    def wait_for_steps(self, count: int) -> None:
        while len(self._heard) < count:
            self._heard.append(self._read())

    def kill(self) -> list[tuple[str, EditId]]:
        """What it said it had done, in order."""
        os.kill(self._process, getattr(signal, "SIGKILL", signal.SIGTERM))
        while (line := self._read()) != "killed":
            self._heard.append(line)
        steps = [line.split() for line in self._heard]
        return [(step, EditId(edit)) for step, edit in steps]

    def _read(self) -> str:
        assert self._starter.stdout is not None
        line = self._starter.stdout.readline()
        if not line:
            assert self._starter.stderr is not None
            raise AssertionError(self._starter.stderr.read())
        return line.strip()

    def end(self) -> None:
        _, errors = self._starter.communicate(timeout=30)
        assert not errors, errors


@pytest.fixture
def two() -> Iterator[tuple[Killable, Killable]]:
    pair = (Killable(), Killable())
    yield pair
    for one in pair:
        one.end()


@pytest.fixture
def killable() -> Iterator[Killable]:
    one = Killable()
    yield one
    one.end()


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


def test_twenty_kills(folder: Path, killable: Killable) -> None:
    chance = random.Random(20261121)
    stored: set[EditId] = set()
    states: list[EntryState] = []
    for number in range(ROUNDS):
        killable.start(folder)
        # Every fourth may be killed while it is still opening the library.
        killable.wait_for_steps(chance.randrange(1, 7) if number % 4 else 0)
        threading.Event().wait(chance.uniform(0, 0.03))
        said = killable.kill()
        stored |= {edit for step, edit in said if step in {"stored", "whole"}}
        states += [entry.state for entry in examine(folder, said)]
    with Library.open(folder) as library:
        assert {edit for edit, _ in library.history.records()} >= stored
        assert library.history.count() >= ROUNDS / 2
    assert len(set(states)) >= 2, "the kills should have hit different moments"


def test_two_programs_are_killed_at_once(folder: Path, two: tuple[Killable, Killable]) -> None:
    chance = random.Random(7)
    Library.open(folder).close()
    for _ in range(5):
        for one in two:
            one.start(folder, "command")
        for one in two:
            one.wait_for_steps(chance.randrange(1, 4))
        said = [step for one in two for step in one.kill()]
        assert len({edit for _, edit in said}) >= 2
        examine(folder, said)


def test_an_entry_of_a_running_program_is_not_offered(folder: Path, killable: Killable) -> None:
    killable.start(folder, "command")
    killable.wait_for_steps(1)
    with Library.open(folder) as library:
        assert library.journal.unsettled() == ()
    examine(folder, killable.kill())
