"""The menu of pictures that other programs have: which are watched, and ending that."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

_LONGEST = 48
_NAME = "Watched in other programs"


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedLine:
    """A file and the program that has it; `path` tells it from others."""

    path: str
    name: str
    program: str


class WatchedMenu(QMenu):
    """Signals: `stop_requested(path)`, an empty one for all; `folder_requested(path)`."""

    stop_requested = Signal(str)
    folder_requested = Signal(str)

    def __init__(self, action: QAction, parent: QWidget) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)
        self._action = action
        action.setMenu(self)
        self.show_lines(())

    def show_lines(self, lines: tuple[WatchedLine, ...]) -> None:
        """The action that opens it says how many there are, and is disabled without any."""
        self.clear()
        self._action.setText(f"{_NAME} ({len(lines)})" if lines else _NAME)
        self._action.setEnabled(bool(lines))
        for line in lines:
            self._add(line)
        if len(lines) > 1:
            self.addSeparator()
            self.addAction("Stop watching all").triggered.connect(partial(self._stop, ""))

    def _add(self, line: WatchedLine) -> None:
        name = line.name if len(line.name) <= _LONGEST else f"{line.name[: _LONGEST - 1]}…"
        menu = self.addMenu(f"{name}, in {line.program}".replace("&", "&&"))
        menu.setToolTipsVisible(True)
        stop = menu.addAction("Stop watching")
        stop.setToolTip("What is saved there from now on stays there; the copy itself stays too")
        stop.triggered.connect(partial(self._stop, line.path))
        show = menu.addAction("Show the folder")
        show.triggered.connect(partial(self._show, line.path))

    def _stop(self, path: str, _is_checked: object = None) -> None:
        self.stop_requested.emit(path)

    def _show(self, path: str, _is_checked: object = None) -> None:
        self.folder_requested.emit(path)
