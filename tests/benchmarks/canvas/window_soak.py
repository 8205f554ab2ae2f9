"""An hour of random input to the whole window: `python -m tests.benchmarks.canvas.window_soak`.

Strokes, tools, zooms, rotations, selections, undo and redo, prompts and settings, every menu
command with its dialogs opened and closed, other pictures, and edits by the demo engine, from a
fixed seed. Prints the memory (PSS) each minute, that in use without what undo may hold up to its
limit, how much it grows over the second half, and what was logged as an error; the exit code is 1
after an error.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
import tempfile
import time
from argparse import Namespace
from collections import Counter
from pathlib import Path
from types import TracebackType

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.plugin=false")

import numpy as np
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPlainTextEdit, QWidget

from desktop.domain.size import Size
from desktop.startup.desktop_program import DesktopProgram
from desktop.startup.paths import standard_paths
from tests.benchmarks.canvas.memory import give_back, pss_mb
from tests.ui.canvas.soaking import CanvasHands

_UNDO_BYTES = 48 << 20
_SIZES = (Size(1600, 1100), Size(900, 1400), Size(2400, 1600))
_LEFT_OUT = {"quit", "generate", "generate_first", "demo", "open_logs", "show_library"}
"""What would end the program or start others; generating has a turn of its own."""
_MOST_EDITS = 40
_WORDS = ("a red boat", "a calm sea", "a lamp post", "in the style of a poster", "at night")


class WindowHands(CanvasHands):
    """Hands before the whole window; whatever opens over it is closed a little later."""

    def __init__(self, program: DesktopProgram, pictures: tuple[Path, ...], seed: int) -> None:
        flow = program.window_flow
        super().__init__(flow.panels.canvas, flow.workspace, seed)
        self._flow = flow
        self._panels = flow.panels
        self._pictures = pictures
        self._edits = 0
        self.done: Counter[str] = Counter()
        self._closer = QTimer(flow.window)
        self._closer.setInterval(100)
        self._closer.timeout.connect(close_what_is_open)
        self._closer.start()

    @property
    def doings(self):  # type: ignore[no-untyped-def]  # as in the class above
        return (
            *super().doings,
            (8, self._menu_command),
            (5, self._write),
            (6, self._choose_setting),
            (2, self._open_file),
            (2, self._generate),
            (3, self._press_anything),
        )

    def _menu_command(self) -> None:
        actions = [
            action
            for action in self._flow.window.actions()
            if action.isEnabled() and action.objectName().removeprefix("action_") not in _LEFT_OUT
        ]
        action = self.chance.choice(actions)
        self.done[f"command {action.objectName()}"] += 1
        action.trigger()

    def _write(self) -> None:
        field = self._flow.window.findChild(QPlainTextEdit, "prompt")
        assert isinstance(field, QPlainTextEdit)
        field.setFocus()
        if len(field.toPlainText()) > 300:
            field.selectAll()
        QTest.keyClicks(field, f"{self.chance.choice(_WORDS)} ")
        if self.chance.random() < 0.3:
            QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        self.view.setFocus()
        self.done["written"] += 1

    def _choose_setting(self) -> None:
        """A click on any control of the prompt panel that can be seen."""
        self._press_in(self._panels.prompt)

    def _press_anything(self) -> None:
        self._press_in(self.chance.choice((self._panels.brush, self._panels.tools, self.view)))

    def _press_in(self, panel: QWidget) -> None:
        found = [
            one
            for one in panel.findChildren(QWidget)
            if one.isVisible()
            and one.isEnabled()
            and one.focusPolicy() & Qt.FocusPolicy.TabFocus
            and one.objectName() not in {"generate", "prompt"}
        ]
        if found:
            one = self.chance.choice(found)
            QTest.mouseClick(one, Qt.MouseButton.LeftButton)
            key = self.chance.choice((Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Escape))
            QTest.keyClick(one, key)
            self.done[f"pressed in {panel.objectName() or type(panel).__name__}"] += 1

    def _open_file(self) -> None:
        self._flow._opening.open_files((self.chance.choice(self._pictures),))
        self.done["opened"] += 1

    def _generate(self) -> None:
        """Now and then, as the demo engine takes its time; then one is taken or declined."""
        flow = self._flow
        if self._flow._results.is_judging:
            edit = flow._results._edit
            if edit is not None and self.chance.random() < 0.6:
                flow._results.accept(edit.results[0].index)
            else:
                flow._results.decline()
            self.done["judged"] += 1
        elif self._edits < _MOST_EDITS and not flow._drafts.problems:
            self._edits += 1
            flow._generate(first=False)
            self.done["generated"] += 1


def close_what_is_open() -> None:
    """Dialogs and menus, and windows beside the main one."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    for widget in QApplication.topLevelWidgets():
        is_over = isinstance(widget, QDialog | QMenu) or widget.isWindow()
        if is_over and widget.isVisible() and widget.objectName() != "stet":
            widget.close()


