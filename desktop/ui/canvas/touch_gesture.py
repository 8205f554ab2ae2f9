"""Fingers on the canvas: one moves the view, two zoom and turn it as well; a palm does nothing."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QEventPoint, QTouchEvent

if TYPE_CHECKING:
    from desktop.ui.canvas.canvas_input import CanvasInput

_PEN_NEAR_S = 0.6
"""So long after the pen was last seen a touch is taken for the hand that holds it."""
_TAP_S = 0.3
_TAP_WAY = 12.0
_TURN_FROM = 10.0
"""Degrees that two fingers turn before the view does, so that a pinch stays upright."""


class TouchGesture:
    """Follows one gesture from the first finger to the last; places are the widget's."""

    def __init__(self, canvas: CanvasInput, clock: Callable[[], float] = time.monotonic) -> None:
        self._canvas = canvas
        self._clock = clock
        self._pen_seen = -math.inf
        self._places: dict[int, QPointF] = {}
        self._began = 0.0
        self._most = 0
        self._way = 0.0
        self._turned = 0.0
        self._is_palm = False

    def pen_seen(self) -> None:
        """The pen is near: what touches now is the hand."""
        self._pen_seen = self._clock()
        self._is_palm = bool(self._places) or self._is_palm

    def take(self, event: QTouchEvent) -> int:
        """Follows an event; how many fingers have just tapped, mostly 0."""
        kind = event.type()
        if kind == QEvent.Type.TouchBegin:
            self._begin()
        if kind == QEvent.Type.TouchCancel:
            self._places = {}
            return 0
        if self._clock() - self._pen_seen < _PEN_NEAR_S:
            self._is_palm = True
        now = {
            point.id(): point.position()
            for point in event.points()
            if point.state() != QEventPoint.State.Released
        }
        if not self._is_palm and now.keys() == self._places.keys():
            self._follow(now)
        self._places = now
        self._most = max(self._most, len(event.points()))
        return self._tapped() if kind == QEvent.Type.TouchEnd else 0

    def _begin(self) -> None:
        self._places = {}
        self._began, self._most, self._way, self._turned = self._clock(), 0, 0.0, 0.0
        self._is_palm = False

    def _follow(self, now: dict[int, QPointF]) -> None:
        """The view moves with the fingers: what was under them stays there."""
        before = [self._places[finger] for finger in now]
        after = list(now.values())
        old, new = _middle(before), _middle(after)
        by = (new - old) * self._canvas.ratio
        self._way += math.hypot(by.x(), by.y())
        if len(after) >= 2:
            self._way += self._pinch(before, after, new)
        if self._way > _TAP_WAY * self._canvas.ratio:
            self._canvas.pan(by.x(), by.y())

    def _pinch(self, before: list[QPointF], after: list[QPointF], at: QPointF) -> float:
        """Zooms and turns; how far the fingers moved against each other."""
        old, new = before[1] - before[0], after[1] - after[0]
        long_ago = math.hypot(old.x(), old.y())
        long = math.hypot(new.x(), new.y())
        if min(long, long_ago) < 1:
            return 0.0
        if long != long_ago:
            self._canvas.set_zoom(self._canvas.zoom * long / long_ago, at)
        turn = math.degrees(math.atan2(new.y(), new.x()) - math.atan2(old.y(), old.x()))
        turn = (turn + 180) % 360 - 180
        was = abs(self._turned) >= _TURN_FROM
        self._turned += turn
        if was:
            self._canvas.turn_view_at(turn, at)
        elif abs(self._turned) >= _TURN_FROM:
            self._canvas.turn_view_at(self._turned, at)
        return abs(long - long_ago) + abs(turn)

    def _tapped(self) -> int:
        is_short = self._clock() - self._began < _TAP_S
        is_still = self._way <= _TAP_WAY * self._canvas.ratio
        return self._most if is_short and is_still and not self._is_palm else 0


def _middle(places: list[QPointF]) -> QPointF:
    count = len(places)
    return QPointF(sum(one.x() for one in places) / count, sum(one.y() for one in places) / count)
