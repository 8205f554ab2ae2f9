"""How soft the seam is: left to Stet, or a width in pixels."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.controls.number_edit import NumberEdit
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.segmented import Choice, Segmented
from desktop.ui.controls.setting_row import SettingRow

_RANGE = NumberRange(minimum=0, maximum=500, default=16, unit="px")
_AUTO = Choice(value="auto", text="Auto", hint="As wide as suits the mask")
_OWN = Choice(value="own", text="Width", hint="A width of your own; 0 is a hard edge at the mask")


class FeatherField(SettingRow):
    """Signals: `feather_changed` with pixels, or None for auto."""

    feather_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__("Feather")
        self._mode = Segmented("Feather", self)
        self._mode.set_choices((_AUTO, _OWN))
        self._edit = NumberEdit(_RANGE, "Feather", self)
        self._lay_out()
        self._mode.chosen.connect(self._say)
        self._edit.value_changed.connect(self._say)

    @property
    def mode(self) -> Segmented:
        return self._mode

    @property
    def edit(self) -> NumberEdit:
        return self._edit

    def show_feather(self, feather: int | None) -> None:
        self._mode.set_value((_AUTO if feather is None else _OWN).value)
        self._edit.setEnabled(feather is not None)
        if feather is not None:
            self._edit.set_value(feather)

    def set_hint(self, hint: str) -> None:
        """What the feather does, or why it does nothing now."""
        self._edit.set_hint(hint)
        self._mode.setToolTip(hint)

    def _lay_out(self) -> None:
        control = QWidget(self)
        row = QHBoxLayout(control)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._mode, 3)
        row.addWidget(self._edit, 2)
        self.put(control)

    def _say(self) -> None:
        is_own = self._mode.value == _OWN.value
        self._edit.setEnabled(is_own)
        self.feather_changed.emit(int(self._edit.value) if is_own else None)
