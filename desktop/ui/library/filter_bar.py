"""Words to find, filters and the order of the library, in one bar."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.library_query import Facets, LibraryQuery, SortBy
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.flow_layout import FlowLayout
from desktop.ui.controls.icon_button import icon_only
from desktop.ui.controls.roles import set_role
from desktop.ui.icons import Icons
from desktop.ui.library.date_range import DateRangeDialog
from desktop.ui.library.filter_choices import FILTERS, Filter, without_filters
from desktop.ui.library.item_words import SORT_WORDS
from desktop.ui.library.library_grid import LARGEST, SMALLEST, USUAL
from desktop.ui.tiles.mark_painting import label_icon

_WIDEST_NAME = 26


class FilterBar(QWidget):
    """Signals: `query_changed(LibraryQuery)` with every letter and choice; `keep_requested` to
    save the search; `left_search` when the grid is wanted; `tile_width_chosen(int)`."""

    query_changed = Signal(object)
    keep_requested = Signal()
    left_search = Signal()
    tile_width_chosen = Signal(int)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._query = LibraryQuery()
        self._facets = Facets()
        self._buttons: dict[str, QPushButton] = {}
        self._search = QLineEdit(self)
        self._sort = ChoiceBox("Sort by", self)
        self._way = icon_only(icons, "arrow-down", "Largest or newest first", self)
        self._size = QSlider(Qt.Orientation.Horizontal, self)
        self._clear = QPushButton("Clear filters", self)
        self._keep = QPushButton(icons.icon("bookmark"), " Save search…", self)
        self._lay_out()
        self._connect()
        self.show_query(LibraryQuery())

    @property
    def query(self) -> LibraryQuery:
        return self._query

    def show_query(self, query: LibraryQuery) -> None:
        """Such as a saved search; tells nobody."""
        self._query = query
        if self._search.text().strip() != query.text.strip():
            self._search.blockSignals(True)
            self._search.setText(query.text)
            self._search.blockSignals(False)
        self._show_choices()

    def show_facets(self, facets: Facets) -> None:
        self._facets = facets
        self._show_choices()

    def show_tile_width(self, width: int) -> None:
        self._size.blockSignals(True)
        self._size.setValue(width)
        self._size.blockSignals(False)

    def go_to_search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def begin_search(self, letters: str) -> None:
        """Somebody typed in the grid: the letters go on here."""
        self._search.setFocus(Qt.FocusReason.OtherFocusReason)
        self._search.setText(letters)

    # building -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._search.setPlaceholderText("Search prompts, notes, tags and file names")
        self._search.setClearButtonEnabled(True)
        self._search.setAccessibleName("Search the library")
        self._search.setToolTip(
            'Words, beginnings, "phrases", and -words that must not be there (Ctrl+F)'
        )
        leading = QLineEdit.ActionPosition.LeadingPosition
        self._search.addAction(self._icons.icon("search", "text_soft"), leading)
        self._find = QAction("Search the library", self)
        self._find.setShortcut(QKeySequence(QKeySequence.StandardKey.Find))
        for sort, words in SORT_WORDS.items():
            self._sort.addItem(words, sort)
        self._sort.setToolTip("What the results are sorted by")
        self._size.setRange(SMALLEST, LARGEST)
        self._size.setValue(USUAL)
        self._size.setFixedWidth(110)
        self._size.setAccessibleName("Size of the tiles")
        self._size.setToolTip("Size of the tiles (Ctrl and the wheel)")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._search, 1)
        top.addWidget(self._sort)
        top.addWidget(self._way)
        top.addSpacing(8)
        top.addWidget(self._size)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 8)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._lay_out_filters())

    def _lay_out_filters(self) -> QWidget:
        host = QWidget(self)
        flow = FlowLayout(host, spacing=6)
        for one in FILTERS:
            button = QPushButton(one.name, host)
            button.setAutoDefault(False)
            set_role(button, "compact")
            button.setMenu(self._menu_for(one, button))
            self._buttons[one.name] = button
            flow.addWidget(button)
        for button, words in (
            (self._clear, "Takes all filters away; the words stay"),
            (self._keep, "Keeps words, filters and order under a name"),
        ):
            set_role(button, "quiet")
            button.setAutoDefault(False)
            button.setToolTip(words)
            flow.addWidget(button)
        return host

    def _menu_for(self, one: Filter, button: QPushButton) -> QMenu:
        menu = QMenu(button)
        menu.aboutToShow.connect(partial(self._fill_menu, one, menu))
        return menu

    def _connect(self) -> None:
        self._search.textChanged.connect(self._take_text)
        self._search.returnPressed.connect(self.left_search)
        self._find.triggered.connect(self.go_to_search)
        self._sort.activated.connect(self._take_sort)
        self._way.clicked.connect(self._turn)
        self._size.valueChanged.connect(self.tile_width_chosen)
        self._clear.clicked.connect(self._clear_filters)
        self._keep.clicked.connect(self.keep_requested)
        self.addAction(self._find)

    # choosing -----------------------------------------------------------------------------

    def _fill_menu(self, one: Filter, menu: QMenu) -> None:
        menu.clear()
        for offer in one.offers(self._query, self._facets):
            action = menu.addAction(offer.words.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(offer.is_on)
            if offer.label is not None:
                faint = QColor(self._icons.value("text_faint"))
                action.setIcon(label_icon(offer.label, faint))
            action.triggered.connect(partial(self._set, offer.query))
        if menu.isEmpty():
            menu.addAction("None yet").setEnabled(False)
        if one.asks:
            menu.addSeparator()
            menu.addAction(one.asks).triggered.connect(self.ask_dates)

    def _set(self, query: LibraryQuery, _is_checked: bool = False) -> None:  # noqa: FBT001, FBT002
        self._query = query
        self._show_choices()
        self.query_changed.emit(query)

    def _take_text(self, text: str) -> None:
        """With every letter, so it shows no more anew than a letter changes."""
        self._query = replace(self._query, text=text)
        self._show_saving()
        self.query_changed.emit(self._query)

    def _take_sort(self, at: int) -> None:
        self._set(replace(self._query, sort=SortBy(self._sort.itemData(at))))

    def _turn(self) -> None:
        self._set(replace(self._query, is_descending=not self._query.is_descending))

    def ask_dates(self) -> None:
        """From which day to which."""
        dialog = DateRangeDialog(self._query.since, self._query.until, self._icons, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.range_chosen.connect(self._take_dates)
        dialog.open()

    def _take_dates(self, since: datetime, until: datetime) -> None:
        self._set(replace(self._query, since=since, until=until))

    def _clear_filters(self) -> None:
        self._set(without_filters(self._query))

    def _show_choices(self) -> None:
        query = self._query
        for one in FILTERS:
            button, summary = self._buttons[one.name], one.summary(query, self._facets)
            short = summary if len(summary) < _WIDEST_NAME else f"{summary[:_WIDEST_NAME]}…"
            button.setText(f"{one.name}: {short}" if summary else one.name)
            button.setToolTip(f"{one.name}: {summary}" if summary else f"Filter by {one.name}")
            set_role(button, "chip" if summary else "compact")
        self._sort.setCurrentIndex(self._sort.findData(query.sort))
        self._way.setIcon(self._icons.icon("arrow-down" if query.is_descending else "arrow-up"))
        way = "Largest or newest first" if query.is_descending else "Smallest or oldest first"
        self._way.setToolTip(f"{way}; click to turn the order")
        self._way.setAccessibleName(way)
        self._show_saving()

    def _show_saving(self) -> None:
        query = self._query
        has_filter = query != without_filters(query)
        self._clear.setVisible(has_filter)
        self._keep.setVisible(has_filter or bool(query.text.strip()))
