"""A choice among a few values that lie side by side."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.ui.controls.roles import set_style_property


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value, how it reads, and what it means (its tooltip)."""

    value: str
    text: str
    hint: str = ""


class Segmented(QWidget):
    """Exactly one value is chosen; arrow keys move it, Tab goes past the whole row.

    Signals: `chosen` with the value, only when the designer chose it.
    """

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: tuple[Choice, ...] = ()
        self._buttons: list[QPushButton] = []
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._group.idClicked.connect(self._say)

    @property
    def value(self) -> str:
        """The chosen value; empty when nothing is."""
        place = self._group.checkedId()
        return self._choices[place].value if place >= 0 else ""

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self._choices

    def set_choices(self, choices: tuple[Choice, ...]) -> None:
        """Replaces the values; the chosen one stays when it is still there."""
        if choices == self._choices:
            return
        kept = self.value
        had_focus = any(button.hasFocus() for button in self._buttons)
        self._remove_buttons()
        self._choices = choices
        for place, choice in enumerate(choices):
            self._add_button(place, choice)
        self._keep_place_in_tab_order()
        self.set_value(kept)
        if had_focus:
            self.take_focus()

    def set_value(self, value: str) -> None:
        """Shows `value` as chosen; a value that is not offered leaves nothing chosen."""
        if value == self.value and self._group.checkedId() >= 0:
            return
        self._group.setExclusive(False)
        for choice, button in zip(self._choices, self._buttons, strict=True):
            button.setChecked(choice.value == value)
        self._group.setExclusive(True)

    def take_focus(self) -> None:
        """Gives the focus to the chosen value."""
        place = max(0, self._group.checkedId())
        if self._buttons:
            self._buttons[place].setFocus()

    def _add_button(self, place: int, choice: Choice) -> None:
        button = QPushButton(choice.text.replace("&", "&&"), self)
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setToolTip(choice.hint or choice.text)
        button.setAccessibleName(f"{self.accessibleName()}: {choice.text}")
        set_style_property(button, "role", "segment")
        set_style_property(button, "place", _place_name(place, len(self._choices)))
        self._group.addButton(button, place)
        self._row.addWidget(button, 1)
        self._buttons.append(button)
        button.show()

    def _keep_place_in_tab_order(self) -> None:
        """New buttons stand where the row stands; Qt would put them after everything else."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        before: QWidget = self
        for button in self._buttons:
            QWidget.setTabOrder(before, button)
            before = button
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _remove_buttons(self) -> None:
        for button in self._buttons:
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons.clear()

    def _say(self, place: int) -> None:
        self.chosen.emit(self._choices[place].value)


def _place_name(place: int, count: int) -> str:
    if count == 1:
        return "only"
    return "first" if place == 0 else "last" if place == count - 1 else "middle"
