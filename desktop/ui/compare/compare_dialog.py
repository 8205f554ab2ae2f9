"""The window that compares two pictures of the library."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.jobs.compare_pictures import Comparison
from desktop.ui.compare.compare_view import CompareMode, CompareView
from desktop.ui.controls.roles import set_role
from desktop.ui.controls.segmented import Choice, Segmented
from desktop.ui.dialogs.dialog_frame import DialogFrame

_MODES = (
    Choice(value=CompareMode.SLIDER, text="Slider", hint="Drag the divider across the picture"),
    Choice(value=CompareMode.BESIDE, text="Side by side", hint="Both move and zoom together"),
    Choice(value=CompareMode.BLINK, text="Blink", hint="One after the other in the same place"),
    Choice(
        value=CompareMode.DIFFERENCE,
        text="Difference",
        hint="What differs glows, however little it is",
    ),
)
_MODES_WIDTH = 400


class CompareDialog(DialogFrame):
    """Made before the pictures are read; `show_comparison` brings them."""

    def __init__(self, names: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__("Compare", parent)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._view = CompareView(names, self)
        self._modes = Segmented("How to compare", self)
        self._fit = QPushButton("Fit", self)
        self._actual = QPushButton("100%", self)
        self._words = QLabel("Reading the pictures…", self)
        self._zoom = QLabel(self)
        self._lay_out()
        self._connect()

    def sizeHint(self) -> QSize:
        return QSize(1100, 760)

    def show_comparison(self, found: Comparison) -> None:
        self._view.show_pictures(found.first.levels, found.second.levels, found.difference.levels)
        self._words.setText(_sentence(found))

    def _lay_out(self) -> None:
        self._modes.set_choices(_MODES)
        self._modes.set_value(CompareMode.SLIDER)
        self._modes.setMinimumWidth(_MODES_WIDTH)
        for button, hint in ((self._fit, "All of the picture (0)"), (self._actual, "Pixels (1)")):
            set_role(button, "quiet")
            button.setAutoDefault(False)
            button.setToolTip(hint)
        set_role(self._zoom, "soft")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._modes)
        row.addStretch(1)
        row.addWidget(self._zoom)
        row.addWidget(self._fit)
        row.addWidget(self._actual)
        host = QWidget(self)
        host.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self.add(host)
        self.add(self._view, 1)
        self._words.setWordWrap(True)
        set_role(self._words, "soft")
        self.add(self._words)
        self.add_close_button()

    def _connect(self) -> None:
        self._modes.chosen.connect(self._choose)
        self._fit.clicked.connect(self._view.zoom_to_fit)
        self._actual.clicked.connect(self._view.zoom_actual)
        self._view.zoom_changed.connect(self._show_zoom)

    def _choose(self, mode: str) -> None:
        self._view.set_mode(CompareMode(mode))

    def _show_zoom(self, zoom: float) -> None:
        self._zoom.setText(f"{zoom:.0%}")


def _sentence(found: Comparison) -> str:
    """How much differs, in plain words."""
    if found.changed == 0:
        words = "Not one pixel differs."
    else:
        share = 100 * found.changed / found.total
        part = f"{share:.1f} %" if share >= 0.1 else "less than 0.1 %"
        words = f"{found.changed:,} pixels differ, {part} of the picture."
    if found.is_scaled:
        words += " The second picture has another size; it is scaled to the first."
    return words
