"""A model and its quality, side by side."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.draft_ladder import Rung, lowest_rung
from desktop.domain.image_models import ImageModel, ModelTable
from desktop.ui.controls.choice_box import ChoiceBox


class RungRow(QWidget):
    """`offered` are the models to choose from. Signals: `changed` by the designer."""

    changed = Signal()

    def __init__(
        self,
        name: str,
        models: ModelTable,
        offered: tuple[ImageModel, ...],
        rung: Rung,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._models = models
        self._model = ChoiceBox(f"{name}: model", self)
        self._quality = ChoiceBox(f"{name}: quality", self)
        self._model.setToolTip(f"{name}: which model draws")
        self._quality.setToolTip(f"{name}: higher costs more")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._model, 3)
        row.addWidget(self._quality, 2)
        for one in offered:
            self._model.addItem(one.name, one.id)
        if self._model.findData(rung.model) < 0:
            self._model.addItem(models.get(rung.model).name, rung.model)
        self._model.setCurrentIndex(self._model.findData(rung.model))
        self._fill(rung.quality)
        self._model.activated.connect(self._take_model)
        self._quality.activated.connect(self._take_quality)

    @property
    def rung(self) -> Rung:
        """What is chosen."""
        return Rung(model=str(self._model.currentData()), quality=str(self._quality.currentData()))

    def _fill(self, quality: str) -> None:
        self._quality.clear()
        for one in self._models.get(str(self._model.currentData())).qualities:
            self._quality.addItem(one.capitalize(), one)
        self._quality.setCurrentIndex(max(0, self._quality.findData(quality)))

    def _take_model(self) -> None:
        before = str(self._quality.currentData())
        model = self._models.get(str(self._model.currentData()))
        is_there = before in model.qualities
        self._fill(before if is_there else lowest_rung(model.id, self._models).quality)
        self.changed.emit()

    def _take_quality(self) -> None:
        self.changed.emit()
