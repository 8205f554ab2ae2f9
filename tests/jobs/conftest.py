"""A service on loopback, a library, and disks and certificates that take no time."""

from __future__ import annotations

import os
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop.domain.identity import EditId
from desktop.domain.job_events import Ending, JobEvent, Queued, SetAside
from desktop.jobs.job_runner import JobRunner
from desktop.storage.library import Library
from tests.builders import Studio, studio_for
from tests.fakes.image_service import KEY, ImageService

_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@pytest.fixture(autouse=True)
def quick_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Syncing and loading the system's certificates would be most of the time of these tests."""
    import httpcore2

    monkeypatch.setattr(os, "fsync", os.fstat)
    monkeypatch.setattr(httpcore2, "default_ssl_context", lambda **_options: _NO_CERTIFICATES)


@pytest.fixture
def service() -> Iterator[ImageService]:
    with ImageService() as running:
        yield running


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def studio(service: ImageService, library: Library) -> Studio:
    return studio_for(library, service.url, KEY)


@dataclass
class Diary:
    """Every event of every job, as it came; waiting for something ends with its coming."""

    events: list[JobEvent] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)
    at: dict[type[JobEvent], Callable[[], None]] = field(default_factory=dict)
    """What is done when an event of a kind comes, on the thread that it comes on."""
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, event: JobEvent) -> None:
        with self._changed:
            self.events.append(event)
            self.threads.add(threading.current_thread().name)
            self._changed.notify_all()
        self.at.get(type(event), _nothing)()

    def wait(self, is_there: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(is_there, 20), self.events

    def wait_for_ends(self, count: int) -> None:
        self.wait(lambda: len(self.endings) >= count)

    def wait_for(self, job: EditId, kind: type[JobEvent]) -> None:
        self.wait(lambda: kind in self.of(job))

    def of(self, job: EditId) -> list[type[JobEvent]]:
        return [type(event) for event in self.events if event.job == job]

    def order_of(self, kind: type[JobEvent]) -> list[EditId]:
        return [event.job for event in self.events if isinstance(event, kind)]

    @property
    def endings(self) -> list[JobEvent]:
        return [event for event in self.events if isinstance(event, Ending)]


def _nothing() -> None:
    pass


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def runner(studio: Studio, diary: Diary) -> Iterator[JobRunner]:
    made = JobRunner(studio.services, diary, at_once=2)
    made.start()
    yield made
    assert made.stop()
    ends = Counter(event.job for event in diary.endings)
    assert all(count == 1 for count in ends.values()), ends
    assert set(ends) | set(diary.order_of(SetAside)) >= set(diary.order_of(Queued))
