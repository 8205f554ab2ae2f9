"""Running text that wraps anywhere it must, so that no word can push its panel wider."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_MOST_WIDTHS = 8


class Paragraph(QLabel):
    """Plain text over as many lines as its width needs; long words break inside."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, role: str = "") -> None:
        super().__init__(parent)
        self._laid: dict[int, tuple[list[QTextLayout], list[float]]] = {}
        self._laid_font = self.font()
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        # Without it every setText takes the height for width out of the policy again.
        self.setWordWrap(True)
        if role:
            self.setProperty("role", role)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        if text == self.text():
            return
        self._laid.clear()
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        inner = width - margins.left() - margins.right()
        height = sum(self._lines(inner)[1])
        return round(height + 0.5) + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        width = min(280, self.fontMetrics().horizontalAdvance(self.text()) + 2)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.fontMetrics().lineSpacing())

    def paintEvent(self, _event: QPaintEvent) -> None:
        box = self.contentsRect()
        layouts, _ = self._lines(box.width())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        top = float(box.top())
        for layout in layouts:
            layout.draw(painter, QPointF(box.left(), top))
            top += layout.boundingRect().height()

    def _lines(self, width: int) -> tuple[list[QTextLayout], list[float]]:
        """One layout for each line of the text as written, and the heights in pixels.

        They are kept for a few widths: a layout asks for them again and again.
        """
        if self._laid_font != self.font() or len(self._laid) > _MOST_WIDTHS:
            self._laid.clear()
            self._laid_font = self.font()
        found = self._laid.get(width)
        if found is None:
            layouts = [self._laid_out(line, width) for line in self.text().split("\n")]
            found = layouts, [layout.boundingRect().height() for layout in layouts]
            self._laid[width] = found
        return found

    def _laid_out(self, line: str, width: int) -> QTextLayout:
        layout = QTextLayout(line or " ", self.font())
        option = QTextOption(self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        top = 0.0
        while (row := layout.createLine()).isValid():
            row.setLineWidth(max(1, width))
            row.setPosition(QPointF(0, top))
            top += row.height() + row.leading()
        layout.endLayout()
        return layout


class SteadyParagraph(Paragraph):
    """A paragraph that fixes its own height whenever its width, its text or its font changes.

    Layouts above it ask nobody for a height at some width. In a list each of them would ask all
    rows again for every change in one of them, and each question is a call into Python, which
    waits for its turn while other threads compute.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None, *, role: str = "") -> None:
        super().__init__(text, parent, role=role)
        self.setWordWrap(False)
        policy = self.sizePolicy()
        policy.setHeightForWidth(False)
        self.setSizePolicy(policy)

    def set_text(self, text: str) -> None:
        super().set_text(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """Before it has been laid out its width means nothing."""
        if self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self.setFixedHeight(self.heightForWidth(self.width()))
