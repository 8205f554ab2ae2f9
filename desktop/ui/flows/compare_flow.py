"""Comparing: results of the history with each other, or with what they were made from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.edit import Edit, ResultRef
from desktop.domain.identity import ContentHash
from desktop.domain.problems import Problem, ProblemKind, fail
from desktop.domain.screen_profile import ScreenInUse
from desktop.jobs.compare_pictures import Comparison, compare_pictures
from desktop.storage.library import Library
from desktop.ui.compare.compare_dialog import CompareDialog
from desktop.ui.errands import Errands
from desktop.ui.history.history_panel import HistoryPanel
from desktop.ui.workspace import Workspace

if TYPE_CHECKING:
    from desktop.imaging.changed_places import ChangedPlaces


class CompareFlow(QObject):
    """Opens a dialog at once and reads the pictures meanwhile.

    Signals: `problem_found(Problem)`; the dialog is closed then. `note_made(str)`.
    """

    problem_found = Signal(object)
    note_made = Signal(str)

    def __init__(
        self,
        panel: HistoryPanel,
        library: Library,
        workspace: Workspace,
        errands: Errands,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._panel = panel
        self._workspace = workspace
        self._library = library
        self._errands = errands
        self._window = window
        self._dialog: CompareDialog | None = None
        panel.compare_requested.connect(self._compare)

    def _compare(self, first: ResultRef | None, second: ResultRef) -> None:
        """`first` None stands for the picture that `second` was made from."""
        names = ("Original", "Result") if first is None else ("Older", "Newer")
        self._close()
        dialog = CompareDialog(names, self._window, can_keep=first is None)
        dialog.keep_requested.connect(partial(self._keep_changes, second))
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._forget)
        self._dialog = dialog
        dialog.show()
        self._errands.run(
            partial(_read, first, second, self._library, self._workspace.screen),
            partial(self._show, dialog),
            partial(self._refuse, dialog),
        )

    def _show(self, dialog: CompareDialog, found: Comparison) -> None:
        if self._dialog is dialog:
            dialog.show_comparison(found)

    def _keep_changes(self, ref: ResultRef, places: ChangedPlaces, chosen: frozenset[int]) -> None:
        """The chosen changes laid into the original, as a new result on the canvas."""
        from desktop.jobs.keep_changes import keep_changes

        self.note_made.emit("Laying the chosen changes into the original…")
        self._errands.run(
            partial(keep_changes, ref, places, chosen, self._library, self._workspace.models),
            self._take_kept,
            self.problem_found.emit,
        )
        self._close()

    def _take_kept(self, edit: Edit) -> None:
        self._panel.insert(edit)
        self._panel.canvas_requested.emit(ResultRef(edit=edit.id, index=edit.results[0].index))
        self.note_made.emit("Kept the chosen changes and restored the rest; nothing was sent.")

    def _refuse(self, dialog: CompareDialog, trouble: Problem) -> None:
        if self._dialog is dialog:
            self._close()
            self.problem_found.emit(trouble)

    def _close(self) -> None:
        if self._dialog is not None:
            self._dialog.close()

    def _forget(self) -> None:
        self._dialog = None


def _read(
    first: ResultRef | None, second: ResultRef, library: Library, screen: ScreenInUse
) -> Comparison:
    """On a worker's thread."""
    edit = library.history.get(second.edit)
    other = _content(edit, second)
    if first is None:
        if edit.inputs.picture is None:
            raise fail(ProblemKind.PICTURE_GONE)
        return compare_pictures(edit.inputs.picture.content, other, library.pictures, screen)
    before = _content(library.history.get(first.edit), first)
    return compare_pictures(before, other, library.pictures, screen)


def _content(edit: Edit, ref: ResultRef) -> ContentHash:
    return edit.result(ref.index).picture.content
