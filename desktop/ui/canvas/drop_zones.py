"""Says what a drop would do, by zones over the whole canvas, while something is dragged across."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.ui.canvas.drops import DropZone
from desktop.ui.icons import Icons

_INSET = 8
_GAP = 8
_ICON = 28
_PAD = 12
_STACKED_BELOW = 420
"""Pixels of width under which zones lie one above the other."""


@dataclass(frozen=True, slots=True)
class _Look:
    icon: str
    title: str
    words: str


_LOOKS = {
    DropZone.PICTURE: _Look("image-plus", "New picture", "Work on this instead"),
    DropZone.REFERENCE: _Look("images", "Reference", "Goes along as a guide"),
    DropZone.MASK: _Look("contrast", "Mask", "White is what changes"),
}
_FIRST = _Look("image-plus", "Open", "Work on this picture")


class DropZones(QWidget):
    """Frames with words; they never take the mouse. The one under the pointer stands out."""

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._over = parent
        self._zones: tuple[DropZone, ...] = ()
        self._pointed = DropZone.PICTURE
        self._is_first = True
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def zones(self) -> tuple[DropZone, ...]:
        return self._zones

    def show_zones(self, *, has_picture: bool) -> None:
        """Without a picture there is nothing that a mask could be for."""
        both = (DropZone.PICTURE, DropZone.REFERENCE)
        self._zones = (*both, DropZone.MASK) if has_picture else both
        self._is_first = not has_picture
        self._pointed = DropZone.PICTURE
        self.setGeometry(self._over.rect())
        self.raise_()
        self.show()
        self.update()

    def point_at(self, place: QPoint) -> None:
        zone = self.zone_at(place)
        if zone is not self._pointed:
            self._pointed = zone
            self.update()

    def zone_at(self, place: QPoint) -> DropZone:
        """The zone there; between two of them the nearer one."""
        if not self._zones:
            return DropZone.PICTURE

        def distance(zone: DropZone) -> int:
            rect = self.rect_of(zone)
            across = max(rect.left() - place.x(), 0, place.x() - rect.right())
            return across + max(rect.top() - place.y(), 0, place.y() - rect.bottom())

        return min(self._zones, key=distance)

    def rect_of(self, zone: DropZone) -> QRect:
        """The new picture has half of the room, because that is what is meant most often."""
        room = self.rect().adjusted(_INSET, _INSET, -_INSET, -_INSET)
        shares = {DropZone.PICTURE: 2}
        total = sum(shares.get(one, 1) for one in self._zones)
        before = sum(shares.get(one, 1) for one in self._zones[: self._zones.index(zone)])
        is_stacked = room.width() < _STACKED_BELOW
        length = (room.height() if is_stacked else room.width()) + _GAP
        start = length * before // total
        extent = length * (before + shares.get(zone, 1)) // total - start - _GAP
        if is_stacked:
            return QRect(room.x(), room.y() + start, room.width(), extent)
        return QRect(room.x() + start, room.y(), extent, room.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for zone in self._zones:
            look = _FIRST if self._is_first and zone is DropZone.PICTURE else _LOOKS[zone]
            self._paint_zone(painter, self.rect_of(zone), look, is_pointed=zone is self._pointed)

    def _paint_zone(
        self, painter: QPainter, frame: QRect, look: _Look, *, is_pointed: bool
    ) -> None:
        accent = QColor(self._icons.value("accent"))
        veil = QColor(accent if is_pointed else QColor(self._icons.value("window")))
        veil.setAlpha(120 if is_pointed else 170)
        painter.setBrush(veil)
        style = Qt.PenStyle.SolidLine if is_pointed else Qt.PenStyle.DashLine
        painter.setPen(QPen(accent, 2, style))
        painter.drawRoundedRect(frame, 8, 8)
        self._paint_words(painter, frame, look, accent)

    def _paint_words(self, painter: QPainter, frame: QRect, look: _Look, ground: QColor) -> None:
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        room = frame.width() - 4 * _PAD
        title = QFontMetrics(bold).elidedText(look.title, Qt.TextElideMode.ElideRight, room)
        plain = QFontMetrics(self.font())
        words = plain.elidedText(look.words, Qt.TextElideMode.ElideRight, room)
        widest = max(QFontMetrics(bold).horizontalAdvance(title), plain.horizontalAdvance(words))
        line = plain.lineSpacing()
        chip = QRect(0, 0, widest + 2 * _PAD, _ICON + 2 * line + 2 * _PAD + 4)
        chip.moveCenter(frame.center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(chip, 8, 8)
        icon = self._icons.pixmap(look.icon, _ICON, self.devicePixelRatioF(), "accent_text")
        painter.drawPixmap(chip.center().x() - _ICON // 2, chip.y() + _PAD, icon)
        painter.setPen(QColor(self._icons.value("accent_text")))
        centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        top = chip.y() + _PAD + _ICON + 4
        painter.setFont(bold)
        painter.drawText(QRect(chip.x(), top, chip.width(), line), centre, title)
        painter.setFont(self.font())
        painter.drawText(QRect(chip.x(), top + line, chip.width(), line), centre, words)
