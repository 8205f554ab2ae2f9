"""Icons for lists: soft like the text beside them, and bright on the row that is chosen."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from desktop.ui.icons import Icons

_CHOSEN = (QIcon.Mode.Active, QIcon.Mode.Selected)


class ListIconEngine(QIconEngine):
    """Draws in the theme's colour for the row's state; what it draws, a subclass says."""

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self.icons = icons

    def draw(self, painter: QPainter, rect: QRect, colour: str) -> None:
        """Draws into `rect`; `colour` is #rrggbb."""
        raise NotImplementedError

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        name = "accent_text" if mode in _CHOSEN else "text_soft"
        if mode is QIcon.Mode.Disabled:
            name = "text_faint"
        painter.save()
        self.draw(painter, rect, self.icons.value(name))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        pixmap = self.pixmap(size * scale, mode, state)
        pixmap.setDevicePixelRatio(scale)
        return pixmap


def list_icon(name: str, icons: Icons) -> QIcon:
    """The icon `name` of the set, for an entry of a list."""
    return QIcon(_NamedEngine(name, icons))


class _NamedEngine(ListIconEngine):
    def __init__(self, name: str, icons: Icons) -> None:
        super().__init__(icons)
        self._name = name

    def draw(self, painter: QPainter, rect: QRect, colour: str) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect, self.icons.draw(self._name, rect.size() * ratio, colour))

    def clone(self) -> QIconEngine:
        return _NamedEngine(self._name, self.icons)
