"""The library's window joined with the library: finding, marking, the trash, and undo of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from desktop.domain.edit import Edit, ResultRef
from desktop.domain.identity import ContentHash, EditId
from desktop.domain.library_item import ItemNumber, LibraryItem, MarkedItem, MarksChange
from desktop.domain.library_query import Facets, SavedSearch
from desktop.storage.library import Library
from desktop.storage.trash import Emptied, TrashSize, empty_trash, trash_size
from desktop.ui.errands import Errands
from desktop.ui.flows.lineage_flow import LineageFlow
from desktop.ui.history.history_menu import Wish
from desktop.ui.history.history_panel import HistoryPanel
from desktop.ui.library.library_window import LibraryWindow
from desktop.ui.library.side_list import Place, PlaceKind
from desktop.ui.mime import FileForDrag
from desktop.ui.wording import megabytes
from desktop.ui.workspace import Workspace

_MOST_STEPS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A change of marks that can be taken back: what was there before."""

    words: str
    numbers: tuple[int, ...]
    before: tuple[MarkedItem, ...]
    touches_trash: bool = False


class LibraryFlow(QObject):
    """The window is made when it is first asked for.

    Signals: `canvas_wanted` when a result was put on the canvas, so that the main window comes
    to the front.
    """

    canvas_wanted = Signal()

    def __init__(
        self,
        panel: HistoryPanel,
        library: Library,
        workspace: Workspace,
        errands: Errands,
        file_for_drag: FileForDrag,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._library = library
        self._workspace = workspace
        self._errands = errands
        self._icons, self._loader = panel.looks
        self._file_for_drag = file_for_drag
        self._window: LibraryWindow | None = None
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._opened: set[ContentHash] = set()
        self.lineage = LineageFlow(panel, library, errands, self)
        self.lineage.wished.connect(self._carry_out)
        workspace.document_changed.connect(self._note_opened)
        workspace.region_replaced.connect(self._note_opened)
        panel.library_requested.connect(self.show)
        panel.edit_inserted.connect(self.take_edit)
        panel.lineage_requested.connect(self._show_lineage_of)
        panel.trash_requested.connect(self._trash_refs)
        panel.trash_undo_requested.connect(self._take_back)
        panel.marked.connect(self._mark_refs)
        panel.edits_read.connect(self._read_marks)

    @property
    def window(self) -> LibraryWindow | None:
        return self._window

    def show(self) -> None:
        """Brings the library to the front; reads it when it is opened."""
        window = self._window
        if window is None:
            window = self._window = self._made()
        if not window.isVisible():
            self._read_places()
            window.look_for(window.bar.query)
        window.show()
        window.raise_()
        window.activateWindow()
        window.grid.setFocus()

    def take_edit(self) -> None:
        """Something new stands in the library."""
        if self._window is not None and self._window.isVisible():
            self._window.read_again()

    def shut_down(self) -> None:
        """Closes the window, which belongs to nobody else."""
        self.lineage.close()
        if self._window is not None:
            self._window.close()
            self._window.deleteLater()
            self._window = None

    def _made(self) -> LibraryWindow:
        window = LibraryWindow(
            self._icons,
            self._loader,
            self._library.catalogue,
            self._errands.submit,
            self._file_for_drag,
        )
        window.wished.connect(self._carry_out)
        window.compared.connect(self._compare)
        window.exported.connect(self._export)
        window.marked.connect(self._mark)
        window.trashed.connect(self._trash)
        window.restored.connect(self._restore)
        window.removed.connect(self._ask_removal)
        window.empty_wanted.connect(self._ask_emptying)
        window.lineage_wanted.connect(self._show_lineage)
        window.search_kept.connect(self._keep_search)
        window.project_added.connect(self._add_project)
        window.place_forgotten.connect(self._forget)
        window.undo_wanted.connect(self._take_back)
        window.redo_wanted.connect(self._do_again)
        return window

    def _export(self, numbers: Sequence[int]) -> None:
        """Also those of the chosen that nobody has scrolled to."""

        def say(items: tuple[LibraryItem, ...]) -> None:
            self._panel.export_requested.emit(tuple(one.ref for one in items if one.ref))

        self._run(partial(self._library.catalogue.items, numbers), say)

    # shared with the history --------------------------------------------------------------

    def _carry_out(self, wish: Wish, item: LibraryItem) -> None:
        """The very commands of the history, on the edit as it is stored."""

        def act(edit: Edit) -> None:
            index = next((one.index for one in edit.results if one.index == item.index), None)
            self._panel.carry_out(wish, edit, index)
            if wish in {Wish.CANVAS, Wish.REFERENCE, Wish.REUSE, Wish.BRING_IN}:
                self.canvas_wanted.emit()

        self._run(partial(self._library.history.get, item.edit), act)

    def _compare(self, older: LibraryItem, newer: LibraryItem) -> None:
        self._panel.compare_requested.emit(older.ref, newer.ref)

    def _show_lineage_of(self, ref: ResultRef) -> None:
        self.lineage.show(ref, self._panel.window())

    def _show_lineage(self, item: LibraryItem) -> None:
        if self._window is not None:
            self.lineage.show(ResultRef(edit=item.edit, index=item.index), self._window)

    # marks --------------------------------------------------------------------------------

    def _mark(self, numbers: Sequence[int], change: MarksChange) -> None:
        words = f"Marked {_results(len(numbers))}."
        if change.project is not None:
            place = f"“{change.project}”" if change.project else "no project"
            words = f"Moved {_results(len(numbers))} to {place}."
        self._run(
            partial(self._library.catalogue.change, numbers, change),
            partial(self._take_step, words, tuple(numbers), False),
        )

    def _mark_refs(self, refs: tuple[ResultRef, ...], change: MarksChange) -> None:
        """The same from the history, which names results."""
        self._run(partial(self._numbers_of, refs), partial(self._mark, change=change))

    def _numbers_of(self, refs: tuple[ResultRef, ...]) -> tuple[int, ...]:
        """On a worker's thread."""
        items = map(self._library.catalogue.item_at, refs)
        return tuple(int(item.number) for item in items if item is not None)

    def _read_marks(self, edits: tuple[EditId, ...]) -> None:
        self._run(partial(self._library.catalogue.marked_in, edits), self._panel.show_marks)

    def _take_step(
        self,
        words: str,
        numbers: tuple[int, ...],
        touches_trash: bool,  # noqa: FBT001  # bound beforehand
        before: tuple[MarkedItem, ...],
    ) -> None:
        step = _Step(words=words, numbers=numbers, before=before, touches_trash=touches_trash)
        self._undo = [*self._undo, step][-_MOST_STEPS:]
        self._redo = []
        self._show_changed(step, words)

    def _show_changed(self, step: _Step, words: str) -> None:
        if step.touches_trash:
            self._panel.read_anew()
        else:
            read = partial(self._library.catalogue.marks_of, step.numbers)
            self._run(read, self._panel.show_marks)
        window = self._window
        if window is None:
            return
        window.show_note(words, can_undo=bool(self._undo))
        if step.touches_trash:
            window.read_again()
        else:
            window.model.refresh(step.numbers)
        self._read_places()

    def _take_back(self) -> None:
        if self._undo:
            step = self._undo.pop()
            self._turn(step, self._redo, f"Taken back: {step.words}")

    def _do_again(self) -> None:
        if self._redo:
            step = self._redo.pop()
            self._turn(step, self._undo, f"Done again: {step.words}")

    def _turn(self, step: _Step, other: list[_Step], words: str) -> None:
        """Puts the marks of a step back, and keeps what they replaced for the other way."""

        def work() -> tuple[MarkedItem, ...]:
            catalogue = self._library.catalogue
            now = catalogue.marks_of(step.numbers)
            catalogue.put_back(step.before)
            return now

        def done(now: tuple[MarkedItem, ...]) -> None:
            turned = _Step(
                words=step.words,
                numbers=step.numbers,
                before=now,
                touches_trash=step.touches_trash,
            )
            other.append(turned)
            self._show_changed(turned, words)

        self._run(work, done)

    # the trash ----------------------------------------------------------------------------

    def _trash(self, numbers: Sequence[int]) -> None:
        words = f"Moved {_results(len(numbers))} to the trash."
        if self._window is not None:
            self._window.model.drop(numbers)
        self._run(
            partial(self._library.catalogue.trash, numbers),
            partial(self._take_step, words, tuple(numbers), True),
        )

    def _trash_refs(self, refs: tuple[ResultRef, ...]) -> None:
        """The same from the history, which names results."""
        catalogue = self._library.catalogue

        def work() -> tuple[tuple[int, ...], tuple[MarkedItem, ...]]:
            numbers = self._numbers_of(refs)
            return numbers, catalogue.trash(numbers)

        def done(found: tuple[tuple[int, ...], tuple[MarkedItem, ...]]) -> None:
            numbers, before = found
            words = f"Moved {_results(len(numbers))} to the trash."
            self._take_step(words, numbers, True, before)  # as it is bound
            self._panel.show_trashed(len(numbers))

        self._run(work, done)

    def _restore(self, numbers: Sequence[int]) -> None:
        words = f"Put {_results(len(numbers))} back."
        self._run(
            partial(self._library.catalogue.restore, numbers),
            partial(self._take_step, words, tuple(numbers), True),
        )

    def _ask_removal(self, numbers: Sequence[int]) -> None:
        only = frozenset(ItemNumber(number) for number in numbers)
        question = f"Delete {_results(len(numbers))} for good?"
        self._ask(question, "Delete for good", partial(self._remove, only))

    def _ask_emptying(self) -> None:
        def ask(size: TrashSize) -> None:
            if not size.tiles:
                self._say("The trash is empty.")
                return
            question = f"Delete {_results(size.tiles)} with {megabytes(size.bytes)} for good?"
            self._ask(question, "Empty the trash", partial(self._remove, None))

        self._run(partial(trash_size, self._library), ask)

    def _ask(self, question: str, button: str, act: Callable[[], None]) -> None:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Trash")
        box.setText(question)
        box.setInformativeText(
            "This cannot be undone. Files that another result, an open picture or a waiting"
            " request still uses stay."
        )
        yes = QPushButton(button, box)
        box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        yes.clicked.connect(act)
        box.finished.connect(box.deleteLater)
        box.open()

    def _remove(self, only: frozenset[ItemNumber] | None) -> None:
        used = frozenset(self._opened | self._draft_contents())
        self._run(partial(empty_trash, self._library, used, only), self._tell_emptied)

    def _tell_emptied(self, done: Emptied) -> None:
        self._undo = [step for step in self._undo if not step.touches_trash]
        self._redo = []
        kept = f" {done.still_used} files stay, because they are still used." * bool(
            done.still_used
        )
        self._say(f"Deleted {_results(done.tiles)} and freed {megabytes(done.bytes)}.{kept}")
        if self._window is not None:
            self._window.read_again()
        self._read_places()

    def _draft_contents(self) -> set[ContentHash]:
        draft = self._workspace.draft
        found = {reference.file.content for reference in draft.references}
        opened = self._workspace.open_document
        return found | ({opened.file.content} if opened is not None else set())

    def _note_opened(self, *_: object) -> None:
        """What was open in this run may be reached by undo, so its file is never thrown away."""
        self._opened |= self._draft_contents()

    # places -------------------------------------------------------------------------------

    def _keep_search(self, search: SavedSearch) -> None:
        self._run(partial(self._library.catalogue.keep_search, search), self._read_places)
        self._say(f"Saved the search “{search.name}”.")

    def _add_project(self, name: str) -> None:
        self._run(partial(self._library.catalogue.add_project, name), self._read_places)

    def _forget(self, place: Place) -> None:
        catalogue = self._library.catalogue
        is_search = place.kind is PlaceKind.SEARCH
        forget = catalogue.drop_search if is_search else catalogue.drop_project
        self._run(partial(forget, place.name), self._read_places)

    def _read_places(self, _done: object = None) -> None:
        self._run(self._places, self._show_places)

    def _places(self) -> tuple[Facets, tuple[SavedSearch, ...], TrashSize]:
        """On a worker's thread."""
        catalogue = self._library.catalogue
        return catalogue.facets(), catalogue.searches(), trash_size(self._library)

    def _show_places(self, found: tuple[Facets, tuple[SavedSearch, ...], TrashSize]) -> None:
        facets, searches, trash = found
        if self._window is not None:
            self._window.show_facets(facets, searches)
            words = f"{trash.tiles:,}, {megabytes(trash.bytes)}" if trash.tiles else ""
            self._window.places.show_trash_size(words)

    def _say(self, words: str) -> None:
        if self._window is not None:
            self._window.show_note(words, can_undo=False)

    def _run(self, work: Callable[[], object], then: Callable[..., None]) -> None:
        window = self._window
        failed = window.show_problem if window is not None else self._panel.show_problem
        self._errands.run(work, then, failed)


def _results(count: int) -> str:
    return "1 result" if count == 1 else f"{count:,} results"
