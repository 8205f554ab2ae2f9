"""What a designer can do with a job that has ended, or that waits for an answer."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from desktop.ui.controls.flow_box import FlowBox
from desktop.ui.job_list.job_state import JobState, Phase


class RowButtons(FlowBox):
    """Shows those of its buttons that make sense; whoever owns it hears their clicks."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, spacing=4)
        self.retry = QPushButton("Try again", self)
        self.details = QPushButton("Details", self)
        self.copy = QPushButton("Copy request ID", self)
        self.rescue = QPushButton("Keep the preview", self)
        self.raise_budget = QPushButton("Raise the budget", self)
        self.accept_price = QPushButton("Send it all the same", self)
        self.add(self.raise_budget, self.accept_price, self.rescue)
        self.add(self.retry, self.details, self.copy)
        self._tell_tips()

    def show_state(self, state: JobState) -> None:
        problem = state.problem
        is_here = problem is not None and problem.is_only_storing
        self.retry.setVisible(state.is_over)
        self.retry.setText("Finish it" if is_here else "Try again")
        self.retry.setToolTip(_retry_tip(is_here=is_here))
        self.details.setVisible(state.phase is Phase.FAILED)
        self.copy.setVisible(state.is_over and bool(problem and problem.request_id))
        self.rescue.setVisible(state.is_over and state.seen > 0)
        self._show_questions(state)
        self.setVisible(has_buttons(state))
        self.fit()

    def _show_questions(self, state: JobState) -> None:
        """What the designer can answer while the job waits for it."""
        is_held = state.phase is Phase.HELD
        self.raise_budget.setVisible(is_held and state.crossing is not None)
        self.accept_price.setVisible(is_held and state.crossing is None)
        if state.crossing is not None:
            amount = f"${state.crossing.enough}"
            self.raise_budget.setText(f"Raise the budget to {amount}")
            name = state.crossing.project or str(state.crossing.scope)
            tip = f"Sets the budget for “{name}” to {amount} and sends this job"
            self.raise_budget.setToolTip(tip)

    def _tell_tips(self) -> None:
        self.details.setToolTip("Everything that is known about it")
        self.rescue.setToolTip("Keeps the last preview as a draft, marked as rescued; it is free")
        self.accept_price.setToolTip("Nobody knows what it will cost; this is kept with the job")
        self.copy.setToolTip("Copies the id under which the service knows this request")


def has_buttons(state: JobState) -> bool:
    """A job that waits for its turn, or runs, can only be cancelled."""
    return state.is_over or state.phase is Phase.HELD


def _retry_tip(*, is_here: bool) -> str:
    if is_here:
        return "Makes the result from the answer that was saved, free of charge"
    return "Sends the same again: it costs what it costs"
