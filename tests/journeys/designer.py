"""A designer before the window: opens, paints, types, presses, and sees what can be seen."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.edit import Edit
from desktop.startup.desktop_program import DesktopProgram
from desktop.startup.paths import standard_paths
from desktop.storage.library import Library
from desktop.ui.main_window import MainWindow
from desktop.ui.panels import Panels
from desktop.ui.tiles.tile_view import TileView
from desktop.ui.workspace import Workspace
from tests.builders import Bytes, opened
from tests.fakes.image_service import ImageService

_W = TypeVar("_W", bound=QWidget)

PATIENCE = 15_000
"""Milliseconds after which what is waited for will not come."""

LEFT = Qt.MouseButton.LeftButton


class Designer:
    """One run of the program with its window, from start to end."""

    def __init__(self, qtbot: QtBot, *, url: str | None = None, demo: bool = False) -> None:
        self._qtbot = qtbot
        self._options = Namespace(library=None, base_url=url, demo=demo)
        self._program: DesktopProgram | None = None

    # the program --------------------------------------------------------------------------

    def start(self, *pictures: Path) -> None:
        self._program = DesktopProgram(standard_paths(), self._options)
        self._program.start(pictures)
        self.wait(self.window.isVisible)
        if pictures:
            self.wait(lambda: self.workspace.open_document is not None)

    def leave(self) -> None:
        """Ends the program with its window; a second call does nothing."""
        if self._program is not None:
            program, self._program = self._program, None
            program.stop()

    @property
    def program(self) -> DesktopProgram:
        assert self._program is not None, "The program does not run."
        return self._program

    @property
    def window(self) -> MainWindow:
        return self.program.window_flow.window

    @property
    def panels(self) -> Panels:
        return self.program.window_flow.panels

    @property
    def workspace(self) -> Workspace:
        return self.program.window_flow.workspace

    def wait_for_held(self, service: ImageService, n: int = 1) -> None:
        """Until the service has held `n` answers; the window goes on living meanwhile."""
        self.wait(lambda: service.desk.ledger.held >= n)

    def wait(self, condition: Callable[[], bool]) -> None:
        """Until it is true and can be seen: the list of jobs shows changes an instant later."""
        self._qtbot.waitUntil(condition, timeout=PATIENCE)
        self.panels.jobs.show_changes()

    # hands --------------------------------------------------------------------------------

    def act(self, name: str) -> None:
        """Chooses an action of the menus."""
        self.window.actions_by_id[name].trigger()

    def can(self, name: str) -> bool:
        """Whether an action of the menus can be chosen."""
        return self.window.actions_by_id[name].isEnabled()

    def press(self, name: str, within: QWidget | None = None) -> None:
        """Clicks the button that is called or labelled `name`, as soon as it can be pressed."""
        button = self.button(name, within)
        self.wait(button.isEnabled)
        QTest.mouseClick(button, LEFT)

    def button(self, name: str, within: QWidget | None = None) -> QAbstractButton:
        found = [
            one
            for one in (within or self.window).findChildren(QAbstractButton)
            if name in {one.objectName(), one.text(), one.accessibleName()} and one.isVisible()
        ]
        assert len(found) == 1, f"{len(found)} buttons {name!r} are to be seen."
        return found[0]

    def type_prompt(self, text: str) -> None:
        """Key by key, in place of what stood there."""
        field = self.prompt_field
        field.selectAll()
        QTest.keyClicks(field, text)
        assert self.workspace.draft.prompt == text

    def paint(self, *places: tuple[int, int]) -> None:
        """A stroke of the brush over places of the picture, by the mouse."""
        canvas = self.panels.canvas
        points = [self._on_canvas(x, y) for x, y in places]
        QTest.mousePress(canvas, LEFT, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(canvas, point)
        QTest.mouseRelease(canvas, LEFT, pos=points[-1])

    def paint_on_canvas(self) -> None:
        """A stroke over the middle of the canvas, whatever is shown there."""
        canvas = self.panels.canvas
        middle = canvas.rect().center()
        QTest.mousePress(canvas, LEFT, pos=middle)
        QTest.mouseMove(canvas, middle + QPoint(20, 5))
        QTest.mouseRelease(canvas, LEFT, pos=middle + QPoint(20, 5))

    def _on_canvas(self, x: int, y: int) -> QPoint:
        """Where a pixel of the picture is seen; all of it is in view after opening."""
        document = self.workspace.document
        assert document is not None
        left, top = self.panels.canvas.viewport.to_view(x, y)
        ratio = self.panels.canvas.devicePixelRatioF()
        return QPoint(round(left / ratio), round(top / ratio))

    def generate(self) -> None:
        self.press("generate")

    def click_tile(self, view: TileView, row: int) -> None:
        rect: QRect = view.visualRect(view.model().index(row, 0))
        QTest.mouseClick(view.viewport(), LEFT, pos=rect.center())

    def key(self, key: Qt.Key) -> None:
        """To whatever has the focus."""
        target = self.window.focusWidget()
        assert target is not None
        QTest.keyClick(target, key)

    # eyes ---------------------------------------------------------------------------------

    @property
    def prompt_field(self) -> QPlainTextEdit:
        field = self.window.findChild(QPlainTextEdit, "prompt")
        assert isinstance(field, QPlainTextEdit)
        return field

    @property
    def strip(self) -> TileView:
        """The choices beside each other: the original, then the results."""
        return self.panels.strip.findChildren(TileView)[0]

    @property
    def is_judging(self) -> bool:
        return self.panels.strip.isVisible()

    @property
    def history_size(self) -> int:
        return self.panels.history.model.rowCount()

    @property
    def content(self) -> str:
        """The content of the file that is open; empty when none is."""
        found = self.workspace.open_document
        return found.file.content if found is not None else ""

    @property
    def picture(self) -> Bytes:
        """The picture that is open, as its file holds it, (h, w, 3)."""
        file = self.workspace.open_document
        assert file is not None
        return opened(self.library.pictures.read(file.file.content))

    @property
    def shown(self) -> Bytes:
        """What the canvas shows as the picture, (h, w, 3) in RGB."""
        document = self.workspace.document
        assert document is not None
        display = document.display
        return display[..., 2::-1] if display.shape[2] == 4 else display

    @property
    def mask(self) -> Bytes:
        document = self.workspace.document
        assert document is not None
        return document.copy_mask()

    @property
    def library(self) -> Library:
        return self.program._library

    def newest(self) -> Edit:
        """The newest edit of the history."""
        return self.library.history.page(limit=1)[0]

    def said(self) -> str:
        """Every text that can be read in the window now, in one string."""
        shown = [one for one in self.window.findChildren(QWidget) if one.isVisible()]
        texts = [one.text() for one in shown if isinstance(one, QLabel | QAbstractButton)]
        return "\n".join(texts)

    def sees(self, text: str) -> None:
        """Waits until it can be read in the window."""
        self.wait(lambda: text in self.said())

    def dialog(self, kind: type[_W]) -> _W:
        """The dialog of that class, when it is open."""
        self.wait(lambda: len(_open(kind)) == 1)
        return _open(kind)[0]


def _open(kind: type[_W]) -> list[_W]:
    windows = QApplication.topLevelWidgets()
    return [one for one in windows if isinstance(one, kind) and one.isVisible()]
