"""How far a picture is to be extended: a shape, or pixels or percent on each side."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.domain.problems import ProblemError
from desktop.domain.size import Size
from desktop.imaging.extension import Anchor, borders_for_ratio, extended_size
from desktop.imaging.region import Borders
from desktop.ui.controls.number_field import NumberField
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.controls.segmented import Choice, Segmented
from desktop.ui.dialogs.dialog_frame import DialogFrame
from desktop.ui.dialogs.extension_preview import ExtensionPreview

_FREE = "free"
_RATIOS = ("1:1", "4:3", "3:2", "16:9", "2:3", "9:16")
_SHAPES = (
    *(Choice(value=one, text=one, hint=f"Grows until the sides are {one}") for one in _RATIOS),
    Choice(value=_FREE, text="Free", hint="As the numbers below say"),
)
_ACROSS = {Anchor.START: "Left", Anchor.MIDDLE: "Middle", Anchor.END: "Right"}
_DOWN = {Anchor.START: "Top", Anchor.MIDDLE: "Middle", Anchor.END: "Bottom"}
_UNITS = (
    Choice(value="px", text="Pixels", hint="Numbers are pixels of the picture"),
    Choice(value="%", text="Percent", hint="Numbers are percent of the picture's width or height"),
)
_SIDES = ("left", "right", "top", "bottom")
_HINT = (
    "The new area is marked as the mask; what it shows comes from your prompt. The picture itself "
    "stands, pixel for pixel."
)


class ExtendDialog(DialogFrame):
    """Signals: `extend_requested(Borders)`."""

    extend_requested = Signal(object)

    def __init__(self, picture: Size, image: QImage, parent: QWidget | None = None) -> None:
        super().__init__("Extend picture", parent)
        self._picture = picture
        self._borders = Borders()
        self.preview = ExtensionPreview(picture, image, self)
        self.shape = Segmented("Shape", self)
        self.anchor = Segmented("Where the picture stands", self)
        self.unit = Segmented("Unit", self)
        self.sides = {side: NumberField(side.capitalize(), _range("px"), self) for side in _SIDES}
        self._outcome = Paragraph(parent=self)
        self._extend = QPushButton("Extend", self)
        self._lay_out()
        self._connect()
        self.shape.set_value(_FREE)
        self.anchor.set_value(Anchor.MIDDLE)
        self.unit.set_value("px")
        self._show()

    @property
    def borders(self) -> Borders:
        """What would be added, in pixels of the picture."""
        return self._borders

    @property
    def outcome(self) -> str:
        """What comes of it, or why nothing can."""
        return self._outcome.text()

    def _lay_out(self) -> None:
        self.shape.set_choices(_SHAPES)
        self.unit.set_choices(_UNITS)
        self.anchor.set_choices(_anchors(_ACROSS))
        self.add(self.preview, 1)
        self.add(_row("Shape", self.shape, self))
        self._anchor_row = _row("Picture", self.anchor, self)
        self.add(self._anchor_row)
        self.add(_row("Unit", self.unit, self))
        numbers = QWidget(self)
        grid = QGridLayout(numbers)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for place, field in enumerate(self.sides.values()):
            grid.addWidget(field, place // 2, place % 2)
        self.add(numbers)
        self.add(self._outcome)
        self.add(Paragraph(_HINT, self, role="soft"))
        self.add_close_button("Cancel")
        set_role(self._extend, "primary")
        self.add_button(self._extend, is_main=True)
        self.resize(480, 600)

    def _connect(self) -> None:
        self.shape.chosen.connect(self._take_shape)
        self.anchor.chosen.connect(self._take_shape)
        self.unit.chosen.connect(self._show_unit)
        self.preview.borders_dragged.connect(self._take_dragged)
        for field in self.sides.values():
            field.value_changed.connect(self._take_numbers)
        self._extend.clicked.connect(self._ask)

    def _take_shape(self) -> None:
        if self.shape.value == _FREE:
            self._show()
            return
        across, down = (int(part) for part in self.shape.value.split(":"))
        try:
            anchor = Anchor(self.anchor.value)
            self._borders = borders_for_ratio(self._picture, across, down, anchor)
        except ProblemError as error:
            self._borders = Borders()
            self._show(error.problem.sentence)
            return
        self._show()

    def _take_numbers(self) -> None:
        """Typed numbers are taken as they are; the shape is free then."""
        values = {
            side: max(0, round(field.value * self._pixels_per_unit(side)))
            for side, field in self.sides.items()
        }
        self._borders = Borders(**values)
        self.shape.set_value(_FREE)
        self._show()

    def _take_dragged(self, borders: Borders) -> None:
        self._borders = borders
        self.shape.set_value(_FREE)
        self._show()

    def _show_unit(self) -> None:
        self._show()

    def _show(self, trouble: str = "") -> None:
        """Everything as the borders are; `trouble` says why there are none."""
        unit = self.unit.value or "px"
        for side, field in self.sides.items():
            field.set_limits(_range(unit))
            field.set_value(getattr(self._borders, side) / self._pixels_per_unit(side))
        self.preview.show_borders(self._borders)
        self._show_anchor()
        said, is_fine = self._said(trouble)
        self._outcome.set_text(said)
        set_role(self._outcome, "" if is_fine or self._borders.is_empty else "warning")
        self._extend.setEnabled(is_fine)
        self._extend.setToolTip("Makes the canvas larger (Enter)" if is_fine else said)

    def _show_anchor(self) -> None:
        grows_down = bool(self._borders.top or self._borders.bottom)
        words = _DOWN if grows_down else _ACROSS
        chosen = self.anchor.value
        self.anchor.set_choices(_anchors(words))
        self.anchor.set_value(chosen or Anchor.MIDDLE)
        self._anchor_row.setEnabled(self.shape.value != _FREE)

    def _said(self, trouble: str) -> tuple[str, bool]:
        """What comes of it in words, and whether it can be done."""
        if trouble:
            return trouble, False
        try:
            size = extended_size(self._picture, self._borders)
        except ProblemError as error:
            return error.problem.sentence, False
        return f"{self._picture.shown} becomes {size.shown}.", True

    def _pixels_per_unit(self, side: str) -> float:
        if self.unit.value != "%":
            return 1.0
        is_across = side in {"left", "right"}
        return (self._picture.width if is_across else self._picture.height) / 100

    def _ask(self) -> None:
        self.accept()
        self.extend_requested.emit(self._borders)


def _range(unit: str) -> NumberRange:
    if unit == "%":
        return NumberRange(minimum=0, maximum=1000, default=0, decimals=1, unit="%")
    return NumberRange(minimum=0, maximum=30_000, default=0, unit="px")


def _anchors(words: dict[Anchor, str]) -> tuple[Choice, ...]:
    return tuple(
        Choice(value=anchor, text=text, hint="Where the picture stands in the new canvas")
        for anchor, text in words.items()
    )


def _row(text: str, control: QWidget, parent: QWidget) -> QWidget:
    row = QWidget(parent)
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    label = QLabel(text, row)
    label.setFixedWidth(76)
    line.addWidget(label)
    line.addWidget(control, 1)
    return row
