"""The part of the canvas that shows markup, and lets it be drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QInputDialog

from desktop.domain.markup import MarkKind
from desktop.ui.canvas.canvas_wheel import CanvasWheel
from desktop.ui.canvas.markup_settings import MarkupSettings
from desktop.ui.markup_image import bounds_of, paint_marks

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.domain.markup import Mark, Markup
    from desktop.ui.theme import ThemeKeeper


class CanvasMarkup(CanvasWheel):
    """Signals: `marks_drawn(Markup, name)`, all marks as they shall be from now on;
    `note_chosen(int)` when a note that is there already is pressed."""

    marks_drawn = Signal(object, str)
    note_chosen = Signal(int)

    def __init__(self, theme: ThemeKeeper, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._markup_settings = MarkupSettings()
        self._shown_note = 0
        self._bounds: tuple[Markup, tuple[QRectF, ...]] = ((), ())

    @property
    def markup_settings(self) -> MarkupSettings:
        return self._markup_settings

    def set_markup_settings(self, settings: MarkupSettings) -> None:
        """How the next mark is drawn."""
        self._markup_settings = settings

    def draw_marks(self, markup: Markup, name: str) -> None:
        """A tool drew; whoever keeps the steps lays the marks on the document."""
        self.marks_drawn.emit(markup, name)

    def choose_note(self, number: int) -> None:
        """A tool was pressed on it: whoever keeps the prompt goes to its line."""
        self.note_chosen.emit(number)

    def show_note(self, number: int) -> None:
        """A ring around the note that is written about; 0 takes it away."""
        if number != self._shown_note:
            self._shown_note = number
            self.update()

    def clear_markup(self) -> None:
        if self._document is not None and self._document.markup:
            self.draw_marks((), "Clear markup")

    def ask_for_text(self, mark: Mark) -> None:
        """The words of a text, in a small dialog."""
        dialog = QInputDialog(self)
        dialog.setWindowTitle("Text")
        dialog.setLabelText("Words to write on the picture's markup")
        dialog.textValueSelected.connect(lambda words: self._write(mark, words))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, mark: Mark, words: str) -> None:
        if self._document is not None and words.strip():
            marks = (*self._document.markup, replace(mark, text=words.strip()))
            self.draw_marks(marks, "Text")

    def _paint_over(self, painter: QPainter) -> None:
        is_seen = not self._is_bare and self._preview is None
        if self._document is not None and self._document.markup and is_seen:
            self._paint_marks(painter, self._document.markup)
        super()._paint_over(painter)

    def _paint_marks(self, painter: QPainter, markup: Markup) -> None:
        """Only those that the part to be painted touches."""
        if self._bounds[0] is not markup:
            self._bounds = (markup, tuple(bounds_of(mark) for mark in markup))
        clip = painter.clipBoundingRect() if painter.hasClipping() else QRectF(self._screen.rect)
        seen = self._viewport.transform.inverted()[0].mapRect(clip)
        marks = [mark for mark, box in zip(*self._bounds, strict=True) if box.intersects(seen)]
        if not marks:
            return
        painter.save()
        painter.setClipRect(QRectF(QPoint(0, 0), self._screen.rect.size().toSizeF()))
        painter.setTransform(self._viewport.transform, True)
        picture = self._viewport.picture
        painter.setClipRect(QRectF(0, 0, picture.width, picture.height))
        paint_marks(painter, marks)
        for mark in marks:
            if mark.kind is MarkKind.NOTE and mark.text == str(self._shown_note):
                self._paint_ring(painter, mark)
        painter.restore()

    def _paint_ring(self, painter: QPainter, mark: Mark) -> None:
        around = bounds_of(mark)
        around = around.marginsAdded(QMarginsF(*[0.18 * around.width()] * 4))
        unit = self.ratio / self._viewport.zoom
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((Qt.GlobalColor.black, 4), (Qt.GlobalColor.white, 2)):
            painter.setPen(QPen(colour, width * unit))
            painter.drawEllipse(around)
