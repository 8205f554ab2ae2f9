"""A label, a slider and a number for the same value; the slider can be logarithmic."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from desktop.ui.controls.number_edit import NumberEdit
from desktop.ui.controls.number_field import LABEL_WIDTH
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.scrub_label import ScrubLabel

_TICKS = 1000
_NUMBER_WIDTH = 68


class SliderField(QWidget):
    """Signals: `value_edited` live, `value_changed` when the value stands."""

    value_edited = Signal(float)
    value_changed = Signal(float)

    def __init__(self, text: str, limits: NumberRange, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = ScrubLabel(text, self)
        self._slider = _QuietSlider(self)
        self._edit = NumberEdit(limits, text, self)
        self._lay_out(text)
        self._connect()
        self._show(limits.default)

    @property
    def value(self) -> float:
        return self._edit.value

    @property
    def edit(self) -> NumberEdit:
        return self._edit

    @property
    def slider(self) -> QSlider:
        return self._slider

    @property
    def label(self) -> ScrubLabel:
        return self._label

    def set_value(self, value: float) -> None:
        self._edit.set_value(value)
        self._show(self._edit.value)

    def set_limits(self, limits: NumberRange) -> None:
        self._edit.set_limits(limits)
        self._show(self._edit.value)

    def set_hint(self, hint: str) -> None:
        """The tooltip of slider and number: what the value does, in one sentence."""
        self._slider.setToolTip(hint)
        self._edit.set_hint(hint)

    def set_label_width(self, width: int) -> None:
        self._label.setFixedWidth(width)

    def _lay_out(self, text: str) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._label.setFixedWidth(LABEL_WIDTH)
        self._label.setBuddy(self._edit)
        self._slider.setAccessibleName(text)
        self._edit.setFixedWidth(_NUMBER_WIDTH)
        row.addWidget(self._label)
        row.addWidget(self._slider, 1)
        row.addWidget(self._edit)
        self.setFocusProxy(self._edit)

    def _connect(self) -> None:
        self._label.scrubbed.connect(self._edit.scrub)
        self._label.scrub_ended.connect(self._edit.commit)
        self._label.reset_requested.connect(self._edit.reset)
        self._slider.valueChanged.connect(self._slide)
        self._slider.sliderReleased.connect(self._edit.commit)
        self._edit.value_edited.connect(self._follow)
        self._edit.value_changed.connect(self._stand)

    def _slide(self, tick: int) -> None:
        """The slider was moved by hand: by dragging, by a key, or by an assistive technology."""
        self._edit.scrub_to(self._edit.limits.at(tick / _TICKS))
        if not self._slider.isSliderDown():
            self._edit.commit()

    def _follow(self, value: float) -> None:
        self._show(value)
        self.value_edited.emit(value)

    def _stand(self, value: float) -> None:
        self._show(value)
        self.value_changed.emit(value)

    def _show(self, value: float) -> None:
        if self._slider.isSliderDown():
            return
        with QSignalBlocker(self._slider):
            self._slider.setValue(round(self._edit.limits.position(value) * _TICKS))


class _QuietSlider(QSlider):
    """A slider that leaves the wheel to the panel unless it has the focus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, _TICKS)
        self.setSingleStep(_TICKS // 100)
        self.setPageStep(_TICKS // 10)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
