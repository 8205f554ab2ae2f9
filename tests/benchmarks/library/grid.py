"""How the library's grid feels: `python -m tests.benchmarks.library.grid [EDITS] [LIBRARY]`.

Milliseconds of the window's thread (processor time, then wall clock): from a query's answer to
painted tiles, from a key to painted results (there the processor time of all threads), of frames
while scrolling by wheel and by jumps, and of every tile chosen; and how much memory came with it.
Goals stand behind. The wall clock counts only where nothing else runs.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop.domain.identity import ContentHash
from desktop.domain.library_query import LibraryQuery
from desktop.domain.settings import Theme
from desktop.storage.library import Library
from desktop.ui.icons import Icons
from desktop.ui.library.library_window import LibraryWindow
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.theme import ThemeKeeper
from tests.benchmarks.history_list import RESOURCES, Took, spread, timed
from tests.benchmarks.library.made_library import fill
from tests.ui.samples import png

FRAMES = 300
SWITCH_SECONDS = 0.0001
"""How often threads take turns in the running program."""

WORDS = ("fox", "teapot h", "東京", "lamp -fox", "neon f", "photo 17", "xylo", "кот ")


def megabytes() -> float:
    """Of this process at present, without what is shared."""
    pages = Path("/proc/self/statm").read_text().split()
    return (int(pages[1]) - int(pages[2])) * os.sysconf("SC_PAGESIZE") / 1e6


def until(app: QApplication, is_done: Callable[[], bool]) -> None:
    while not is_done():
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def main(count: int, folder: Path) -> None:
    if not (folder / "library.sqlite3").exists():
        fill(folder, count, tuple(png(256, 256, f"#{at:02x}6699") for at in range(0, 250, 10)))
    sys.setswitchinterval(SWITCH_SECONDS)
    app = QApplication([])
    theme = ThemeKeeper(app, RESOURCES)
    theme.choose(Theme.DARK)
    picture = png(256, 256)

    def thumbnail(_content: ContentHash, _pixels: int) -> bytes:
        return picture

    loader = PictureLoader(thumbnail)
    with Library.open(folder) as library, ThreadPoolExecutor(3) as pool:
        window = LibraryWindow(
            Icons(RESOURCES / "icons", theme), loader, library.catalogue, pool.submit, _no_file
        )
        window.resize(1920, 1080)
        window.show()
        until(app, window.isVisible)
        app.processEvents()
        before = megabytes()
        measure(app, window)
        print(f"memory that came with it: {megabytes() - before:.0f} MB (goal 150)")
        window.close()
        window.deleteLater()
    loader.shut_down()


def measure(app: QApplication, window: LibraryWindow) -> None:
    grid, model = window.grid, window.model
    show_first(app, window)
    until(app, lambda: model.is_whole)
    print(f"{model.rowCount():,} tiles")
    window.setFocus()
    type_words(app, window)
    window.look_for(LibraryQuery())
    pause(app, 0.5)
    until(app, lambda: model.is_whole and model.rowCount() > 1000)
    bar = grid.verticalScrollBar()

    def frame(value: int) -> None:
        bar.setValue(value)
        app.processEvents()

    wheel = [timed(partial(frame, at * 120)) for at in range(1, FRAMES)]
    print(f"wheel frames: {spread(wheel)} (goal p99 8)")
    step = bar.maximum() // FRAMES
    jumps = [timed(partial(frame, at * step)) for at in range(1, FRAMES)]
    print(f"jump frames:  {spread(jumps)}")
    grid.setFocus()
    print(f"all tiles chosen: {spread([timed(lambda: choose_all(app, window))])}")
    sizes = [timed(partial(resize, app, window, width)) for width in (90, 240)]
    print(f"tile size changed: {spread(sizes)}")


def show_first(app: QApplication, window: LibraryWindow) -> None:
    """From the moment the answer stands in the window's queue until its tiles are painted."""
    took, seen = [], []
    for _ in range(12):
        answered: list[int] = []
        told = window.model.first_shown.connect(answered.append)
        start = time.perf_counter()
        window.look_for(LibraryQuery())
        until(app, partial(bool, answered))
        took.append(timed(window.grid.viewport().repaint))
        seen.append((time.perf_counter() - start) * 1000)
        window.model.first_shown.disconnect(told)
    print(f"first tiles painted after the answer: {spread(took)} (goal 25)")
    seen.sort()
    print(f"from asking to painted, wall: p50 {seen[6]:.1f} worst {seen[-1]:.1f}")


def type_words(app: QApplication, window: LibraryWindow) -> None:
    """Every key on its own, as a person types: from the key to the painted tiles of its answer."""
    field = window.bar.findChild(QLineEdit)
    assert field is not None
    paints = Paints(window.grid.viewport())
    window.model.first_shown.connect(paints.begin)
    took: list[Took] = []
    for words in WORDS:
        for letter in words:
            shown: list[int] = []
            told = window.model.first_shown.connect(shown.append)
            took.append(answered_key(app, paints, partial(field.insert, letter), shown))
            window.model.first_shown.disconnect(told)
            pause(app, 0.05)
        field.clear()
        until(app, lambda: window.model.is_whole)
    for name, values in (
        ("wall", [one.wall for one in took]),
        ("processor", [one.cpu for one in took]),
    ):
        values.sort()
        at = [values[int((len(values) - 1) * part)] for part in (0.5, 0.95, 1.0)]
        print(
            f"key to painted, {name}: p50 {at[0]:.1f} p95 {at[1]:.1f} worst {at[2]:.1f}"
            f" ({len(values)} keys, goal p95 30)"
        )


class Paints(QObject):
    """Whether a widget has been painted since `begin`."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget, self.is_painted = widget, False
        widget.installEventFilter(self)

    def begin(self, _count: int = 0) -> None:
        self.is_painted = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.is_painted |= event.type() == QEvent.Type.Paint
        return super().eventFilter(watched, event)

    def finish(self) -> None:
        """Paints now what is not painted yet."""
        if not self.is_painted:
            self.widget.repaint()


def answered_key(
    app: QApplication, paints: Paints, press: Callable[[], None], shown: list[int]
) -> Took:
    wall, cpu = time.perf_counter(), time.process_time()
    press()
    until(app, partial(bool, shown))
    paints.finish()
    return Took((time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000)


def pause(app: QApplication, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, int(left * 1000) + 1)
        time.sleep(0.001)


def choose_all(app: QApplication, window: LibraryWindow) -> None:
    QTest.keyClick(window.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    app.processEvents()


def resize(app: QApplication, window: LibraryWindow, width: int) -> None:
    window.grid.set_tile_width(width)
    app.processEvents()


def _no_file(_picture: object) -> Path:
    raise AssertionError("Nothing is dragged here.")


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    if len(sys.argv) > 2:
        main(wanted, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as made:
            main(wanted, Path(made))
