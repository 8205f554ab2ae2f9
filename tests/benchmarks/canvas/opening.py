"""One opening: prints the milliseconds of a plain decode, until a first preview and until the sharp
picture were painted by the program's window, and the longest that window stood still."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from pathlib import Path

from PySide6.QtWidgets import QApplication


def main() -> None:
    from desktop.startup import qt_imports

    qt_imports.quicken()
    from desktop.startup.desktop_program import DesktopProgram
    from desktop.startup.paths import standard_paths

    path = Path(sys.argv[1])
    program = DesktopProgram(
        standard_paths(), Namespace(library=None, base_url=None, demo=True, profile=None)
    )
    program.start(())
    _rest(2.0)
    plain = min(_plain(path) for _ in range(2))
    flow = program.window_flow
    canvas = flow.panels.canvas
    start = last = time.perf_counter()
    stalled = preview = 0.0
    flow._opening.open_files((path,))
    while flow.workspace.document is None:
        QApplication.processEvents()
        now = time.perf_counter()
        stalled, last = max(stalled, now - last), now
        if not preview and canvas.document is not None:
            canvas.repaint()
            preview = time.perf_counter() - start
        time.sleep(0.0005)
    canvas.repaint()
    sharp = time.perf_counter() - start
    program.stop()
    print(1000 * plain, 1000 * (preview or sharp), 1000 * sharp, 1000 * stalled)


def _plain(path: Path) -> float:
    """The pixels of the file and nothing else, by the library that most programs use."""
    from PIL import Image

    start = time.perf_counter()
    with Image.open(path) as image:
        image.load()
    return time.perf_counter() - start


def _rest(seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        QApplication.processEvents()
        time.sleep(0.005)


main()
