"""Drawn text kept as pictures, and drawn for the first time only while a frame has time left.

One line of text costs Qt 50 to 100 µs, a picture of it 3 µs. A jump in a long list shows ninety
tiles that were never drawn; their text comes over the next frames, so that no frame is late.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

FRAME_SECONDS = 0.0015
_KEPT = 400

Render = Callable[[QPainter, QRect], None]
"""Draws on a transparent ground, into a rectangle that begins at 0, 0."""


class CaptionCache:
    """Keeps the captions that were seen last. Every key is kept with a `subject`, which must be
    the very same object; so a key may hold an object's `id`."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[object, QPixmap]] = OrderedDict()
        self._ratio = 1.0
        self._look: Hashable = None
        self._spent = 0.0
        self._left: list[QRect] = []

    def begin_frame(self, painter: QPainter, look: Hashable = None) -> None:
        """From now on FRAME_SECONDS may be spent on captions that were not drawn before.

        Only their own drawing counts, so every frame draws at least one of them. `look` is what
        all captions depend on, such as colours; those that were drawn in another one are dropped.
        """
        self._spent = 0.0
        self._left = []
        ratio = painter.device().devicePixelRatioF()
        if (look, ratio) != (self._look, self._ratio):
            self._look, self._ratio = look, ratio
            self._kept.clear()

    def take_left(self) -> list[QRect]:
        """The places that this frame had no time for; ask them to be painted again."""
        left, self._left = self._left, []
        return left

    def draw(
        self, painter: QPainter, rect: QRect, key: Hashable, subject: object, render: Render
    ) -> None:
        whole_key = (key, rect.width(), rect.height())
        kept = self._kept.get(whole_key)
        if kept is not None and kept[0] is subject:
            self._kept.move_to_end(whole_key)
            painter.drawPixmap(rect.topLeft(), kept[1])
        elif self._spent < FRAME_SECONDS:
            start = time.perf_counter()
            pixmap = _rendered(painter, rect.size(), self._ratio, render)
            self._keep(whole_key, subject, pixmap)
            painter.drawPixmap(rect.topLeft(), pixmap)
            self._spent += time.perf_counter() - start
        else:
            self._left.append(QRect(rect))

    def _keep(self, key: Hashable, subject: object, pixmap: QPixmap) -> None:
        self._kept[key] = (subject, pixmap)
        self._kept.move_to_end(key)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)


def _rendered(like: QPainter, size: QSize, ratio: float, render: Render) -> QPixmap:
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setFont(like.font())
    render(painter, QRect(0, 0, size.width(), size.height()))
    painter.end()
    return pixmap
