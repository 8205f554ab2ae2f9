"""Text to read, select and copy, as high as it needs to be and no higher than it may."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

_MOST_LINES = 7
_FRAME = 24


class ReadingField(QPlainTextEdit):
    """Read-only; longer texts scroll."""

    def __init__(self, text: str, name: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._words = text
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self._fit_height()

    def mark(self, spans: tuple[tuple[int, int], ...], colour: QColor, *, is_gone: bool) -> None:
        """Parts of the text (start and length) in a colour: struck through what is gone elsewhere,
        underlined what is new here. The text that is copied stays as it is."""
        look = QTextCharFormat()
        look.setForeground(colour)
        look.setFontStrikeOut(is_gone)
        look.setFontUnderline(not is_gone)
        marks = []
        for start, length in spans:
            mark = QTextEdit.ExtraSelection()
            mark.format = look
            mark.cursor = self._cursor(start, start + length)
            marks.append(mark)
        self.setExtraSelections(marks)

    def _cursor(self, start: int, end: int) -> QTextCursor:
        """Qt counts in halves of UTF-16, Python in characters."""
        cursor, last = QTextCursor(self.document()), self.document().characterCount() - 1
        cursor.setPosition(min(last, self._units(start)))
        cursor.setPosition(min(last, self._units(end)), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _units(self, characters: int) -> int:
        return len(self._words[:characters].encode("utf-16-le", "surrogatepass")) // 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        """A plain text document tells its height in lines, as they are wrapped now."""
        lines = min(_MOST_LINES, max(1, round(self.document().size().height())))
        height = lines * self.fontMetrics().lineSpacing() + _FRAME
        if height != self.height():
            self.setFixedHeight(height)
