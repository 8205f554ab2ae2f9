"""`kill -9` at any moment of an edit: the library opens, and nothing that was paid for is gone."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sized
from contextlib import suppress
from pathlib import Path

import pytest

from desktop.domain.edit import Edit, Outcome
from desktop.domain.intent import EntryState, UnsettledEdit
from desktop.jobs.run_edit import finish_saved, let_go
from desktop.storage.library import Library
from tests.builders import marked, photo, png, studio_for, white_mask
from tests.fakes.image_service import KEY, ImageService

ROOT = Path(__file__).parents[2]
ROUNDS, SPARED = 21, 7

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


class Victim:
    """Starts commands, one at a time, and kills them."""

    def __init__(self, tmp_path: Path) -> None:
        environment = os.environ | {
            "OPENAI_API_KEY": KEY,
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
            "PYTHONPATH": str(ROOT),
        }
        self._starter = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.edits_until_killed"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._process = 0
        self._is_over = threading.Event()
        self.said: list[str] = []

    def start(self, *words: object) -> None:
        assert self._starter.stdin is not None
        self._starter.stdin.write(json.dumps([str(word) for word in words]) + "\n")
        self._starter.stdin.flush()
        self.said = []
        self._is_over.clear()
        while not (line := self._read()).startswith("process "):
            self.said.append(line)
        self._process = int(line.split()[1])

    def kill(self) -> str | None:
        """The JSON that it printed if it was quicker than the kill; None if it was killed."""
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        return self.finish()

    def finish(self) -> str | None:
        """The same without a kill."""
        while not (line := self._read()).startswith(("ended", "killed")):
            self.said.append(line)
        printed = [one.removeprefix("said ") for one in self.said if one.startswith("said ")]
        return printed[0] if line == "ended 0" else None

    def _read(self) -> str:
        assert self._starter.stdout is not None
        line = self._starter.stdout.readline()
        if not line:
            assert self._starter.stderr is not None
            raise AssertionError(self._starter.stderr.read())
        return line.strip()

    def end(self) -> None:
        _, errors = self._starter.communicate(timeout=30)
        assert "Traceback" not in errors, errors


@pytest.fixture
def victim(tmp_path: Path) -> Iterator[Victim]:
    made = Victim(tmp_path)
    yield made
    made.end()


@pytest.fixture
def service() -> Iterator[ImageService]:
    with ImageService() as running:
        yield running


def _longer_than(listed: Callable[[], Sized]) -> Callable[[], bool]:
    """Whether the list has grown since this was made."""
    before = len(listed())
    return lambda: len(listed()) > before


def until(is_there: Callable[[], bool], limit: float = 20) -> None:
    """Looks again and again; the kill itself has no signal to wait for."""
    pause = threading.Event()
    for _ in range(int(limit / 0.005)):
        if is_there():
            return
        pause.wait(0.005)
    raise AssertionError("It never came.")


def test_twenty_kills_lose_nothing(tmp_path: Path, victim: Victim, service: ImageService) -> None:
    chance = random.Random(20261121)
    folder, pause = tmp_path / "library", threading.Event()
    picture, mask = tmp_path / "photo.png", tmp_path / "mask.png"
    picture.write_bytes(png(photo()))
    mask.write_bytes(white_mask(marked()))
    finished: set[str] = set()
    for number in range(ROUNDS):
        usual = (
            "--quality", "low", "--format", "jpeg", "--size", "1024x640",
            "--library", folder, "--base-url", service.url, "--json",
        )  # fmt: skip
        asked = _longer_than(lambda: service.paid_requests)
        left = _longer_than(lambda: service.returned)
        if number % 4 == 3:
            victim.start("edit", picture, f"kite {number}", "--mask", mask, *usual)
        else:
            victim.start("generate", f"kite {number}", *usual)
        moment = number % 3
        if moment == 1:
            until(asked)
        elif moment == 2:
            until(left)
        pause.wait(chance.uniform(0, 0.1))
        # One is spared: on a busy machine no other might come so far, and the library holds both.
        printed = victim.finish() if number == SPARED else victim.kill()
        if printed is not None:
            finished.add(json.loads(printed)["id"])
    examine(folder, service, finished)


def examine(folder: Path, service: ImageService, finished: set[str]) -> None:
    """The library explains itself; every saved answer can be finished for nothing."""
    made = {picture.picture for picture in service.billed}
    with Library.open(folder) as library:
        report = library.check()
        assert report.is_clean, report.sentences
        history = {edit.id: edit for edit in library.history.page(limit=100)}
        assert finished <= history.keys()
        assert all(edit.outcome is Outcome.FINISHED for edit in history.values())
        unsettled = library.journal.unsettled()
        _check_requests(service, [*history.values()], list(unsettled))
        asked = len(service.paid_requests)
        studio = studio_for(library, service.url, KEY)
        states = {one.state for one in unsettled} | ({"finished"} if history else set())
        for one in unsettled:
            if one.state is EntryState.COMPLETE:
                edit = studio.loop(finish_saved(one.edit, studio.services))
                history[edit.id] = edit
            else:
                studio.loop(let_go(one.edit, studio.services))
        assert len(service.paid_requests) == asked
        assert library.journal.unsettled() == ()
        for edit in history.values():
            for result in edit.results:
                assert studio.bytes_of(result.original) in made
        assert library.check().is_clean
    assert len(states) >= 3, f"the kills should have hit different moments: {states}"


def _check_requests(
    service: ImageService, history: list[Edit], unsettled: list[UnsettledEdit]
) -> None:
    """Whatever was asked is known by its prompt, and nothing was asked twice."""
    known = [edit.recipe.prompt for edit in history]
    known += [one.intent.recipe.prompt for one in unsettled if one.intent]
    asked = [request.fields["prompt"] for request in service.paid_requests]
    assert len(set(asked)) == len(asked)
    assert set(asked) <= set(known)
