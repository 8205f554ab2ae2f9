"""Whether Stet may ask for new versions, whom it would ask, and what it heard last."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.segmented import Choice, Segmented

_OFF, _DAILY = "off", "daily"
_CHOICES = (
    Choice(value=_OFF, text="Never ask", hint="Stet asks nobody"),
    Choice(value=_DAILY, text="Once a day", hint="Asks when Stet starts, once a day at most"),
)
_NOT_SET_UP = "This build of Stet is not set up to ask for new versions; it asks nobody."
_ABOUT = (
    "{host} is asked for one signed file with the newest version's number. It hears nothing about "
    "you or your pictures, and nothing is ever installed by itself."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateState:
    """`host` is empty in a build that is not set up; `heard` says what came of the last question.

    `is_asking` while the answer is awaited.
    """

    host: str = ""
    heard: str = ""
    is_asking: bool = False


class UpdateField(QWidget):
    """Signals: `toggled(bool)` when the designer agrees or no longer does; `look_requested`."""

    toggled = Signal(bool)
    look_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = Segmented("New versions")
        self.choice.set_choices(_CHOICES)
        self.look = QPushButton("Ask now", self)
        self._controls = QWidget(self)
        self._about = Paragraph(_NOT_SET_UP, self, role="soft")
        self._heard = Paragraph("", self)
        self._lay_out()
        self.choice.chosen.connect(lambda value: self.toggled.emit(value == _DAILY))
        self.look.clicked.connect(self.look_requested)
        self.show_wanted(is_wanted=False)
        self.show_state(UpdateState())

    def show_wanted(self, *, is_wanted: bool) -> None:
        self.choice.set_value(_DAILY if is_wanted else _OFF)

    def show_state(self, state: UpdateState) -> None:
        """Without a host there is nothing to choose, and the field says so."""
        self._controls.setVisible(bool(state.host))
        self._about.set_text(_ABOUT.format(host=state.host) if state.host else _NOT_SET_UP)
        self.look.setEnabled(not state.is_asking)
        self._heard.set_text("Asking…" if state.is_asking else state.heard)
        self._heard.setVisible(bool(self._heard.text()))

    @property
    def words(self) -> str:
        """What is read below the controls."""
        return f"{self._about.text()} {self._heard.text()}".strip()

    def _lay_out(self) -> None:
        self.look.setToolTip("Asks once, now, whatever is chosen")
        self.look.setAutoDefault(False)
        row = QHBoxLayout(self._controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.choice, 1)
        row.addWidget(self.look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._controls)
        column.addWidget(self._about)
        column.addWidget(self._heard)
