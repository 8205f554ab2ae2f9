"""What leaves this machine: a request in full before it is sent, and as text to run elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.envelope import Envelope, PartRole
from desktop.domain.problems import Problem
from desktop.ui.controls.icon_button import IconButton
from desktop.ui.controls.key_value import KeyValue
from desktop.ui.controls.message_bar import MessageBar, Severity
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs import envelope_words as words
from desktop.ui.dialogs.dialog_frame import DialogFrame
from desktop.ui.dialogs.part_view import PartView
from desktop.ui.icons import Icons

_ICONS = {
    PartRole.PICTURE: "image",
    PartRole.REFERENCE: "image-plus",
    PartRole.MASK: "contrast",
    PartRole.MARKUP: "square-pen",
}
_WAITING = "Making the request as it would be sent…"
_DEMO = "The demo engine answers: nothing leaves this machine. This is what would."
_WHY_NAME = (
    "The model is told to keep out of them. They are put back pixel by pixel in any case, "
    "so it only makes a clash less likely."
)
_ROW = 44
_MOST_ROWS = 5
_AROUND = 22
_PROMPT_HEIGHT = 96


class UploadDialog(DialogFrame):
    """Signals: `picture_wanted` with the place of a part whose picture is to be shown;
    `naming_switched(bool)`, whether the prompt names what is protected."""

    picture_wanted = Signal(int)
    naming_switched = Signal(bool)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__("What leaves this machine", parent)
        self._icons = icons
        self._envelope: Envelope | None = None
        self._headline = Paragraph(_WAITING, self, role="heading")
        self._news = MessageBar(icons, self)
        self._parts = QListWidget()
        self._story = Paragraph(role="soft")
        self._where = KeyValue()
        self._settings = KeyValue()
        self._prompt = QPlainTextEdit()
        self._naming = QCheckBox("Name the protected areas in the prompt")
        self._remarks = Paragraph(role="soft")
        self._view = PartView()
        self._actual = QPushButton("100 %")
        self._python = IconButton(icons.icon("copy"), "Copy as Python", self)
        self._curl = IconButton(icons.icon("copy"), "Copy as curl", self)
        self._lay_out()
        self._connect()

    @property
    def shown(self) -> Envelope | None:
        return self._envelope

    def sizeHint(self) -> QSize:
        return QSize(860, 620)

    def show_envelope(self, envelope: Envelope) -> None:
        """The request; its first picture is asked for at once."""
        self._envelope = envelope
        self._headline.set_text(words.headline(envelope))
        if envelope.is_simulated:
            self._news.show_message(_DEMO, Severity.INFO, can_close=False)
        self._where.show_facts(words.destination(envelope))
        self._settings.show_facts(words.settings(envelope))
        self._prompt.setPlainText(envelope.prompt)
        self._remarks.set_text(words.remarks(envelope))
        self._remarks.setVisible(bool(words.remarks(envelope)))
        self._fill_parts(envelope)
        for button in (self._python, self._curl):
            button.setEnabled(True)
        self._inside.show()
        (self._parts if envelope.parts else self._prompt).setFocus()

    def show_naming(self, count: int, *, is_on: bool) -> None:
        """How many areas are protected, and whether the prompt names them."""
        area = "1 protected area" if count == 1 else f"{count} protected areas"
        self._naming.setText(f"Name {area} in the prompt")
        self._naming.setChecked(is_on)
        self._naming.setVisible(count > 0)

    def show_problem(self, problem: Problem) -> None:
        """It could not be made, and so could not be sent either."""
        self._headline.set_text("This cannot be sent")
        self._news.show_problem(problem, can_close=False)

    def show_picture(self, place: int, image: QImage) -> None:
        """The picture of a part, unless another one has been chosen meanwhile."""
        if place == self._parts.currentRow():
            self._view.show_image(image)

    def _fill_parts(self, envelope: Envelope) -> None:
        self._parts.clear()
        for part in envelope.parts:
            text = f"{words.part_title(part)}\n{words.part_line(part)}"
            item = QListWidgetItem(self._icons.icon(_ICONS[part.role], "text_soft"), text)
            item.setToolTip(words.part_story(part))
            item.setSizeHint(QSize(100, _ROW))
            self._parts.addItem(item)
        has_parts = bool(envelope.parts)
        for widget in (self._files, self._parts, self._story, self._right):
            widget.setVisible(has_parts)
        rows = min(_MOST_ROWS, len(envelope.parts))
        self._parts.setFixedHeight(rows * _ROW + _AROUND)
        self._parts.setCurrentRow(0 if has_parts else -1)

    def _choose(self, place: int) -> None:
        if self._envelope is None or place < 0:
            return
        self._story.set_text(words.part_story(self._envelope.parts[place]))
        self._view.show_image(None)
        self.picture_wanted.emit(place)

    def _show_actual(self, is_on: bool) -> None:  # noqa: FBT001  # a slot
        self._view.show_fitted(is_on=not is_on)

    def _copy_python(self) -> None:
        if self._envelope is not None:
            self._copy(self._envelope.python)

    def _copy_curl(self) -> None:
        if self._envelope is not None:
            self._copy(self._envelope.curl)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        said = "Copied. The key is not in it; put it into OPENAI_API_KEY, and the files beside it."
        self._news.show_message(said, Severity.GOOD)

    def _lay_out(self) -> None:
        self._dress()
        self._inside = QWidget(self)
        row = QHBoxLayout(self._inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._left(), 1)
        self._right = self._viewing()
        row.addWidget(self._right, 1)
        self.add(self._headline)
        self.add(self._news)
        self.add(self._inside, 1)
        self._inside.hide()
        self.add_side_button(self._curl)
        self.add_side_button(self._python)
        self.add_close_button(is_main=True)
        # Qt would fit it to what it holds before the request is made: next to nothing.
        self.resize(self.sizeHint())

    def _dress(self) -> None:
        self._parts.setAccessibleName("Files that are sent")
        self._parts.setToolTip("Files that are sent, in this order")
        self._parts.setIconSize(QSize(16, 16))
        self._parts.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._parts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        set_role(self._parts, "pages")
        self._naming.hide()
        self._naming.setToolTip(_WHY_NAME)
        self._prompt.setReadOnly(True)
        self._prompt.setTabChangesFocus(True)
        self._prompt.setAccessibleName("Prompt that is sent")
        self._prompt.setToolTip("The prompt, letter for letter")
        self._prompt.setFixedHeight(_PROMPT_HEIGHT)
        self._actual.setCheckable(True)
        self._actual.setToolTip("One pixel of the file on one pixel of the screen")
        self._python.setToolTip("A program with OpenAI's library that sends the same; without key")
        self._curl.setToolTip("A command that sends the same; without key")
        for button in (self._python, self._curl):
            button.setEnabled(False)

    def _left(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        self._files = _heading("Files")
        rows = (
            *(self._files, self._parts, self._story),
            *(_heading("Where to"), self._where),
            *(_heading("Prompt"), self._prompt, self._naming),
            *(_heading("Settings"), self._settings, self._remarks),
        )
        for widget in rows:
            column.addWidget(widget)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setMinimumWidth(300)
        return area

    def _viewing(self) -> QWidget:
        host = QWidget()
        column = QVBoxLayout(host)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view, 1)
        column.addWidget(self._actual, 0, Qt.AlignmentFlag.AlignRight)
        return host

    def _connect(self) -> None:
        self._parts.currentRowChanged.connect(self._choose)
        self._naming.clicked.connect(self.naming_switched)
        self._actual.toggled.connect(self._show_actual)
        self._python.clicked.connect(self._copy_python)
        self._curl.clicked.connect(self._copy_curl)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    set_role(label, "heading")
    return label
