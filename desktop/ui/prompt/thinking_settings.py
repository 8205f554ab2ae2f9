"""Thinking: whether a model plans, and may search, before another one draws."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.domain.conversation import EFFORTS, Conversation
from desktop.domain.draft import Draft
from desktop.domain.image_models import ImageModel
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.money import dollars
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.section import Section
from desktop.ui.controls.segmented import Choice
from desktop.ui.controls.setting_row import SettingRow
from desktop.ui.icons import Icons
from desktop.ui.prompt.choice_field import ChoiceField
from desktop.ui.prompt.draft_change import DraftChange, changed

_SWITCH = (
    "A model that thinks reads your words and the picture, rewrites the prompt and lets the model "
    "above draw it; results can be talked about further"
)
_KEPT = "One result at a time. The service keeps the turns and their pictures for about 30 days."
_EFFORT = "How long it may think; more costs more"
_SEARCH = "It may look things up before it draws; the pages that it read are kept with the edit"
_WORDS = {"low": "Low", "medium": "Medium", "high": "High"}
_PRICES = "{given} in, {made} out for a million tokens."


class ThinkingSettings(QWidget):
    """Signals: `edited` with a DraftChange."""

    edited = Signal(object)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conversation: Conversation | None = None
        self._model: ImageModel | None = None
        self._section = Section("Thinking", icons, self)
        self.switch = QCheckBox("Think before drawing")
        self.outer_model = OuterModelField()
        self.effort = _EffortField()
        self.search = QCheckBox("Search the web")
        self._one = Paragraph(_KEPT, self, role="soft")
        self._lay_out()
        self._connect()

    def show_draft(self, draft: Draft, model: ImageModel) -> None:
        """Hidden for a model that nothing is known to think for."""
        self._model, self._conversation = model, draft.conversation
        self.setVisible(bool(model.outer_models))
        turn = draft.conversation
        self.switch.setChecked(turn is not None)
        for part in (self.outer_model, self.effort, self.search, self._one):
            part.setVisible(turn is not None)
        if turn is None:
            self._section.set_summary("Off")
            return
        self.outer_model.show_model(turn.outer_model, model)
        choices = tuple(Choice(value=one, text=_WORDS[one], hint=_EFFORT) for one in EFFORTS)
        self.effort.show_choices(choices, turn.effort)
        self.search.setChecked(turn.search)
        self._section.set_summary(_summary(turn, model))

    def _lay_out(self) -> None:
        self.switch.setObjectName("think")
        self.switch.setToolTip(_SWITCH)
        self.search.setObjectName("search")
        self.search.setToolTip(_SEARCH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._section)
        for part in (self.switch, self.outer_model, self.effort, self.search, self._one):
            self._section.set_content(part)
        self._section.set_expanded(is_expanded=False)

    def _connect(self) -> None:
        self.switch.clicked.connect(self._say_switch)
        self.search.clicked.connect(self._say_search)
        self.outer_model.chosen.connect(self._say_model)
        self.effort.wished.connect(self._say_effort)

    def _say_switch(self) -> None:
        if not self.switch.isChecked() or self._model is None:
            self.edited.emit(changed(conversation=None))
            return
        turn = Conversation(outer_model=self._model.outer_models[0].id)
        self.edited.emit(changed(conversation=turn, count=1))

    def _say_search(self) -> None:
        self._say(search=self.search.isChecked())

    def _say_model(self, model: str) -> None:
        self._say(outer_model=model)

    def _say_effort(self, effort: str) -> None:
        self._say(effort=effort or None)

    def _say(self, **values: object) -> None:
        if self._conversation is not None:
            turn = replace(self._conversation, **values)  # type: ignore[arg-type]  # its own names
            self.edited.emit(changed(conversation=turn))


class OuterModelField(SettingRow):
    """Signals: `chosen` with the id of the model that thinks."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("Model")
        self.box = ChoiceBox("Model that thinks", self)
        self.box.setObjectName("outer_model")
        self.box.setToolTip("The model that thinks; the one above draws")
        self.put(self.box)
        self.box.activated.connect(self._say)

    def show_model(self, chosen: str, model: ImageModel) -> None:
        """Its price stands below, where it is known."""
        if [self.box.itemData(place) for place in range(self.box.count())] != [
            one.id for one in model.outer_models
        ]:
            self.box.clear()
            for one in model.outer_models:
                self.box.addItem(one.name, one.id)
        self.box.setPlaceholderText(chosen)
        self.box.setCurrentIndex(self.box.findData(chosen))
        prices = model.outer_model(chosen).prices
        if prices is None:
            self.set_note("Its price is not known.", is_warning=True)
        else:
            given, made = dollars(prices.input), dollars(prices.output)
            self.set_note(_PRICES.format(given=given, made=made))

    def _say(self, place: int) -> None:
        self.chosen.emit(str(self.box.itemData(place)))


class _EffortField(ChoiceField):
    """Signals: `wished` with the effort; empty for the model's own."""

    wished = Signal(str)

    def __init__(self) -> None:
        super().__init__("conversation", "Effort", _EFFORT, unset="Auto")
        self.picker.setObjectName("effort")

    def change_to(self, value: str) -> DraftChange:
        """It is part of the conversation, which the settings around know."""
        self.wished.emit(value)
        return DraftChange(())


def _summary(turn: Conversation, model: ImageModel) -> str:
    said = [model.outer_model(turn.outer_model).name]
    if turn.effort is not None:
        said.append(turn.effort)
    if turn.search:
        said.append("web")
    return " · ".join(said)
