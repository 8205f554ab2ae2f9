"""The key between keychain and window: found, kept, refused, kept for this run only, removed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from typing import cast

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.domain.problems import ProblemError, ProblemKind, problem
from desktop.domain.secret_key import KeySource, SecretKey
from desktop.jobs.job_runner import JobRunner
from desktop.storage.key_sources import KeySources, SessionKeys
from desktop.ui.errands import Errands
from desktop.ui.flows.key_flow import KeyFlow
from desktop.ui.settings.key_status import KeyState, KeyStatus
from tests.builders import Ring, keychain_with

KEY = SecretKey("sk-test-0123456789abcdefghij")


class Service:
    """Stands for the runner: answers a test of the key as it is told."""

    def __init__(self) -> None:
        self.refuses: ProblemKind | None = None

    def check_access(self, _profile: str) -> Future[str]:
        done: Future[str] = Future()
        if self.refuses is None:
            done.set_result("It works.")
        else:
            done.set_exception(ProblemError(problem(self.refuses, host="example.org")))
        return done


class Bench:
    """A key flow with a keychain of its own; `told` are the states in order."""

    def __init__(self, qtbot: QtBot, *rings: Ring) -> None:
        self.qtbot = qtbot
        self.profile = "openai"
        self.service = Service()
        self.errands = Errands()
        self.owner = QObject()
        keys = KeySources(keychain_with(*rings)(), SessionKeys(), {}, frozenset())
        self.flow = KeyFlow(
            keys,
            lambda: self.profile,
            self.errands,
            cast("JobRunner", self.service),
            self.owner,
        )
        self.told: list[KeyState] = []
        self.changes = 0
        self.flow.status_changed.connect(self._note)
        self.flow.keys_changed.connect(self._count)

    def until(self, state: KeyState) -> KeyStatus:
        self.qtbot.waitUntil(lambda: self.flow.status.state is state)
        return self.flow.status

    def _note(self, status: KeyStatus) -> None:
        self.told.append(status.state)

    def _count(self) -> None:
        self.changes += 1


@pytest.fixture
def ring() -> Ring:
    return Ring()


@pytest.fixture
def bench(qtbot: QtBot, ring: Ring) -> Iterator[Bench]:
    made = Bench(qtbot, ring)
    yield made
    made.errands.shut_down()


def test_an_empty_keychain_has_no_key(bench: Bench) -> None:
    bench.flow.look()
    assert bench.flow.status.state is KeyState.LOOKING
    assert not bench.until(KeyState.NONE).has_key


def test_a_key_is_kept_found_and_shown_by_its_end_only(bench: Bench, ring: Ring) -> None:
    bench.flow.store(KEY)
    status = bench.until(KeyState.SAVED)
    assert status.source is KeySource.KEYCHAIN
    assert status.hint == "ghij"
    assert list(ring.kept.values()) == [KEY.reveal()]
    assert bench.changes == 1
    assert bench.told[0] is KeyState.SAVING


def test_a_key_is_tested_and_may_be_wrong(bench: Bench) -> None:
    bench.flow.store(KEY)
    bench.until(KeyState.SAVED)
    bench.flow.test()
    bench.until(KeyState.WORKS)
    bench.service.refuses = ProblemKind.KEY_WRONG
    bench.flow.test()
    assert bench.until(KeyState.WRONG).has_key


def test_a_service_that_is_not_reached_says_nothing_about_the_key(bench: Bench) -> None:
    bench.flow.store(KEY)
    bench.until(KeyState.SAVED)
    bench.service.refuses = ProblemKind.CONNECTION_REFUSED
    bench.flow.test()
    status = bench.until(KeyState.UNTESTED)
    assert status.problem is not None
    assert status.problem.kind is ProblemKind.CONNECTION_REFUSED


def test_a_key_is_removed(bench: Bench, ring: Ring) -> None:
    bench.flow.store(KEY)
    bench.until(KeyState.SAVED)
    bench.flow.remove()
    bench.until(KeyState.NONE)
    assert not ring.kept
    assert bench.changes == 2


def test_without_a_keychain_a_key_is_kept_for_this_run_only_when_asked(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    bench.flow.store(KEY)
    bench.until(KeyState.NO_KEYCHAIN)
    assert bench.changes == 0
    bench.flow.keep_for_this_run(KEY)
    assert bench.until(KeyState.SAVED).source is KeySource.SESSION
    bench.flow.remove()
    bench.qtbot.waitUntil(lambda: not bench.flow.status.has_key)
    bench.until(KeyState.NO_KEYCHAIN)
    bench.errands.shut_down()


def test_a_locked_keychain_is_called_locked(bench: Bench, ring: Ring) -> None:
    locked = type("KeyringLocked", (Exception,), {})
    ring.trouble = locked("locked")
    bench.flow.store(KEY)
    assert bench.until(KeyState.LOCKED).problem is not None


def test_what_is_found_for_another_profile_is_not_shown(bench: Bench) -> None:
    bench.flow.store(KEY)
    bench.until(KeyState.SAVED)
    bench.flow.look()
    bench.profile = "elsewhere"
    bench.flow.look_anew()
    assert not bench.until(KeyState.NONE).has_key
