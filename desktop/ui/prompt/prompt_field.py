"""The field for the prompt: it grows with its text, counts it, and remembers earlier ones."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from desktop.domain.note_lines import number_of_line
from desktop.ui.controls.roles import set_wrong

_FEWEST_LINES = 4
_MOST_LINES = 14
_SEPARATORS = {"\u2029": "\n", "\u2028": "\n", "\r\n": "\n", "\r": "\n", "\0": ""}


class PromptField(QPlainTextEdit):
    """Plain text only.

    Signals: `prompt_edited` with the text as the designer changed it; `generate_pressed`
    (Ctrl+Enter), `generate_first_pressed` (Ctrl+Shift+Enter), `pictures_pasted` with the
    QMimeData of something that is no text, `note_entered(int)` when the cursor comes into the line
    of a note of the markup, 0 when it leaves it; `left` when the focus goes elsewhere.
    """

    prompt_edited = Signal(str)
    generate_pressed = Signal()
    generate_first_pressed = Signal()
    pictures_pasted = Signal(object)
    note_entered = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_showing = False
        self._recent: tuple[str, ...] = ()
        self._recalled = -1
        self._unsent = ""
        self._note = 0
        self.setObjectName("prompt")
        self.setAccessibleName("Prompt")
        self._set_tooltip()
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.textChanged.connect(self._say)
        self.cursorPositionChanged.connect(self._look_at_line)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)

    def text(self) -> str:
        """The prompt as written: every space and line break of it."""
        return _plain(self.document().toRawText())

    def show_prompt(self, prompt: str) -> None:
        """Shows `prompt` without a signal; Undo brings back what stood there before."""
        if _plain(prompt) == self.text():
            return
        self._is_showing = True
        self._replace(prompt)
        self._is_showing = False
        self._recalled = -1

    def focus_line_of(self, number: int) -> None:
        """The cursor goes to the end of the line that belongs to a note, where there is one."""
        self.setFocus()
        block = self.document().begin()
        while block.isValid() and number_of_line(block.text()) != number:
            block = block.next()
        if block.isValid():
            cursor = QTextCursor(block)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            self.setTextCursor(cursor)

    def set_recent(self, prompts: tuple[str, ...]) -> None:
        """Earlier prompts for Alt+Up and Alt+Down, the latest first."""
        self._recent = prompts
        self._recalled = -1

    def show_wrong(self, *, is_wrong: bool) -> None:
        set_wrong(self, is_wrong=is_wrong)

    def sizeHint(self) -> QSize:
        return QSize(240, self._height_for(self._lines()))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._height_for(_FEWEST_LINES))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        alt, control = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
        both = control | Qt.KeyboardModifier.ShiftModifier
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and held in (control, both):
            self._ask(event, is_first=held == both)
        elif held == alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._recall(1 if event.key() == Qt.Key.Key_Up else -1)
        else:
            super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() and not _is_picture(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if _is_picture(source):
            self.pictures_pasted.emit(source)
        elif source.hasText():
            self.textCursor().insertText(_plain(source.text()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._look_at_line()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._look_at_line()
        self.left.emit()

    def _look_at_line(self) -> None:
        number = number_of_line(self.textCursor().block().text()) if self.hasFocus() else 0
        if (number or 0) != self._note:
            self._note = number or 0
            self.note_entered.emit(self._note)

    def _ask(self, event: QKeyEvent, *, is_first: bool) -> None:
        """A key that is held down asks once."""
        if event.isAutoRepeat():
            return
        if is_first:
            self.generate_first_pressed.emit()
        else:
            self.generate_pressed.emit()

    def _recall(self, step: int) -> None:
        """Walks through earlier prompts; before the latest stands what was being written."""
        place = min(max(self._recalled + step, -1), len(self._recent) - 1)
        if place == self._recalled:
            return
        if self._recalled == -1:
            self._unsent = self.text()
        self._is_showing = True
        self._replace(self._unsent if place == -1 else self._recent[place])
        self._is_showing = False
        self._recalled = place
        self.prompt_edited.emit(self.text())

    def _replace(self, text: str) -> None:
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.End)

    def _say(self) -> None:
        if not self._is_showing:
            self._recalled = -1
            self.prompt_edited.emit(self.text())

    def _grow(self) -> None:
        self.updateGeometry()

    def _lines(self) -> int:
        """Lines on the screen; a plain text document measures its height in them."""
        lines = int(self.document().documentLayout().documentSize().height())
        return min(max(lines, _FEWEST_LINES), _MOST_LINES)

    def _height_for(self, lines: int) -> int:
        frame = self.height() - self.viewport().height() if self.isVisible() else 14
        inner = lines * self.fontMetrics().lineSpacing() + 2 * self.document().documentMargin()
        return int(inner) + max(frame, 2)

    def _set_tooltip(self) -> None:
        enter = QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Return)
        up = QKeySequence(Qt.Modifier.ALT | Qt.Key.Key_Up)
        native = QKeySequence.SequenceFormat.NativeText
        self.setToolTip(
            f"What the picture should become. {enter.toString(native)} generates, "
            f"{up.toString(native)} brings back earlier prompts"
        )


def _is_picture(source: QMimeData) -> bool:
    """Files and bitmaps; text that also comes as a link from a browser counts as text."""
    if any(url.isLocalFile() for url in source.urls()):
        return True
    return source.hasImage() and not source.hasText()


def _plain(text: str) -> str:
    for separator, plain in _SEPARATORS.items():
        text = text.replace(separator, plain)
    return text.encode("utf-8", "ignore").decode("utf-8")
