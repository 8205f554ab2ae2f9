"""The gesture that is measured: 200 events of a 200 px soft brush across the fitted picture."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

EVENTS = 200
DIAMETER = 200
HARDNESS = 0.5
VIEW = (1920, 1080)
_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
_NO_KEYS = Qt.KeyboardModifier.NoModifier


@dataclass(frozen=True)
class Stroke:
    """What a stroke took: milliseconds for each event until it is painted, and of the processor."""

    wall: tuple[float, ...]
    cpu: float

    def at(self, percent: float) -> float:
        return float(np.percentile(self.wall, percent))


def send(widget: QWidget, kind: QEvent.Type, x: float, y: float, *, is_down: bool) -> None:
    place = QPointF(x, y)
    button = _NONE if kind == QEvent.Type.MouseMove else _LEFT
    down = _LEFT if is_down else _NONE
    event = QMouseEvent(kind, place, widget.mapToGlobal(place), button, down, _NO_KEYS)
    QCoreApplication.sendEvent(widget, event)


def stroke(widget: QWidget, left: float, right: float, y: float, events: int = EVENTS) -> Stroke:
    """Press at the left, move to the right, release; each event is painted before the next."""
    send(widget, QEvent.Type.MouseButtonPress, left, y, is_down=True)
    QCoreApplication.processEvents()
    wall: list[float] = []
    cpu = time.process_time()
    for place in range(1, events + 1):
        start = time.perf_counter()
        send(widget, QEvent.Type.MouseMove, left + (right - left) * place / events, y, is_down=True)
        QCoreApplication.processEvents()
        wall.append(1000 * (time.perf_counter() - start))
    spent = 1000 * (time.process_time() - cpu) / events
    send(widget, QEvent.Type.MouseButtonRelease, right, y, is_down=False)
    QCoreApplication.processEvents()
    return Stroke(tuple(wall), spent)
