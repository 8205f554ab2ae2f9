"""What stands under the hand, in a process of its own: the program itself, or another design."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from argparse import Namespace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.domain.size import Size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("picture", nargs="?", type=Path)
    parser.add_argument("--design", choices=["null", "pixmap"])
    parser.add_argument("--workers", type=int, default=0)
    asked = parser.parse_args()
    sys.exit(_run_design(asked.design) if asked.design else _run_program(asked))


def _run_design(name: str) -> int:
    from tests.benchmarks.canvas.designs import NullWindow, PixmapWindow
    from tests.benchmarks.canvas.rig import picture

    app = QApplication([])
    made = {"null": NullWindow, "pixmap": PixmapWindow}[name](picture(Size(3840, 2160)))
    made.setWindowTitle(name)
    made.show()
    signal.signal(signal.SIGTERM, lambda *_: app.quit())
    return int(app.exec())


def _run_program(asked: argparse.Namespace) -> int:
    from desktop.startup import qt_imports

    qt_imports.quicken()
    from desktop.startup.desktop_program import DesktopProgram
    from desktop.startup.paths import standard_paths

    options = Namespace(library=None, base_url=None, demo=True)
    program = DesktopProgram(standard_paths(), options)
    stop = threading.Event()
    for _ in range(asked.workers):
        QTimer.singleShot(6000, partial(program._engine.errands.submit, partial(_work, stop)))

    def leave(*_signal: object) -> None:
        stop.set()
        QApplication.quit()

    signal.signal(signal.SIGTERM, leave)
    beat = QTimer()
    if asked.workers:
        # A signal is heard only when Python runs; without workers any input makes it run.
        beat.start(500)
    return program.run((asked.picture,) if asked.picture else ())


def _work(stop: threading.Event) -> None:
    """On the program's own workers, what they do: encode a picture and decode it, without end."""
    from desktop.imaging.codec import read_picture
    from desktop.imaging.png_file import encode_png
    from tests.benchmarks.canvas.rig import picture

    pixels = picture(Size(2048, 2048))
    while not stop.is_set():
        read_picture(encode_png(pixels), "picture")


main()
