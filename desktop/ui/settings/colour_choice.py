"""A colour out of a few that are good for the purpose, or any other."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QColorDialog,
    QHBoxLayout,
    QPushButton,
    QWidget,
)

_SIDE = 24


class ColourChoice(QWidget):
    """Signals: `colour_changed` with #rrggbb."""

    colour_changed = Signal(str)

    def __init__(
        self, name: str, colours: tuple[tuple[str, str], ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._colour = ""
        self._group = QButtonGroup(self)
        self._swatches = [_Swatch(value, f"{name}: {word}", self) for word, value in colours]
        self._own = _Swatch("#000000", f"{name}: your own", self)
        self._other = QPushButton("Other…", self)
        self._dialog: QColorDialog | None = None
        self._lay_out()
        self._group.buttonClicked.connect(self._say_swatch)
        self._other.clicked.connect(self._ask)

    @property
    def colour(self) -> str:
        return self._colour

    @property
    def swatches(self) -> list[QAbstractButton]:
        return list(self._swatches)

    def set_colour(self, value: str) -> None:
        """Shows `value` (#rrggbb); one that is not among the few gets a swatch of its own."""
        self._colour = value
        known = [swatch for swatch in self._swatches if swatch.value == value.lower()]
        self._own.setVisible(not known)
        if not known:
            self._own.set_value(value.lower())
        (known[0] if known else self._own).setChecked(True)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for swatch in (*self._swatches, self._own):
            self._group.addButton(swatch)
            row.addWidget(swatch)
        self._own.hide()
        self._other.setToolTip("Choose any colour")
        row.addWidget(self._other)
        row.addStretch(1)

    def _say_swatch(self, swatch: QAbstractButton) -> None:
        assert isinstance(swatch, _Swatch)
        self._take(swatch.value)

    def _ask(self) -> None:
        """Without blocking: the answer comes when the dialog is closed."""
        dialog = QColorDialog(QColor(self._colour), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(self._take_colour)
        self._dialog = dialog
        dialog.open()

    def _take_colour(self, colour: QColor) -> None:
        self._take(colour.name())

    def _take(self, value: str) -> None:
        if value == self._colour:
            return
        self.set_colour(value)
        self.colour_changed.emit(value)


class _Swatch(QAbstractButton):
    """A round patch of colour; the chosen one wears a ring."""

    def __init__(self, value: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.value = value
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(QSize(_SIDE, _SIDE))

    def set_value(self, value: str) -> None:
        self.value = value
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outer = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.value))
        painter.drawEllipse(outer.adjusted(4, 4, -4, -4))
        if self.isChecked() or self.hasFocus():
            role = QPalette.ColorRole.Link if self.hasFocus() else QPalette.ColorRole.Accent
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().color(role), 2))
            painter.drawEllipse(outer.adjusted(1, 1, -1, -1))
