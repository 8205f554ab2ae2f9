"""The library's window: places, the bar to find with, the grid, and what is known of a tile."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.library_item import LibraryItem, MarksChange
from desktop.domain.library_query import Facets, LibraryQuery, SavedSearch
from desktop.domain.problems import Problem
from desktop.ui.background import Submit
from desktop.ui.controls.message_bar import MessageBar
from desktop.ui.controls.roles import set_role
from desktop.ui.history.history_menu import Wish
from desktop.ui.icons import Icons
from desktop.ui.library.filter_bar import FilterBar
from desktop.ui.library.inspector import Inspector
from desktop.ui.library.item_words import counted_words, empty_words
from desktop.ui.library.library_delegate import LibraryDelegate
from desktop.ui.library.library_foot import LibraryFoot
from desktop.ui.library.library_grid import LibraryGrid
from desktop.ui.library.library_menu import Deed, MenuFor, library_menu
from desktop.ui.library.library_model import LibraryModel, TileSource
from desktop.ui.library.side_list import Place, PlaceKind, SideList
from desktop.ui.mime import FileForDrag
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.tiles.tile_painting import TilePainter
from desktop.ui.window_size import within_screen

_USUAL_SIZE = QSize(1240, 800)
_WIDTHS = [190, 760, 280]
_MOST_SHOWN = 200


class LibraryWindow(QWidget):
    """Signals: `wished(Wish, LibraryItem)` for what the history can do as well; `compared(item,
    item)`; `marked(numbers, MarksChange)`; `trashed`, `restored`, `removed`, `exported` with
    numbers; `empty_wanted`; `lineage_wanted(LibraryItem)`; `search_kept(SavedSearch)`;
    `project_added(str)`; `place_forgotten(Place)`; `undo_wanted`, `redo_wanted`."""

    wished = Signal(object, object)
    compared = Signal(object, object)
    exported = Signal(object)
    marked = Signal(object, object)
    trashed = Signal(object)
    restored = Signal(object)
    removed = Signal(object)
    empty_wanted = Signal()
    lineage_wanted = Signal(object)
    search_kept = Signal(object)
    project_added = Signal(str)
    place_forgotten = Signal(object)
    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(
        self,
        icons: Icons,
        loader: PictureLoader,
        source: TileSource,
        submit: Submit,
        file_for_drag: FileForDrag,
    ) -> None:
        super().__init__()
        self.setObjectName("library")
        self.setWindowTitle("Library — Stet")
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self._icons, self._loader = icons, loader
        self._facets = Facets()
        self._searches: tuple[SavedSearch, ...] = ()
        self._menu_item: LibraryItem | None = None
        self._chosen_before: list[int] = []
        self._model = LibraryModel(source, submit, self)
        drawing = TilePainter(icons, loader, "library")
        delegate = LibraryDelegate(self._model, drawing, self)
        self._grid = LibraryGrid(self._model, delegate, drawing, file_for_drag, self)
        self._bar = FilterBar(icons, self)
        self._places = SideList(icons, self)
        self._inspector = Inspector(icons, self)
        self._message = MessageBar(icons, self)
        self._foot = LibraryFoot(icons, self)
        self._lay_out()
        self._connect()

    # for the flow -------------------------------------------------------------------------

    @property
    def model(self) -> LibraryModel:
        return self._model

    @property
    def grid(self) -> LibraryGrid:
        return self._grid

    @property
    def bar(self) -> FilterBar:
        return self._bar

    @property
    def places(self) -> SideList:
        return self._places

    @property
    def inspector(self) -> Inspector:
        return self._inspector

    def show_facets(self, facets: Facets, searches: tuple[SavedSearch, ...]) -> None:
        """What there is to filter by and to go to."""
        self._facets, self._searches = facets, searches
        self._bar.show_facets(facets)
        self._inspector.show_facets(facets)
        self._places.show_places(facets.projects, searches)

    def show_note(self, words: str, *, can_undo: bool) -> None:
        """What was just done, and a button to take it back."""
        self._foot.show_note(words, can_undo=can_undo)

    def show_problem(self, problem: Problem) -> None:
        self._message.show_problem(problem)

    def read_again(self) -> None:
        """Something came or went: the same query once more."""
        self._chosen_before = self._grid.chosen_numbers() if self._grid.chosen_count() < 999 else []
        self._model.read_again()

    def look_for(self, query: LibraryQuery) -> None:
        """Shows what `query` finds, from the top."""
        self._bar.show_query(query)
        self._show(query)

    # building -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._grid.setAccessibleName("Results")
        self._grid.setAccessibleDescription("Enter puts a result on the canvas.")
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._message)
        column.addWidget(self._grid, 1)
        column.addWidget(self._foot)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        for widget in (self._places, middle, self._inspector):
            split.addWidget(widget)
        split.setStretchFactor(1, 1)
        split.setSizes(_WIDTHS)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)
        self.setMinimumSize(760, 420)
        self.resize(within_screen(_USUAL_SIZE))
        set_role(self, "library")

    def _connect(self) -> None:
        grid, bar, places = self._grid, self._bar, self._places
        bar.query_changed.connect(self._show)
        bar.left_search.connect(self._go_to_grid)
        bar.tile_width_chosen.connect(grid.set_tile_width)
        bar.keep_requested.connect(self._ask_search_name)
        grid.tile_width_changed.connect(bar.show_tile_width)
        grid.typed.connect(bar.begin_search)
        grid.chosen_changed.connect(self._show_chosen)
        grid.rated.connect(self._rate)
        grid.trash_requested.connect(self._throw_away)
        grid.rename_requested.connect(self._inspector.go_to_note)
        grid.tile_opened.connect(self._open)
        grid.rows_changed.connect(self._drop_unseen)
        grid.problem_found.connect(self._message.show_problem)
        self._model.first_shown.connect(self._show_found)
        self._model.counted.connect(self._show_count)
        self._model.dataChanged.connect(self._show_chosen)
        self._model.problem_found.connect(self._message.show_problem)
        self._loader.thumbnail_ready.connect(self._repaint)
        self._inspector.changed.connect(self._mark)
        self._inspector.canvas_requested.connect(self._open_shown)
        self._inspector.lineage_requested.connect(self._ask_lineage)
        self._inspector.details_requested.connect(self._ask_details)
        places.place_chosen.connect(self._go_to)
        places.dropped_on.connect(self._take_drop)
        places.project_wanted.connect(self._ask_project)
        places.place_forgotten.connect(self.place_forgotten)
        places.empty_requested.connect(self.empty_wanted)
        self._foot.empty_wanted.connect(self.empty_wanted)
        self._foot.undo_wanted.connect(self.undo_wanted)
        self._add_key(QKeySequence.StandardKey.Undo, self.undo_wanted.emit)
        self._add_key(QKeySequence.StandardKey.Redo, self.redo_wanted.emit)
        self._add_key(QKeySequence.StandardKey.Close, self.close)

    def _add_key(self, key: QKeySequence.StandardKey, act: object) -> None:
        action = QAction(self)
        action.setShortcuts(QKeySequence.keyBindings(key))
        action.triggered.connect(act)
        self.addAction(action)

    # finding ------------------------------------------------------------------------------

    def _show(self, query: LibraryQuery) -> None:
        self._message.clear()
        self._model.show(query)
        self._foot.show_emptying(is_offered=query.in_trash)

    def _go_to(self, place: Place) -> None:
        """A place of the list at the left; the words that were looked for do not come along."""
        order = {"sort": self._model.query.sort, "is_descending": self._model.query.is_descending}
        plain = LibraryQuery(**order)  # type: ignore[arg-type]  # the names are its own
        saved = {one.name: one.query for one in self._searches}
        queries = {
            PlaceKind.ALL: plain,
            PlaceKind.NO_PROJECT: replace(plain, projects=("",)),
            PlaceKind.PROJECT: replace(plain, projects=(place.name,)),
            PlaceKind.SEARCH: saved.get(place.name, plain),
            PlaceKind.TRASH: replace(plain, in_trash=True),
        }
        self.look_for(queries.get(place.kind, plain))

    def _show_found(self, count: int) -> None:
        self._grid.show_invitation("" if count else empty_words(self._model.query))
        self._grid.verticalScrollBar().setValue(0)
        self._show_chosen()

    def _show_count(self, _count: int) -> None:
        if self._chosen_before:
            self._grid.choose_rows(self._model.rows_of(self._chosen_before))
            self._chosen_before = []
        if not self._model.rowCount():
            self._grid.show_invitation(empty_words(self._model.query))
        self._show_chosen()

    def _go_to_grid(self) -> None:
        self._grid.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self._model.rowCount() and not self._grid.currentIndex().isValid():
            self._grid.setCurrentIndex(self._model.index(0))

    def _ask_search_name(self) -> None:
        name, is_kept = QInputDialog.getText(self, "Save search", "Name of the search")
        if is_kept and name.strip():
            self.search_kept.emit(SavedSearch(name=name.strip(), query=self._bar.query))

    # showing ------------------------------------------------------------------------------

    def _show_chosen(self) -> None:
        count = self._grid.chosen_count()
        self._inspector.show_items(self._grid.chosen_items(_MOST_SHOWN), count)
        more = "" if self._model.is_whole else "+"
        self._foot.show_count(counted_words(self._model.rowCount(), count) + more)

    def _drop_unseen(self) -> None:
        """Thumbnails that have been scrolled past are not read any more."""
        items = (self._model.item(row) for row in self._grid.visible_rows)
        contents = {one.content for one in items if one is not None and one.content is not None}
        self._loader.keep_only("library", contents)

    def _repaint(self, content: str, _pixels: int) -> None:
        def shows_it(index: QModelIndex) -> bool:
            item = self._model.item(index.row())
            return item is not None and item.content == content

        self._grid.repaint_where(shows_it)

    # what the designer does ---------------------------------------------------------------

    def _rate(self, rating: int) -> None:
        self._mark(MarksChange(rating=rating))

    def _mark(self, change: MarksChange) -> None:
        numbers = self._grid.chosen_numbers()
        if numbers:
            self.marked.emit(numbers, change)

    def _throw_away(self) -> None:
        numbers = self._grid.chosen_numbers()
        if numbers and self._model.query.in_trash:
            self.removed.emit(numbers)
        elif numbers:
            self.trashed.emit(numbers)

    def _open(self, index: QModelIndex) -> None:
        item = self._model.item(index.row())
        if item is not None and not self._model.query.in_trash:
            self.wished.emit(Wish.CANVAS if item.ref else Wish.DETAILS, item)

    def _shown(self) -> LibraryItem | None:
        return next(iter(self._grid.chosen_items(1)), None)

    def _open_shown(self) -> None:
        item = self._shown()
        if item is not None:
            self.wished.emit(Wish.CANVAS, item)

    def _ask_lineage(self) -> None:
        item = self._shown()
        if item is not None:
            self.lineage_wanted.emit(item)

    def _ask_details(self) -> None:
        item = self._shown()
        if item is not None:
            self.wished.emit(Wish.DETAILS, item)

    def _take_drop(self, place: Place) -> None:
        if place.kind is PlaceKind.TRASH:
            self._throw_away()
        else:
            self._mark(MarksChange(project=place.name))

    def _ask_project(self) -> None:
        name = self._project_name()
        if name:
            self.project_added.emit(name)

    def _project_name(self) -> str:
        name, is_made = QInputDialog.getText(self, "New project", "Name of the project")
        return name.strip() if is_made else ""

    def _move_to_new_project(self) -> None:
        name = self._project_name()
        if name:
            self._mark(MarksChange(project=name))

    # the menu -----------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        view, corner = self._grid.viewport(), event.globalPos()
        index = self._grid.indexAt(view.mapFromGlobal(corner))
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self._grid.currentIndex()
            corner = view.mapToGlobal(self._grid.visualRect(index).center())
        item = self._model.item(index.row()) if index.isValid() else None
        if item is None:
            return
        self._menu_item = item
        menu = library_menu(self._icons, self, self._menu_for(item))
        menu.triggered.connect(self._do_choice)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(corner)

    def _menu_for(self, item: LibraryItem) -> MenuFor:
        pair = self._pair(item)
        compares = Wish.COMPARE_TWO if pair else Wish.COMPARE_SOURCE
        return MenuFor(
            count=self._grid.chosen_count(),
            has_picture=item.ref is not None,
            compares=compares if pair or item.parent is not None else None,
            in_trash=self._model.query.in_trash,
            projects=self._facets.projects,
        )

    def _pair(self, item: LibraryItem) -> tuple[LibraryItem, LibraryItem] | None:
        """Two chosen results with `item` among them, the older one first."""
        items = [one for one in self._grid.chosen_items(3) if one.ref is not None]
        if len(items) != 2 or item not in items:
            return None
        older, newer = sorted(items, key=lambda one: one.number)
        return older, newer

    def _do_choice(self, action: QAction) -> None:
        wanted, item = action.data(), self._menu_item
        if item is None:
            return
        if isinstance(wanted, MarksChange):
            self._mark(wanted)
        elif isinstance(wanted, Deed):
            self._do(wanted)
        elif wanted is Wish.COMPARE_TWO:
            pair = self._pair(item)
            if pair is not None:
                self.compared.emit(*pair)
        elif wanted is Wish.TRASH:
            self._throw_away()
        elif wanted is Wish.LINEAGE:
            self.lineage_wanted.emit(item)
        elif wanted is Wish.EXPORT:
            chosen = self._grid.chosen_numbers()
            self.exported.emit(chosen if item.number in chosen else [item.number])
        elif isinstance(wanted, Wish):
            self.wished.emit(wanted, item)

    def _do(self, deed: Deed) -> None:
        if deed is Deed.NEW_PROJECT:
            self._move_to_new_project()
        elif deed is Deed.RESTORE:
            self.restored.emit(self._grid.chosen_numbers())
        else:
            self._throw_away()
