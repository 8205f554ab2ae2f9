"""Before drafts are made: how many, by which model, and what they and the high run cost."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSpinBox, QWidget

from desktop.domain.draft_ladder import MOST_DRAFTS, USUAL_COUNT, Rung
from desktop.domain.image_models import ImageModel, ModelTable
from desktop.ui.controls.money import dollars
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs.dialog_frame import DialogFrame
from desktop.ui.ladder.rung_row import RungRow

_WHAT = (
    "A few cheap drafts of what is set up now. You choose one of them, and it leads the run in "
    "high quality as its first reference. Only the drafts are sent now."
)


class LadderDialog(DialogFrame):
    """Signals: `changed` when the prices are to be told anew; `drafts_requested`."""

    changed = Signal()
    drafts_requested = Signal()

    def __init__(
        self,
        models: ModelTable,
        offered: tuple[ImageModel, ...],
        rungs: tuple[Rung, Rung],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Drafts first", parent)
        low, high = rungs
        self._count = QSpinBox(self)
        self._count.setRange(2, MOST_DRAFTS)
        self._count.setValue(USUAL_COUNT)
        self._count.setAccessibleName("How many drafts")
        self._count.setToolTip("How many drafts there will be to choose from")
        self._low = RungRow("Drafts", models, offered, low, self)
        self._high = RungRow("The chosen one", models, offered, high, self)
        self._prices = Paragraph("", self)
        set_role(self._prices, "heading")
        self._go = QPushButton("Make drafts", self)
        self._go.setObjectName("make_drafts")
        self._lay_out()
        self._count.valueChanged.connect(self._tell)
        self._low.changed.connect(self._tell)
        self._high.changed.connect(self._tell)
        self._go.clicked.connect(self._ask)
        self.resize(460, 300)

    @property
    def count(self) -> int:
        return self._count.value()

    @property
    def low(self) -> Rung:
        return self._low.rung

    @property
    def high(self) -> Rung:
        return self._high.rung

    def show_prices(self, drafts: Decimal | None, final: Decimal | None, obstacle: str) -> None:
        """Both at most, in US dollars; None: not known. `obstacle`: why nothing can be sent."""
        first, second = _told(drafts), _told(final)
        self._prices.set_text(f"{self.count} drafts: {first}. The chosen one later: {second}.")
        price = "" if drafts is None else f" ({dollars(drafts)})"
        self._go.setText(f"Make {self.count} drafts{price}")
        self._go.setEnabled(not obstacle)
        self._go.setToolTip(obstacle or "Sends one request for all drafts (Enter)")

    def _lay_out(self) -> None:
        self.add(Paragraph(_WHAT, self))
        holder = QWidget(self)
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        rows = (("Drafts", self._count), ("Drawn by", self._low), ("Then", self._high))
        for row, (text, field) in enumerate(rows):
            grid.addWidget(QLabel(text, holder), row, 0)
            grid.addWidget(field, row, 1)
        grid.setColumnStretch(1, 1)
        self.add(holder)
        self.add(self._prices)
        self.add_close_button("Cancel")
        set_role(self._go, "primary")
        self.add_button(self._go, is_main=True)

    def _tell(self) -> None:
        self.changed.emit()

    def _ask(self) -> None:
        self.accept()
        self.drafts_requested.emit()


def _told(amount: Decimal | None) -> str:
    return "price not known" if amount is None else f"at most {dollars(amount)}"
