"""A setting with a few values: side by side where they fit, in a list where they do not."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.segmented import Choice, Segmented
from desktop.ui.controls.setting_row import SettingRow
from desktop.ui.prompt.draft_change import DraftChange, changed

_MOST_SEGMENTS = 4


class ChoiceField(SettingRow):
    """Shows what the model offers for one field of the draft, and nothing when it offers none.

    `unset` is the word for None, the service's own choice; without it the field is always set.
    """

    def __init__(self, field: str, text: str, hint: str, *, unset: str = "") -> None:
        super().__init__(text)
        self._field = field
        self._unset = unset
        self._picker = ChoicePicker(text, hint, self)
        self.put(self._picker)
        self._picker.segments.chosen.connect(self._say)
        self._picker.box.activated.connect(self._say_item)

    @property
    def picker(self) -> ChoicePicker:
        """What carries the field's object name and takes the focus."""
        return self._picker

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self._picker.segments.choices

    @property
    def value(self) -> str:
        return self._picker.segments.value

    @property
    def spoken(self) -> str:
        """Name and word of what is set; empty while the service's own choice is left."""
        word = next((one.text for one in self.choices if one.value == self.value), "")
        return f"{self._label.text()}: {word}" if self.value else ""

    def show_choices(self, choices: tuple[Choice, ...], value: str | None) -> None:
        """Shows `value` among `choices`; hides the whole row when there are none."""
        self.setVisible(bool(choices))
        if self._unset and choices:
            first = Choice(value="", text=self._unset, hint="The service's own choice; not sent")
            choices = (first, *choices)
        self._picker.show_choices(choices, value or "")

    def change_to(self, value: str) -> DraftChange:
        """The change that choosing `value` makes; fields that are no text replace this."""
        return changed(**{self._field: value or None})

    def _say(self, value: str) -> None:
        self._picker.show_value(value)
        self.edited.emit(self.change_to(value))

    def _say_item(self, place: int) -> None:
        self._say(str(self._picker.box.itemData(place)))


class ChoicePicker(QWidget):
    """Segments and a list for the same values; the width decides which of them is seen."""

    def __init__(self, name: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.segments = Segmented(name, self)
        self.box = ChoiceBox(name, self)
        self.box.setToolTip(hint)
        self.setToolTip(hint)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.segments)
        row.addWidget(self.box)
        self._choose_form()

    def show_choices(self, choices: tuple[Choice, ...], value: str) -> None:
        if choices != self.segments.choices:
            self.segments.set_choices(choices)
            self._fill_box(choices)
            self._choose_form()
        self.show_value(value)

    def show_value(self, value: str) -> None:
        """A value that is not offered is named in the list and chosen nowhere."""
        self.segments.set_value(value)
        self.box.setPlaceholderText(value)
        self.box.setCurrentIndex(self.box.findData(value))

    def minimumSizeHint(self) -> QSize:
        """As narrow as the list, whichever of both is shown."""
        return self.box.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_form()

    def _choose_form(self) -> None:
        few = 0 < len(self.segments.choices) <= _MOST_SEGMENTS
        fits = self.segments.minimumSizeHint().width() <= self.width()
        as_segments = few and fits
        if as_segments != self.segments.isHidden():
            return
        focused: QWidget | None = self.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        self.segments.setVisible(as_segments)
        self.box.setVisible(not as_segments)
        if had_focus:
            self.setFocus()

    def _fill_box(self, choices: tuple[Choice, ...]) -> None:
        self.box.clear()
        for choice in choices:
            self.box.addItem(choice.text, choice.value)
