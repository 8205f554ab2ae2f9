"""What was sent before a crash and never settled: one row each, with what can be done about it."""

from __future__ import annotations

from enum import StrEnum
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.domain.identity import EditId
from desktop.domain.intent import EntryState, UnsettledEdit
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.money import dollars
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs.dialog_frame import DialogFrame


class Decision(StrEnum):
    """What is to become of an interrupted edit."""

    FINISH = "finish"
    ASK_AGAIN = "ask again"
    LET_GO = "let go"


class UnsettledDialog(DialogFrame):
    """Signals: `decided(EditId, Decision)`; the row then goes, and the dialog with the last."""

    decided = Signal(str, object)

    def __init__(self, found: tuple[UnsettledEdit, ...], parent: QWidget | None = None) -> None:
        super().__init__("Interrupted edits", parent)
        self._rows: dict[EditId, QFrame] = {}
        heading = QLabel("Interrupted edits", self)
        set_role(heading, "title")
        self.add(heading)
        for one in found:
            self._rows[one.edit] = self._row(one)
            self.add(self._rows[one.edit])
        self.add_close_button("Decide later")

    def sizeHint(self) -> QSize:
        return QSize(560, 320)

    def _row(self, one: UnsettledEdit) -> QFrame:
        card = QFrame(self)
        set_role(card, "card")
        column = QVBoxLayout(card)
        title = ElidedLabel(_title(one), card)
        set_role(title, "heading")
        column.addWidget(title)
        column.addWidget(Paragraph(_story(one), card, role="soft"))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for decision, text, hint in _choices(one):
            button = QPushButton(text, card)
            button.setToolTip(hint)
            button.clicked.connect(partial(self._decide, one.edit, decision))
            buttons.addWidget(button)
        column.addLayout(buttons)
        return card

    def _decide(self, edit: EditId, decision: Decision) -> None:
        self._rows.pop(edit).hide()
        self.decided.emit(edit, decision)
        if not self._rows:
            self.accept()


def _title(one: UnsettledEdit) -> str:
    if one.intent is None:
        return one.edit
    return one.intent.recipe.prompt.strip().partition("\n")[0]


def _story(one: UnsettledEdit) -> str:
    """When it was sent, how far it came, what it may have cost."""
    when = f"Sent {one.sent_at.astimezone():%d %B %Y, %H:%M}. " if one.sent_at else ""
    came = {
        EntryState.SENT: "No answer is known; it may have been billed.",
        EntryState.PARTIAL: "A part of the answer was saved; it may have been billed.",
        EntryState.COMPLETE: "The whole answer was saved; finishing it costs nothing.",
        EntryState.DAMAGED: f"Its notes cannot be read: {one.damage}.",
    }.get(one.state, "It was never sent.")
    highest = one.intent.highest_usd if one.intent else None
    price = f" About {dollars(highest)}." if highest is not None else ""
    return f"{when}{came}{price}"


def _choices(one: UnsettledEdit) -> list[tuple[Decision, str, str]]:
    choices = [(Decision.LET_GO, "Let it go", "Keeps a row in the history and removes the rest")]
    if one.intent is not None and one.state is not EntryState.COMPLETE:
        hint = "Sends it once more; it may then be billed twice"
        choices.append((Decision.ASK_AGAIN, "Ask again", hint))
    if one.state is EntryState.COMPLETE:
        hint = "Makes the result from the answer that was saved, free of charge"
        choices.append((Decision.FINISH, "Finish from the saved answer", hint))
    return choices
