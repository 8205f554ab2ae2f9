"""A line of words on the canvas, legible on any picture."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from desktop.ui.theme import FONT_FAMILY, SMALL_PIXELS

_GROUND = QColor(20, 20, 20, 225)
_TEXT = QColor(255, 255, 255)
_PAD = 8
_HEIGHT = 24
_GAP = 6


def paint_caption(painter: QPainter, text: str, frame: QRect, view: QRect, ratio: float) -> None:
    """Paints `text` at the top left corner of `frame`, inside `view`; all in pixels of the view."""
    if not text:
        return
    font = _font(ratio)
    shown, chip = _fitted(text, font, frame, view, ratio)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GROUND)
    painter.drawRoundedRect(chip, 4 * ratio, 4 * ratio)
    painter.setFont(font)
    painter.setPen(_TEXT)
    painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, shown)
    painter.restore()


def caption_chip(text: str, frame: QRect, view: QRect, ratio: float) -> QRectF:
    """Where `paint_caption` paints that text."""
    return _fitted(text, _font(ratio), frame, view, ratio)[1]


def _font(ratio: float) -> QFont:
    font = QFont(FONT_FAMILY)
    font.setPixelSize(round(SMALL_PIXELS * ratio))
    font.setWeight(QFont.Weight.Medium)
    return font


def _fitted(text: str, font: QFont, frame: QRect, view: QRect, ratio: float) -> tuple[str, QRectF]:
    """As much of the text as there is room for, and its ground."""
    metrics = QFontMetricsF(font)
    room = view.width() - 2 * (_GAP + _PAD) * ratio
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, room))
    return shown, _chip(metrics.horizontalAdvance(shown) + 2 * _PAD * ratio, frame, view, ratio)


def _chip(width: float, frame: QRect, view: QRect, ratio: float) -> QRectF:
    """Above the frame when there is room, else inside it, and never beside the view."""
    gap, height = _GAP * ratio, _HEIGHT * ratio
    top = frame.top() - height - gap
    if top < view.top() + gap:
        top = max(frame.top(), view.top()) + gap
    left = min(max(float(frame.left()), view.left() + gap), view.right() + 1 - gap - width)
    return QRectF(left, top, width, height)
