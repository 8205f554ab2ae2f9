"""What is known of the chosen tiles, and where they are marked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.library_item import Label, LibraryItem, MarksChange
from desktop.domain.library_query import Facets
from desktop.ui.controls.key_value import Fact, KeyValue
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.icons import Icons
from desktop.ui.library.item_words import KIND_WORDS, cost_words, size_words
from desktop.ui.library.label_field import LabelField
from desktop.ui.library.stars_field import StarsField
from desktop.ui.wording import moment_in_full

_PROMPT_SHOWN = 300


class Inspector(QScrollArea):
    """Signals: `changed(MarksChange)` for all chosen tiles; `lineage_requested`,
    `details_requested`, `canvas_requested` for the one that is shown."""

    changed = Signal(object)
    lineage_requested = Signal()
    details_requested = Signal()
    canvas_requested = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[LibraryItem] = []
        self._title = QLabel(self)
        self._prompt = Paragraph("", self)
        self._facts = KeyValue(self)
        self._stars = StarsField(icons, self)
        self._labels = LabelField(icons, self)
        self._tags = QLineEdit(self)
        self._project = QComboBox(self)
        self._note = QPlainTextEdit(self)
        self._canvas = QPushButton(icons.icon("square-pen"), " Put on canvas", self)
        self._lineage = QPushButton(icons.icon("git-branch"), " Where it came from…", self)
        self._details = QPushButton(icons.icon("info"), " Details…", self)
        self._fields = QWidget()
        self._lay_out()
        self._connect()
        self.show_items([], 0)

    def show_items(self, items: list[LibraryItem], count: int) -> None:
        """The chosen tiles that are read, and how many are chosen in all."""
        self._items = items
        one = items[0] if count == 1 and items else None
        self._fields.setVisible(bool(items))
        self._title.setText(_heading(count))
        set_role(self._title, "heading" if count else "soft")
        self._prompt.set_text(one.prompt[:_PROMPT_SHOWN] if one else "")
        self._prompt.setVisible(one is not None)
        self._facts.setVisible(one is not None)
        self._facts.show_facts(_facts(one) if one else ())
        for button in (self._canvas, self._lineage):
            button.setVisible(one is not None and one.ref is not None)
        self._details.setVisible(one is not None)
        self._show_marks()

    def show_facets(self, facets: Facets) -> None:
        """Which projects there are to choose from."""
        shown = self._project.currentText()
        self._project.blockSignals(True)
        self._project.clear()
        self._project.addItems(["", *(one.name for one in facets.projects)])
        self._project.setCurrentText(shown)
        self._project.blockSignals(False)

    def go_to_note(self) -> None:
        self._note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keep_pending(self) -> None:
        """What was written and not yet said, such as before other tiles are chosen."""
        self._say_note()
        self._say_tags()

    # building -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(240)
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        set_role(self._title, "soft")
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        for widget in (self._title, self._prompt, self._lay_out_fields(), self._facts):
            column.addWidget(widget)
        for button in (self._canvas, self._lineage, self._details):
            button.setAutoDefault(False)
            column.addWidget(button)
        column.addStretch(1)
        self.setWidget(sheet)

    def _lay_out_fields(self) -> QWidget:
        self._tags.setPlaceholderText("Tags, with commas between")
        self._project.setEditable(True)
        self._project.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._project.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._note.setPlaceholderText("Note")
        self._note.setFixedHeight(72)
        self._note.setTabChangesFocus(True)
        self._note.installEventFilter(self)
        names = (
            (self._tags, "Tags", "Words to find the chosen results by"),
            (self._project, "Project", "What the chosen results belong to"),
            (self._note, "Note", "Your own words on the chosen results (F2); Esc leaves the field"),
        )
        column = QVBoxLayout(self._fields)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(6)
        column.addWidget(self._stars)
        column.addWidget(self._labels)
        for widget, name, hint in names:
            widget.setAccessibleName(name)
            widget.setToolTip(hint)
            label = QLabel(name, self._fields)
            set_role(label, "soft")
            column.addWidget(label)
            column.addWidget(widget)
        return self._fields

    def _connect(self) -> None:
        self._stars.rated.connect(self._say_stars)
        self._labels.labelled.connect(self._say_label)
        self._tags.editingFinished.connect(self._say_tags)
        self._project.activated.connect(self._say_project)
        line = self._project.lineEdit()
        assert line is not None
        line.editingFinished.connect(self._say_project)
        self._canvas.clicked.connect(self.canvas_requested)
        self._lineage.clicked.connect(self.lineage_requested)
        self._details.clicked.connect(self.details_requested)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The note is kept when the field is left; Esc leaves it."""
        if watched is self._note and event.type() is QEvent.Type.FocusOut:
            self._say_note()
        is_key = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress
        if watched is self._note and is_key and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            self._note.clearFocus()
            return True
        return super().eventFilter(watched, event)

    # showing ------------------------------------------------------------------------------

    def _show_marks(self) -> None:
        marks = [one.marks for one in self._items]
        ratings = {one.rating for one in marks}
        labels = {one.label for one in marks}
        self._stars.show_rating(ratings.pop() if len(ratings) == 1 else 0)
        self._labels.show_label(labels.pop() if len(labels) == 1 else None)
        self._tags.setText(", ".join(self._common_tags()))
        self._show_note()
        projects = {one.project for one in self._items}
        self._project.setCurrentText(projects.pop() if len(projects) == 1 else "")
        several = "Several projects" if len(projects) > 1 else "No project"
        line = self._project.lineEdit()
        assert line is not None
        line.setPlaceholderText(several)

    def _show_note(self) -> None:
        note = self._shared_note()
        if self._note.toPlainText() != note:
            self._note.setPlainText(note)

    def _shared_note(self) -> str:
        notes = {one.marks.note for one in self._items}
        return notes.pop() if len(notes) == 1 else ""

    def _common_tags(self) -> list[str]:
        """Those that every chosen tile has."""
        if not self._items:
            return []
        others = [{tag.casefold() for tag in one.marks.tags} for one in self._items]
        first = self._items[0].marks.tags
        return [tag for tag in first if all(tag.casefold() in tags for tags in others)]

    # saying -------------------------------------------------------------------------------

    def _say_stars(self, rating: int) -> None:
        self.changed.emit(MarksChange(rating=rating))

    def _say_label(self, label: Label) -> None:
        self.changed.emit(MarksChange(label=label))

    def _say_tags(self) -> None:
        before = self._common_tags()
        wanted = [one.strip() for one in self._tags.text().split(",") if one.strip()]
        if self._items and wanted != before:
            gone = tuple(tag for tag in before if tag not in wanted)
            self.changed.emit(MarksChange(with_tags=tuple(wanted), without_tags=gone))

    def _say_project(self) -> None:
        name = self._project.currentText().strip()
        shown = {one.project for one in self._items}
        is_mixed = len(shown) > 1 and not name
        if self._items and shown != {name} and not is_mixed:
            self.changed.emit(MarksChange(project=name))

    def _say_note(self) -> None:
        note = self._note.toPlainText().strip()
        if self._items and note != self._shared_note():
            self.changed.emit(MarksChange(note=note))


def _heading(count: int) -> str:
    if not count:
        return "Choose a result to see what is known of it."
    return f"{count:,} results chosen" if count > 1 else "1 result chosen"


def _facts(item: LibraryItem) -> tuple[Fact, ...]:
    number = f"{item.index + 1} of {item.count}" if item.count > 1 else ""
    facts = {
        "Kind": KIND_WORDS[item.kind] + (", simulated" if item.simulated else ""),
        "Result": number,
        "Size": size_words(item) if item.size else "",
        "Model": item.model,
        "Cost": cost_words(item),
        "Made": moment_in_full(item.created),
    }
    return tuple(Fact(name=name, value=value) for name, value in facts.items() if value)
