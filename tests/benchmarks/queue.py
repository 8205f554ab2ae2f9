"""The window while jobs stream, Cancel to idle, and the memory of four 4K answers at once.

    python -m tests.benchmarks.queue [--jobs 20] [--only streams|cancels|memory]

Jobs run as many at once as Stet is set to when it is new; the service answers as fast as it can, so
that answers come some thirty times as fast as in life. It runs in a process of its own and gives
way to the window's, so that its work is not counted. What a gap is and how it is divided:
`loop_gaps`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.domain.settings import Settings
from desktop.domain.size import Size
from desktop.startup import qt_imports
from desktop.startup.desktop_program import DesktopProgram
from desktop.startup.paths import standard_paths
from desktop.storage.settings_file import SettingsFile
from tests.benchmarks.loop_gaps import Clocks, Gaps, RunDelay
from tests.benchmarks.machine import machine_line
from tests.fakes.image_service import KEY

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
_CANCELS = 5
_SMALL: dict[str, Any] = {
    "prompt": "a red kite over the sea",
    "model": "gpt-image-2",
    "quality": "low",
    "size": Size(1024, 640),
    "previews": 0,
    "output_format": "jpeg",
}


class Service:
    """The stand-in for the service, in a process of its own."""

    def __init__(self, *options: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.image_service", "--log", os.devnull, *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        if hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, 10)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()


def until(is_there: Callable[[], bool]) -> float:
    """Runs the event loop until it is, looked at every 5 ms; how many seconds that took."""
    begun = time.perf_counter()
    loop, look = QEventLoop(), QTimer()
    look.setInterval(5)
    look.timeout.connect(lambda: loop.quit() if is_there() or _is_late(begun) else None)
    look.start()
    loop.exec()
    if not is_there():
        raise TimeoutError
    return time.perf_counter() - begun


def _is_late(begun: float) -> bool:
    return time.perf_counter() - begun > PATIENCE


def memory() -> float:
    """This process's resident memory in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class MemoryWatch:
    """The most memory between `start` and `stop`."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self.most = 0.0
        self._thread = threading.Thread(target=self._look)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> float:
        self._over.set()
        self._thread.join()
        return self.most

    def _look(self) -> None:
        while not self._over.wait(0.005):
            self.most = max(self.most, memory())


def generate(program: DesktopProgram, count: int, **choices: Any) -> None:
    """As often as Generate would be pressed, without a picture on the canvas."""
    flow = program.window_flow
    for _ in range(count):
        if flow.workspace.open_document is not None:
            flow.window.actions_by_id["close_picture"].trigger()
        flow.workspace.change_draft(replace(flow.workspace.draft, **_SMALL | choices))
        flow.panels.prompt.generate_requested.emit()
        QApplication.processEvents()


def warm_up(program: DesktopProgram) -> None:
    """One job, so that what loads late is there, and the calm after it."""
    generate(program, 1)
    until(lambda: not is_idle(program))
    until(lambda: is_idle(program))
    rest(2.0)


def rest(seconds: float) -> None:
    """The event loop turns for so long."""
    end = time.perf_counter() + seconds
    until(lambda: time.perf_counter() > end)


def is_idle(program: DesktopProgram) -> bool:
    counts = program.window_flow.panels.jobs.counts
    return not counts.running and not counts.waiting


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.queue")
    parser.add_argument("--jobs", type=int, default=20)
    parser.add_argument("--only", choices=tuple(_PARTS))
    chosen = parser.parse_args()
    print(machine_line(), flush=True)
    qt_imports.quicken()
    with tempfile.TemporaryDirectory() as home:
        for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = home
        os.environ["OPENAI_API_KEY"] = KEY
        os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
        for name, part in _PARTS.items():
            if chosen.only in {None, name}:
                part(chosen.jobs)


def started(service: Service) -> DesktopProgram:
    program = DesktopProgram(
        standard_paths(), Namespace(library=None, base_url=service.url, profile=None, demo=False)
    )
    program.start()
    until(program.window_flow.window.isVisible)
    return program


def streams(jobs: int) -> None:
    """Gaps while jobs stream, and how soon a cancel in the midst of answers has ended them all.

    A job whose answer is whole is finished in spite of the cancel, because it is paid for.
    """
    with Service() as service:
        program = started(service)
        warm_up(program)
        stream(program, jobs)
        rest(1.0)
        print(f"Cancel to idle, answers coming in: {cancelled(program)}", flush=True)
        program.stop()


def stream(program: DesktopProgram, jobs: int) -> None:
    gaps = Gaps()
    gaps.start()
    generate(program, jobs, size=Size(1536, 1024), previews=3, output_format="png")
    took = until(lambda: is_idle(program))
    gaps.stop()
    failed = program.window_flow.panels.jobs.counts.failed
    if failed:
        raise SystemExit(f"{failed} of {jobs} jobs failed; this measures nothing.")
    print(f"{jobs} jobs with 3 previews in {took:.1f} s", *gaps.lines, sep="\n  ", flush=True)


def cancels(_jobs: int) -> None:
    """How soon a cancel has ended everything while the service is at work, with streams begun."""
    with Service("--fault", "HANG_IN_BODY") as service:
        program = started(service)
        until(lambda: is_idle(program))
        cancelled(program)
        for _ in range(_CANCELS):
            clear_ended(program)
            rest(1.0)
            print(f"Cancel to idle, the service at work: {cancelled(program, 0.5)}", flush=True)
        program.stop()


def clear_ended(program: DesktopProgram) -> None:
    """So that every round begins with the same list."""
    jobs = program.window_flow.panels.jobs
    buttons = jobs.findChildren(QPushButton)
    next(one for one in buttons if one.text() == "Clear ended").click()


def cancelled(program: DesktopProgram, pause: float = 0.0) -> Clocks:
    """From the click to nothing that runs or waits, of 12 jobs of which some are under way.

    The click comes `pause` seconds after jobs have begun: nobody presses Generate 12 times and
    Cancel within one frame.
    """
    jobs = program.window_flow.panels.jobs
    generate(program, 12, size=Size(1536, 1024), previews=3, output_format="png")
    until(lambda: jobs.counts.running >= 2)
    rest(pause)
    delay = RunDelay()
    before = Clocks.now(delay)
    program.window_flow.window.actions_by_id["cancel_all"].trigger()
    until(lambda: is_idle(program))
    return Clocks.now(delay).since(before)


def four_answers(_jobs: int) -> None:
    """The most memory above idle while four answers of 4K come in at once."""
    SettingsFile(standard_paths().settings).save(replace(Settings(), jobs_at_once=4))
    with Service() as service:
        program = started(service)
        warm_up(program)
        idle, watch = memory(), MemoryWatch()
        watch.start()
        generate(program, 4, size=Size(3840, 2160), output_format="png")
        until(lambda: is_idle(program))
        print(
            f"Four answers of 4K at once: {watch.stop() - idle:.0f} MB above idle ({idle:.0f} MB)"
        )
        program.stop()


_PARTS = {"streams": streams, "cancels": cancels, "memory": four_answers}


if __name__ == "__main__":
    main()
