"""A number with its label: typed, stepped, or scrubbed by dragging the label."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.controls.number_edit import NumberEdit
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.scrub_label import ScrubLabel

LABEL_WIDTH = 76
"""Width in pixels of the labels that stand left of their controls."""


class NumberField(QWidget):
    """Signals: `value_edited` live, `value_changed` when the number stands."""

    value_edited = Signal(float)
    value_changed = Signal(float)

    def __init__(self, text: str, limits: NumberRange, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = ScrubLabel(text, self)
        self._edit = NumberEdit(limits, text, self)
        self._lay_out()
        self._connect()

    @property
    def value(self) -> float:
        return self._edit.value

    @property
    def edit(self) -> NumberEdit:
        return self._edit

    @property
    def label(self) -> ScrubLabel:
        return self._label

    def set_value(self, value: float) -> None:
        self._edit.set_value(value)

    def set_limits(self, limits: NumberRange) -> None:
        self._edit.set_limits(limits)

    def set_hint(self, hint: str) -> None:
        """The tooltip of the number: what it does, in one sentence."""
        self._edit.set_hint(hint)

    def set_label_width(self, width: int) -> None:
        self._label.setFixedWidth(width)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._label.setFixedWidth(LABEL_WIDTH)
        self._label.setBuddy(self._edit)
        row.addWidget(self._label)
        row.addWidget(self._edit, 1)
        self.setFocusProxy(self._edit)

    def _connect(self) -> None:
        self._label.scrubbed.connect(self._edit.scrub)
        self._label.scrub_ended.connect(self._edit.commit)
        self._label.reset_requested.connect(self._edit.reset)
        self._edit.value_edited.connect(self.value_edited)
        self._edit.value_changed.connect(self.value_changed)
