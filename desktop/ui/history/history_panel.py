"""The history: everything that was made, newest first, as a strip or as a grid."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.edit import Edit, ResultRef
from desktop.domain.identity import EditId
from desktop.domain.library_item import NO_RESULT, MarkedItem, MarksChange
from desktop.domain.problems import Problem
from desktop.ui.background import Submit
from desktop.ui.controls.icon_button import icon_only
from desktop.ui.controls.message_bar import MessageBar
from desktop.ui.history.details_dialog import EditDetailsDialog
from desktop.ui.history.history_delegate import CANVAS, MORE, REFERENCE, HistoryDelegate
from desktop.ui.history.history_list import HistoryList
from desktop.ui.history.history_menu import Wish, history_menu
from desktop.ui.history.history_model import HistoryModel, HistorySource, HistoryTile
from desktop.ui.icons import Icons
from desktop.ui.mime import FileForDrag
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.tiles.sheet_view import Index
from desktop.ui.tiles.tile_painting import TilePainter
from desktop.ui.tiles.tile_sheet import Flow

_STRIP_BELOW = 260
_EMPTY = "Nothing here yet. Every result is kept here as soon as it comes."
_NOTHING_FOUND = "Nothing found. Try fewer or other words."
_READ_AGAIN = "read_again"
_UNDO_TRASH = "undo_trash"
_FORMATS = {Wish.SAVE_PNG: "png", Wish.SAVE_JPEG: "jpeg", Wish.SAVE_WEBP: "webp"}


class HistoryPanel(QWidget):
    """Shows edits and says what is wanted of them; it fetches pages through `submit`.

    Signals: `result_chosen(ResultRef)` to look at one, `canvas_requested`, `reference_requested`,
    `original_save_requested`, `layers_save_requested`, `folder_requested`, `lineage_requested`,
    `bring_in_requested` (through the mask), `go_on_requested` (to talk about it further) and the
    like with a ResultRef, `export_requested` with several; `save_requested(ResultRef, format)` with
    png, jpeg or webp; `settings_reuse_requested(EditId)`; `search_changed(text)`;
    `library_requested`; `edit_inserted` when a new one came;
    `details_shown(Edit)`; `trash_requested` with a tuple of
    ResultRefs (an edit without a result has the index NO_RESULT) and `trash_undo_requested`;
    `compare_requested` with two ResultRefs, or None (what it was made from) and one; `marked` with
    a tuple of ResultRefs and a MarksChange; `edits_read` with the ids of edits just shown.
    """

    result_chosen = Signal(object)
    canvas_requested = Signal(object)
    reference_requested = Signal(object)
    go_on_requested = Signal(object)
    save_requested = Signal(object, str)
    original_save_requested = Signal(object)
    layers_save_requested = Signal(object)
    compare_requested = Signal(object, object)
    folder_requested = Signal(object)
    origin_requested = Signal(object)
    settings_reuse_requested = Signal(str)
    export_requested = Signal(object)
    open_in_requested = Signal(object)
    search_changed = Signal(str)
    library_requested = Signal()
    lineage_requested = Signal(object)
    bring_in_requested = Signal(object)
    trash_requested = Signal(object)
    trash_undo_requested = Signal()
    marked = Signal(object, object)
    edits_read = Signal(object)
    edit_inserted = Signal()
    details_shown = Signal(object)
    _credentials_came = Signal(str, int, str, bool)

    def __init__(
        self,
        icons: Icons,
        loader: PictureLoader,
        submit: Submit,
        file_for_drag: FileForDrag,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("history")
        self._icons = icons
        self._loader = loader
        self._menu_tile: HistoryTile | None = None
        self._build(submit, file_for_drag)
        self._lay_out()
        self._connect()

    @property
    def model(self) -> HistoryModel:
        return self._model

    @property
    def looks(self) -> tuple[Icons, PictureLoader]:
        """What it draws with, for views that show the same pictures."""
        return self._icons, self._loader

    def show_source(self, source: HistorySource) -> None:
        """Shows the edits of `source` from the top, such as those that a search has found."""
        self._message.clear()
        self._list.show_invitation("")
        self._model.show_source(source)

    def insert(self, edit: Edit) -> None:
        """A new edit, shown at once."""
        self._model.insert(edit)
        self.edit_inserted.emit()

    def update_edit(self, edit: Edit) -> None:
        self._model.update_edit(edit)

    def remove(self, edit: EditId) -> None:
        self._model.remove(edit)

    def show_marks(self, marked: Iterable[MarkedItem]) -> None:
        """What the designer has said of tiles, wherever that was."""
        self._model.show_marks(marked)

    def carry_out(self, wish: Wish, edit: Edit, index: int | None) -> None:
        """What the menu of a tile does, for an edit that was chosen elsewhere."""
        result = None if index is None else edit.result(index)
        self._do_wish(wish, HistoryTile(edit, result))

    def read_anew(self) -> None:
        """Something is shown no more, or again: what the search finds, from the top."""
        self._say_search(self._search.text())

    def show_trashed(self, count: int) -> None:
        """Says so, and offers to take it back."""
        results = "1 result" if count == 1 else f"{count} results"
        self._message.show_message(f"Moved {results} to the trash.")
        self._message.set_actions(((_UNDO_TRASH, "Undo"),))

    def show_problem(self, problem: Problem) -> None:
        self._message.show_problem(problem)

    def show_details(self, edit: Edit) -> None:
        """A window with everything that is known about an edit."""
        dialog = EditDetailsDialog(self._icons, self._loader, self.window())
        dialog.show_edit(edit)
        self._credentials_came.connect(dialog.show_credentials)
        dialog.show()
        self.details_shown.emit(edit)

    def show_credentials(self, edit: EditId, index: int, sentence: str, *, is_kept: bool) -> None:
        """In the details of that edit, where they are still open."""
        self._credentials_came.emit(edit, index, sentence, is_kept)

    def chosen_results(self) -> tuple[ResultRef, ...]:
        """The results that are chosen, from the top."""
        return tuple(one.ref for one in self._list.chosen_tiles() if one.ref is not None)

    # building

    def _build(self, submit: Submit, file_for_drag: FileForDrag) -> None:
        self._search = QLineEdit(self)
        self._find = QAction("Search the history", self)
        self._find.setShortcut(QKeySequence(QKeySequence.StandardKey.Find))
        self._find.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(self._find)
        self._message = MessageBar(self._icons, self)
        self._library = icon_only(self._icons, "images", "Library: find, sort and mark", self)
        self._library.setObjectName("open_library")
        self._model = HistoryModel(submit, self)
        drawing = TilePainter(self._icons, self._loader, "history")
        self._delegate = HistoryDelegate(self._model, drawing, self)
        self._list = HistoryList(self._model, self._delegate, drawing, file_for_drag, self)

    def _lay_out(self) -> None:
        self._search.setPlaceholderText("Search prompts, notes, tags")
        self._search.setClearButtonEnabled(True)
        self._search.setAccessibleName("Search the history")
        self._search.setToolTip(
            "Shows only edits with these words in prompt, names, notes or tags (Ctrl+F)"
        )
        self._search.addAction(
            self._icons.icon("search", "text_soft"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.setAccessibleName("History")
        self._list.setAccessibleName("History")
        self._list.setAccessibleDescription(
            "Enter puts a result on the canvas; keys 0 to 5 give it stars."
        )
        self.setFocusProxy(self._list)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._search, 1)
        row.addWidget(self._library)
        row.addStretch(0)
        column.addLayout(row)
        column.addWidget(self._message)
        column.addWidget(self._list, 1)

    def _connect(self) -> None:
        self._search.textChanged.connect(self._say_search)
        self._model.page_read.connect(self._say_if_empty)
        self._model.edits_read.connect(self.edits_read)
        self._model.problem_found.connect(self._show_read_problem)
        self._message.action_chosen.connect(self._do_message_action)
        self._list.problem_found.connect(self._message.show_problem)
        self._list.looked_at.connect(self._say_looked)
        self._list.trash_requested.connect(self._throw_away)
        self._list.rated.connect(self._rate)
        self._list.tile_opened.connect(self._say_opened)
        self._list.button_clicked.connect(self._do_button)
        self._list.scrolled.connect(self._drop_unseen)
        self._loader.thumbnail_ready.connect(self._repaint)
        self._find.triggered.connect(self._go_to_search)
        self._library.clicked.connect(self.library_requested)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_strip = self.height() < _STRIP_BELOW and self.width() > self.height()
        self._list.set_flow(Flow.ONE_ROW if is_strip else Flow.WRAPPED)
        self._search.setMaximumWidth(300 if is_strip else 16_777_215)

    # what is read and what is seen

    def _go_to_search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def _say_search(self, text: str) -> None:
        self.search_changed.emit(text.strip())

    def _say_if_empty(self) -> None:
        self._list.show_invitation(_NOTHING_FOUND if self._search.text().strip() else _EMPTY)

    def _show_read_problem(self, problem: Problem) -> None:
        self._message.show_problem(problem)
        self._message.set_actions(((_READ_AGAIN, "Try again"),))

    def _do_message_action(self, action: str) -> None:
        self._message.clear()
        if action == _UNDO_TRASH:
            self.trash_undo_requested.emit()
        else:
            self._model.read_again()

    def _drop_unseen(self) -> None:
        """Thumbnails that have been scrolled past are not read any more."""
        self._loader.keep_only("history", self._contents_in_view())

    def _contents_in_view(self) -> set[str]:
        tiles = map(self._model.tile_at, self._list.visible_rows)
        return {tile.result.picture.content for tile in tiles if tile.result is not None}

    def _repaint(self, content: str, _pixels: int) -> None:
        def shows_it(index: QModelIndex) -> bool:
            result = self._model.tile(index).result
            return result is not None and result.picture.content == content

        self._list.repaint_where(shows_it)

    # what the designer does

    def _say_looked(self, index: QModelIndex) -> None:
        self._emit_ref(self._model.tile(index), self.result_chosen)

    def _say_opened(self, index: QModelIndex) -> None:
        """Enter or a double click: on the canvas with it; without a picture, its details."""
        tile = self._model.tile(index)
        if tile.ref is None:
            self.show_details(tile.edit)
        else:
            self.canvas_requested.emit(tile.ref)

    def _do_button(self, index: QModelIndex, name: str) -> None:
        tile = self._model.tile(index)
        if name == CANVAS:
            self._emit_ref(tile, self.canvas_requested)
        elif name == REFERENCE:
            self._emit_ref(tile, self.reference_requested)
        elif name == MORE:
            rect = self._list.visualRect(index)
            button = next(b for b in self._delegate.buttons(rect, index) if b.name == MORE)
            below = self._list.viewport().mapToGlobal(button.rect.bottomLeft() + QPoint(0, 4))
            self._popup(tile, below)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        view, corner = self._list.viewport(), event.globalPos()
        index: Index = self._list.indexAt(view.mapFromGlobal(corner))
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self._list.currentIndex()
            corner = view.mapToGlobal(self._list.visualRect(index).center())
        if index.isValid():
            self._popup(self._model.tile(index), corner)

    def _popup(self, tile: HistoryTile, corner: QPoint) -> None:
        menu = history_menu(
            self._icons,
            self,
            has_picture=tile.ref is not None,
            compares=self._compares(tile),
            chosen=len(self._refs_with(tile)),
        )
        self._menu_tile = tile
        menu.triggered.connect(self._do_choice)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(corner)

    def _compares(self, tile: HistoryTile) -> Wish | None:
        """What the menu of `tile` can compare."""
        if tile.ref is None:
            return None
        if self._two_refs(tile) is not None:
            return Wish.COMPARE_TWO
        return Wish.COMPARE_SOURCE if tile.edit.inputs.picture is not None else None

    def _two_refs(self, tile: HistoryTile) -> tuple[ResultRef, ResultRef] | None:
        """Two chosen results with `tile` among them, the older one first."""
        refs = [one.ref for one in self._list.chosen_tiles() if one.ref is not None]
        if len(refs) != 2 or tile.ref not in refs:
            return None
        return refs[1], refs[0]

    def _do_choice(self, action: QAction) -> None:
        wish, tile = action.data(), self._menu_tile
        assert isinstance(wish, Wish)
        if tile is not None:
            self._do_wish(wish, tile)

    def _do_wish(self, wish: Wish, tile: HistoryTile) -> None:
        if wish is Wish.REUSE:
            self.settings_reuse_requested.emit(tile.edit.id)
        elif wish is Wish.COPY_PROMPT:
            QGuiApplication.clipboard().setText(tile.edit.recipe.prompt)
        elif wish is Wish.DETAILS:
            self.show_details(tile.edit)
        elif wish is Wish.COMPARE_SOURCE and tile.ref is not None:
            self.compare_requested.emit(None, tile.ref)
        elif wish is Wish.COMPARE_TWO:
            self._emit_two(tile)
        elif wish is Wish.TRASH:
            self._throw_away(tile)
        elif wish is Wish.EXPORT:
            self.export_requested.emit(self._refs_with(tile))
        elif wish in _FORMATS and tile.ref is not None:
            self.save_requested.emit(tile.ref, _FORMATS[wish])
        else:
            self._emit_ref(tile, self._signal_of(wish))

    def _throw_away(self, tile: HistoryTile | None = None) -> None:
        """Everything that is chosen; `tile` alone when it is not among that."""
        chosen = self._list.chosen_tiles()
        tiles = chosen if tile is None or tile in chosen else [tile]
        if tiles:
            self.trash_requested.emit(_named(tiles))

    def _rate(self, rating: int) -> None:
        self.marked.emit(_named(self._list.chosen_tiles()), MarksChange(rating=rating))

    def _refs_with(self, tile: HistoryTile) -> tuple[ResultRef, ...]:
        """Everything that is chosen with `tile`; `tile` alone when it is not among them."""
        chosen = self.chosen_results()
        return chosen if tile.ref in chosen else tuple(ref for ref in (tile.ref,) if ref)

    def _emit_two(self, tile: HistoryTile) -> None:
        refs = self._two_refs(tile)
        if refs is not None:
            self.compare_requested.emit(*refs)

    def _signal_of(self, wish: Wish) -> SignalInstance:
        return {
            Wish.CANVAS: self.canvas_requested,
            Wish.LINEAGE: self.lineage_requested,
            Wish.BRING_IN: self.bring_in_requested,
            Wish.REFERENCE: self.reference_requested,
            Wish.GO_ON: self.go_on_requested,
            Wish.SAVE_ORIGINAL: self.original_save_requested,
            Wish.SAVE_LAYERS: self.layers_save_requested,
            Wish.FOLDER: self.folder_requested,
            Wish.ORIGIN: self.origin_requested,
            Wish.OPEN_IN: self.open_in_requested,
        }[wish]

    def _emit_ref(self, tile: HistoryTile, signal: SignalInstance) -> None:
        if tile.ref is not None:
            signal.emit(tile.ref)


def _named(tiles: Iterable[HistoryTile]) -> tuple[ResultRef, ...]:
    """Also those without a result, which have the index NO_RESULT."""
    return tuple(one.ref or ResultRef(edit=one.edit.id, index=NO_RESULT) for one in tiles)
