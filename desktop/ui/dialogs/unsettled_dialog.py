"""What an earlier run left: sent and never settled, or still waiting; with what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.identity import EditId
from desktop.domain.intent import EntryState, UnsettledEdit
from desktop.domain.order import EditOrder
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.money import dollars
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs.dialog_frame import DialogFrame


class Decision(StrEnum):
    """What is to become of an interrupted edit."""

    FINISH = "finish"
    ASK_AGAIN = "ask again"
    RESCUE = "rescue"
    LET_GO = "let go"
    QUEUE = "queue"
    REMOVE = "remove"


class UnsettledDialog(DialogFrame):
    """Signals: `decided(EditId, Decision)`; the row then goes, and the dialog with the last.

    `waiting` are orders that were never sent: they are queued again only when somebody says so.
    """

    decided = Signal(str, object)

    def __init__(
        self,
        found: tuple[UnsettledEdit, ...],
        parent: QWidget | None = None,
        *,
        waiting: tuple[EditOrder, ...] = (),
    ) -> None:
        super().__init__("Interrupted edits", parent)
        self._rows: dict[EditId, QFrame] = {}
        self._column = QVBoxLayout()
        self._show_list()
        if found:
            self._head("Interrupted edits")
        for one in found:
            self._add_row(one.edit, _title(one), _story(one), _choices(one))
        if waiting:
            self._head("Waiting for their turn")
        for order in waiting:
            title = order.recipe.prompt.strip().partition("\n")[0]
            self._add_row(order.id, title, _waiting_story(order), _WAITING_CHOICES)
        self._column.addStretch(1)
        if len(waiting) > 1:
            self._add_queue_all(tuple(order.id for order in waiting))
        self.add_close_button("Decide later")

    def sizeHint(self) -> QSize:
        return QSize(560, 420)

    def _show_list(self) -> None:
        """Any number of rows; beyond a screenful they scroll."""
        sheet = QWidget()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        sheet.setLayout(self._column)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(sheet)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.add(area, 1)

    def _head(self, text: str) -> None:
        heading = QLabel(text, self)
        set_role(heading, "title")
        self._column.addWidget(heading)

    def _add_queue_all(self, jobs: tuple[EditId, ...]) -> None:
        button = QPushButton(f"Queue all {len(jobs)}", self)
        button.setToolTip("Sends everything that waited, in its order; it costs what it costs")
        button.clicked.connect(partial(self._queue_all, jobs))
        self.add_side_button(button)

    def _queue_all(self, jobs: tuple[EditId, ...], _is_checked: bool = False) -> None:  # noqa: FBT001, FBT002  # a slot
        for job in jobs:
            if job in self._rows:
                self._decide(job, Decision.QUEUE)

    def _add_row(
        self, edit: EditId, heading: str, story: str, choices: Sequence[tuple[Decision, str, str]]
    ) -> None:
        card = QFrame(self)
        set_role(card, "card")
        column = QVBoxLayout(card)
        title = ElidedLabel(heading, card)
        set_role(title, "heading")
        column.addWidget(title)
        column.addWidget(Paragraph(story, card, role="soft"))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for decision, text, hint in choices:
            button = QPushButton(text, card)
            button.setToolTip(hint)
            button.clicked.connect(partial(self._decide, edit, decision))
            buttons.addWidget(button)
        column.addLayout(buttons)
        self._rows[edit] = card
        self._column.addWidget(card)

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


_WAITING_CHOICES = (
    (Decision.REMOVE, "Remove", "Takes it out of the queue; nothing was sent"),
    (Decision.QUEUE, "Queue it again", "Sends it when its turn comes; it costs what it costs"),
)


def _waiting_story(order: EditOrder) -> str:
    price = f" About {dollars(order.highest_usd)}." if order.highest_usd is not None else ""
    return f"It was never sent, and nothing was billed.{price}"


def _choices(one: UnsettledEdit) -> list[tuple[Decision, str, str]]:
    choices = [(Decision.LET_GO, "Let it go", "Keeps a row in the history and removes the rest")]
    if one.intent is not None and one.previews and one.state is not EntryState.COMPLETE:
        hint = "Keeps the last preview that came as a draft, marked as rescued; it is free"
        choices.append((Decision.RESCUE, "Keep the preview", hint))
    if one.intent is not None and one.state is not EntryState.COMPLETE:
        hint = "Sends it once more; it may then be billed twice"
        choices.append((Decision.ASK_AGAIN, "Ask again", hint))
    if one.state is EntryState.COMPLETE:
        hint = "Makes the result from the answer that was saved, free of charge"
        choices.append((Decision.FINISH, "Finish from the saved answer", hint))
    return choices
