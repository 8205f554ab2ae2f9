"""The column of tools left of the canvas."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from desktop.ui.canvas.tool_set import TOOLS, ToolKind
from desktop.ui.icons import Icons
from desktop.ui.shortcuts import KeyTable, tool_shortcut

WIDTH = 44
_BUTTON = 32
_ICON = 20
_GAP = 2


class ToolRail(QFrame):
    """One button for each tool; arrow keys move between them. Signals: `tool_chosen(name)`."""

    tool_chosen = Signal(str)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        self._lay_out()
        self._group.idClicked.connect(self._say)

    def show_tool(self, name: str) -> None:
        """Marks the tool that is chosen on the canvas."""
        self._buttons[name].setChecked(True)

    def button(self, name: str) -> QToolButton:
        return self._buttons[name]

    def show_keys(self, table: KeyTable) -> None:
        """The tooltips say which key calls a tool."""
        for kind in TOOLS:
            self._buttons[kind.name].setToolTip(_hint(kind, table.keys(tool_shortcut(kind.name))))

    def _lay_out(self) -> None:
        self.setObjectName("tools")
        self.setProperty("role", "rail")
        self.setAccessibleName("Tools")
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(4)
        for place, kind in enumerate(TOOLS):
            if kind.begins_group:
                column.addSpacing(_GAP)
                column.addWidget(_line(self), 0, Qt.AlignmentFlag.AlignHCenter)
                column.addSpacing(_GAP)
            button = self._make_button(kind)
            self._group.addButton(button, place)
            self._buttons[kind.name] = button
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._buttons[TOOLS[0].name].setChecked(True)

    def _make_button(self, kind: ToolKind) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setIcon(self._icons.icon(kind.icon))
        button.setIconSize(QSize(_ICON, _ICON))
        button.setFixedSize(_BUTTON, _BUTTON)
        button.setToolTip(_hint(kind, (kind.key,)))
        button.setAccessibleName(kind.text)
        button.setAccessibleDescription(kind.hint)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _say(self, place: int) -> None:
        self.tool_chosen.emit(TOOLS[place].name)


def _hint(kind: ToolKind, keys: tuple[str, ...]) -> str:
    called = f" ({keys[0]})" if keys and keys[0] else ""
    return f"{kind.text}{called}: {kind.hint[0].lower()}{kind.hint[1:]}"


def _line(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setProperty("role", "line")
    line.setFixedSize(_ICON, 1)
    return line
