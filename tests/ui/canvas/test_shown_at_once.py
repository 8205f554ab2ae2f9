"""A step that is undone is on the screen before all else that follows it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from desktop.domain.size import Box
from desktop.imaging.canvas_document import CanvasDocument
from desktop.imaging.selection import Combine, Selection
from desktop.ui.canvas.canvas_view import CanvasView
from tests.ui.canvas.test_canvas_view import shown_on


class Paints(QObject):
    """Counts how often a widget was painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def mark(view: CanvasView, document: CanvasDocument, box: Box) -> None:
    coverage = np.full((box.height, box.width), 255, np.uint8)
    patch = document.select(Selection(box=box, coverage=coverage), Combine.ADD, "Mark")
    view.show_mask(patch.box)


def test_it_is_painted_before_the_call_returns(view: CanvasView, document: CanvasDocument) -> None:
    before, painted = shown_on(view), Paints(view)
    mark(view, document, Box(100, 100, 80, 60))
    assert painted.count == 1
    changed = (shown_on(view) != before).any(axis=2)
    assert changed[105:155, 105:175].mean() > 0.95
    assert not changed[:90].any()


def test_of_many_in_a_row_some_are_painted_and_the_last(
    view: CanvasView, document: CanvasDocument
) -> None:
    before, painted = shown_on(view), Paints(view)
    for place in range(200):
        mark(view, document, Box(place, 10, 50, 50))
    assert 1 <= painted.count < 100
    changed = (shown_on(view) != before).any(axis=2)
    assert changed[15:55, 5:240].mean() > 0.95
    assert not changed[:90, 260:].any()
