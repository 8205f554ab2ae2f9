"""Model, quality, size and format of a batch or a set, in one row."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain.draft import Draft, fitted
from desktop.domain.image_models import ModelTable
from desktop.domain.recipe import ANIMATED, DRAWN
from desktop.domain.size import parse_size
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.roles import set_role


class RequestRow(QWidget):
    """Begins with what the prompt panel is set to, references included.

    Signals: `changed` by the designer.
    """

    changed = Signal()

    def __init__(
        self,
        models: ModelTable,
        draft: Draft,
        parent: QWidget | None = None,
        *,
        has_size: bool = True,
    ) -> None:
        super().__init__(parent)
        self._models = models
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._model = self._add("Model", "Which model draws", 3)
        self._quality = self._add("Quality", "Higher costs more and takes longer", 2)
        self._size = self._add("Size", "For every line that names none", 2)
        self._format = self._add("Format", "Of the files that come back", 2)
        if not has_size:
            self._hide(self._size)
        self._draft = self._plain(draft)
        self._fill()
        for box in (self._model, self._quality, self._size, self._format):
            box.activated.connect(self._take)

    @property
    def draft(self) -> Draft:
        """What was given, with these settings and without prompt, picture and mask."""
        return self._draft

    def _add(self, name: str, hint: str, stretch: int) -> ChoiceBox:
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        label = QLabel(name, holder)
        set_role(label, "soft")
        box = ChoiceBox(name, holder)
        box.setToolTip(hint)
        column.addWidget(label)
        column.addWidget(box)
        self._row.addWidget(holder, stretch)
        return box

    def _hide(self, box: ChoiceBox) -> None:
        """With its label."""
        holder = box.parentWidget()
        assert holder is not None
        holder.hide()

    def _plain(self, draft: Draft) -> Draft:
        """Many stills: one result each, no mask, no marks, no pictures of the canvas."""
        is_still = draft.output_format not in {ANIMATED, DRAWN}
        plain = Draft(
            model=draft.model,
            quality=draft.quality,
            size=draft.size,
            background=draft.background,
            output_format=draft.output_format if is_still else "png",
            compression=draft.compression if is_still else None,
            moderation=draft.moderation,
            references=draft.references,
            previews=0,
        )
        return fitted(plain, self._models.get(plain.model))[0]

    def _fill(self) -> None:
        model = self._models.get(self._draft.model)
        known = [(one.name, one.id) for one in self._models.models]
        if model.id not in {one for _, one in known}:
            known.append((model.name, model.id))
        stills = [one for one in model.formats if one not in {ANIMATED, DRAWN}]
        sizes = list(model.presets or model.usual_sizes)
        if self._draft.size is not None and self._draft.size not in sizes:
            sizes.append(self._draft.size)
        _set(self._model, known, model.id)
        _set(self._quality, [(one, one) for one in model.qualities], self._draft.quality)
        listed = [("Auto", "auto"), *((one.shown, str(one)) for one in sizes)]
        _set(self._size, listed, "auto" if self._draft.size is None else str(self._draft.size))
        _set(self._format, [(one.upper(), one) for one in stills], self._draft.output_format)

    def _take(self) -> None:
        changed = replace(
            self._draft,
            model=str(self._model.currentData()),
            quality=str(self._quality.currentData()),
            size=parse_size(str(self._size.currentData())),
            output_format=str(self._format.currentData()),
        )
        changed = fitted(changed, self._models.get(changed.model))[0]
        if changed != self._draft:
            self._draft = changed
            self._fill()
            self.changed.emit()


def _set(box: ChoiceBox, choices: list[tuple[str, str]], value: str) -> None:
    box.clear()
    for text, data in choices:
        box.addItem(text if text != data else text.capitalize(), data)
    box.setCurrentIndex(max(0, box.findData(value)))
