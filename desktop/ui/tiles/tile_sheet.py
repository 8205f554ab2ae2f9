"""Where equal tiles lie, as arithmetic: in rows that wrap, or in one row.

All rectangles are in pixels of the whole sheet, of which a view shows a part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPoint, QRect, QSize


class Flow(Enum):
    """How tiles follow each other."""

    WRAPPED = "wrapped"
    ONE_ROW = "one row"


class Step(Enum):
    """Where a key leads from a tile."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    PAGE_UP = "page up"
    PAGE_DOWN = "page down"
    HOME = "home"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class TileSheet:
    """`count` tiles with `gap` pixels between and `margin` around them.

    `room` is the part of the sheet that can be seen at once; it decides how many stand in a row.
    """

    flow: Flow = Flow.WRAPPED
    tile: QSize
    gap: int
    margin: int
    count: int
    room: QSize

    @property
    def step(self) -> QSize:
        return self.tile + QSize(self.gap, self.gap)

    @property
    def columns(self) -> int:
        if self.flow is Flow.ONE_ROW:
            return max(1, self.count)
        return max(1, (self.room.width() - 2 * self.margin + self.gap) // self.step.width())

    @property
    def size(self) -> QSize:
        """The sheet with its margins; without tiles only the margins."""
        lines = -(-self.count // self.columns)
        wide = min(self.count, self.columns) * self.step.width() - self.gap
        high = lines * self.step.height() - self.gap
        return QSize(max(0, wide) + 2 * self.margin, max(0, high) + 2 * self.margin)

    def rect(self, row: int) -> QRect:
        line, column = divmod(row, self.columns)
        place = QPoint(
            self.margin + column * self.step.width(), self.margin + line * self.step.height()
        )
        return QRect(place, self.tile)

    def places(self, rows: range, shift: QPoint) -> Iterator[tuple[int, QRect]]:
        """Each row with its rectangle moved by `shift`; quicker than asking for each alone."""
        columns, wide, high = self.columns, self.step.width(), self.step.height()
        left, top = self.margin + shift.x(), self.margin + shift.y()
        width, height = self.tile.width(), self.tile.height()
        for row in rows:
            line, column = divmod(row, columns)
            yield row, QRect(left + column * wide, top + line * high, width, height)

    def row_at(self, point: QPoint) -> int | None:
        """The tile under a point; None between and beside tiles."""
        column = (point.x() - self.margin) // self.step.width()
        line = (point.y() - self.margin) // self.step.height()
        row = line * self.columns + column
        is_inside = 0 <= column < self.columns and line >= 0 and row < self.count
        return row if is_inside and self.rect(row).contains(point) else None

    def rows_near(self, part: QRect) -> range:
        """The tiles that a part of the sheet may touch."""
        lines = self._lines(part.top(), part.bottom())
        if self.flow is Flow.WRAPPED:
            return range(
                min(self.count, lines.start * self.columns),
                min(self.count, lines.stop * self.columns),
            )
        first = max(0, (part.left() - self.margin) // self.step.width())
        last = (part.right() - self.margin) // self.step.width()
        return range(min(self.count, first), min(self.count, max(first, last + 1)))

    def rows_in(self, part: QRect) -> list[int]:
        """The tiles that a part of the sheet does touch."""
        return [row for row in self.rows_near(part) if self.rect(row).intersects(part)]

    def gap_at(self, point: QPoint) -> int:
        """Before which tile something dropped at a point goes; `count` is after the last."""
        if self.count == 0:
            return 0
        last_line = (self.count - 1) // self.columns
        line = min(max(0, (point.y() - self.margin) // self.step.height()), last_line)
        middle = point.x() - self.margin + self.step.width() // 2
        column = min(max(0, middle // self.step.width()), self.columns)
        return min(line * self.columns + column, self.count)

    def row_after(self, row: int, step: Step) -> int:
        """Where a key leads; up and down stay where there is no line above or below."""
        if step in {Step.HOME, Step.END}:
            return 0 if step is Step.HOME else self.count - 1
        wanted = row + self._jump(step)
        if step in {Step.UP, Step.PAGE_UP} and wanted < 0:
            return row if step is Step.UP else row % self.columns
        if step is Step.DOWN and wanted >= self.count:
            has_line_below = row // self.columns < (self.count - 1) // self.columns
            return self.count - 1 if has_line_below else row
        return min(max(wanted, 0), self.count - 1)

    def _jump(self, step: Step) -> int:
        one_row = self.flow is Flow.ONE_ROW
        line = 0 if one_row else self.columns
        lines_shown = max(1, self.room.height() // self.step.height())
        page = max(1, self.room.width() // self.step.width()) if one_row else line * lines_shown
        return {
            Step.LEFT: -1,
            Step.RIGHT: 1,
            Step.UP: -line,
            Step.DOWN: line,
            Step.PAGE_UP: -page,
            Step.PAGE_DOWN: page,
        }[step]

    def _lines(self, top: int, bottom: int) -> range:
        first = max(0, (top - self.margin) // self.step.height())
        return range(first, max(first, (bottom - self.margin) // self.step.height() + 1))
