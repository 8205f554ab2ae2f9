"""Everything about one edit: asked and answered, cost, pictures, and the proof of what stands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.edit import Edit, Result
from desktop.domain.word_changes import Change, spans_of, word_changes
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.flow_layout import FlowLayout
from desktop.ui.controls.icon_label import IconLabel
from desktop.ui.controls.key_value import KeyValue
from desktop.ui.controls.message_bar import MessageBar
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.history.comparison_table import ComparisonTable
from desktop.ui.history.edit_words import (
    comparisons,
    cost_facts,
    making_facts,
    rewritten_prompt,
    talking_facts,
)
from desktop.ui.history.reading_field import ReadingField
from desktop.ui.history.source_link import SourceLink
from desktop.ui.history.thumbnail import Thumbnail
from desktop.ui.icons import Icons
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.verdict_words import Judgement
from desktop.ui.wording import judgement_of, outside_sentence


class EditDetails(QWidget):
    """Shows one edit; it asks nothing and changes nothing."""

    def __init__(self, icons: Icons, loader: PictureLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._loader = loader
        self._edit: Edit | None = None
        self._beside: dict[int, QVBoxLayout] = {}
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)

    def show_edit(self, edit: Edit) -> None:
        """Replaces what is shown."""
        self._edit = edit
        self._beside.clear()
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for part in self._parts(edit, sheet):
            column.addWidget(part)
        column.addStretch(1)
        self._area.setWidget(sheet)

    def show_credentials(self, index: int, sentence: str, *, is_kept: bool) -> None:
        """Beside that result: whether it carries the Content Credentials of its original."""
        column = self._beside.get(index)
        sheet = self._area.widget()
        if column is not None and sheet is not None:
            icon, role = ("shield-check", "good") if is_kept else ("info", "soft")
            column.insertWidget(column.count() - 1, self._badge(icon, role, sentence, sheet))

    def _parts(self, edit: Edit, sheet: QWidget) -> list[QWidget]:
        """The sections from top to bottom; empty ones are left out."""
        return [
            *self._prompt_parts(edit, sheet),
            *self._problem_parts(edit, sheet),
            *self._talking_parts(edit, sheet),
            *self._result_parts(edit, sheet),
            *self._input_parts(edit, sheet),
            *self._comparison_parts(edit, sheet),
            *self._cost_parts(edit, sheet),
            *self._making_parts(edit, sheet),
            *(Paragraph(note, sheet, role="soft") for note in edit.notes),
        ]

    def _prompt_parts(self, edit: Edit, sheet: QWidget) -> list[QWidget]:
        prompt = ReadingField(edit.recipe.prompt, "Prompt", sheet)
        parts: list[QWidget] = [
            self._titled("Prompt", sheet, self._copy_button("Copy prompt", sheet)),
            prompt,
        ]
        if rewritten := rewritten_prompt(edit):
            answered = ReadingField(rewritten, "Rewritten prompt", sheet)
            parts += [_heading("The service rewrote it", sheet), answered]
            pieces = word_changes(edit.recipe.prompt, rewritten)
            danger, good = (QColor(self._icons.value(name)) for name in ("danger", "good"))
            prompt.mark(spans_of(pieces, Change.REMOVED), danger, is_gone=True)
            answered.mark(spans_of(pieces, Change.ADDED), good, is_gone=False)
        return parts

    def _talking_parts(self, edit: Edit, sheet: QWidget) -> list[QWidget]:
        """How a conversation's turn was asked, what was said besides, and what was read."""
        facts, turn = talking_facts(edit), edit.turn
        if not facts:
            return []
        table = KeyValue(sheet)
        table.show_facts(facts)
        parts: list[QWidget] = [_heading("Conversation", sheet), table]
        if turn is not None and turn.words:
            parts += [Paragraph("The model said:", sheet, role="soft")]
            parts += [ReadingField(turn.words, "What the model said", sheet)]
        if turn is not None and turn.sources:
            parts.append(_heading("Pages that were read", sheet))
            parts += [SourceLink(source, sheet) for source in turn.sources]
        return parts

    def _problem_parts(self, edit: Edit, sheet: QWidget) -> list[QWidget]:
        if edit.problem is None:
            return []
        bar = MessageBar(self._icons, sheet)
        bar.show_problem(edit.problem, can_close=False)
        return [bar]

    def _result_parts(self, edit: Edit, sheet: QWidget) -> list[QWidget]:
        if not edit.results:
            return []
        parts: list[QWidget] = [_heading("Results", sheet)]
        parts.extend(self._result_row(edit, result, sheet) for result in edit.results)
        return parts

    def _result_row(self, edit: Edit, result: Result, sheet: QWidget) -> QWidget:
        """A thumbnail beside its size, the proof, and how well the answer fitted."""
        row = QWidget(sheet)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        caption = f"Result {result.index + 1}"
        line.addWidget(self._thumbnail(result.picture.content, caption, row))
        words = QVBoxLayout()
        words.setSpacing(4)
        size = f"{result.picture.size.shown}, {result.picture.media_type}"
        words.addWidget(ElidedLabel(size, row))
        judgement = judgement_of(result)
        if judgement is not None:
            words.addWidget(self._verdict(judgement, row))
        if outside_sentence(result):
            words.addWidget(self._proof(result, row))
        labels = ["Simulated" if edit.simulated else "", "Rescued" if result.rescued else ""]
        said = ", ".join(word for word in labels if word)
        if said:
            words.addWidget(Paragraph(said, row, role="soft"))
        words.addStretch(1)
        line.addLayout(words, 1)
        self._beside[result.index] = words
        return row

    def _verdict(self, judgement: Judgement, parent: QWidget) -> QWidget:
        """How well the answer fits, in two words and a sentence."""
        words = f"{judgement.title}. {judgement.sentence}"
        return self._badge(judgement.icon, judgement.role, words, parent)

    def _proof(self, result: Result, parent: QWidget) -> QWidget:
        """The badge that says how many pixels changed outside the mask."""
        stands = result.outside_changed == 0
        icon, role = ("shield-check", "good") if stands else ("triangle-alert", "danger")
        return self._badge(icon, role, outside_sentence(result), parent)

    def _badge(self, icon_name: str, role: str, words: str, parent: QWidget) -> QWidget:
        badge = QWidget(parent)
        line = QHBoxLayout(badge)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        icon = IconLabel(16, badge)
        icon.set_icon(self._icons.icon(icon_name, "text_soft" if role == "soft" else role))
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Paragraph(words, badge, role=role), 1)
        return badge

    def _input_parts(self, edit: Edit, sheet: QWidget) -> list[QWidget]:
        pictures = _inputs(edit)
        if not pictures:
            return []
        row = QWidget(sheet)
        flow = FlowLayout(row)
        for content, caption in pictures:
            flow.addWidget(self._thumbnail(content, caption, row))
        asked = edit.recipe.conversation
        is_there = asked is not None and asked.carried is not None
        return [_heading("From the turn before" if is_there else "Sent along", sheet), row]

    def _comparison_parts(self, edit: Edit, sheet: QWidget) -> list[QWidget]:
        table = ComparisonTable(comparisons(edit), sheet)
        return [_heading("Asked and answered", sheet), table]

    def _cost_parts(self, edit: Edit, sheet: QWidget) -> list[QWidget]:
        facts = KeyValue(sheet)
        facts.show_facts(cost_facts(edit))
        return [_heading("Cost and tokens", sheet), facts]

    def _making_parts(self, edit: Edit, sheet: QWidget) -> list[QWidget]:
        facts = KeyValue(sheet)
        facts.show_facts(making_facts(edit))
        parts: list[QWidget] = [_heading("Made", sheet), facts]
        if edit.request_id:
            label = ElidedLabel(f"Request {edit.request_id}", sheet)
            set_role(label, "soft")
            button = self._copy_button("Copy request ID", sheet)
            parts.append(_side_by_side(label, button, sheet))
        return parts

    def _thumbnail(self, content: str, caption: str, parent: QWidget) -> Thumbnail:
        return Thumbnail(self._icons, self._loader, content, caption, parent)

    def _titled(self, text: str, sheet: QWidget, button: QPushButton) -> QWidget:
        heading = _heading(text, sheet)
        heading.setContentsMargins(0, 0, 0, 0)
        return _side_by_side(heading, button, sheet)

    def _copy_button(self, text: str, parent: QWidget) -> QPushButton:
        button = QPushButton(self._icons.icon("copy"), text, parent)
        set_role(button, "quiet")
        button.setToolTip(f"{text} to the clipboard")
        is_prompt = text == "Copy prompt"
        button.clicked.connect(self._copy_prompt if is_prompt else self._copy_request_id)
        return button

    def _copy_prompt(self) -> None:
        if self._edit is not None:
            QGuiApplication.clipboard().setText(self._edit.recipe.prompt)

    def _copy_request_id(self) -> None:
        if self._edit is not None:
            QGuiApplication.clipboard().setText(self._edit.request_id or "")


def _inputs(edit: Edit) -> list[tuple[str, str]]:
    """Contents and captions of everything that went along, in the order sent."""
    inputs = edit.inputs
    pictures: list[tuple[str, str]] = []
    if inputs.picture is not None:
        pictures.append((inputs.picture.content, "1 Canvas"))
    if inputs.mask is not None:
        pictures.append((inputs.mask, "Mask"))
    first = 1 + int(inputs.picture is not None)
    for number, reference in enumerate(inputs.references, start=first):
        pictures.append((reference.content, f"{number} {reference.name}"))
    return pictures


def _heading(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setContentsMargins(0, 8, 0, 0)
    set_role(label, "heading")
    return label


def _side_by_side(left: QWidget, right: QWidget, parent: QWidget) -> QWidget:
    row = QWidget(parent)
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(left, 1)
    line.addWidget(right)
    return row
