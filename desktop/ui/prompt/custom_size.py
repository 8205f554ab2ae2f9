"""Width and height side by side, with a button that exchanges them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QToolButton, QWidget

from desktop.domain.size import Size
from desktop.ui.controls.number_edit import NumberEdit
from desktop.ui.controls.number_field import LABEL_WIDTH
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.scrub_label import ScrubLabel
from desktop.ui.icons import Icons

_LARGEST = 9999


class CustomSize(QWidget):
    """Signals: `size_entered` with a Size, once both sides stand.

    Going from one side to the other does not count as done, so that a pair can be typed whose
    halfway state would not be legal.
    """

    size_entered = Signal(object)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = Size(1024, 1024)
        self._width = NumberEdit(_sides(16), "Width", self)
        self._height = NumberEdit(_sides(16), "Height", self)
        self._label = ScrubLabel("W × H", self)
        self._swap = QToolButton(self)
        self._lay_out(icons)
        self._connect()

    @property
    def width_edit(self) -> NumberEdit:
        return self._width

    @property
    def height_edit(self) -> NumberEdit:
        return self._height

    @property
    def swap_button(self) -> QToolButton:
        return self._swap

    def show_size(self, size: Size, multiple: int) -> None:
        """Shows `size`; arrow keys step by `multiple` pixels."""
        self._shown = size
        self._width.set_limits(_sides(multiple))
        self._height.set_limits(_sides(multiple))
        self._width.set_value(size.width)
        self._height.set_value(size.height)

    def take_focus(self) -> None:
        self._width.setFocus()
        self._width.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut and not self._is_inside():
            self._commit()
        return super().eventFilter(watched, event)

    def _lay_out(self, icons: Icons) -> None:
        self._label.setFixedWidth(LABEL_WIDTH)
        self._label.setToolTip("Drag to make both sides larger or smaller")
        self._width.set_hint("Width in pixels; sums such as 1024*1.5 work")
        self._height.set_hint("Height in pixels; sums such as 1024*1.5 work")
        self._swap.setIcon(icons.icon("arrow-left-right"))
        self._swap.setIconSize(QSize(14, 14))
        self._swap.setToolTip("Exchange width and height")
        self._swap.setAccessibleName("Exchange width and height")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._label)
        row.addSpacing(4)
        row.addWidget(self._width, 1)
        row.addWidget(QLabel("×", self))
        row.addWidget(self._height, 1)
        row.addWidget(self._swap)

    def _connect(self) -> None:
        for edit in (self._width, self._height):
            edit.installEventFilter(self)
            edit.value_changed.connect(self._side_changed)
        self._swap.clicked.connect(self._exchange)
        self._label.scrubbed.connect(self._scrub)
        self._label.scrub_ended.connect(self._commit)

    def _side_changed(self) -> None:
        if not self._is_going_across():
            self._commit()

    def _is_inside(self) -> bool:
        return QApplication.focusWidget() in (self._width, self._height)

    def _is_going_across(self) -> bool:
        """One side has just lost the focus to the other."""
        return self._is_inside() and self.sender() is not QApplication.focusWidget()

    def _commit(self) -> None:
        entered = Size(int(self._width.value), int(self._height.value))
        if entered != self._shown:
            self.size_entered.emit(entered)

    def _exchange(self) -> None:
        self.size_entered.emit(Size(self._shown.height, self._shown.width))

    def _scrub(self, steps: float) -> None:
        """Both sides change together, so that the shape stays."""
        longest = max(self._width.value, self._height.value)
        factor = (longest + steps * self._width.limits.step) / longest
        self._width.scrub_to(self._width.value * factor)
        self._height.scrub_to(self._height.value * factor)


def _sides(multiple: int) -> NumberRange:
    """Any number may be typed; what is legal is decided for the pair, with its reason."""
    return NumberRange(minimum=1, maximum=_LARGEST, default=1024, step=multiple)
