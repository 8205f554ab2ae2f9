"""How the answer is laid back into the picture; seen only when there is a picture with a mask."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.domain.draft import Draft
from desktop.domain.recipe import Blend
from desktop.ui.controls.number_field import NumberField
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.section import Section
from desktop.ui.icons import Icons
from desktop.ui.prompt.draft_change import changed
from desktop.ui.prompt.feather_field import FeatherField

_GROW = NumberRange(minimum=0, maximum=500, default=0, unit="px")
_FEATHER = "Width of the soft edge, inside the mask; 0 is a hard edge exactly at the mask"
_GROW_HINT = "Lets the change reach this many pixels beyond the mask; 0 keeps to the mask"
_COLOURS = "Undoes the shift in colour that the model brings in"
_NOT_USED = "Not used while the answer is kept as it came"
_AS_IT_CAME = "The whole answer is used: what lies outside the mask may change too."


class BlendSettings(QWidget):
    """Signals: `edited` with a DraftChange."""

    edited = Signal(object)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._blend = Blend()
        self._section = Section("Blend", icons, self)
        self.feather = FeatherField()
        self.grow = NumberField("Grow", _GROW)
        self.colours = QCheckBox("Match colours to the picture")
        self.as_it_came = QCheckBox("Keep the answer as it came")
        self._warning = Paragraph(_AS_IT_CAME, self, role="warning")
        self._lay_out()
        self._connect()

    def show_draft(self, draft: Draft) -> None:
        self.setVisible(draft.picture is not None and draft.has_mask)
        self._blend = draft.blend
        self.feather.show_feather(draft.blend.feather)
        self.grow.set_value(draft.blend.grow)
        self.colours.setChecked(draft.blend.colour_match)
        self.as_it_came.setChecked(not draft.blend.composite)
        self._show_state()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._section)
        rows = (self.feather, self.grow, self.colours, self.as_it_came, self._warning)
        for row in rows:
            self._section.set_content(row)

    def _explain(self) -> None:
        blends = self._blend.composite
        self.feather.set_hint(_FEATHER if blends else _NOT_USED)
        self.grow.set_hint(_GROW_HINT if blends else _NOT_USED)
        self.colours.setToolTip(_COLOURS if blends else _NOT_USED)
        self.as_it_came.setToolTip("Uses the answer whole, without laying it into the picture")

    def _connect(self) -> None:
        self.feather.feather_changed.connect(self._say_feather)
        self.grow.value_changed.connect(self._say_grow)
        self.colours.clicked.connect(self._say_colours)
        self.as_it_came.clicked.connect(self._say_composite)

    def _show_state(self) -> None:
        blends = self._blend.composite
        for control in (self.feather, self.grow, self.colours):
            control.setEnabled(blends)
        self._explain()
        self._warning.setVisible(not blends)
        self._section.set_summary("" if blends else "Answer as it came")

    def _say_feather(self, feather: object) -> None:
        self._say(replace(self._blend, feather=feather))  # type: ignore[arg-type]  # int or None

    def _say_grow(self, grow: float) -> None:
        self._say(replace(self._blend, grow=int(grow)))

    def _say_colours(self) -> None:
        self._say(replace(self._blend, colour_match=self.colours.isChecked()))

    def _say_composite(self) -> None:
        self._say(replace(self._blend, composite=not self.as_it_came.isChecked()))

    def _say(self, blend: Blend) -> None:
        self._blend = blend
        self._show_state()
        self.edited.emit(changed(blend=blend))
