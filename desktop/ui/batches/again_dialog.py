"""Before failed lines are sent again: how many, what they cost, and what may be paid twice."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from desktop.ui.batches.batch_words import lines_words
from desktop.ui.controls.money import dollars
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs.dialog_frame import DialogFrame


class AgainDialog(DialogFrame):
    """Signals: `agreed` with whether lines that may have been billed go along.

    `free` and `doubtful` are (how many, what they cost at most; None: not known). `words` says
    how many of what, and `way` how they go, with the price at `{price}`.
    """

    agreed = Signal(bool)

    def __init__(
        self,
        free: tuple[int, Decimal | None],
        doubtful: tuple[int, Decimal | None],
        parent: QWidget | None = None,
        *,
        title: str = "Send failed lines again",
        words: Callable[[int], str] = lines_words,
        way: str = "as a batch of their own: {price}, at half price.",
    ) -> None:
        super().__init__(title, parent)
        self._free, self._doubtful = free, doubtful
        self._count, self._way = words, way
        self._words = Paragraph("", self)
        self.add(self._words)
        self._even_paid = QCheckBox(f"Also {words(doubtful[0])} that may have been billed", self)
        self._even_paid.setToolTip("Their first answer was lost; sending them again may cost twice")
        self._even_paid.setVisible(doubtful[0] > 0)
        self._even_paid.toggled.connect(self._show)
        self.add(self._even_paid)
        self.add_close_button("Cancel")
        self._send = QPushButton("Send again", self)
        set_role(self._send, "primary")
        self._send.clicked.connect(self._agree)
        self.add_button(self._send, is_main=True)
        self._show()
        self.resize(440, 180)

    def _show(self) -> None:
        count, price = self._free
        if self._even_paid.isChecked():
            more, more_price = self._doubtful
            count += more
            price = None if price is None or more_price is None else price + more_price
        said = "its price is not known" if price is None else f"at most {dollars(price)}"
        self._words.set_text(f"{self._count(count)} {self._way.format(price=said)}")
        self._send.setEnabled(count > 0)
        self._send.setToolTip("" if count else "Everything that failed may have been billed")

    def _agree(self) -> None:
        self.accept()
        self.agreed.emit(self._even_paid.isChecked())
