"""The surfaces of a set: the usual ones to tick, and any other size."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import ProblemError
from desktop.domain.surface_set import USUAL_SURFACES, Surface, read_surface
from desktop.ui.controls.roles import set_wrong

_ROW = 26
_TICKED = 3
"""How many of the usual ones are chosen at first."""


class SurfaceList(QWidget):
    """Signals: `changed`."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._surfaces: list[Surface] = []
        self._list = QListWidget(self)
        self._list.setAccessibleName("Surfaces")
        self._list.setToolTip("Where the picture will stand; one result for each, in each language")
        self._own = QLineEdit(self)
        self._own.setPlaceholderText("poster=1200x1800")
        self._own.setAccessibleName("Another surface")
        self._own.setToolTip("A name and its pixels, such as poster=1200x1800 (Enter)")
        self._add = QPushButton("Add", self)
        self._add.setAutoDefault(False)
        self._add.setToolTip("Adds it to the list")
        self._lay_out()
        for place, surface in enumerate(USUAL_SURFACES):
            self._put(surface, is_ticked=place < _TICKED)
        self._list.itemChanged.connect(self._tell)
        self._own.returnPressed.connect(self._take_own)
        self._own.textEdited.connect(self._forgive)
        self._add.clicked.connect(self._take_own)

    @property
    def surfaces(self) -> tuple[Surface, ...]:
        """Those that are ticked."""
        return tuple(
            surface
            for place, surface in enumerate(self._surfaces)
            if self._list.item(place).checkState() is Qt.CheckState.Checked
        )

    def tick(self, name: str, *, is_on: bool) -> None:
        """As a click on its box."""
        place = [one.name for one in self._surfaces].index(name)
        state = Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked
        self._list.item(place).setCheckState(state)

    def add(self, text: str) -> None:
        """As typed into the field."""
        self._own.setText(text)
        self._take_own()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._list, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._own, 1)
        row.addWidget(self._add)
        column.addLayout(row)

    def _put(self, surface: Surface, *, is_ticked: bool) -> None:
        item = QListWidgetItem(f"{surface.name.capitalize()}  {surface.size.shown}")
        item.setSizeHint(QSize(0, _ROW))
        item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
        self._surfaces.append(surface)
        self._list.addItem(item)

    def _take_own(self) -> None:
        try:
            surface = read_surface(self._own.text())
        except ProblemError as error:
            set_wrong(self._own, is_wrong=True)
            self._own.setToolTip(error.problem.sentence)
            return
        if surface.name in {one.name for one in self._surfaces}:
            self.tick(surface.name, is_on=True)
        else:
            self._put(surface, is_ticked=True)
        self._own.clear()
        self.changed.emit()

    def _forgive(self) -> None:
        set_wrong(self._own, is_wrong=False)

    def _tell(self) -> None:
        self.changed.emit()
