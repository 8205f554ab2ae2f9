"""Icons by name, drawn from SVG in the colour of the theme and sharp at every pixel ratio."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.ui.theme import Colours, ThemeKeeper


class Icons:
    """The icon set; icons already handed out take the colours of a new theme when repainted."""

    def __init__(self, folder: Path, theme: ThemeKeeper) -> None:
        self._folder = folder
        self._theme = theme
        self._sources: dict[str, str] = {}

    def icon(self, name: str, colour: str = "text") -> QIcon:
        """The icon `name` (a file of `resources/icons`) in a colour of the theme by its name."""
        return QIcon(_TintedEngine(self, name, colour))

    def pixmap(self, name: str, pixels: int, ratio: float, colour: str = "text") -> QPixmap:
        """The icon as a pixmap `pixels` wide in device-independent pixels."""
        return self.draw(name, QSize(pixels, pixels) * ratio, self.value(colour), ratio)

    def draw(self, name: str, size: QSize, value: str, ratio: float = 1.0) -> QPixmap:
        """`size` in device pixels, `value` as #rrggbb; nothing where no image of it can be had."""
        if size.isEmpty():
            return QPixmap()
        svg = self._source(name).replace("currentColor", value)
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        if image.isNull():
            return QPixmap()
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(QRect(0, 0, *size.toTuple())))
        painter.end()
        image.setDevicePixelRatio(ratio)
        return QPixmap.fromImage(image)

    def value(self, colour: str) -> str:
        """The #rrggbb behind a colour's name in the present theme."""
        colours: Colours = self._theme.colours
        return str(getattr(colours, colour))

    def _source(self, name: str) -> str:
        if name not in self._sources:
            self._sources[name] = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
        return self._sources[name]


class _TintedEngine(QIconEngine):
    """Draws one icon in the theme's colour, fainter when disabled, bright on the accent."""

    def __init__(self, icons: Icons, name: str, colour: str) -> None:
        super().__init__()
        self._icons = icons
        self._name = name
        self._colour = colour
        self._drawn: dict[tuple[int, int, str], QPixmap] = {}

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        return self._pixmap(size, mode)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, scale: float
    ) -> QPixmap:
        pixmap = QPixmap(self._pixmap(size * scale, mode))
        pixmap.setDevicePixelRatio(scale)
        return pixmap

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect, self._pixmap(rect.size() * ratio, mode))

    def clone(self) -> QIconEngine:
        return _TintedEngine(self._icons, self._name, self._colour)

    def _pixmap(self, size: QSize, mode: QIcon.Mode) -> QPixmap:
        colour = "text_faint" if mode is QIcon.Mode.Disabled else self._colour
        key = (size.width(), size.height(), self._icons.value(colour))
        if key not in self._drawn:
            self._drawn[key] = self._icons.draw(self._name, size, key[2])
        return self._drawn[key]
