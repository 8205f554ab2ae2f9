"""A new batch: a table or a folder, a prompt with variables, and every line as it would go out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import overload

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from desktop.domain.batch import HALF_PRICE
from desktop.domain.draft import Draft
from desktop.domain.image_models import ModelTable
from desktop.domain.problems import Problem
from desktop.domain.reference import sent
from desktop.jobs.batch_check import BatchWish, CheckedBatch, CheckedLine
from desktop.ui.batches.request_row import RequestRow
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.icon_button import IconButton
from desktop.ui.controls.money import dollars
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.controls.text_table import Column, TextRow, TextTable
from desktop.ui.dialogs.dialog_frame import DialogFrame
from desktop.ui.icons import Icons
from desktop.ui.theme import ThemeKeeper

_PAUSE_MS = 300
_MOST_VARIABLES = 8
_WHAT = (
    "A table is a CSV file in UTF-8. Its columns prompt, picture, size, quality and output mean "
    "what they say; every other one fills the variable of its name. A folder gives one line for "
    "each picture, with its name as {name}."
)
_COLUMNS = (
    Column(title="Line", letters=5, is_number=True),
    Column(title="Output", letters=13),
    Column(title="Picture", letters=13),
    Column(title="Prompt"),
    Column(title="Size", letters=9),
    Column(title="At most", letters=7, is_number=True),
    Column(title="Check"),
)


class NewBatchDialog(DialogFrame):
    """Signals: `check_requested(BatchWish)` whenever something has changed; `send_requested`
    with a `CheckedBatch` without faults, and whether an unknown price is accepted."""

    check_requested = Signal(object)
    send_requested = Signal(object, bool)

    def __init__(
        self,
        theme: ThemeKeeper,
        icons: Icons,
        models: ModelTable,
        draft: Draft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("New batch", parent)
        self._draft = draft
        self._source: Path | None = None
        self._checked: CheckedBatch | None = None
        self._is_checking = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._build_source(icons)
        self._build_prompt(draft)
        self._settings = RequestRow(models, draft, self)
        self.add(self._settings)
        self._build_lines(theme)
        self._build_foot()
        self._connect()
        self._show_state()
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(960, 680)

    @property
    def checked(self) -> CheckedBatch | None:
        """What the lines show now."""
        return self._checked

    def choose(self, source: Path) -> None:
        """Takes a table or a folder, and has it checked."""
        self._source = source
        self._path.set_text(str(source))
        self._check()

    def show_checked(self, checked: CheckedBatch) -> None:
        """What came of the last check; one that was overtaken is passed over."""
        if checked.wish != self._wish():
            return
        self._is_checking = False
        self._checked = checked
        self._show_variables(checked.variables)
        self._show_lines()
        self._show_state()

    def show_problem(self, trouble: Problem) -> None:
        """Why it could not be checked or sent; what was set up stays."""
        self._is_checking = False
        self._say(trouble.text, is_wrong=True)
        self._send.setEnabled(self._can_send())

    # building -----------------------------------------------------------------------------

    def _build_source(self, icons: Icons) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._table = IconButton(icons.icon("file-image"), "Choose table…", self)
        self._folder = IconButton(icons.icon("folder-open"), "Choose folder…", self)
        self._table.setToolTip("A CSV file with one line for each picture")
        self._folder.setToolTip("Every picture in it becomes one line")
        for button in (self._table, self._folder):
            button.setAutoDefault(False)
            row.addWidget(button)
        self._path = ElidedLabel("Nothing is chosen yet.", self, elide=Qt.TextElideMode.ElideMiddle)
        set_role(self._path, "soft")
        row.addWidget(self._path, 1)
        holder = QWidget(self)
        row.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(row)
        self.add(holder)

    def _build_prompt(self, draft: Draft) -> None:
        heading = QLabel("Prompt for all lines", self)
        self._prompt = QPlainTextEdit(draft.prompt, self)
        self._prompt.setFixedHeight(66)
        self._prompt.setTabChangesFocus(True)
        self._prompt.setAccessibleName("Prompt for all lines")
        self._prompt.setPlaceholderText("A studio photo of {product} on a plain white ground")
        self._prompt.setToolTip("Names in braces are filled from the table, line by line")
        heading.setBuddy(self._prompt)
        self.add(heading)
        self.add(self._prompt)
        self._variables = QHBoxLayout()
        self._variables.setContentsMargins(0, 0, 0, 0)
        self._variables.setSpacing(4)
        self._variables_bar = QWidget(self)
        self._variables_bar.setLayout(self._variables)
        self._variables_bar.hide()
        self.add(self._variables_bar)

    def _build_lines(self, theme: ThemeKeeper) -> None:
        self._hint = Paragraph(_WHAT, self, role="soft")
        self._lines = TextTable("Lines of the batch", _COLUMNS, theme, self)
        self._lines.setMinimumHeight(120)
        self._only_wrong = QCheckBox("Only lines that cannot be sent", self)
        self._only_wrong.setToolTip("Hides every line that is ready")
        self._total = Paragraph("", self)
        self._accept = QCheckBox("Send it although nobody knows its price", self)
        self._accept.hide()
        self.add(self._hint)
        self.add(self._lines, 1)
        self.add(self._only_wrong)
        self.add(self._total)
        self.add(self._accept)

    def _build_foot(self) -> None:
        self.add_close_button("Cancel")
        self._send = QPushButton("Send batch", self)
        self._send.setObjectName("send_batch")
        set_role(self._send, "primary")
        self.add_button(self._send)

    def _connect(self) -> None:
        self._table.clicked.connect(self._ask_table)
        self._folder.clicked.connect(self._ask_folder)
        self._prompt.textChanged.connect(self._pause.start)
        self._settings.changed.connect(self._check)
        self._pause.timeout.connect(self._check)
        self._only_wrong.toggled.connect(self._show_lines)
        self._accept.toggled.connect(self._show_state)
        self._send.clicked.connect(self._ask_send)

    # acting -------------------------------------------------------------------------------

    def _ask_table(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, "Choose a table", "", "Tables (*.csv *.tsv *.txt);;All files (*)"
        )
        if chosen:
            self.choose(Path(chosen))

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Choose a folder with pictures")
        if chosen:
            self.choose(Path(chosen))

    def _wish(self) -> BatchWish | None:
        if self._source is None:
            return None
        return BatchWish(
            source=self._source,
            prompt=self._prompt.toPlainText(),
            draft=self._settings.draft,
        )

    def _check(self) -> None:
        self._pause.stop()
        wish = self._wish()
        if wish is not None:
            self._is_checking = True
            self._show_state()
            self.check_requested.emit(wish)

    def _insert(self, name: str) -> None:
        self._prompt.insertPlainText(f"{{{name}}}")
        self._prompt.setFocus()

    def _ask_send(self) -> None:
        if self._can_send() and self._checked is not None:
            self._send.setEnabled(False)
            self._say("Keeping every line here before anything leaves…")
            self.send_requested.emit(self._checked, self._accept.isChecked())

    # showing ------------------------------------------------------------------------------

    def _show_variables(self, names: tuple[str, ...]) -> None:
        while (item := self._variables.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        label = QLabel("Insert", self)
        set_role(label, "soft")
        self._variables.addWidget(label)
        for name in names[:_MOST_VARIABLES]:
            button = QPushButton(f"{{{name}}}", self)
            set_role(button, "compact")
            button.setAutoDefault(False)
            button.setToolTip(f"Writes {{{name}}} into the prompt; the table fills it")
            button.clicked.connect(partial(self._insert, name))
            self._variables.addWidget(button)
        self._variables.addStretch(1)
        self._variables_bar.setVisible(bool(names))

    def _show_lines(self) -> None:
        lines = self._checked.lines if self._checked is not None else ()
        if self._only_wrong.isChecked():
            lines = tuple(line for line in lines if line.trouble)
        self._lines.show_rows(_Rows(lines))

    def _show_state(self) -> None:
        checked = self._checked
        self._hint.setVisible(checked is None or not checked.lines)
        self._only_wrong.setVisible(bool(checked and checked.faults))
        is_known = checked is None or checked.highest_usd is not None
        self._accept.setVisible(not is_known)
        if self._is_checking:
            self._say("Checking every line…")
        elif checked is None:
            self._say("")
        elif checked.trouble is not None:
            self._say(checked.trouble.text, is_wrong=True)
        elif checked.faults:
            self._say(_faults(checked.faults, len(checked.lines)), is_wrong=True)
        else:
            self._say(_price(checked))
        self._send.setEnabled(self._can_send())
        self._send.setToolTip(self._reason())
        count = len(checked.lines) if checked is not None else 0
        self._send.setText(f"Send {_lines(count)}" if count else "Send batch")

    def _say(self, words: str, *, is_wrong: bool = False) -> None:
        set_role(self._total, "danger" if is_wrong else "heading")
        self._total.set_text(words)
        self._total.setVisible(bool(words))

    def _can_send(self) -> bool:
        return not self._reason(as_obstacle=True)

    def _reason(self, *, as_obstacle: bool = False) -> str:
        """Why it cannot be sent; else what pressing does."""
        checked = self._checked
        if self._source is None:
            return "Choose a table or a folder first"
        if self._is_checking or checked is None or checked.wish != self._wish():
            return "Every line is being checked"
        if checked.trouble is not None:
            return checked.trouble.sentence
        if checked.faults:
            return _faults(checked.faults, len(checked.lines))
        if checked.highest_usd is None and not self._accept.isChecked():
            return "Nobody knows its price; say that you accept that"
        return "" if as_obstacle else "Uploads the pictures and orders the batch"


class _Rows(Sequence[TextRow]):
    """Made when they are looked at: a batch may have tens of thousands."""

    def __init__(self, lines: Sequence[CheckedLine]) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, place: int) -> TextRow: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[TextRow]: ...

    def __getitem__(self, place: int | slice) -> TextRow | Sequence[TextRow]:
        found = self._lines[place]
        return _row(found) if isinstance(found, CheckedLine) else _Rows(found)


def _row(line: CheckedLine) -> TextRow:
    row = line.row
    price = "" if line.price is None else dollars(line.price)
    texts = (
        f"{row.number:,}",
        row.output,
        row.picture.name if row.picture is not None else "",
        row.prompt,
        line.size,
        price,
        line.trouble or "Ready",
    )
    return TextRow(texts, is_wrong=bool(line.trouble))


def _faults(faults: int, lines: int) -> str:
    verb = "cannot be sent as it stands" if faults == 1 else "cannot be sent as they stand"
    return f"{faults:,} of {_lines(lines)} {verb}."


def _price(checked: CheckedBatch) -> str:
    total, count = checked.highest_usd, checked.pictures
    said = [_lines(len(checked.lines))]
    if count:
        said.append("1 picture to upload" if count == 1 else f"{count:,} pictures to upload")
    references = len(sent(checked.wish.draft.references))
    if references:
        what = "1 reference goes" if references == 1 else f"{references} references go"
        said.append(f"{what} along with each")
    if total is None:
        said.append("price not known")
    else:
        alone = dollars(total / HALF_PRICE)
        said.append(f"at most {dollars(total)} at half price (one by one {alone})")
    return " · ".join(said)


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count:,} lines"
