"""The parts tiles are drawn from: pictures, frames, badges, buttons, lines of text."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QIcon,
    QPainter,
    QPen,
    QPixmap,
    QTextLayout,
    QTextOption,
)

from desktop.ui.icons import Icons
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.theme import SMALL_PIXELS
from desktop.ui.tiles.tile_state import TileState

_RADIUS = 6.0
_BADGE_HEIGHT = 18
_BADGE_GROUND = QColor(16, 16, 16, 205)
_ON_BADGE = "accent_text"
_CHECKER = 8
_DRAGGED_SIDE = 72
_DRAGGED_OPACITY = 0.8
_ELIDED_KEPT = 4000
_USUAL_LETTER, _NARROW_LETTER = 5, 2
_BOXES_KEPT = 24
_SINGLE = Qt.TextFlag.TextSingleLine
_AT_START = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | _SINGLE
_AT_END = (
    Qt.AlignmentFlag.AlignRight
    | Qt.AlignmentFlag.AlignAbsolute
    | Qt.AlignmentFlag.AlignVCenter
    | _SINGLE
)
BUTTON = 22


class TilePainter:
    """Draws with the colours of the theme; knows the pictures by their content.

    `owner` names the list for the loader, so that what scrolled away is not read.
    """

    def __init__(self, icons: Icons, loader: PictureLoader, owner: str) -> None:
        self._icons = icons
        self._loader = loader
        self._owner = owner
        self._colours: dict[str, QColor] = {}
        self._checkers: dict[str, QBrush] = {}
        self._drawn: dict[tuple[str, str], QIcon] = {}
        self._elided: dict[tuple[str, int, int], str] = {}
        self._boxes: dict[tuple[str, str, int, int, float], QPixmap] = {}

    def colour(self, name: str) -> QColor:
        value = self._icons.value(name)
        if value not in self._colours:
            self._colours[value] = QColor(value)
        return self._colours[value]

    # frames

    def frame(self, painter: QPainter, rect: QRect, state: TileState) -> None:
        """The ground of a tile: plain, under the pointer, selected; a ring when it has focus."""
        ground, line = "", ""
        if state.is_selected:
            ground, line = "accent_soft", "accent"
        elif state.is_hovered:
            ground = "hover"
        if state.has_focus:
            line = "focus"
        if ground or line:
            self.box(painter, rect, ground, line)

    def box(self, painter: QPainter, rect: QRect, ground: str, line: str = "") -> None:
        """Like `rounded`, kept as a picture: for the sizes that many tiles have. Drawing a smooth
        box costs ten times what copying it does."""
        ratio = painter.device().devicePixelRatioF()
        values = [self._icons.value(name) if name else "" for name in (ground, line)]
        key = (values[0], values[1], rect.width(), rect.height(), ratio)
        kept = self._boxes.get(key)
        if kept is None:
            if len(self._boxes) >= _BOXES_KEPT:
                self._boxes.clear()
            kept = self._boxes[key] = QPixmap(rect.size() * ratio)
            kept.setDevicePixelRatio(ratio)
            kept.fill(Qt.GlobalColor.transparent)
            with QPainter(kept) as drawn:
                self.rounded(drawn, QRect(QPoint(), rect.size()), ground, line)
        painter.drawPixmap(rect.topLeft(), kept)

    def rounded(self, painter: QPainter, rect: QRect, ground: str, line: str = "") -> None:
        """A rounded box; empty names leave ground or line out."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self.colour(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.colour(line), 1.5) if line else Qt.PenStyle.NoPen)
        inset = 0.75 if line else 0.0
        painter.drawRoundedRect(
            QRectF(rect).adjusted(inset, inset, -inset, -inset), _RADIUS, _RADIUS
        )
        painter.restore()

    # pictures

    def picture(self, painter: QPainter, rect: QRect, content: str, *, fills: bool = False) -> None:
        """The thumbnail, whole inside `rect` or filling it; a quiet sign while there is none."""
        ratio = painter.device().devicePixelRatioF()
        pixels = max(rect.width(), rect.height()) * (2 if fills else 1)
        pixmap = self._loader.thumbnail(content, pixels, ratio, self._owner)
        if pixmap is not None:
            self.pixmap(painter, rect, pixmap, fills=fills)
            return
        is_gone = self._loader.has_failed(content, pixels, ratio)
        painter.fillRect(rect, self.colour("field"))
        self.icon(painter, rect, "image-off" if is_gone else "image", "text_faint")

    def pixmap(
        self, painter: QPainter, rect: QRect, pixmap: QPixmap, *, fills: bool = False
    ) -> None:
        """A pixmap that fits exactly is only copied, which is twenty times faster."""
        if pixmap.isNull():
            return
        if not fills:
            size = pixmap.deviceIndependentSize().toSize()
            if max(size.width() - rect.width(), size.height() - rect.height()) == 0:
                self._copy(painter, rect, pixmap, size)
                return
            target, source = _fitted(pixmap.size(), rect), QRectF(pixmap.rect())
        else:
            target, source = QRectF(rect), _middle_of(pixmap.size(), rect.size())
        if pixmap.hasAlphaChannel():
            self.checker(painter, target.toAlignedRect())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, pixmap, source)

    def drag_pixmap(
        self, content: str, drawn_side: int, ratio: float, *, fills: bool = False, count: int = 1
    ) -> QPixmap:
        """What hangs at the pointer while a picture is dragged: see-through, with a number.

        `drawn_side` is how large the list draws it, because that is what the loader has.
        """
        drawn = QPixmap(QSize(_DRAGGED_SIDE, _DRAGGED_SIDE) * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.save()
        painter.setOpacity(_DRAGGED_OPACITY)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(_DRAGGED_SIDE / drawn_side, _DRAGGED_SIDE / drawn_side)
        self.picture(painter, QRect(0, 0, drawn_side, drawn_side), content, fills=fills)
        painter.restore()
        if count > 1:
            self.badge(painter, QPoint(4, 4), str(count), ground="accent")
        painter.end()
        return drawn

    def _copy(self, painter: QPainter, rect: QRect, pixmap: QPixmap, size: QSize) -> None:
        left = rect.left() + (rect.width() - size.width()) // 2
        top = rect.top() + (rect.height() - size.height()) // 2
        if pixmap.hasAlphaChannel():
            self.checker(painter, QRect(QPoint(left, top), size))
        painter.drawPixmap(left, top, pixmap)

    def checker(self, painter: QPainter, rect: QRect) -> None:
        """The ground that shows transparency."""
        light, dark = self.colour("checker_light"), self.colour("checker_dark")
        if light.name() not in self._checkers:
            self._checkers[light.name()] = _checker_brush(light, dark)
        painter.setBrushOrigin(rect.topLeft())
        painter.fillRect(rect, self._checkers[light.name()])

    def icon(
        self, painter: QPainter, rect: QRect, name: str, colour: str, pixels: int = 20
    ) -> None:
        """An icon in the middle of a rectangle."""
        place = QRect(QPoint(), QSize(pixels, pixels))
        place.moveCenter(rect.center())
        if (name, colour) not in self._drawn:
            self._drawn[name, colour] = self._icons.icon(name, colour)
        self._drawn[name, colour].paint(painter, place)

    # badges and buttons: on pictures, so in colours of their own

    def badge(self, painter: QPainter, corner: QPoint, text: str, *, ground: str = "") -> QRect:
        """A small label with its top left at `corner`; returns the place it takes."""
        font = small_font(painter.font(), pixels=11, weight=QFont.Weight.DemiBold)
        width = QFontMetrics(font).horizontalAdvance(text) + 10
        rect = QRect(corner, QSize(max(_BADGE_HEIGHT, width), _BADGE_HEIGHT))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colour(ground) if ground else _BADGE_GROUND)
        painter.drawRoundedRect(rect, 4, 4)
        painter.setFont(font)
        painter.setPen(self.colour(_ON_BADGE))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | _SINGLE, text)
        painter.restore()
        return rect

    def button(self, painter: QPainter, rect: QRect, icon: str, *, is_hovered: bool) -> None:
        """A small round-cornered button on a picture."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colour("accent") if is_hovered else _BADGE_GROUND)
        painter.drawRoundedRect(rect, 4, 4)
        self.icon(painter, rect, icon, _ON_BADGE, 14)
        painter.restore()

    # text

    def line(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        *,
        colour: str = "text",
        font: QFont | None = None,
        at_end: bool = False,
    ) -> None:
        """One line, shortened to fit; text that is read from right to left stands at the right."""
        used = painter.font() if font is None else font
        painter.setFont(used)
        painter.setPen(self.colour(colour))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        flags = _AT_END if at_end else _AT_START
        painter.drawText(rect, flags, self.elided(text, used, rect.width()))

    def width_of(self, text: str, font: QFont) -> int:
        """Pixels that a line takes."""
        key = (text, -1, hash(font))
        if key not in self._elided:
            self._elided[key] = str(QFontMetrics(font).horizontalAdvance(text))
        return int(self._elided[key])

    def elided(self, text: str, font: QFont, width: int) -> str:
        key = (text, width, hash(font))
        shown = self._elided.get(key)
        if shown is None:
            if len(self._elided) >= _ELIDED_KEPT:
                self._elided.clear()
            shown = self._elided[key] = _shortened(text, QFontMetrics(font), width)
        return shown

    def paragraph(
        self, painter: QPainter, rect: QRect, text: str, *, colour: str, font: QFont
    ) -> None:
        """Wrapped text from the top; the last line that fits is shortened."""
        metrics = QFontMetrics(font)
        lines = wrapped(text, font, rect.width(), max(1, rect.height() // metrics.lineSpacing()))
        place = QRect(rect.topLeft(), QSize(rect.width(), metrics.lineSpacing()))
        for one in lines:
            self.line(painter, place, one, colour=colour, font=font)
            place.translate(0, metrics.lineSpacing())


def _checker_brush(light: QColor, dark: QColor) -> QBrush:
    square = QPixmap(2 * _CHECKER, 2 * _CHECKER)
    square.fill(dark)
    painter = QPainter(square)
    painter.fillRect(0, 0, _CHECKER, _CHECKER, light)
    painter.fillRect(_CHECKER, _CHECKER, _CHECKER, _CHECKER, light)
    painter.end()
    return QBrush(square)


def small_font(
    font: QFont, *, pixels: int = SMALL_PIXELS, weight: QFont.Weight = QFont.Weight.Normal
) -> QFont:
    small = QFont(font)
    small.setPixelSize(pixels)
    small.setWeight(weight)
    return small


def _shortened(text: str, metrics: QFontMetrics, width: int) -> str:
    """Qt shapes all of a long text to find where to cut it, so it gets no more than may fit."""
    for most in (width // _USUAL_LETTER, width // _NARROW_LETTER):
        start = text[:most]
        shown = metrics.elidedText(start, Qt.TextElideMode.ElideRight, width)
        if shown != start:
            return shown
        if most >= len(text):
            return text
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


def wrapped(text: str, font: QFont, width: int, most: int) -> list[str]:
    """At most `most` lines of text; the last one holds all the rest."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(text, font)
    layout.setTextOption(option)
    layout.beginLayout()
    starts: list[int] = []
    while len(starts) < most and (row := layout.createLine()).isValid():
        row.setLineWidth(max(1, width))
        starts.append(row.textStart())
    layout.endLayout()
    ends = [*starts[1:], len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _fitted(size: QSize, rect: QRect) -> QRectF:
    scaled = size.scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
    target = QRect(QPoint(), scaled.expandedTo(QSize(1, 1)))
    target.moveCenter(rect.center())
    return QRectF(target)


def _middle_of(size: QSize, shape: QSize) -> QRectF:
    """The largest part of `size` in the proportions of `shape`, from the middle."""
    part = shape.scaled(size, Qt.AspectRatioMode.KeepAspectRatio)
    middle = QRectF(0, 0, part.width(), part.height())
    middle.moveCenter(QRectF(0, 0, size.width(), size.height()).center())
    return middle
