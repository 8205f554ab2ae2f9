"""Threads that compute beside the window come after it, where the system counts that by thread."""

from __future__ import annotations

import logging
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from desktop.jobs import giving_way
from desktop.jobs.giving_way import aside, give_way

linux = pytest.mark.skipif(sys.platform != "linux", reason="niceness belongs to the whole program")


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@linux
def test_only_the_thread_that_gives_way_does() -> None:
    before = niceness()
    with ThreadPoolExecutor(1, initializer=give_way) as pool:
        assert pool.submit(niceness).result() == max(before, giving_way._NICE)
    assert niceness() == before


@linux
def test_a_thread_that_gives_way_already_is_not_pushed_forward() -> None:
    def twice() -> int:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 15)
        give_way()
        return niceness()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(twice).result() == 15


def test_a_system_that_refuses_is_no_trouble(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_arguments: int) -> None:
        raise PermissionError("not here")

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "setpriority", refuse, raising=False)
    with caplog.at_level(logging.INFO):
        give_way()
    assert "A thread keeps its priority: not here" in caplog.text


def test_elsewhere_nothing_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(os, "setpriority", lambda *_: pytest.fail("touched"), raising=False)
    give_way()


@linux
def test_work_aside_gives_way_and_its_caller_does_not() -> None:
    before = niceness()
    assert aside(niceness) == max(before, giving_way._NICE)
    assert niceness() == before


def test_what_work_aside_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        aside(divmod, 1, 0)
