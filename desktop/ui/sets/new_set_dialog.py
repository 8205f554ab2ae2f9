"""A new set: prompt, languages and surfaces, and the whole matrix with its price beside them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.draft import Draft
from desktop.domain.image_models import ModelTable
from desktop.domain.problems import Problem
from desktop.domain.recipe import InputFile
from desktop.domain.size import Box
from desktop.domain.surface_set import USUAL_NAME, variables_in
from desktop.jobs.set_plan import PlannedCell, SetPlan, SetWish
from desktop.ui.batches.request_row import RequestRow
from desktop.ui.controls.money import dollars
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.controls.text_table import Column, TextRow, TextTable
from desktop.ui.dialogs.dialog_frame import DialogFrame
from desktop.ui.sets.set_words import pictures_words, price_words
from desktop.ui.sets.surface_list import SurfaceList
from desktop.ui.sets.texts_table import TextsTable
from desktop.ui.theme import ThemeKeeper

_PAUSE_MS = 250
_COLUMNS = (
    Column(title="File", letters=19),
    Column(title="Pixels", letters=10),
    Column(title="Prompt"),
    Column(title="At most", letters=7, is_number=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMaterial:
    """What every picture of a set is given: the master, references, protected areas."""

    master: InputFile | None = None
    references: tuple[InputFile, ...] = ()
    keep_out: tuple[Box, ...] = ()


class NewSetDialog(DialogFrame):
    """Signals: `check_requested(SetWish)` after every change; `first_requested(SetPlan)` with
    whether an unknown price is accepted."""

    check_requested = Signal(object)
    first_requested = Signal(object, bool)

    def __init__(
        self,
        theme: ThemeKeeper,
        models: ModelTable,
        draft: Draft,
        material: SetMaterial,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("New set", parent)
        self._material = material
        self._plan: SetPlan | None = None
        self._trouble: Problem | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._build_fields(models, draft)
        self._build_matrix(theme)
        self._stack_both()
        self._build_foot()
        self._connect()
        self.resize(self.sizeHint())
        self._show_state()
        self._pause.start()

    def sizeHint(self) -> QSize:
        return QSize(1120, 700)

    @property
    def plan(self) -> SetPlan | None:
        """What the matrix shows now."""
        return self._plan

    def show_plan(self, plan: SetPlan) -> None:
        """What came of the last check; one that was overtaken is passed over."""
        if plan.wish == self._wish():
            self._plan, self._trouble = plan, None
            self._matrix.show_rows([_row(cell) for cell in plan.cells])
            self._show_prompt(0)
            self._show_state()

    def show_problem(self, trouble: Problem) -> None:
        """Why there is no matrix, or why it could not be kept."""
        self._trouble = trouble
        self._show_state()

    # building -----------------------------------------------------------------------------

    def _build_fields(self, models: ModelTable, draft: Draft) -> None:
        self._given = Paragraph(_given(self._material), self, role="soft")
        self._prompt = QPlainTextEdit(draft.prompt, self)
        self._prompt.setFixedHeight(76)
        self._prompt.setTabChangesFocus(True)
        self._prompt.setAccessibleName("Prompt for all pictures")
        self._prompt.setPlaceholderText(
            "A poster like the first image, with the line “{headline}” in {language}"
        )
        self._prompt.setToolTip(
            "Names in braces are filled in: {language}, {surface}, {width}, {height}, and columns "
            "of your own"
        )
        self._texts = TextsTable(("English", "German", "French"), self)
        self._texts.show_variables(variables_in(draft.prompt))
        self._surfaces = SurfaceList(self)
        self._template = QLineEdit(USUAL_NAME, self)
        self._template.setAccessibleName("Names of the files")
        self._template.setToolTip("{name}, {language}, {surface} and {number} are filled in")
        self._settings = RequestRow(models, draft, self, has_size=False)

    def _build_matrix(self, theme: ThemeKeeper) -> None:
        self._matrix = TextTable("Pictures of the set", _COLUMNS, theme, self)
        self._whole = Paragraph("", self, role="soft")
        self._total = Paragraph("", self)
        self._accept = QCheckBox("Send it although nobody knows its price", self)
        self._accept.hide()

    def _stack_both(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(6)
        left.addWidget(self._given)
        left.addWidget(_heading("Prompt for all pictures", self))
        left.addWidget(self._prompt)
        lower = QHBoxLayout()
        lower.setSpacing(12)
        for title, widget, share in (
            ("Languages", self._texts, 3),
            ("Surfaces", self._surfaces, 2),
        ):
            part = QVBoxLayout()
            part.setSpacing(6)
            part.addWidget(_heading(title, self))
            part.addWidget(widget, 1)
            lower.addLayout(part, share)
        left.addLayout(lower, 1)
        left.addWidget(_heading("Names of the files", self))
        left.addWidget(self._template)
        left.addWidget(self._settings)
        right.addWidget(_heading("What will be made", self))
        right.addWidget(self._matrix, 1)
        right.addWidget(self._whole)
        right.addWidget(self._total)
        right.addWidget(self._accept)
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        row.addLayout(left, 4)
        row.addLayout(right, 5)
        self.add(holder, 1)

    def _build_foot(self) -> None:
        self.add_close_button("Cancel")
        self._go = QPushButton("Make the first", self)
        self._go.setObjectName("make_first")
        set_role(self._go, "primary")
        self.add_button(self._go)

    def _connect(self) -> None:
        self._prompt.textChanged.connect(self._take_prompt)
        self._texts.changed.connect(self._pause.start)
        self._surfaces.changed.connect(self._pause.start)
        self._template.textEdited.connect(self._pause.start)
        self._settings.changed.connect(self._pause.start)
        self._pause.timeout.connect(self._check)
        self._matrix.row_chosen.connect(self._show_prompt)
        self._accept.toggled.connect(self._show_state)
        self._go.clicked.connect(self._ask_first)

    # acting -------------------------------------------------------------------------------

    def _take_prompt(self) -> None:
        self._texts.show_variables(variables_in(self._prompt.toPlainText()))
        self._pause.start()

    def _wish(self) -> SetWish:
        master = self._material.master
        return SetWish(
            prompt=self._prompt.toPlainText(),
            texts=self._texts.texts,
            surfaces=self._surfaces.surfaces,
            draft=self._settings.draft,
            name=master.name.rpartition(".")[0] or master.name if master else "set",
            template=self._template.text(),
            master=master,
            references=self._material.references,
            keep_out=self._material.keep_out,
        )

    def _check(self) -> None:
        self.check_requested.emit(self._wish())

    def _ask_first(self) -> None:
        if self._plan is not None and not self._obstacle():
            self._go.setEnabled(False)
            self.first_requested.emit(self._plan, self._accept.isChecked())

    # showing ------------------------------------------------------------------------------

    def _show_prompt(self, row: int) -> None:
        """One of them letter for letter, as it will be sent."""
        if self._plan is not None:
            self._whole.set_text(self._plan.cells[row].draft.prompt)

    def _show_state(self) -> None:
        plan = self._plan
        obstacle = self._obstacle()
        is_known = plan is None or plan.first_usd is not None or bool(plan.troubles)
        self._accept.setVisible(not is_known)
        wrong = self._trouble is not None or bool(plan and plan.troubles)
        set_role(self._total, "danger" if wrong else "heading")
        self._total.set_text(obstacle if wrong or plan is None else _total(plan))
        self._go.setEnabled(not obstacle)
        self._go.setToolTip(obstacle or "Only the first; the others wait until you have seen it")
        first = plan.first_usd if plan is not None else None
        self._go.setText(f"Make the first ({dollars(first)})" if first else "Make the first")

    def _obstacle(self) -> str:
        """Why nothing can be made; empty when it can."""
        plan = self._plan
        if self._trouble is not None:
            return self._trouble.text
        if plan is None:
            return "The matrix is being made."
        if plan.troubles:
            found = plan.troubles[0].trouble
            assert found is not None
            return f"{len(plan.troubles)} cannot be made. {found.text}"
        if plan.first_usd is None and not self._accept.isChecked():
            return "Nobody knows its price; say that you accept that."
        return ""


def _heading(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    set_role(label, "heading")
    return label


def _given(material: SetMaterial) -> str:
    """What goes along with every picture."""
    said = []
    if material.master is not None:
        said.append(f"Master: {material.master.name} ({material.master.size.shown})")
    count = len(material.references)
    if count:
        said.append("1 reference" if count == 1 else f"{count} references")
    zones = len(material.keep_out)
    if zones:
        said.append(
            "1 protected area is named" if zones == 1 else f"{zones} protected areas are named"
        )
    if not said:
        return "No picture is open: everything is made from words alone."
    return " · ".join(said)


def _row(cell: PlannedCell) -> TextRow:
    made = cell.draft.size
    size = cell.surface.size.shown
    pixels = size if made is None or made == cell.surface.size else f"{size} *"
    if cell.trouble is not None:
        return TextRow((cell.output or cell.surface.name, pixels, "", cell.trouble.sentence), True)
    price = "" if cell.highest_usd is None else dollars(cell.highest_usd)
    return TextRow((cell.output, pixels, cell.draft.prompt, price))


def _total(plan: SetPlan) -> str:
    count = len(plan.cells)
    said = f"{pictures_words(count)}: the first for {price_words(plan.first_usd)}."
    if count > 1:
        rest = plan.rest_usd
        half = None if rest is None else rest / 2
        said += (
            f" Then {pictures_words(count - 1)} for {price_words(rest)} as jobs, or for "
            f"{price_words(half)} as one batch."
        )
    if any(cell.draft.size != cell.surface.size for cell in plan.cells):
        said += " * Made in the nearest size that the model has, and fitted when it is saved."
    return said
