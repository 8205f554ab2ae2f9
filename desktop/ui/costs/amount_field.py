"""A budget in US dollars, typed; empty means that there is none."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_MOST = Decimal(1_000_000)


class AmountField(QLineEdit):
    """Signals: `amount_changed(Decimal | None)` when a new amount stands (Enter, or focus gone)."""

    amount_changed = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._amount: Decimal | None = None
        self.setAccessibleName(name)
        self.setPlaceholderText("No budget")
        self.setToolTip(f"{name} in US dollars; empty sets no bound")
        self.setMaxLength(16)
        self.textEdited.connect(self._judge)
        self.returnPressed.connect(self._commit)

    @property
    def amount(self) -> Decimal | None:
        return self._amount

    def set_amount(self, amount: Decimal | None) -> None:
        """Shows an amount without saying so; one that is just being typed is left alone."""
        if self.hasFocus() and self.isModified():
            return
        self._amount = amount
        self.setText("" if amount is None else f"{amount:f}")
        self._mark(is_wrong=False)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._commit()

    def _judge(self, text: str) -> None:
        self._mark(is_wrong=not _is_amount(text))

    def _commit(self) -> None:
        """What is no amount is taken back."""
        text = self.text()
        amount = read_amount(text) if _is_amount(text) else self._amount
        self.setModified(False)
        changed = amount != self._amount
        self._amount = amount
        self.setText("" if amount is None else f"{amount:f}")
        self._mark(is_wrong=False)
        if changed:
            self.amount_changed.emit(amount)

    def _mark(self, *, is_wrong: bool) -> None:
        state = "wrong" if is_wrong else ""
        if self.property("state") != state:
            self.setProperty("state", state)
            self.style().unpolish(self)
            self.style().polish(self)


def read_amount(text: str) -> Decimal | None:
    """`5`, `$5.50`, `5,50`; None for nothing. ValueError for everything else."""
    plain = text.strip().removeprefix("$").strip().replace(",", ".")
    if not plain:
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not amount.is_finite() or not 0 <= amount <= _MOST:
        raise ValueError(text)
    return amount


def _is_amount(text: str) -> bool:
    try:
        read_amount(text)
    except ValueError:
        return False
    return True
