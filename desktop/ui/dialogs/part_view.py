"""Shows one file of a request: fitted, or pixel by pixel as it goes."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

_SQUARE = 8
_LIGHT, _DARK = QColor(255, 255, 255), QColor(204, 204, 204)


class PartView(QScrollArea):
    """A picture on a chequered ground where it is transparent. It never enlarges when fitted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = _Sheet()
        self.setWidget(self._sheet)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Picture as it is sent")
        self.setToolTip("The picture as it is sent")
        self.show_fitted(is_on=True)

    @property
    def is_fitted(self) -> bool:
        return self.widgetResizable()

    def show_image(self, image: QImage | None) -> None:
        self._sheet.image = image
        self._resize()

    def show_fitted(self, *, is_on: bool) -> None:
        """Fitted into the view, or one pixel of the file on one of the screen."""
        self.setWidgetResizable(is_on)
        self._sheet.is_fitted = is_on
        self._resize()

    def _resize(self) -> None:
        image = self._sheet.image
        if not self.is_fitted and image is not None:
            self._sheet.resize(image.size() / self.devicePixelRatioF())
        self._sheet.update()


class _Sheet(QWidget):
    """Paints the picture; nothing is copied or scaled beforehand."""

    def __init__(self) -> None:
        super().__init__()
        self.image: QImage | None = None
        self.is_fitted = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(320, 320)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.image is None or self.image.isNull():
            return
        painter = QPainter(self)
        target = self._target()
        painter.setClipRect(target & event.rect())
        _chequer(painter, target & event.rect())
        hint = QPainter.RenderHint.SmoothPixmapTransform
        painter.setRenderHint(hint, on=self.is_fitted)
        painter.drawImage(target, self.image)

    def _target(self) -> QRect:
        assert self.image is not None
        size = self.image.size() / self.devicePixelRatioF()
        if size.width() > self.width() or size.height() > self.height():
            size = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(0, 0, max(1, size.width()), max(1, size.height()))
        target.moveCenter(self.rect().center())
        return target


def _chequer(painter: QPainter, area: QRect) -> None:
    painter.fillRect(area, _LIGHT)
    for y in range(area.top() // _SQUARE, area.bottom() // _SQUARE + 1):
        for x in range(area.left() // _SQUARE, area.right() // _SQUARE + 1):
            if (x + y) % 2:
                square = QRect(x * _SQUARE, y * _SQUARE, _SQUARE, _SQUARE)
                painter.fillRect(square & area, _DARK)
