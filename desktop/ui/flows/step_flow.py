"""The panel of steps follows what can be undone."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.ui.background import Submit
from desktop.ui.steps.step_list import StepList
from desktop.ui.undo_stack import UndoStack


class StepFlow(QObject):
    """Shows the steps and goes where the designer clicks."""

    def __init__(self, stack: UndoStack, panel: StepList, submit: Submit, parent: QObject) -> None:
        super().__init__(parent)
        self._stack = stack
        self._panel = panel
        stack.set_submit(submit)
        stack.changed.connect(self._show)
        panel.step_chosen.connect(stack.go_to)
        self._show()

    def _show(self) -> None:
        self._panel.show_steps(self._stack.names, self._stack.done)
