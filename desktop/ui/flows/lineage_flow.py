"""The tree of a result: read beside the window, shown, and gone on from."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.edit import Edit, ResultRef
from desktop.domain.library_item import LibraryItem
from desktop.domain.lineage import Lineage, LineageNode
from desktop.storage.family import lineage_of
from desktop.storage.library import Library
from desktop.ui.errands import Errands
from desktop.ui.history.history_menu import Wish
from desktop.ui.history.history_panel import HistoryPanel
from desktop.ui.library.lineage_dialog import LineageDialog

_Pair = tuple[Edit | None, Edit]


class LineageFlow(QObject):
    """Signals: `wished(Wish, LibraryItem)` for what the history can do with a result."""

    wished = Signal(object, object)

    def __init__(
        self, panel: HistoryPanel, library: Library, errands: Errands, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._library = library
        self._errands = errands
        self._dialog: LineageDialog | None = None

    @property
    def dialog(self) -> LineageDialog | None:
        return self._dialog

    def show(self, ref: ResultRef, window: QWidget) -> None:
        """Opens over `window` when the tree has been read."""
        self._errands.run(
            partial(lineage_of, self._library.catalogue, ref),
            partial(self._open, ref, window),
            self._panel.show_problem,
        )

    def close(self) -> None:
        if self._dialog is not None:
            self._dialog.close()

    def _open(self, ref: ResultRef, window: QWidget, lineage: Lineage) -> None:
        chosen = next(
            (
                one.item.number
                for one in lineage.nodes
                if (one.item.edit, one.item.index) == (ref.edit, ref.index)
            ),
            None,
        )
        if chosen is None:
            return  # it went to the trash meanwhile
        self.close()
        dialog = LineageDialog(*self._panel.looks, window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._forget)
        dialog.canvas_wanted.connect(partial(self.wished.emit, Wish.CANVAS))
        dialog.details_wanted.connect(partial(self.wished.emit, Wish.DETAILS))
        dialog.compare_wanted.connect(self._compare)
        dialog.changes_wanted.connect(self._read_changes)
        self._dialog = dialog
        dialog.show_lineage(lineage, chosen)
        dialog.show()

    def _compare(self, older: LibraryItem, newer: LibraryItem) -> None:
        self._panel.compare_requested.emit(older.ref, newer.ref)

    def _read_changes(self, before: LineageNode | None, after: LineageNode) -> None:
        history = self._library.history

        def read() -> _Pair:
            old = None if before is None else history.find(before.item.edit)
            return old, history.get(after.item.edit)

        def show(found: _Pair) -> None:
            if self._dialog is not None:
                self._dialog.show_changes(*found)

        self._errands.run(read, show, self._panel.show_problem)

    def _forget(self) -> None:
        self._dialog = None
