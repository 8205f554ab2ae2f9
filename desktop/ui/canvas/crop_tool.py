"""A frame over the picture: inwards it crops, outwards it makes room for something new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen, QRegion

from desktop.domain.size import Size, box_between, box_of
from desktop.ui.canvas.caption import paint_caption
from desktop.ui.canvas.tool import Tool, ToolHost

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from desktop.domain.size import Box
    from desktop.ui.canvas.pointer import Pointer

_REACH = 9.0
_KNOB = 4.0
_DIM = QColor(0, 0, 0, 130)
_LINE = QColor(255, 255, 255)
_RIM = QColor(0, 0, 0, 150)
_THIRD = QColor(255, 255, 255, 110)
_Parts = frozenset[str]
_NOTHING: _Parts = frozenset()


class CropTool(Tool):
    """Edges and corners are dragged, the inside moves; Enter applies, Esc takes it back."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._frame: QRectF | None = None
        self._held: _Parts | None = None
        self._start = QPointF()
        self._before = QRectF()

    @property
    def is_busy(self) -> bool:
        return self._frame is not None

    @property
    def box(self) -> Box | None:
        """The frame in whole pixels; None without a picture."""
        frame = self._shown()
        if frame is None:
            return None
        return box_between(
            round(frame.left()), round(frame.top()), round(frame.right()), round(frame.bottom())
        )

    def press(self, pointer: Pointer) -> None:
        frame = self._shown()
        if frame is None:
            return
        self._before, self._start = QRectF(frame), QPointF(pointer.x, pointer.y)
        self._held = self._parts_at(pointer, frame)
        if self._held is None:
            self._held = frozenset({"right", "bottom"})
            self._before = QRectF(self._start, self._start)
        self.drag(pointer)

    def drag(self, pointer: Pointer) -> None:
        held = self._held
        if held is None:
            return
        by = QPointF(pointer.x, pointer.y) - self._start
        frame = QRectF(self._before)
        if not held:
            frame.translate(by)
        else:
            frame.adjust(
                by.x() * ("left" in held),
                by.y() * ("top" in held),
                by.x() * ("right" in held),
                by.y() * ("bottom" in held),
            )
        ratio = self._host.crop_ratio
        self._frame = _with_ratio(frame, held, ratio) if ratio and held else frame.normalized()
        self.refresh()

    def release(self, pointer: Pointer) -> None:
        self.drag(pointer)
        self._held = None
        box = self.box
        if box is None or box.width < 2 or box.height < 2:
            self.cancel()

    def cancel(self) -> None:
        self._frame, self._held = None, None
        self.refresh()

    def key(self, key: int) -> bool:
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._frame is not None:
            self.apply()
            return True
        return False

    def apply(self) -> None:
        """Has the picture framed as it is drawn."""
        box, document = self.box, self._host.document
        self.cancel()
        if box is not None and document is not None and box != box_of(document.size):
            self._host.choose_frame(box)

    def refresh(self) -> None:
        view = self._host.viewport.view
        self._host.repaint_overlay(QRegion(0, 0, view.width, view.height))

    def settings_changed(self) -> None:
        """Another ratio was chosen: the largest frame of it inside the picture."""
        document, ratio = self._host.document, self._host.crop_ratio
        if document is None or not ratio:
            return
        width = min(document.size.width, document.size.height * ratio)
        frame = QRectF(0, 0, width, width / ratio)
        frame.moveCenter(QPointF(document.size.width / 2, document.size.height / 2))
        self._frame = frame
        self.refresh()

    def paint(self, painter: QPainter) -> None:
        frame = self._shown()
        if frame is None:
            return
        viewport, ratio = self._host.viewport, self._host.ratio
        picture = QRectF(0, 0, viewport.picture.width, viewport.picture.height)
        outline, around = QPainterPath(), QPainterPath()
        outline.addRect(frame)
        around.addRect(picture)
        painter.save()
        painter.fillPath(viewport.transform.map(around.subtracted(outline)), _DIM)
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        shown = viewport.transform.map(outline)
        for colour, width in ((_RIM, 3 * ratio), (_LINE, ratio)):
            painter.setPen(QPen(colour, width))
            painter.drawPath(shown)
        if self._held is not None:
            painter.setPen(QPen(_THIRD, ratio))
            painter.drawPath(viewport.transform.map(_thirds(frame)))
        self._paint_knobs(painter, frame)
        painter.restore()
        if self._frame is not None and self.box is not None:
            box, whole = self.box, viewport.view
            limits = QRectF(0, 0, whole.width, whole.height).toRect()
            words = Size(box.width, box.height).shown
            paint_caption(painter, words, shown.boundingRect().toRect(), limits, ratio)

    def status(self, _modifiers: Qt.KeyboardModifier) -> str:
        if self._frame is None:
            return "Drag an edge inwards to crop, outwards to make room · drag a new frame"
        return "Enter applies · Esc takes it back · drag edges, corners or the inside"

    # inside

    def _shown(self) -> QRectF | None:
        document = self._host.document
        if document is None:
            return None
        whole = QRectF(0, 0, document.size.width, document.size.height)
        return self._frame if self._frame is not None else whole

    def _parts_at(self, pointer: Pointer, frame: QRectF) -> _Parts | None:
        """What is held there: edges by name, nothing for the inside, None beside the frame."""
        reach = _REACH * self._host.ratio / self._host.viewport.zoom
        if not frame.adjusted(-reach, -reach, reach, reach).contains(pointer.x, pointer.y):
            return None
        edges = {
            "left": abs(pointer.x - frame.left()),
            "right": abs(pointer.x - frame.right()),
            "top": abs(pointer.y - frame.top()),
            "bottom": abs(pointer.y - frame.bottom()),
        }
        held = frozenset(name for name, away in edges.items() if away <= reach)
        if held or self._frame is not None:
            return held
        return None

    def _paint_knobs(self, painter: QPainter, frame: QRectF) -> None:
        half = _KNOB * self._host.ratio
        painter.setPen(QPen(_RIM, self._host.ratio))
        painter.setBrush(_LINE)
        middle = frame.center()
        for x in (frame.left(), middle.x(), frame.right()):
            for y in (frame.top(), middle.y(), frame.bottom()):
                if (x, y) != (middle.x(), middle.y()):
                    at = self._host.viewport.transform.map(QPointF(x, y))
                    painter.drawRect(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half))


def _with_ratio(frame: QRectF, held: _Parts, ratio: float) -> QRectF:
    """The frame with the sides of `ratio`; the edges that are not held stay where they are."""
    if held <= {"top", "bottom"}:
        width, height = abs(frame.height()) * ratio, abs(frame.height())
    else:
        width, height = abs(frame.width()), abs(frame.width()) / ratio
    frame = frame.normalized()
    left = frame.right() - width if "left" in held else frame.left()
    top = frame.bottom() - height if "top" in held else frame.top()
    return QRectF(left, top, width, height)


def _thirds(frame: QRectF) -> QPainterPath:
    path = QPainterPath()
    for part in (1 / 3, 2 / 3):
        x, y = frame.left() + part * frame.width(), frame.top() + part * frame.height()
        path.moveTo(x, frame.top())
        path.lineTo(x, frame.bottom())
        path.moveTo(frame.left(), y)
        path.lineTo(frame.right(), y)
    return path
