"""Parts of two results combined by painting: what is marked comes from a result of the history."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.domain.edit import Edit, ResultRef
from desktop.storage.library import Library
from desktop.ui.errands import Errands
from desktop.ui.history.history_panel import HistoryPanel
from desktop.ui.workspace import Workspace

_NO_MASK = "Paint over the part of the picture that should come from that result, then try again."
_WORKING = "Bringing in the marked part…"
_DONE = "The marked part comes from that result now; nothing was sent."


class CombineFlow(QObject):
    """Signals: `problem_found(Problem)`; `note_made(str)`."""

    problem_found = Signal(object)
    note_made = Signal(str)

    def __init__(
        self,
        panel: HistoryPanel,
        library: Library,
        workspace: Workspace,
        errands: Errands,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._library = library
        self._workspace = workspace
        self._errands = errands
        panel.bring_in_requested.connect(self._bring_in)

    def _bring_in(self, ref: ResultRef) -> None:
        from desktop.jobs.combine_results import combine_results

        opened = self._workspace.open_document
        if opened is None or not opened.document.has_mask:
            self.note_made.emit(_NO_MASK)
            return
        self.note_made.emit(_WORKING)
        mask = opened.document.copy_mask()
        self._errands.run(
            partial(combine_results, ref, opened.file, mask, self._library, self._workspace.models),
            self._take,
            self.problem_found.emit,
        )

    def _take(self, edit: Edit) -> None:
        self._panel.insert(edit)
        self._panel.canvas_requested.emit(ResultRef(edit=edit.id, index=edit.results[0].index))
        self.note_made.emit(_DONE)
