"""Places the panels and binds the actions to those who do them; nothing else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from desktop.ui.actions import Actions
from desktop.ui.controls.place_label import PlaceLabel
from desktop.ui.controls.status_words import StatusWords
from desktop.ui.panels import Panels, ResultShelf, lay_out_middle
from desktop.ui.window_size import within_screen

_USUAL_SIZE = QSize(1440, 900)
_PROMPT_WIDTH = 348
_HISTORY_HEIGHT = 176
_BELOW_WIDTHS = [780, 300]

_ARRANGEMENT = 2
"""Counted up when panels change so that an older arrangement would not fit."""


class MainWindow(QMainWindow):
    """Signals: `closing` before the window goes; whoever is asked may call `refuse_close`."""

    closing = Signal()

    def __init__(self, panels: Panels, actions_for: Callable[[QWidget], Actions]) -> None:
        super().__init__()
        self.setObjectName("stet")
        self._panels = panels
        self.actions_by_id = actions_for(self)
        self._docks: dict[str, QDockWidget] = {}
        self._put_away: list[QDockWidget] = []
        self._place = PlaceLabel(self)
        self._words = StatusWords(self)
        self._may_close = True
        self._shelf = ResultShelf(panels)
        self._lay_out()
        self._standard_state = self.saveState(_ARRANGEMENT)

    def show_title(self, name: str, *, is_demo: bool) -> None:
        """The picture's name in the title, and that the engine is the simulated one."""
        parts = [name, "Stet — demo engine, results are simulated" if is_demo else "Stet"]
        self.setWindowTitle(" — ".join(part for part in parts if part))

    def show_note(self, sentence: str) -> None:
        """A sentence in the status line for a while."""
        self._words.show_note(sentence)

    def show_hint(self, words: str) -> None:
        """What the tool and the keys that are held do right now."""
        self._words.show_hint(words)

    def show_place(self, place: tuple[int, int] | None) -> None:
        """The pixel under the cursor."""
        self._place.show_place(place)

    def show_jobs(self) -> None:
        self._docks["jobs"].show()
        self._docks["jobs"].raise_()

    def show_choice(self, *, is_on: bool) -> None:
        """Results wait for a decision where the history is otherwise; or that is over."""
        self._shelf.show_choice(is_on=is_on)
        dock = self._docks["history"]
        dock.setWindowTitle("Results" if is_on else "History")
        if is_on:
            dock.show()
            dock.raise_()

    def come_to_front(self) -> None:
        """Something was put here from another window of Stet."""
        self.raise_()
        self.activateWindow()

    def refuse_close(self) -> None:
        """Called while `closing` is being told: the window stays."""
        self._may_close = False

    def state_text(self) -> str:
        """Size and arrangement as text, for the settings."""
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        state = bytes(self.saveState(_ARRANGEMENT).toBase64().data()).decode()
        return f"{geometry} {state}"

    def open_with(self, arrangement: str) -> None:
        """Shows the window as it was left, or in the usual way where that cannot be read."""
        geometry, _, state = arrangement.partition(" ")
        if not (geometry and self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))):
            self.resize(self.sizeHint())  # Qt itself would take two thirds of the screen at most
        self.show()
        wanted = QByteArray.fromBase64(state.encode())
        if not (state and self.restoreState(wanted, _ARRANGEMENT)):
            self._share_room()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._may_close = True
        self.closing.emit()
        if self._may_close:
            event.accept()
        else:
            event.ignore()

    def sizeHint(self) -> QSize:
        return within_screen(_USUAL_SIZE)

    # building

    def _lay_out(self) -> None:
        self.setMinimumSize(960, 600)
        self.setDockNestingEnabled(True)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.setCentralWidget(lay_out_middle(self._panels))
        self._add_docks()
        self._fill_menus()
        self._fill_status()

    def _add_docks(self) -> None:
        right, bottom = (
            Qt.DockWidgetArea.RightDockWidgetArea,
            Qt.DockWidgetArea.BottomDockWidgetArea,
        )
        self._dock("prompt", "Prompt", self._panels.prompt, right)
        self._dock("history", "History", self._shelf, bottom)
        self._dock("jobs", "Jobs", self._panels.jobs, bottom)
        self._dock("steps", "Steps", self._panels.steps, right)
        self._docks["steps"].hide()
        horizontal = Qt.Orientation.Horizontal
        self.splitDockWidget(self._docks["history"], self._docks["jobs"], horizontal)

    def _share_room(self) -> None:
        """The usual sizes of the panels; Qt minds them only once the window has its own."""
        below = [self._docks["history"], self._docks["jobs"]]
        self.resizeDocks([self._docks["prompt"]], [_PROMPT_WIDTH], Qt.Orientation.Horizontal)
        self.resizeDocks(below, _BELOW_WIDTHS, Qt.Orientation.Horizontal)
        self.resizeDocks(below, [_HISTORY_HEIGHT] * 2, Qt.Orientation.Vertical)

    def _dock(self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> None:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"dock_{name}")
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        self._docks[name] = dock
        toggle = dock.toggleViewAction()
        toggle.setText(f"{title} panel")
        self.actions_by_id.add(f"show_{name}", toggle)

    def _fill_menus(self) -> None:
        self.actions_by_id.fill(self.menuBar())
        self.addActions(self.actions_by_id.all())
        self.actions_by_id["reset_layout"].triggered.connect(self._reset)
        self.actions_by_id["hide_panels"].toggled.connect(self._hide_panels)

    def _fill_status(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(12, 0, 8, 0)
        bar.addWidget(self._words, 1)
        bar.addPermanentWidget(self._panels.colours)
        bar.addPermanentWidget(self._place)
        bar.addPermanentWidget(self._panels.summary)
        bar.addPermanentWidget(self._panels.spent)
        self._panels.summary.clicked.connect(self.show_jobs)

    def _reset(self) -> None:
        self.restoreState(self._standard_state, _ARRANGEMENT)
        self._share_room()

    def _hide_panels(self, is_hidden: bool) -> None:  # noqa: FBT001  # a slot
        if is_hidden:
            self._put_away = [dock for dock in self._docks.values() if not dock.isHidden()]
        for dock in self._put_away:
            dock.setVisible(not is_hidden)
