"""Handing over work waits for nothing, and ending them leaves nothing behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from concurrent.futures import thread as pools
from functools import partial

import pytest

from desktop.ui.worker_threads import WorkerThreads

PATIENCE = 20.0


@pytest.fixture
def threads() -> Iterator[WorkerThreads]:
    made = WorkerThreads(2, "made")
    yield made
    made.shut_down()


def test_gives_what_the_work_returns(threads: WorkerThreads) -> None:
    asked = [threads.submit(partial(pow, at, 2)) for at in range(20)]
    assert [one.result(PATIENCE) for one in asked] == [at * at for at in range(20)]


def test_gives_what_the_work_raises(threads: WorkerThreads) -> None:
    def work() -> None:
        raise KeyError("gone")

    with pytest.raises(KeyError, match="gone"):
        threads.submit(work).result(PATIENCE)
    assert threads.submit(lambda: "still there").result(PATIENCE) == "still there"


def test_runs_beside_the_thread_that_asks(threads: WorkerThreads) -> None:
    both = threading.Barrier(3)
    done = [threads.submit(lambda: both.wait(PATIENCE)) for _ in range(2)]
    both.wait(PATIENCE)
    assert {one.result(PATIENCE) for one in done} <= {0, 1, 2}


def test_begins_in_the_order_of_asking() -> None:
    alone = WorkerThreads(1, "alone")
    begun: list[int] = []
    for last in [alone.submit(partial(begun.append, at)) for at in range(50)]:
        last.result(PATIENCE)
    alone.shut_down()
    assert begun == list(range(50))


def test_does_not_wait_while_another_pool_starts_a_thread(threads: WorkerThreads) -> None:
    """Python's own pools hold this lock until their new thread has come up."""
    handed_over = threading.Event()
    with pools._global_shutdown_lock:
        beside = threading.Thread(
            target=lambda: (threads.submit(handed_over.set), handed_over.wait(PATIENCE))
        )
        beside.start()
        came = handed_over.wait(PATIENCE)
    beside.join()
    assert came


def test_the_end_waits_for_what_is_begun_and_cancels_the_rest() -> None:
    alone, begun, go_on = WorkerThreads(1, "alone"), threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        go_on.wait(PATIENCE)
        return "whole"

    running, waiting = alone.submit(work), alone.submit(lambda: "never")
    assert begun.wait(PATIENCE)
    waiting.add_done_callback(lambda _: go_on.set())
    alone.shut_down()
    assert running.result(0) == "whole"
    with pytest.raises(CancelledError):
        waiting.result(0)


def test_what_is_cancelled_before_its_turn_is_not_done() -> None:
    alone, go_on = WorkerThreads(1, "alone"), threading.Event()
    alone.submit(lambda: go_on.wait(PATIENCE))
    done: list[str] = []
    waiting = alone.submit(lambda: done.append("done"))
    assert waiting.cancel()
    go_on.set()
    assert alone.submit(lambda: "next").result(PATIENCE) == "next"
    alone.shut_down()
    assert done == []


def test_no_thread_is_left(threads: WorkerThreads) -> None:
    threads.submit(threading.current_thread).result(PATIENCE)
    threads.shut_down()
    assert not [one for one in threading.enumerate() if one.name.startswith("made")]


def test_an_end_without_a_beginning() -> None:
    made = WorkerThreads(2, "made")
    made.shut_down()
    with pytest.raises(RuntimeError, match="ended"):
        made.submit(lambda: None)
