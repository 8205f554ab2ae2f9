"""At which size a picture is to be: pixels or percent, in proportion or not, and how it is made."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.domain.problems import ProblemError
from desktop.domain.size import Size
from desktop.imaging.reframing import LONGEST, Reframing, Resampling
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.number_field import LABEL_WIDTH, NumberField
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.controls.segmented import Choice, Segmented
from desktop.ui.dialogs.dialog_frame import DialogFrame

_UNITS = (
    Choice(value="px", text="Pixels", hint="Numbers are pixels"),
    Choice(value="%", text="Percent", hint="Numbers are percent of what the picture has now"),
)
_WAYS = {
    Resampling.AUTOMATIC: "Automatic (best for photographs)",
    Resampling.SOFT: "Soft, without rims",
    Resampling.SHARP: "Sharp (Lanczos)",
    Resampling.NEAREST: "Hard edges (pixel art)",
}
_HINT = "The file that was opened stays as it is; this is a step that can be undone."
_ACROSS, _DOWN = "Width", "Height"


class ResizeDialog(DialogFrame):
    """Signals: `resize_requested(Reframing)`."""

    resize_requested = Signal(object)

    def __init__(self, picture: Size, parent: QWidget | None = None) -> None:
        super().__init__("Picture size", parent)
        self._picture = picture
        self._size = picture
        self.unit = Segmented("Unit", self)
        self.width_field = NumberField(_ACROSS, _range("px"), self)
        self.height_field = NumberField(_DOWN, _range("px"), self)
        self.linked = QCheckBox("Keep the proportions", self)
        self.way = ChoiceBox("How it is made", self)
        self._outcome = Paragraph(parent=self)
        self._resize = QPushButton("Resize", self)
        self._lay_out()
        self._connect()
        self.unit.set_value("px")
        self._show()

    @property
    def wanted(self) -> Size:
        """The size that the numbers say."""
        return self._size

    @property
    def outcome(self) -> str:
        """What comes of it, or why nothing can."""
        return self._outcome.text()

    def _lay_out(self) -> None:
        self.unit.set_choices(_UNITS)
        for way, text in _WAYS.items():
            self.way.addItem(text, way)
        self.way.setToolTip("How pixels between pixels are found")
        self.width_field.set_hint("Pixels, or percent of the width; sums may be typed")
        self.height_field.set_hint("Pixels, or percent of the height; sums may be typed")
        self.linked.setChecked(True)
        self.linked.setToolTip("Width and height change together")
        now = QLabel(f"The picture has {self._picture.shown} pixels.", self)
        rows = (
            *(now, _row("Unit", self.unit, self), self.width_field, self.height_field),
            *(self.linked, _row("Quality", self.way, self), self._outcome),
        )
        for widget in rows:
            self.add(widget)
        self.add(Paragraph(_HINT, self, role="soft"))
        self.add_close_button("Cancel")
        set_role(self._resize, "primary")
        self.add_button(self._resize, is_main=True)
        self.resize(420, 380)

    def _connect(self) -> None:
        self.unit.chosen.connect(self._show)
        self.linked.toggled.connect(self._link)
        for number in (self.width_field.value_edited, self.width_field.value_changed):
            number.connect(self._take_width)
        for number in (self.height_field.value_edited, self.height_field.value_changed):
            number.connect(self._take_height)
        self._resize.clicked.connect(self._ask)

    def _take_width(self, value: float) -> None:
        width = self._pixels(value, self._picture.width)
        height = self._size.height
        if self.linked.isChecked():
            height = max(1, round(width * self._picture.height / self._picture.width))
        self._size = Size(width, height)
        self._show_number(self.height_field, height, self._picture.height)
        self._say()

    def _take_height(self, value: float) -> None:
        height = self._pixels(value, self._picture.height)
        width = self._size.width
        if self.linked.isChecked():
            width = max(1, round(height * self._picture.width / self._picture.height))
        self._size = Size(width, height)
        self._show_number(self.width_field, width, self._picture.width)
        self._say()

    def _link(self, is_linked: bool) -> None:  # noqa: FBT001  # a slot
        """The height follows the width again."""
        if is_linked:
            height = round(self._size.width * self._picture.height / self._picture.width)
            self._size = Size(self._size.width, max(1, height))
            self._show()

    def _pixels(self, value: float, whole: int) -> int:
        wanted = value * whole / 100 if self.unit.value == "%" else value
        return max(1, round(wanted))

    def _show(self) -> None:
        """Both numbers as the size is, in the unit that is chosen."""
        for field in (self.width_field, self.height_field):
            field.set_limits(_range(self.unit.value or "px"))
        self._show_number(self.width_field, self._size.width, self._picture.width)
        self._show_number(self.height_field, self._size.height, self._picture.height)
        self._say()

    def _show_number(self, field: NumberField, pixels: int, whole: int) -> None:
        field.set_value(100 * pixels / whole if self.unit.value == "%" else pixels)

    def _say(self) -> None:
        said, can_do = self._said()
        self._outcome.set_text(said)
        set_role(self._outcome, "" if can_do or self._size == self._picture else "warning")
        self._resize.setEnabled(can_do)
        self._resize.setToolTip("Makes the picture this size (Enter)" if can_do else said)

    def _said(self) -> tuple[str, bool]:
        """What comes of it in words, and whether it can be done."""
        if self._size == self._picture:
            return "The picture keeps its size.", False
        try:
            Reframing(size=self._size).new_size(self._picture)
        except ProblemError as error:
            return error.problem.sentence, False
        share = self._size.pixels / self._picture.pixels
        return f"It becomes {self._size.shown}, {share:.3g} × as many pixels.", True

    def _ask(self) -> None:
        wanted = Reframing(size=self._size, resampling=Resampling(self.way.currentData()))
        self.accept()
        self.resize_requested.emit(wanted)


def _range(unit: str) -> NumberRange:
    if unit == "%":
        return NumberRange(minimum=0.1, maximum=3200, default=100, decimals=1, unit="%")
    return NumberRange(minimum=1, maximum=LONGEST, default=1, unit="px")


def _row(text: str, control: QWidget, parent: QWidget) -> QWidget:
    row = QWidget(parent)
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    label = QLabel(text, row)
    label.setFixedWidth(LABEL_WIDTH)
    line.addWidget(label)
    line.addWidget(control, 1)
    return row
