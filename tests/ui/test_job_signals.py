"""Events of jobs cross into the window's thread whole, in order, and in small portions."""

from __future__ import annotations

import threading
import time

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop.domain.identity import EditId
from desktop.domain.job_events import JobEvent, Sent
from desktop.ui.job_signals import JobSignals


def events(count: int) -> list[JobEvent]:
    return [Sent(job=EditId(f"job-{number}")) for number in range(count)]


def test_every_event_comes_once_and_in_order_from_another_thread(qtbot: QtBot) -> None:
    signals, heard = JobSignals(), list[JobEvent]()
    signals.event_came.connect(heard.append)
    sent = events(2000)

    def work() -> None:
        for event in sent:
            signals.emit_event(event)

    thread = threading.Thread(target=work)
    thread.start()
    qtbot.waitUntil(lambda: len(heard) == len(sent))
    thread.join()
    assert heard == sent


def test_events_that_take_long_leave_room_for_others(qtbot: QtBot) -> None:
    signals, heard, ticks = JobSignals(), list[JobEvent](), list[int]()
    signals.event_came.connect(lambda _event: time.sleep(0.01))
    signals.event_came.connect(heard.append)
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(len(heard)))
    timer.start(0)
    sent = events(8)
    for event in sent:
        signals.emit_event(event)
    qtbot.waitUntil(lambda: len(heard) == len(sent))
    timer.stop()
    assert heard == sent
    assert len(set(ticks)) >= len(sent) - 1


def test_an_event_that_a_listener_causes_is_not_lost(qtbot: QtBot) -> None:
    signals, heard = JobSignals(), list[JobEvent]()
    first, second = events(2)

    def hear(event: JobEvent) -> None:
        heard.append(event)
        if event is first:
            signals.emit_event(second)

    signals.event_came.connect(hear)
    signals.emit_event(first)
    assert not heard
    qtbot.waitUntil(lambda: heard == [first, second])