class _Errors(logging.Handler):
    """Counts what went wrong by its first line."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        self.found[self.format(record)[-600:]] += 1

    def take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """As `sys.excepthook`."""
        logging.getLogger("soak").error("Raised", exc_info=(kind, error, trace))


def _made_pictures(folder: Path) -> tuple[Path, ...]:
    paths = []
    for number, size in enumerate(_SIZES):
        coarse = np.random.default_rng(number).integers(0, 256, (20, 30, 3), np.uint8)
        path = folder / f"picture-{number}.jpg"
        Image.fromarray(coarse).resize((size.width, size.height), Image.Resampling.BICUBIC).save(
            path, quality=90
        )
        paths.append(path)
    return tuple(paths)


def _own_home(folder: Path) -> None:
    os.environ["HOME"] = str(folder)
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = str(folder / name.lower())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=6)
    parser.add_argument("--seed", type=int, default=20)
    asked = parser.parse_args()
    errors = _Errors()
    logging.getLogger().addHandler(errors)
    sys.excepthook = errors.take
    with tempfile.TemporaryDirectory(prefix="stet-soak-") as folder:
        _own_home(Path(folder))
        program = DesktopProgram(
            standard_paths(), Namespace(library=None, base_url=None, demo=True)
        )
        program.start()
        hands = WindowHands(program, _made_pictures(Path(folder)), asked.seed)
        memory = _soaked(hands, program, asked.minutes)
        program.stop()
    half = memory[len(memory) // 2 :]
    slope = float(np.polyfit(range(len(half)), half, 1)[0]) * len(half) if len(half) > 1 else 0.0
    print(f"growth over the second half: {slope:+.1f} MB")
    print(dict(hands.done.most_common()))
    for text, count in errors.found.items():
        print(f"{count} ×\n{text}")
    return int(bool(errors.found))


def _soaked(hands: WindowHands, program: DesktopProgram, minutes: float) -> list[float]:
    """The memory after each minute, in MB."""
    stack = program.window_flow.workspace.undo_stack
    stack.set_limit(_UNDO_BYTES)
    memory: list[float] = []
    start, doings = time.monotonic(), 0
    while time.monotonic() - start < 60 * minutes:
        until = start + 60 * (len(memory) + 1)
        while time.monotonic() < until:
            hands.run(20)
            doings += 20
        gc.collect()
        held, taken = stack.bytes_held / 2**20, pss_mb()
        give_back()
        memory.append(pss_mb() - held)
        widgets = len(QApplication.allWidgets())
        print(
            f"{len(memory):>3} min {doings:>7} doings {memory[-1]:7.1f} MB in use of {taken:7.1f}, "
            f"undo {held:5.1f} MB, "
            f"{len(stack.names)} steps, {widgets} widgets, {len(gc.get_objects())} objects",
            flush=True,
        )
    return memory


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # Qt's objects and Python's would take turns at ending each other; nothing is left to save.
    os._exit(code)
