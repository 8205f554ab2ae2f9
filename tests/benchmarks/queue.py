"""The window while jobs stream, Cancel to idle, and the memory of four 4K answers at once.

    python -m tests.benchmarks.queue [--jobs 20]

The service runs in a process of its own, so that its work is not counted. The gap is the longest
time between two turns of the window's event loop, seen by a timer of 1 ms.
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

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.domain.draft import Draft
from desktop.domain.settings import Settings
from desktop.domain.size import Size
from desktop.startup.desktop_program import DesktopProgram
from desktop.startup.paths import standard_paths
from desktop.storage.settings_file import SettingsFile
from tests.builders import SMALL
from tests.fakes.image_service import KEY

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0


class Service:
    """The stand-in for the service, in a process of its own."""

    def __init__(self, *options: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.image_service", "--log", os.devnull, *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()

    def end(self) -> None:
        self._process.terminate()
        self._process.wait()


class Gaps:
    """The longest time for which the window's event loop did not turn."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._tick)
        self._last = time.perf_counter()
        self.all: list[float] = []

    def start(self) -> None:
        self._last = time.perf_counter()
        self.all.clear()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.all.append(now - self._last)
        self._last = now


def until(is_there: Callable[[], bool]) -> float:
    """Turns the event loop until it is; how many seconds that took."""
    begun = time.perf_counter()
    while not is_there():
        if time.perf_counter() - begun > PATIENCE:
            raise TimeoutError
        QApplication.processEvents()
        time.sleep(0.0005)
    return time.perf_counter() - begun


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


def generate(program: DesktopProgram, draft: Draft, count: int) -> None:
    """As often as Generate would be pressed."""
    flow = program.window_flow
    flow.workspace.change_draft(draft)
    for _ in range(count):
        flow.panels.prompt.generate_requested.emit()


def is_idle(program: DesktopProgram) -> bool:
    counts = program.window_flow.panels.jobs.counts
    return not counts.running and not counts.waiting


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.queue")
    parser.add_argument("--jobs", type=int, default=20)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = home
        os.environ["OPENAI_API_KEY"] = KEY
        os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
        SettingsFile(standard_paths().settings).save(replace(Settings(), jobs_at_once=4))
        streams(chosen.jobs)
        four_answers()


def started(service: Service) -> DesktopProgram:
    program = DesktopProgram(
        standard_paths(), Namespace(library=None, base_url=service.url, profile=None, demo=False)
    )
    program.start()
    until(program.window_flow.window.isVisible)
    return program


def streams(jobs: int) -> None:
    """Gaps while jobs stream, and how soon a cancel has ended them all."""
    service = Service()
    program = started(service)
    gaps = Gaps()
    draft = replace(SMALL, size=Size(1536, 1024), previews=3, output_format="png")
    gaps.start()
    generate(program, draft, jobs)
    until(lambda: not is_idle(program))
    took = until(lambda: is_idle(program))
    gaps.stop()
    longest = sorted(gaps.all)[-3:]
    shown = ", ".join(f"{gap * 1000:.0f} ms" for gap in reversed(longest))
    print(f"{jobs} jobs with 3 previews in {took:.1f} s: longest gaps of the event loop {shown}")
    program.stop()
    program = started(service)
    generate(program, draft, 8)
    until(lambda: program.window_flow.panels.jobs.counts.running >= 4)
    program.window_flow.window.actions_by_id["cancel_all"].trigger()
    print(f"Cancel to idle: {until(lambda: is_idle(program)) * 1000:.0f} ms")
    program.stop()
    service.end()


def four_answers() -> None:
    """The most memory above idle while four answers of 4K come in at once."""
    service = Service()
    program = started(service)
    draft = replace(SMALL, size=Size(3840, 2160), quality="low", output_format="png")
    idle, watch = memory(), MemoryWatch()
    watch.start()
    generate(program, draft, 4)
    until(lambda: not is_idle(program))
    until(lambda: is_idle(program))
    print(f"Four answers of 4K at once: {watch.stop() - idle:.0f} MB above idle ({idle:.0f} MB)")
    program.stop()
    service.end()


if __name__ == "__main__":
    main()
