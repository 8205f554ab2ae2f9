"""The tools left of the canvas: one column, or two where the window is too low for one."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QLayout, QToolButton, QWidget

from desktop.ui.canvas.tool_set import TOOLS, ToolKind
from desktop.ui.icons import Icons
from desktop.ui.shortcuts import KeyTable, tool_shortcut

_MARGIN = 6
_BUTTON = 32
_ICON = 20
_GAP = 4
_LINE = 1


class ToolRail(QFrame):
    """One button for each tool; arrow keys move between them. Signals: `tool_chosen(name)`."""

    tool_chosen = Signal(str)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        self._lines: list[QFrame] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._make_buttons()
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

    def minimumSizeHint(self) -> QSize:
        return QSize(_width(self._columns), _height(2))

    def sizeHint(self) -> QSize:
        return QSize(_width(self._columns), _height(1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(1 if event.size().height() >= _height(1) else 2)

    def _lay_out(self) -> None:
        self.setObjectName("tools")
        self.setProperty("role", "rail")
        self.setAccessibleName("Tools")
        # The buttons keep their size; how many columns there are follows from the height.
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._grid.setContentsMargins(_MARGIN, 2 * _GAP, _MARGIN, 2 * _GAP)
        self._grid.setSpacing(_GAP)
        self._grid.setRowStretch(len(TOOLS) + len(_GROUPS), 1)
        self._arrange(1)

    def _make_buttons(self) -> None:
        for place, kind in enumerate(TOOLS):
            button = self._make_button(kind)
            self._group.addButton(button, place)
            self._buttons[kind.name] = button
        self._lines = [_line(self) for _group in _GROUPS[1:]]
        self._buttons[TOOLS[0].name].setChecked(True)

    def _arrange(self, columns: int) -> None:
        """Puts the groups below each other, a line between two."""
        if columns == self._columns:
            return
        self._columns = columns
        row = 0
        for place, group in enumerate(_GROUPS):
            if place:
                centre = Qt.AlignmentFlag.AlignCenter
                self._grid.addWidget(self._lines[place - 1], row, 0, 1, columns, centre)
                row += 1
            for index, name in enumerate(group):
                self._grid.addWidget(self._buttons[name], row + index // columns, index % columns)
            row += _rows(group, columns)
        self.setFixedWidth(_width(columns))

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


def _groups() -> tuple[tuple[str, ...], ...]:
    numbered: list[tuple[int, str]] = []
    for kind in TOOLS:
        last = numbered[-1][0] if numbered else 0
        numbered.append((last + kind.begins_group, kind.name))
    return tuple(
        tuple(name for _, name in group) for _, group in groupby(numbered, lambda one: one[0])
    )


_GROUPS = _groups()


def _rows(group: tuple[str, ...], columns: int) -> int:
    return -(-len(group) // columns)


def _width(columns: int) -> int:
    return 2 * _MARGIN + columns * _BUTTON + (columns - 1) * _GAP


def _height(columns: int) -> int:
    """What the tools need in so many columns."""
    lines = len(_GROUPS) - 1
    rows = sum(_rows(group, columns) for group in _GROUPS)
    return 4 * _GAP + rows * _BUTTON + lines * _LINE + (rows + lines - 1) * _GAP


def _hint(kind: ToolKind, keys: tuple[str, ...]) -> str:
    called = f" ({keys[0]})" if keys and keys[0] else ""
    return f"{kind.text}{called}: {kind.hint[0].lower()}{kind.hint[1:]}"


def _line(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setProperty("role", "line")
    line.setFixedSize(_ICON, 1)
    return line
