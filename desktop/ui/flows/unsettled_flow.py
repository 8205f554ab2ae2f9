"""After a crash: tells what was sent and never settled, and lets the designer decide on each."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from desktop.domain.identity import EditId, new_edit_id
from desktop.domain.intent import EntryState, UnsettledEdit
from desktop.jobs.edit_order import EditOrder
from desktop.jobs.job_runner import JobRunner
from desktop.storage.library import Library
from desktop.ui.controls.message_bar import MessageBar
from desktop.ui.dialogs.unsettled_dialog import Decision, UnsettledDialog
from desktop.ui.errands import Errands
from desktop.ui.flows.job_flow import JobFlow
from desktop.ui.main_window import MainWindow

_LOOK = "look"


class UnsettledFlow(QObject):
    """Nothing is sent again and nothing is thrown away without a click."""

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
        self._found: tuple[UnsettledEdit, ...] = ()
        message.action_chosen.connect(self._act)

    def look(self) -> None:
        """Reads the journal off the window's thread, and speaks up if there is something."""
        self._errands.run(self._library.journal.unsettled, self._tell, self._message.show_problem)

    def _tell(self, found: tuple[UnsettledEdit, ...]) -> None:
        self._found = tuple(one for one in found if one.state is not EntryState.PREPARED)
        if not self._found:
            return
        count = len(self._found)
        what = "An edit was" if count == 1 else f"{count} edits were"
        self._message.show_message(
            f"{what} interrupted after sending, and may have been billed. Nothing is sent again "
            "unless you say so."
        )
        self._message.set_actions(((_LOOK, "Decide…"),))

    def _act(self, name: str) -> None:
        if name == _LOOK:
            self._message.clear()
            dialog = UnsettledDialog(self._found, self._window)
            dialog.decided.connect(self._decide)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _decide(self, edit: EditId, decision: Decision) -> None:
        match decision:
            case Decision.FINISH:
                self._runner.finish_saved(edit)
            case Decision.LET_GO:
                self._let_go(edit)
            case Decision.ASK_AGAIN:
                self._ask_again(edit)

    def _ask_again(self, edit: EditId) -> None:
        intent = next((one.intent for one in self._found if one.edit == edit), None)
        if intent is None:
            return
        order = EditOrder(
            id=new_edit_id(),
            recipe=intent.recipe,
            inputs=intent.inputs,
            profile=intent.profile,
            parent=intent.parent,
            highest_usd=intent.highest_usd,
        )
        self._let_go(edit)
        self._jobs.ask_again(order)

    def _let_go(self, edit: EditId) -> None:
        self._errands.await_job(
            self._runner.let_go(edit),
            partial(self._tell_let_go, edit),
            self._message.show_problem,
        )

    def _tell_let_go(self, _edit: EditId, _nothing: None) -> None:
        self._window.show_note("It stays in the history as sent without a known answer.")
