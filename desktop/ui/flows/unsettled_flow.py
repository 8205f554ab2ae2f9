"""At the start: tells what an earlier run left, and lets the designer decide on each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.domain.edit import Edit
from desktop.domain.identity import EditId
from desktop.domain.intent import EntryState, UnsettledEdit
from desktop.domain.order import EditOrder
from desktop.domain.problems import Problem
from desktop.jobs.job_runner import JobRunner
from desktop.storage.library import Library
from desktop.ui.controls.message_bar import MessageBar
from desktop.ui.dialogs.unsettled_dialog import Decision, UnsettledDialog
from desktop.ui.errands import Errands
from desktop.ui.flows.job_flow import JobFlow
from desktop.ui.main_window import MainWindow

_LOOK = "look"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """What an earlier run left: sent or about to be, and waiting for its turn."""

    unsettled: tuple[UnsettledEdit, ...] = ()
    waiting: tuple[EditOrder, ...] = ()


class UnsettledFlow(QObject):
    """Nothing is sent again and nothing is thrown away without a click.

    Signals: `edit_kept(Edit)` with the row of one that was let go; `problem_found(Problem)`.
    """

    edit_kept = Signal(object)
    problem_found = Signal(object)

    def __init__(
        self,
        library: Library,
        runner: JobRunner,
        errands: Errands,
        jobs: JobFlow,
        message: MessageBar,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._library = library
        self._runner = runner
        self._errands = errands
        self._jobs = jobs
        self._message = message
        self._window = window
        self._found: dict[EditId, UnsettledEdit] = {}
        self._waiting: dict[EditId, EditOrder] = {}
        message.action_chosen.connect(self._act)

    def look(self) -> None:
        """Reads the journal off the window's thread, and speaks up if there is something."""
        self._errands.run(self._read, self._tell, self.problem_found.emit)

    def decide(self) -> None:
        """Shows everything that waits for a decision now, or says that nothing does."""
        self._errands.run(self._read, self._ask, self.problem_found.emit)

    def _read(self) -> _Left:
        """On another thread."""
        return _Left(
            unsettled=self._library.journal.unsettled(), waiting=self._library.waiting.all()
        )

    def _of_earlier_runs(self, found: _Left) -> _Left:
        """Without what this run itself has queued."""
        waiting = tuple(one for one in found.waiting if not self._jobs.knows(one.id))
        return replace(found, waiting=waiting)

    def _pick_up(self, found: _Left) -> _Left:
        """What only has to be fetched goes on by itself, because that costs nothing; the rest."""
        left: list[UnsettledEdit] = []
        for one in found.unsettled:
            if one.can_be_picked_up and one.intent is not None:
                self._jobs.pick_up(one.intent)
            else:
                left.append(one)
        return replace(found, unsettled=tuple(left))

    def _tell(self, found: _Left) -> None:
        found = self._pick_up(self._of_earlier_runs(found))
        if not found.unsettled and not found.waiting:
            return
        sentence = _sentence(found)
        if self._message.isVisible():
            sentence = f"{self._message.text}\n{sentence}"
        self._message.show_message(sentence)
        self._message.set_actions(((_LOOK, "Decide…"),))

    def _act(self, name: str) -> None:
        if name == _LOOK:
            self._message.clear()
            self.decide()

    def _ask(self, found: _Left) -> None:
        found = self._of_earlier_runs(found)
        self._found = {one.edit: one for one in found.unsettled}
        self._waiting = {one.id: one for one in found.waiting}
        if not found.unsettled and not found.waiting:
            self._window.show_note("No edit was interrupted.")
            return
        dialog = UnsettledDialog(found.unsettled, self._window, waiting=found.waiting)
        dialog.decided.connect(self._decide)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _decide(self, edit: EditId, decision: Decision) -> None:
        if edit in self._waiting:
            self._decide_waiting(self._waiting.pop(edit), decision)
            return
        found = self._found.pop(edit, None)
        intent = found.intent if found is not None else None
        if decision is Decision.LET_GO:
            self._let_go(edit)
        elif intent is not None and decision is Decision.FINISH:
            self._jobs.finish(intent)
        elif intent is not None and decision is Decision.RESCUE:
            self._jobs.rescue_of(intent)
        elif intent is not None and decision is Decision.ASK_AGAIN:
            self._let_go(edit)
            self._jobs.ask_again(intent)

    def _decide_waiting(self, order: EditOrder, decision: Decision) -> None:
        if decision is Decision.QUEUE:
            self._jobs.resume(order)
            return
        remove = partial(self._library.waiting.remove, order.id)
        self._errands.run(remove, lambda _: None, self.problem_found.emit)

    def _let_go(self, edit: EditId) -> None:
        self._errands.await_job(self._runner.let_go(edit), self._keep_row, self._refuse)

    def _keep_row(self, row: Edit | None) -> None:
        if row is not None:
            self.edit_kept.emit(row)

    def _refuse(self, trouble: Problem) -> None:
        self.problem_found.emit(trouble)


def _sentence(found: _Left) -> str:
    """How many there are, and whether any of them may have cost something."""
    parts = [_unsettled_sentence(found.unsettled)] if found.unsettled else []
    if found.waiting:
        count = len(found.waiting)
        parts.append(
            "An edit was still waiting for its turn."
            if count == 1
            else f"{count} edits were still waiting for their turn."
        )
    return " ".join((*parts, "Nothing is sent unless you say so."))


def _unsettled_sentence(found: tuple[UnsettledEdit, ...]) -> str:
    what = "An edit was" if len(found) == 1 else f"{len(found)} edits were"
    if all(one.state is EntryState.PREPARED for one in found):
        return f"{what} interrupted before sending."
    return f"{what} interrupted after sending, and may have been billed."
