"""Renders a drawing to pixels, on any thread; only drawings that were made harmless first."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from desktop.domain.problems import ProblemKind, fail
from desktop.domain.size import Size


def draw_svg(data: bytes, size: Size) -> bytes:
    """A PNG of that size, transparent where nothing is drawn. ProblemError: ANSWER_NOT_PICTURE."""
    renderer = QSvgRenderer(QByteArray(data))
    if not renderer.isValid():
        raise fail(ProblemKind.ANSWER_NOT_PICTURE)
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    image = QImage(size.width, size.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size.width, size.height))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # a str works, the stub says bytes
    return bytes(buffer.data().data())
