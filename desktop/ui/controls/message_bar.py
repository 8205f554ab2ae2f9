"""A message inside a panel: what happened, what to do, and the buttons to do it."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Billed, Problem
from desktop.ui.controls.flow_layout import FlowLayout
from desktop.ui.controls.icon_label import IconLabel
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role, set_style_property
from desktop.ui.icons import Icons

_ICON = 16


class Severity(StrEnum):
    """How much a message matters; the value is the colour's name in the theme."""

    INFO = "text_soft"
    GOOD = "good"
    WARNING = "warning"
    DANGER = "danger"


_ICONS = {
    Severity.INFO: "info",
    Severity.GOOD: "circle-check",
    Severity.WARNING: "triangle-alert",
    Severity.DANGER: "circle-alert",
}
_WORDS = {
    Severity.INFO: "Note",
    Severity.GOOD: "Done",
    Severity.WARNING: "Careful",
    Severity.DANGER: "Problem",
}


class MessageBar(QFrame):
    """Hidden until it has something to say.

    Signals: `action_chosen` with the name given to `set_actions`, `closed` by the designer.
    """

    action_chosen = Signal(str)
    closed = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._request_id = ""
        self._icon = IconLabel(_ICON, self)
        self._text = Paragraph(parent=self)
        self._close = QToolButton(self)
        self._close.setObjectName("close")
        self._buttons = QWidget(self)
        self._actions: list[QPushButton] = []
        self._copy = QPushButton("Copy request ID", self._buttons)
        self._lay_out()
        self._connect()
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def show_message(
        self, text: str, severity: Severity = Severity.INFO, *, can_close: bool = True
    ) -> None:
        """Shows plain text; the buttons of an earlier message go."""
        self._request_id = ""
        self.set_actions(())
        self._show(text, severity)
        self._close.setVisible(can_close)

    def show_problem(self, problem: Problem, *, can_close: bool = True) -> None:
        """Sentence, billing and remedy of `problem`, and its request id to copy."""
        is_costly = problem.billed is not Billed.NO
        self.show_message(
            problem.text, Severity.DANGER if is_costly else Severity.WARNING, can_close=can_close
        )
        self._request_id = problem.request_id or ""
        self._show_buttons()

    def set_actions(self, actions: tuple[tuple[str, str], ...]) -> None:
        """Buttons below the text, each a name (sent with `action_chosen`) and what it reads."""
        for button in self._actions:
            button.hide()
            button.deleteLater()
        self._actions = [self._action_button(name, text) for name, text in actions]
        before = self._copy
        for button in self._actions:
            self.setTabOrder(before, button)
            before = button
        self._show_buttons()

    def clear(self) -> None:
        """Says nothing more, and disappears."""
        self.hide()
        self._text.set_text("")
        self.set_actions(())

    def _show(self, text: str, severity: Severity) -> None:
        self._text.set_text(text)
        self._icon.set_icon(self._icons.icon(_ICONS[severity], severity.value), _WORDS[severity])
        self.setAccessibleName(f"{_WORDS[severity]}: {text}")
        set_style_property(self, "severity", severity.name.lower())
        self.show()

    def _show_buttons(self) -> None:
        self._copy.setVisible(bool(self._request_id))
        self._buttons.setVisible(bool(self._request_id or self._actions))

    def _action_button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self._buttons)
        button.setObjectName(name)
        button.setToolTip(text)
        button.clicked.connect(self._say_action)
        layout = self._buttons.layout()
        assert layout is not None
        layout.addWidget(button)
        button.show()
        return button

    def _lay_out(self) -> None:
        set_role(self, "message")
        FlowLayout(self._buttons)
        layout = self._buttons.layout()
        assert layout is not None
        layout.addWidget(self._copy)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._stack(row)
        self._dress()

    def _stack(self, row: QHBoxLayout) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self._buttons)
        self._buttons.hide()

    def _dress(self) -> None:
        self._close.setIcon(self._icons.icon("x", "text_soft"))
        self._close.setIconSize(QSize(14, 14))
        self._close.setToolTip("Close this message")
        self._close.setAccessibleName("Close this message")
        self._copy.setToolTip("Copies the id under which the service knows this request")
        set_role(self._close, "tiny")

    def _connect(self) -> None:
        self._close.clicked.connect(self._say_closed)
        self._copy.clicked.connect(self._copy_request_id)

    def _say_action(self) -> None:
        self.action_chosen.emit(self.sender().objectName())

    def _say_closed(self) -> None:
        self.clear()
        self.closed.emit()

    def _copy_request_id(self) -> None:
        QGuiApplication.clipboard().setText(self._request_id)
