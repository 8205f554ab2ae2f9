"""How strongly a JPEG or WebP result is compressed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.draft import Draft
from desktop.domain.image_models import ImageModel
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.slider_field import SliderField
from desktop.ui.prompt.draft_change import changed

_FULL = 100
_RANGE = NumberRange(minimum=0, maximum=_FULL, default=_FULL, unit="%")
_HINT = "Lower makes smaller and coarser files; 100% is what the service does by itself"


class CompressionField(QWidget):
    """Hidden unless the format can be compressed. Signals: `edited` with a DraftChange."""

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._slider = SliderField("File quality", _RANGE, self)
        self._slider.set_hint(_HINT)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._slider)
        self._slider.value_changed.connect(self._say)

    @property
    def slider(self) -> SliderField:
        return self._slider

    def show_compression(self, draft: Draft, model: ImageModel) -> None:
        self.setVisible(draft.output_format in model.compressible)
        self._slider.set_value(_FULL if draft.compression is None else draft.compression)

    def _say(self, value: float) -> None:
        """The service's own value is left unsent."""
        level = int(value)
        self.edited.emit(changed(compression=None if level == _FULL else level))
