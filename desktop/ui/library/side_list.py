"""The places of the library: everything, projects to drop results on, saved searches, the trash."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from desktop.domain.library_query import Counted, SavedSearch
from desktop.ui.controls.roles import set_role
from desktop.ui.icons import Icons
from desktop.ui.mime import PICTURES_FORMAT

_HEADING_HEIGHT = 28
_ROLE = Qt.ItemDataRole.UserRole + 1


class PlaceKind(Enum):
    """What a line of the list stands for."""

    ALL = "all"
    NO_PROJECT = "no project"
    PROJECT = "project"
    SEARCH = "search"
    TRASH = "trash"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Place:
    """`name` of the project or the saved search; else empty."""

    kind: PlaceKind
    name: str = ""


_TAKES = {PlaceKind.PROJECT, PlaceKind.NO_PROJECT, PlaceKind.TRASH}
_ICONS = {
    PlaceKind.ALL: "images",
    PlaceKind.NO_PROJECT: "circle-dashed",
    PlaceKind.PROJECT: "folder",
    PlaceKind.SEARCH: "bookmark",
    PlaceKind.TRASH: "trash-2",
}


class SideList(QListView):
    """Signals: `place_chosen(Place)`; `dropped_on(Place)` when the chosen tiles were dropped on a
    project or the trash; `project_wanted`, `place_dropped(Place)` to forget a saved search or an
    empty project, `empty_requested` for the trash."""

    place_chosen = Signal(object)
    dropped_on = Signal(object)
    project_wanted = Signal()
    place_forgotten = Signal(object)
    empty_requested = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._lines = QStandardItemModel(self)
        self._trash_words = ""
        self._projects: tuple[Counted, ...] = ()
        self._searches: tuple[SavedSearch, ...] = ()
        self.setModel(self._lines)
        self._set_up()
        self._fill()

    def show_places(self, projects: tuple[Counted, ...], searches: tuple[SavedSearch, ...]) -> None:
        self._projects, self._searches = projects, searches
        self._fill()

    def show_trash_size(self, words: str) -> None:
        """How much lies in the trash, such as `12 results, 34 MB`."""
        self._trash_words = words
        self._fill()

    def choose(self, place: Place) -> None:
        """Marks a place as the one that is seen; tells nobody."""
        for row in range(self._lines.rowCount()):
            if self._place(row) == place:
                self.setCurrentIndex(self._lines.index(row, 0))
                return
        self.clearSelection()

    def place(self) -> Place:
        index = self.currentIndex()
        return self._place(index.row()) if index.isValid() else Place(PlaceKind.ALL)

    # building -----------------------------------------------------------------------------

    def _set_up(self) -> None:
        set_role(self, "pages")
        self.setAccessibleName("Places of the library")
        self.setIconSize(QSize(16, 16))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(150)
        self.clicked.connect(self._say_chosen)
        self.activated.connect(self._say_chosen)

    def _fill(self) -> None:
        chosen = self.place()
        self._lines.clear()
        self._add(Place(PlaceKind.ALL), "All results")
        self._add_heading("Projects")
        self._add(Place(PlaceKind.NO_PROJECT), "Without a project")
        for one in self._projects:
            words = f"{one.name}  {one.count:,}" if one.count else one.name
            self._add(Place(PlaceKind.PROJECT, one.name), words)
        if self._searches:
            self._add_heading("Saved searches")
            for search in self._searches:
                self._add(Place(PlaceKind.SEARCH, search.name), search.name)
        self._add_heading("")
        self._add(Place(PlaceKind.TRASH), "Trash", self._trash_words)
        self.choose(chosen)

    def _add(self, place: Place, words: str, more: str = "") -> None:
        line = QStandardItem(f"{words}  {more}" if more else words)
        line.setIcon(self._icons.icon(_ICONS[place.kind], "text_soft"))
        line.setData(place, _ROLE)
        line.setToolTip(words if not more else f"{words}: {more}")
        line.setDropEnabled(place.kind in _TAKES)
        self._lines.appendRow(line)

    def _add_heading(self, words: str) -> None:
        line = QStandardItem(words)
        line.setFlags(Qt.ItemFlag.NoItemFlags)
        line.setData(Place(PlaceKind.HEADING, words), _ROLE)
        line.setSizeHint(QSize(0, _HEADING_HEIGHT if words else _HEADING_HEIGHT // 2))
        self._lines.appendRow(line)

    def _place(self, row: int) -> Place:
        found = self._lines.item(row).data(_ROLE)
        assert isinstance(found, Place)
        return found

    def _say_chosen(self) -> None:
        self.place_chosen.emit(self.place())

    # dropping and the menu ----------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._answer(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._answer(event)

    def dropEvent(self, event: QDropEvent) -> None:
        place = self._place_at(event.position().toPoint())
        if place is not None and event.mimeData().hasFormat(PICTURES_FORMAT):
            event.acceptProposedAction()
            self.dropped_on.emit(place)

    def _answer(self, event: QDragMoveEvent) -> None:
        is_ours = event.mimeData().hasFormat(PICTURES_FORMAT)
        if is_ours and self._place_at(event.position().toPoint()) is not None:
            event.acceptProposedAction()
        elif is_ours and isinstance(event, QDragEnterEvent):
            event.acceptProposedAction()  # else Qt never asks again while it moves on
        else:
            event.ignore()

    def _place_at(self, point: QPoint) -> Place | None:
        index = self.indexAt(point)
        place = self._place(index.row()) if index.isValid() else None
        return place if place is not None and place.kind in _TAKES else None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        place = self._place(index.row()) if index.isValid() else Place(PlaceKind.ALL)
        menu = QMenu(self)
        menu.addAction(self._icons.icon("folder-plus"), "New project…").triggered.connect(
            self.project_wanted
        )
        if place.kind is PlaceKind.TRASH:
            menu.addAction("Empty the trash…").triggered.connect(self.empty_requested)
        if place.kind is PlaceKind.SEARCH or (
            place.kind is PlaceKind.PROJECT and self._is_empty_project(place.name)
        ):
            forget = menu.addAction(f"Forget “{place.name}”".replace("&", "&&"))
            forget.setData(place)
        menu.triggered.connect(self._forget)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def _forget(self, action: object) -> None:
        place = getattr(action, "data", lambda: None)()
        if isinstance(place, Place):
            self.place_forgotten.emit(place)

    def _is_empty_project(self, name: str) -> bool:
        return any(one.name == name and one.count == 0 for one in self._projects)
