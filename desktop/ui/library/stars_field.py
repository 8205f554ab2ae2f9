"""Five stars to click, or to set with the arrow keys and digits."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.library_item import MOST_STARS
from desktop.ui.icons import Icons
from desktop.ui.tiles.mark_painting import paint_stars

_STAR = 22
_HEIGHT = 28


class StarsField(QWidget):
    """Signals: `rated(int)` when the designer chose; the same star once more takes it away."""

    rated = Signal(int)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._rating = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip("Stars (keys 0 to 5 in the grid)")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_rating(0)

    @property
    def rating(self) -> int:
        return self._rating

    def show_rating(self, rating: int) -> None:
        self._rating = rating
        self.setAccessibleName(f"{rating} of {MOST_STARS} stars")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(MOST_STARS * _STAR + 8, _HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            star = min(MOST_STARS, max(1, int((event.position().x() - 4) // _STAR) + 1))
            self._rate(0 if star == self._rating else star)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_Up: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self._rate(min(MOST_STARS, max(0, self._rating + step)))
        elif event.text() in tuple("012345"):
            self._rate(int(event.text()))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        place = QRectF(4, (_HEIGHT - _STAR) / 2, MOST_STARS * _STAR, _STAR)
        full, faint = (QColor(self._icons.value(name)) for name in ("warning", "text_faint"))
        paint_stars(painter, place, self._rating, full, faint=faint)
        if self.hasFocus():
            painter.setPen(QColor(self._icons.value("focus")))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 5, 5)

    def _rate(self, rating: int) -> None:
        if rating != self._rating:
            self.show_rating(rating)
            self.rated.emit(rating)
