"""The conversation that the next request goes on with: its turns, and what will be sent of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop.domain.turn_chain import PastTurn
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.icon_label import IconLabel
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.icons import Icons
from desktop.ui.wording import exact_cost, first_line

_MOST_ROWS = 6


class ThreadView(QFrame):
    """Hidden while no conversation goes on.

    Signals: `turn_chosen(ResultRef)` to go on from an earlier turn; `ended` to ask for the next
    picture by itself.
    """

    turn_chosen = Signal(object)
    ended = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("thread")
        set_role(self, "card")
        self._turns: tuple[PastTurn, ...] = ()
        self._icon = IconLabel(16, self)
        self._icon.set_icon(icons.icon("messages-square", "text_soft"))
        self._title = QLabel("Conversation", self)
        self._total = ElidedLabel(parent=self)
        self._close = QToolButton(self)
        self._close.setIcon(icons.icon("x"))
        self._rows = QVBoxLayout()
        self._note = Paragraph(parent=self, role="soft")
        self._lay_out()
        self._close.clicked.connect(self.ended)
        self.hide()

    @property
    def turns(self) -> tuple[PastTurn, ...]:
        return self._turns

    @property
    def note(self) -> str:
        return self._note.text()

    def show_turns(self, turns: tuple[PastTurn, ...], note: str) -> None:
        """The turns so far, the latest last; none: no conversation goes on."""
        self._note.set_text(note)
        self.setVisible(bool(turns))
        if turns == self._turns:
            return
        self._turns = turns
        self._total.set_text(_total_of(turns))
        self._clear_rows()
        hidden = max(0, len(turns) - _MOST_ROWS)
        if hidden:
            words = "1 earlier turn" if hidden == 1 else f"{hidden} earlier turns"
            self._rows.addWidget(Paragraph(words, self, role="soft"))
        for number, turn in enumerate(turns[hidden:], start=hidden + 1):
            row = _TurnRow(number, turn, is_last=number == len(turns), parent=self)
            row.chosen.connect(partial(self.turn_chosen.emit, turn.ref))
            self._rows.addWidget(row)

    def _clear_rows(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _lay_out(self) -> None:
        set_role(self._title, "heading")
        set_role(self._total, "soft")
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._close.setToolTip("End the conversation: the next request stands by itself")
        self._close.setAccessibleName("End the conversation")
        self._close.setAutoRaise(True)
        self.setAccessibleName("Conversation")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._icon)
        head.addWidget(self._title)
        head.addWidget(self._total, 1)
        head.addWidget(self._close)
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(self._rows)
        column.addWidget(self._note)


class _TurnRow(QToolButton):
    """A turn as one line; the last one is where it goes on from."""

    chosen = Signal()

    def __init__(self, number: int, turn: PastTurn, *, is_last: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = ElidedLabel(f"{number}  {first_line(turn.prompt)}", self)
        self._cost = QLabel("" if turn.cost_usd is None else exact_cost(turn.cost_usd), self)
        set_role(self._cost, "soft")
        set_role(self._words, "heading" if is_last else "soft")
        self.setAutoRaise(True)
        here = "The next words go on from here" if is_last else "Go on from this turn instead"
        self.setToolTip(f"{first_line(turn.prompt)}\n{here}")
        self.setAccessibleName(f"Turn {number}: {first_line(turn.prompt)}")
        self.setAccessibleDescription(here)
        for label in (self._words, self._cost):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 0, 4, 0)
        line.addWidget(self._words, 1)
        line.addWidget(self._cost)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        self.setSizePolicy(policy)
        if not is_last:
            self.clicked.connect(self.chosen)

    def sizeHint(self) -> QSize:
        return QSize(120, 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, 28)


def _total_of(turns: tuple[PastTurn, ...]) -> str:
    known = [turn.cost_usd for turn in turns if turn.cost_usd is not None]
    count = "1 turn" if len(turns) == 1 else f"{len(turns)} turns"
    return f"{count} · {exact_cost(sum(known[1:], known[0]))}" if known else count
