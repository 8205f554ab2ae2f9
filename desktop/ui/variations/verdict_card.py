"""Beside the results: how well the one that is looked at fits, the proof, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.edit import Edit, Result
from desktop.domain.recipe import Blend
from desktop.ui.controls.blend_fields import BlendFields
from desktop.ui.controls.flow_layout import FlowLayout
from desktop.ui.controls.icon_label import IconLabel
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.icons import Icons
from desktop.ui.verdict_words import JUDGEMENTS, Judgement
from desktop.ui.wording import exact_cost, outside_sentence

_ICON = 16
_WIDTH = 320
_ROOM_FOR_ALL = 320
_ASKABLE = ("check", "spilled", "changed", "unchanged")
_HERE = "From the kept answer, on this computer: nothing is sent, and it is free."


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A result of an edit, as it is judged now (it may have been blended anew)."""

    edit: Edit
    result: Result

    @property
    def verdict(self) -> str:
        return self.result.placement.verdict if self.result.placement is not None else ""

    @property
    def is_laid_in(self) -> bool:
        """It was laid into the picture, within a mask or region, and can be blended anew."""
        return self.result.outside_changed is not None

    @property
    def is_foreign(self) -> bool:
        """Another scene came back, which does not belong into the picture."""
        return self.is_laid_in and self.verdict == "changed"

    @property
    def price(self) -> Decimal | None:
        """What the same request did cost; None where it cost nothing or nobody knows."""
        cost = self.edit.cost_usd if self.edit.cost_usd is not None else self.edit.estimate_usd
        return cost or None


class VerdictCard(QStackedWidget):
    """Signals: `grow_requested`, `keep_requested` (as a picture of its own), `ask_requested`;
    `blend_edited(Blend)`; `mask_switched(bool)`, whether the canvas's mask is taken instead."""

    grow_requested = Signal()
    keep_requested = Signal()
    ask_requested = Signal()
    blend_edited = Signal(object)
    mask_switched = Signal(bool)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._build()
        self._lay_out()
        self._connect()

    @property
    def title(self) -> str:
        return self._title.text()

    def show_judged(self, judged: Judged | None) -> None:
        """The verdict on a result; None while the original is looked at."""
        self.setVisible(judged is not None)
        if judged is None:
            return
        judgement = JUDGEMENTS.get(judged.verdict) if judged.is_laid_in else None
        self._show_words(judgement, judged)
        self._grow.setVisible(judged.is_laid_in and judged.verdict == "spilled")
        self._keep.setVisible(judged.is_foreign)
        self._ask.setVisible(judged.is_laid_in and judged.verdict in _ASKABLE)
        self._ask.setText(_ask_words(judged))
        self._fit_sentence()

    def show_blend(self, blend: Blend, *, has_canvas_mask: bool, takes_canvas_mask: bool) -> None:
        """How the result is blended now."""
        self._fields.show_blend(blend)
        self._mask.setEnabled(has_canvas_mask)
        self._mask.setChecked(takes_canvas_mask)
        self._mask.setToolTip(
            "Blends within the mask as it is painted now; paint on while it is ticked"
            if has_canvas_mask
            else "Nothing is masked on the canvas"
        )

    def show_blending(self, *, is_open: bool) -> None:
        """The fields for blending, or the verdict."""
        self.setCurrentIndex(int(is_open))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the buttons need the room; the sentence is in the tooltip then."""
        super().resizeEvent(event)
        self._fit_sentence()

    def _fit_sentence(self) -> None:
        has_buttons = not (self._grow.isHidden() and self._keep.isHidden())
        self._sentence.setVisible(self.width() >= _ROOM_FOR_ALL or not has_buttons)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 100)

    def _show_words(self, judgement: Judgement | None, judged: Judged) -> None:
        self._icon.setVisible(judgement is not None)
        self._title.setVisible(judgement is not None)
        if judgement is not None:
            self._icon.set_icon(self._icons.icon(judgement.icon, judgement.role))
            self._title.setText(judgement.title)
            set_role(self._title, f"verdict-{judgement.role.replace('_', '-')}")
        sentence = judgement.sentence if judgement is not None else _not_laid_in(judged)
        self._sentence.set_text(sentence)
        self._page.setToolTip(sentence)
        proof = outside_sentence(judged.result)
        stands = judged.result.outside_changed == 0
        self._proof_row.setVisible(bool(proof))
        role = "good" if stands else "danger"
        self._shield.set_icon(self._icons.icon("shield-check" if stands else "circle-alert", role))
        self._proof.set_text(proof)

    def _build(self) -> None:
        self._page, self._blending = QWidget(self), QWidget(self)
        self._icon = IconLabel(_ICON, self._page)
        self._title = QLabel(self._page)
        self._sentence = Paragraph(parent=self._page, role="soft")
        self._proof_row = QWidget(self._page)
        self._shield = IconLabel(_ICON, self._proof_row)
        self._proof = Paragraph(parent=self._proof_row, role="soft")
        self._buttons = QWidget(self._page)
        self._grow = QPushButton("Grow the mask there", self._buttons)
        self._keep = QPushButton("Keep as a new picture", self._buttons)
        self._ask = QPushButton("Ask again", self._buttons)
        self._ask.setObjectName("ask")
        self._fields = BlendFields(self._blending)
        self._mask = QCheckBox("Within the mask on the canvas", self._blending)

    def _lay_out(self) -> None:
        self.setMaximumWidth(_WIDTH)
        self._dress()
        head, proof = QHBoxLayout(), QHBoxLayout(self._proof_row)
        for row, parts in (
            (head, (self._icon, self._title)),
            (proof, (self._shield, self._proof)),
        ):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(6)
            for part in parts:
                row.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        head.addStretch(1)
        proof.setStretch(1, 1)
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._sentence)
        column.addWidget(self._proof_row)
        column.addStretch(1)
        buttons = FlowLayout(self._buttons)
        for button in (self._grow, self._keep, self._ask):
            buttons.addWidget(button)
        column.addWidget(self._buttons)
        self._lay_out_blending()

    def _lay_out_blending(self) -> None:
        column = QVBoxLayout(self._blending)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._fields)
        column.addWidget(self._mask)
        column.addStretch(1)
        self.addWidget(self._page)
        self.addWidget(self._blending)

    def _dress(self) -> None:
        self.setAccessibleName("Verdict on the result")
        self._blending.setToolTip(_HERE)
        self._grow.setToolTip(f"Marks what the change needs and blends anew. {_HERE}")
        self._keep.setToolTip("Opens the whole answer, as it came, as a picture of its own")
        self._ask.setToolTip("Sends the same request once more; it is billed again")

    def _connect(self) -> None:
        self._grow.clicked.connect(self.grow_requested)
        self._keep.clicked.connect(self.keep_requested)
        self._ask.clicked.connect(self.ask_requested)
        self._fields.edited.connect(self.blend_edited)
        self._mask.clicked.connect(self.mask_switched)


def _ask_words(judged: Judged) -> str:
    return "Ask again" if judged.price is None else f"Ask again · {exact_cost(judged.price)}"


def _not_laid_in(judged: Judged) -> str:
    if judged.edit.inputs.picture is None:
        return "A new picture."
    if judged.result.placement is None:
        return "The whole answer, as it came: nothing of the picture was kept."
    if judged.edit.recipe.background == "transparent" and judged.verdict in {"none", "changed"}:
        return "Cut out, with the answer's own colours: they have too little in common with yours."
    if judged.edit.recipe.background == "transparent":
        return "Only the transparency is the answer's; every colour is the picture's own."
    return "The whole answer, put back onto the picture's own pixels."
