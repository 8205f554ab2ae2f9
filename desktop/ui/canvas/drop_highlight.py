"""Says what a drop would do, over the whole canvas, while something is dragged across it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.ui.icons import Icons

_INSET = 8
_ICON = 28
_GAP = 8
_PAD = 20


class DropHighlight(QWidget):
    """A frame with words; it never takes the mouse."""

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._over = parent
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_text(self, text: str) -> None:
        self._text = text
        self.setGeometry(self._over.rect())
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = QColor(self._icons.value("accent"))
        veil = QColor(accent)
        veil.setAlpha(46)
        frame = self.rect().adjusted(_INSET, _INSET, -_INSET, -_INSET)
        painter.setBrush(veil)
        painter.setPen(QPen(accent, 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(frame, 8, 8)
        self._paint_words(painter, frame, accent)

    def _paint_words(self, painter: QPainter, frame: QRect, ground: QColor) -> None:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        room = max(0, frame.width() - _ICON - _GAP - 2 * _PAD)
        text = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, room)
        width = _ICON + _GAP + metrics.horizontalAdvance(text) + 2 * _PAD
        chip = QRect(0, 0, width, _ICON + 20)
        chip.moveCenter(frame.center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(chip, 8, 8)
        icon = self._icons.pixmap("image-plus", _ICON, self.devicePixelRatioF(), "accent_text")
        painter.drawPixmap(chip.x() + _PAD, chip.y() + 10, icon)
        painter.setPen(QColor(self._icons.value("accent_text")))
        rest = chip.adjusted(_PAD + _ICON + _GAP, 0, -_PAD, 0)
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
