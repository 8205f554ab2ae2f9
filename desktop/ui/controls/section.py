"""A part of a panel under a title, which can be folded away."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.roles import set_role
from desktop.ui.icons import Icons


class Section(QWidget):
    """Title, a summary that stays visible when folded, and the content below.

    It remembers nothing itself. Signals: `toggled` with whether it is open now, only when the
    designer did it.
    """

    toggled = Signal(bool)

    def __init__(self, title: str, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._is_expanded = True
        self._title = _Title(title, self)
        self._summary = ElidedLabel(parent=self)
        self._header = QWidget(self)
        self._body = QWidget(self)
        self._lay_out()
        self._title.clicked.connect(self._toggle)
        self._title.fold_requested.connect(self._fold)
        self.set_expanded(is_expanded=True)

    @property
    def is_expanded(self) -> bool:
        return self._is_expanded

    def set_expanded(self, *, is_expanded: bool) -> None:
        self._is_expanded = is_expanded
        self._body.setVisible(is_expanded)
        self._title.setIcon(self._icons.icon("chevron-down" if is_expanded else "chevron-right"))
        self._title.setAccessibleDescription("open" if is_expanded else "folded")

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self._title.setAccessibleName(title)

    def set_summary(self, text: str) -> None:
        """A few words beside the title, such as what is chosen inside."""
        self._summary.set_text(text)

    def set_content(self, widget: QWidget) -> None:
        """Puts `widget` into the body; call it once for each widget, from top to bottom."""
        layout = self._body.layout()
        assert layout is not None
        layout.addWidget(widget)

    def add_to_header(self, widget: QWidget) -> None:
        """Puts a small control at the right end of the title's row."""
        layout = self._header.layout()
        assert layout is not None
        layout.addWidget(widget)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._header.geometry().contains(
            event.position().toPoint()
        ):
            self._toggle()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._header)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._title)
        row.addWidget(self._summary, 1)
        self._summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        set_role(self._summary, "soft")
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 4, 0, 8)
        body.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self._body)

    def _toggle(self) -> None:
        self.set_expanded(is_expanded=not self._is_expanded)
        self.toggled.emit(self._is_expanded)

    def _fold(self, key: int) -> None:
        """Right opens, Left folds, as in a tree."""
        if (key == Qt.Key.Key_Right) != self._is_expanded:
            self._toggle()


class _Title(QPushButton):
    """The clickable title with its arrow."""

    fold_requested = Signal(int)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setAccessibleName(title)
        self.setToolTip("Open or fold this part")
        self.setIconSize(QSize(14, 14))
        set_role(self, "section")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.fold_requested.emit(event.key())
        else:
            super().keyPressEvent(event)
