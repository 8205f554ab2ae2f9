"""One start: prints the CPU milliseconds until the first window was painted, how many of the heavy
libraries were imported by then, and the megabytes that took."""

from __future__ import annotations

import os
import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

_HEAVY = ("openai", "keyring", "cv2", "PIL")


def main() -> None:
    {"least": _least, "first": _own, "working": _working}[sys.argv[-1]]()


def _tell() -> None:
    heavy = sum(name in sys.modules for name in _HEAVY)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1000
    print(1000 * time.process_time(), heavy, peak, 0, flush=True)
    os._exit(0)  # nothing after the first window belongs to the start


def _least() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QWidget

    class Least(QWidget):
        def paintEvent(self, _event: QPaintEvent) -> None:
            QTimer.singleShot(0, _tell)

    app = QApplication([])
    window = Least()
    window.resize(1440, 900)
    window.show()
    app.exec()


def _own() -> None:
    """The first window that is painted, before the program itself has been loaded."""
    from PySide6.QtWidgets import QApplication

    from desktop.startup.first_window import FirstWindow
    from desktop.startup.paths import standard_paths

    app = QApplication([])
    app.setApplicationName("stet")
    first = FirstWindow(standard_paths().settings)
    first.show_now()
    while not first.is_painted:
        app.processEvents()
    _tell()


def _working() -> None:
    """The window with all its panels, loaded as `stet` loads it."""
    from desktop.startup import qt_imports

    qt_imports.quicken()
    from desktop.startup import desktop_program
    from desktop.startup.paths import standard_paths

    program = desktop_program.DesktopProgram(
        standard_paths(), Namespace(library=None, base_url=None, demo=False, profile=None)
    )
    flow: Any = program.window_flow
    flow.begin = lambda _pictures: _tell()
    program.run(())


main()
