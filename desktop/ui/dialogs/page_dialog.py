"""Which page of a file with several is to be opened."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListView, QPushButton, QWidget

from desktop.domain.size import Size
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs.dialog_frame import DialogFrame

_STAYS = "Nothing happens to the file; all its pages stay in it."


class PageDialog(DialogFrame):
    """Signal: `page_chosen(int)`, counted from 1. `sizes` are those of the pages in their order."""

    page_chosen = Signal(int)

    def __init__(self, name: str, sizes: tuple[Size, ...], parent: QWidget | None = None) -> None:
        super().__init__("Open a page", parent)
        self.pages = QListView(self)
        self._open = QPushButton("Open", self)
        self._lay_out(name, sizes)
        self._connect()
        self.pages.setCurrentIndex(self.pages.model().index(0, 0))
        self.pages.setFocus()

    def sizeHint(self) -> QSize:
        return QSize(420, 360)

    def _lay_out(self, name: str, sizes: tuple[Size, ...]) -> None:
        heading = QLabel(f"Which of the {len(sizes):,} pages?", self)
        set_role(heading, "title")
        self.add(heading)
        file = ElidedLabel(name, self, elide=Qt.TextElideMode.ElideMiddle)
        set_role(file, "soft")
        self.add(file)
        rows = [f"Page {number}   {size.shown}" for number, size in enumerate(sizes, 1)]
        self.pages.setModel(QStringListModel(rows, self))
        self.pages.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.pages.setUniformItemSizes(True)
        self.pages.setAccessibleName("Pages")
        self.pages.setToolTip("The page to open; Enter or a double click opens it")
        set_role(self.pages, "pages")
        self.add(self.pages, 1)
        self.add(Paragraph(_STAYS, self, role="soft"))
        self.add_close_button("Cancel")
        self._open.setToolTip("Opens the chosen page (Enter)")
        set_role(self._open, "primary")
        self.add_button(self._open, is_main=True)

    def _connect(self) -> None:
        self.pages.doubleClicked.connect(self._take)
        self._open.clicked.connect(self._choose)

    def _take(self, _index: QModelIndex) -> None:
        self._choose()

    def _choose(self) -> None:
        self.page_chosen.emit(self.pages.currentIndex().row() + 1)
        self.accept()
