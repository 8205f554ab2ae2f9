"""Which model is asked: one of the table, or any id that is typed."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale, QSize, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyledItemDelegate

from desktop.domain.image_models import ImageModel
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.setting_row import SettingRow
from desktop.ui.icons import Icons
from desktop.ui.prompt.draft_change import changed

_HINT = "The model that is asked. Choose one, or type the id of one that is not in the list"
_UNKNOWN = (
    "Stet does not know this model. Everything is offered, the service decides what it takes, "
    "and the price is unknown."
)
_LONGEST_ID = 128


class ModelField(SettingRow):
    """An editable list; its text is a name from the table or an id as it was typed."""

    def __init__(self, icons: Icons) -> None:
        super().__init__("Model")
        self._icons = icons
        self._models: tuple[ImageModel, ...] = ()
        self._shown = ""
        self._box = ChoiceBox("Model", self)
        self._make_editable()
        self.put(self._box)
        self._box.activated.connect(self._say_item)
        self._line.editingFinished.connect(self._say_typed)

    @property
    def box(self) -> ChoiceBox:
        return self._box

    def show_model(self, model_id: str, model: ImageModel, models: tuple[ImageModel, ...]) -> None:
        """Shows `model_id`, whose row is `model`, among those that are offered."""
        if models != self._models:
            self._models = models
            self._fill()
        self._shown = model_id
        self._show_text(model_id, model)
        self._show_note(model)

    def _make_editable(self) -> None:
        self._box.setObjectName("model")
        self._box.setToolTip(_HINT)
        self._box.setEditable(True)
        self._box.setIconSize(QSize(14, 14))
        self._box.setItemDelegate(QStyledItemDelegate(self._box))
        self._box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._box.setCompleter(None)  # type: ignore[arg-type]  # takes it away
        line = self._box.lineEdit()
        assert line is not None
        line.setMaxLength(_LONGEST_ID)
        line.setAccessibleName("Model")
        line.setPlaceholderText("Model id")
        self._line: QLineEdit = line

    def _fill(self) -> None:
        self._box.clear()
        for place, model in enumerate(self._models):
            self._box.addItem(model.name, model.id)
            self._box.setItemData(place, _about(model), Qt.ItemDataRole.ToolTipRole)
            if model.ends is not None:
                self._box.setItemIcon(place, self._icons.icon("triangle-alert", "warning"))

    def _show_text(self, model_id: str, model: ImageModel) -> None:
        place = self._box.findData(model_id)
        if place != self._box.currentIndex():
            self._box.setCurrentIndex(place)
        is_own_name = place < 0 and model.is_known and model_id == model.id
        text = self._box.itemText(place) if place >= 0 else model.name if is_own_name else model_id
        if self._line.text() != text:
            self._line.setText(text)
            self._line.setCursorPosition(0)

    def _show_note(self, model: ImageModel) -> None:
        if not model.is_known:
            self.set_note(_UNKNOWN, is_warning=True)
            return
        note = model.note("model")
        if model.ends is not None and not note:
            note = _end_note(model)
        self.set_note(note, is_warning=model.ends is not None)

    def _say_item(self, place: int) -> None:
        self._say(str(self._box.itemData(place)))

    def _say_typed(self) -> None:
        typed = self._line.text().strip()
        if typed:
            self._say(self._id_of(typed))
        else:
            self._restore()

    def _say(self, model_id: str) -> None:
        if model_id == self._shown:
            self._restore()
            return
        self._shown = model_id
        self.edited.emit(changed(model=model_id))

    def _restore(self) -> None:
        """What was typed means nothing new: the name stands again."""
        place = self._box.findData(self._shown)
        self._line.setText(self._box.itemText(place) if place >= 0 else self._shown)

    def _id_of(self, typed: str) -> str:
        for model in self._models:
            if typed.casefold() in (model.id.casefold(), model.name.casefold()):
                return model.id
        return typed


def _about(model: ImageModel) -> str:
    parts = [model.id, model.note("model") or _end_note(model)]
    return "\n".join(part for part in parts if part)


def _end_note(model: ImageModel) -> str:
    if model.ends is None:
        return ""
    day = QLocale.c().toString(QDate(*model.ends.timetuple()[:3]), "d MMMM yyyy")
    return f"The service shuts this model down on {day}."
