"""The matrix of a set: a line for each language, a column for each surface, results as pictures."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop.jobs.set_book import CellView, SetView
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.roles import set_role
from desktop.ui.controls.tooltips import plain_tooltip
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.sets.set_words import state_words

CELL_PIXELS = 112
_OWNER = "set"


class SetMatrix(QWidget):
    """Made anew for each set; cells change in place."""

    def __init__(self, loader: PictureLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loader = loader
        self._set = ""
        self._tiles: dict[int, _Tile] = {}
        self._contents: dict[int, str] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        loader.thumbnail_ready.connect(self._take_thumbnail)

    def show_view(self, view: SetView, busy: frozenset[str]) -> None:
        """`busy` are the orders that are under way."""
        shape = f"{view.set.id} {len(view.cells)}"
        if shape != self._set:
            self._set = shape
            self._build(view)
        for one in view.cells:
            tile = self._tiles[one.cell.number]
            tile.show_state(one, is_busy=one.cell.order.id in busy)
            result = one.edit.results[0] if one.is_finished and one.edit is not None else None
            self._contents[one.cell.number] = result.picture.content if result else ""
        self._show_pictures()

    def _build(self, view: SetView) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._tiles.clear()
        self._contents.clear()
        surfaces = list(dict.fromkeys(one.cell.surface.name for one in view.cells))
        languages = list(dict.fromkeys(one.cell.language for one in view.cells))
        for column, name in enumerate(surfaces, 1):
            self._grid.addWidget(_head(name.capitalize(), self), 0, column)
        for row, name in enumerate(languages, 1):
            self._grid.addWidget(_head(name, self), row, 0)
        for one in view.cells:
            tile = _Tile(self)
            self._tiles[one.cell.number] = tile
            row = languages.index(one.cell.language) + 1
            self._grid.addWidget(tile, row, surfaces.index(one.cell.surface.name) + 1)
        self._grid.setRowStretch(len(languages) + 1, 1)
        self._grid.setColumnStretch(len(surfaces) + 1, 1)

    def _take_thumbnail(self, content: str, _pixels: int) -> None:
        if content in self._contents.values():
            self._show_pictures()

    def _show_pictures(self) -> None:
        ratio = self.devicePixelRatioF()
        for number, content in self._contents.items():
            if content:
                found = self._loader.thumbnail(content, CELL_PIXELS, ratio, _OWNER)
                self._tiles[number].show_picture(found)


def _head(text: str, parent: QWidget) -> QLabel:
    label = ElidedLabel(text, parent)
    label.setMaximumWidth(CELL_PIXELS)
    set_role(label, "soft")
    return label


class _Tile(QFrame):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(2)
        self._picture = QLabel(self)
        self._picture.setFixedSize(CELL_PIXELS, CELL_PIXELS)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words = ElidedLabel("", self)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._picture)
        column.addWidget(self._words)

    def sizeHint(self) -> QSize:
        return QSize(CELL_PIXELS + 10, CELL_PIXELS + 32)

    def show_state(self, one: CellView, *, is_busy: bool) -> None:
        self._words.set_text(state_words(one, is_busy=is_busy))
        set_role(self._words, "danger" if one.is_failed else "soft")
        trouble = one.edit.problem if one.edit is not None else None
        said = trouble.text if trouble is not None else one.cell.order.recipe.prompt
        self.setToolTip(plain_tooltip(f"{one.cell.output}\n{said}"))
        self.setAccessibleName(f"{one.cell.output}: {self._words.text()}")
        if not one.is_finished:
            self._picture.clear()

    def show_picture(self, pixmap: QPixmap | None) -> None:
        if pixmap is not None:
            self._picture.setPixmap(pixmap)
