"""What the markup tool draws, in a small bar that floats over the canvas while it is chosen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.domain.markup import MarkKind
from desktop.ui.canvas.lower_bar import LowerBar
from desktop.ui.canvas.markup_settings import COLOURS, MarkupSettings
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.number_field import NumberField
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.segmented import Choice, Segmented

_WIDTH = NumberRange(minimum=1, maximum=60, default=5, unit="px")
_KINDS = (
    Choice(value=MarkKind.PEN, text="Pen", hint="Draws by hand"),
    Choice(value=MarkKind.ARROW, text="Arrow", hint="Points at something"),
    Choice(value=MarkKind.CIRCLE, text="Circle", hint="Goes around something"),
    Choice(value=MarkKind.BOX, text="Box", hint="Frames something"),
    Choice(value=MarkKind.NOTE, text="Note", hint="Sets the next number, to name in the prompt"),
    Choice(value=MarkKind.TEXT, text="Text", hint="Writes words"),
)


class MarkupBar(LowerBar):
    """Signals: `settings_changed(MarkupSettings)`; `clear_requested`."""

    settings_changed = Signal(object)
    clear_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("markup", "Markup", parent)
        self._settings = MarkupSettings()
        self._kind = Segmented("What is drawn", self)
        self._colour = ChoiceBox("Colour", self)
        self._width = NumberField("Width", _WIDTH, self)
        self._clear = QPushButton("Clear", self)
        self._set_up()
        self._lay_in_row(self._kind, self._colour, self._width, self._clear)
        self._connect()

    def _set_up(self) -> None:
        self._kind.set_choices(_KINDS)
        self._kind.set_value(self._settings.kind)
        self._kind.setMinimumWidth(330)
        for name in COLOURS:
            self._colour.addItem(name)
        self._colour.setMinimumWidth(92)
        self._colour.setToolTip("Colour of the next mark")
        self._width.set_label_width(42)
        self._width.set_hint("Width of the line, as it shows at this zoom")
        self._width.edit.setFixedWidth(56)
        self._clear.setProperty("role", "quiet")
        self._clear.setToolTip("Takes all markup away; can be undone")
        self._spare = (self._width, self._clear)

    def _connect(self) -> None:
        self._kind.chosen.connect(self._kind_chosen)
        self._colour.activated.connect(self._colour_chosen)
        self._width.value_edited.connect(self._width_edited)
        self._clear.clicked.connect(self.clear_requested)

    def _kind_chosen(self, value: str) -> None:
        self._change(replace(self._settings, kind=MarkKind(value)))

    def _colour_chosen(self, place: int) -> None:
        self._change(replace(self._settings, colour=list(COLOURS.values())[place]))

    def _width_edited(self, value: float) -> None:
        self._change(replace(self._settings, width=value))

    def _change(self, settings: MarkupSettings) -> None:
        self._settings = settings
        self.settings_changed.emit(settings)
