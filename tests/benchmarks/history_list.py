"""How the history feels with 100,000 edits: `python -m tests.benchmarks.history_list [EDITS]`.

Prints milliseconds of the window's thread (processor time, then wall clock): until the first tiles
are painted, for frames while scrolling by wheel and by jumps, and for a new edit while one looks
at an old one; and the memory once every page has been read.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from desktop.domain.edit import Edit
from desktop.domain.identity import ContentHash
from desktop.domain.settings import Theme
from desktop.ui.history.history_panel import HistoryPanel
from desktop.ui.icons import Icons
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.theme import ThemeKeeper
from tests.ui.samples import Pages, edit, png

RESOURCES = Path(__file__).parent.parent.parent / "resources"
FRAMES = 300


@dataclass(frozen=True)
class Took:
    """Milliseconds of one action."""

    cpu: float
    wall: float


def timed(action: Callable[[], object]) -> Took:
    wall, cpu = time.perf_counter(), time.thread_time()
    action()
    return Took((time.thread_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000)


def spread(took: list[Took]) -> str:
    return f"{_parts([one.cpu for one in took])}  | wall {_parts([one.wall for one in took])}"


def _parts(values: list[float]) -> str:
    ordered = sorted(values)
    at = [ordered[int((len(ordered) - 1) * part)] for part in (0.5, 0.99, 1.0)]
    return "p50 {:.1f} p99 {:.1f} worst {:.1f}".format(*at)


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def source_of(count: int) -> Pages:
    prompts = [f"Make the {thing} look like evening, keep the rest" for thing in range(997)]
    edits: list[Edit] = [edit(at, prompt=prompts[at % 997]) for at in range(count, 0, -1)]
    return Pages(tuple(edits))


class InSteps(Pages):
    """Slices a list instead of filtering it, as a keyset query does."""

    def page(self, before: object, limit: int) -> tuple[Edit, ...]:
        start = 0 if before is None else len(self.edits) - int(str(before)[:12], 16) + 1
        return self.edits[start : start + limit]


def until(app: QApplication, is_done: Callable[[], bool]) -> None:
    while not is_done():
        app.processEvents()


def main(count: int) -> None:
    app = QApplication([])
    theme = ThemeKeeper(app, RESOURCES)
    theme.choose(Theme.DARK)
    picture = png(256, 256)

    def thumbnail(_content: ContentHash, _pixels: int) -> bytes:
        return picture

    loader = PictureLoader(thumbnail)
    edits = InSteps(source_of(count).edits)
    before = megabytes()
    with ThreadPoolExecutor(1) as pool, tempfile.TemporaryDirectory() as folder:
        panel = HistoryPanel(
            Icons(RESOURCES / "icons", theme), loader, pool.submit, lambda _: Path(folder)
        )
        panel.resize(1920, 1080)
        measure(app, panel, edits)
        print(f"memory for the list and its thumbnails: {megabytes() - before:.0f} MB")
        panel.close()
    loader.shut_down()


def measure(app: QApplication, panel: HistoryPanel, edits: Pages) -> None:
    view, model = panel._list, panel.model
    bar = view.verticalScrollBar()
    panel.show()

    def open_first_page() -> None:
        panel.show_source(edits)
        until(app, lambda: model.rowCount() > 0)
        view.repaint()

    print(f"first page to first frame: {spread([timed(open_first_page)])}")
    read_all(app, panel, len(edits.edits))
    bar.setValue(0)
    print(f"wheel frames: {spread(scrolled(app, panel, step=120))}")
    print(f"jump frames:  {spread(scrolled(app, panel, step=bar.maximum() // FRAMES))}")
    bar.setValue(bar.maximum() // 2)
    app.processEvents()
    newest = len(edits.edits)
    new = [timed(partial(insert_one, app, panel, newest + at)) for at in range(1, 40)]
    print(f"a new edit while one looks at an old one: {spread(new)}")
    print(f"the oldest edit updated: {spread([timed(partial(model.update_edit, edit(1)))])}")


def read_all(app: QApplication, panel: HistoryPanel, count: int) -> None:
    """Scrolls to the end again and again until every page has come."""
    model, bar = panel.model, panel._list.verticalScrollBar()
    frames = []
    while model.rowCount() < count:
        bar.setValue(bar.maximum())
        frames.append(timed(panel._list.repaint))
        until(app, lambda: not model.is_reading)
    print(f"{model.rowCount():,} edits in {len(frames)} pages; a frame: {spread(frames)}")


def scrolled(app: QApplication, panel: HistoryPanel, *, step: int) -> list[Took]:
    def frame(value: int) -> None:
        panel._list.verticalScrollBar().setValue(value)
        app.processEvents()

    return [timed(partial(frame, at * step)) for at in range(1, FRAMES)]


def insert_one(app: QApplication, panel: HistoryPanel, number: int) -> None:
    panel.insert(edit(number))
    app.processEvents()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
