"""How many results are asked for at once."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from desktop.domain.image_models import ImageModel
from desktop.ui.controls.number_edit import NumberEdit
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.setting_row import SettingRow
from desktop.ui.icons import Icons
from desktop.ui.prompt.draft_change import changed

_HINT = "How many results to ask for at once; each one is billed (1 to {most})"


class CountField(SettingRow):
    """A number with a minus and a plus beside it."""

    def __init__(self, icons: Icons) -> None:
        super().__init__("Variations")
        self._edit = NumberEdit(_range(10), "Variations", self)
        self._edit.setObjectName("count")
        self._fewer = _step_button(icons, "minus", "One variation fewer")
        self._more = _step_button(icons, "plus", "One variation more")
        self._lay_out()
        self._fewer.clicked.connect(self._ask_fewer)
        self._more.clicked.connect(self._ask_more)
        self._edit.value_changed.connect(self._say)

    @property
    def edit(self) -> NumberEdit:
        return self._edit

    def show_count(self, count: int, model: ImageModel) -> None:
        """Shows `count`; the model says how many it makes at most."""
        self._edit.set_limits(_range(max(1, model.max_count)))
        self._edit.set_hint(_HINT.format(most=model.max_count))
        self._edit.set_value(count)
        self._show_ends()

    def _lay_out(self) -> None:
        control = QWidget(self)
        row = QHBoxLayout(control)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._edit, 1)
        row.addWidget(self._fewer)
        row.addWidget(self._more)
        self.put(control)

    def _ask_fewer(self) -> None:
        self._edit.step(-1)

    def _ask_more(self) -> None:
        self._edit.step(1)

    def _say(self, count: float) -> None:
        self._show_ends()
        self.edited.emit(changed(count=int(count)))

    def _show_ends(self) -> None:
        limits = self._edit.limits
        self._fewer.setEnabled(self._edit.value > limits.minimum)
        self._more.setEnabled(self._edit.value < limits.maximum)


def _range(most: int) -> NumberRange:
    return NumberRange(minimum=1, maximum=most, default=1)


def _step_button(icons: Icons, icon: str, hint: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icons.icon(icon))
    button.setIconSize(QSize(14, 14))
    button.setToolTip(hint)
    button.setAccessibleName(hint)
    button.setAutoRepeat(True)
    return button
