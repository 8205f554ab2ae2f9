"""With both a mask and markup: says that the service takes one of them, and lets it be chosen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from desktop.ui.controls.segmented import Choice, Segmented

_MASK, _MARKUP = "mask", "markup"
_TOP = 28


class OverlayChoice(QFrame):
    """Signals: `markup_chosen(bool)`, whether the markup is to be sent and not the mask."""

    markup_chosen = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = QLabel("The service takes only one of them:", self)
        self._choice = Segmented("What is sent", self)
        self._has_both = self._is_away = False
        self._set_up()
        self._choice.chosen.connect(self._say)
        self.hide()

    def show_choice(self, *, has_both: bool, sends_markup: bool) -> None:
        self._choice.set_value(_MARKUP if sends_markup else _MASK)
        self._has_both = has_both
        self._show_where_wanted()

    def give_way(self, *, is_away: bool) -> None:
        """While a frame is drawn around the picture it would lie over its edge."""
        if is_away != self._is_away:
            self._is_away = is_away
            self._show_where_wanted()

    def _show_where_wanted(self) -> None:
        self.setVisible(self._has_both and not self._is_away)
        self.settle()

    def settle(self) -> None:
        """At the upper edge of the canvas, below where its ruler may be, in the middle."""
        over = self.parentWidget()
        if over is None or self.isHidden():
            return
        self._words.setVisible(over.width() >= 480)
        size = self.sizeHint().boundedTo(over.size())
        self.setGeometry(
            max(0, (over.width() - size.width()) // 2), _TOP, size.width(), size.height()
        )
        self.raise_()

    def _set_up(self) -> None:
        self.setProperty("role", "card")
        self.setAccessibleName("Mask or markup")
        self._choice.set_choices(
            (
                Choice(value=_MASK, text="Mask", hint="The markup stays here and is not sent"),
                Choice(value=_MARKUP, text="Markup", hint="The mask stays here and is not sent"),
            )
        )
        self._choice.setMinimumWidth(150)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(12)
        row.addWidget(self._words)
        row.addWidget(self._choice)

    def _say(self, value: str) -> None:
        self.markup_chosen.emit(value == _MARKUP)
