"""Reshapes the mask as a whole: one row for each way, with its amount and a button."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QWidget

from desktop.imaging.selection import Shaping
from desktop.ui.controls.number_edit import NumberEdit
from desktop.ui.controls.number_range import NumberRange

_ROWS: tuple[tuple[Shaping, str, str, NumberRange | None], ...] = (
    (
        Shaping.GROW,
        "Grow",
        "Moves the edge outwards",
        NumberRange(minimum=1, maximum=500, default=8, unit="px"),
    ),
    (
        Shaping.SHRINK,
        "Shrink",
        "Moves the edge inwards",
        NumberRange(minimum=1, maximum=500, default=8, unit="px"),
    ),
    (
        Shaping.FEATHER,
        "Feather",
        "Has the edge fade to both sides",
        NumberRange(minimum=1, maximum=500, default=12, unit="px"),
    ),
    (
        Shaping.SMOOTH,
        "Smooth",
        "Rounds corners and evens ragged edges",
        NumberRange(minimum=1, maximum=200, default=8, unit="px"),
    ),
    (
        Shaping.BORDER,
        "Border",
        "Leaves a band along the edge",
        NumberRange(minimum=1, maximum=500, default=16, unit="px"),
    ),
    (
        Shaping.REMOVE_SPECKS,
        "Remove specks",
        "Takes away islands smaller than so many pixels",
        NumberRange(minimum=1, maximum=1_000_000, default=64, unit="px"),
    ),
    (Shaping.FILL_HOLES, "Fill holes", "Marks what the mask wholly surrounds", None),
)


class ReshapePanel(QFrame):
    """Stays open while one tries; each press is a step that can be undone.

    Signals: `shaping_requested(Shaping, amount)`.
    """

    shaping_requested = Signal(object, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._amounts: dict[Shaping, NumberEdit] = {}
        self.setProperty("role", "card")
        self.setAccessibleName("Reshape the mask")
        self._lay_out()

    def show_over(self, widget: QWidget) -> None:
        """Opens above a button, or under it where there is no room, inside the screen."""
        self.adjustSize()
        place = widget.mapToGlobal(QPoint(0, -self.height() - 4))
        room = widget.screen().availableGeometry()
        if place.y() < room.top():
            place = widget.mapToGlobal(QPoint(0, widget.height() + 4))
        self.show_at(place)

    def show_at(self, place: QPoint) -> None:
        """Opens with its corner there, in global pixels."""
        self.adjustSize()
        screen = self.screen().availableGeometry()
        place.setX(max(screen.left(), min(place.x(), screen.right() - self.width())))
        place.setY(max(screen.top(), min(place.y(), screen.bottom() - self.height())))
        self.move(place)
        self.show()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 12, 12, 12)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for row, (shaping, text, hint, limits) in enumerate(_ROWS):
            grid.addWidget(QLabel(text, self), row, 0)
            if limits is not None:
                edit = NumberEdit(limits, text, self)
                edit.set_hint(hint)
                edit.setFixedWidth(86)
                self._amounts[shaping] = edit
                grid.addWidget(edit, row, 1)
            grid.addWidget(self._button(shaping, text, hint), row, 2)

    def _button(self, shaping: Shaping, text: str, hint: str) -> QPushButton:
        button = QPushButton("Apply", self)
        button.setToolTip(hint)
        button.setAccessibleName(f"Apply: {text}")
        button.clicked.connect(partial(self._ask, shaping))
        return button

    def _ask(self, shaping: Shaping) -> None:
        edit = self._amounts.get(shaping)
        if edit is not None:
            edit.commit()
        self.shaping_requested.emit(shaping, 0 if edit is None else round(edit.value))
