"""The window that compares two pictures of the library."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.jobs.compare_pictures import Comparison
from desktop.ui.compare.compare_view import CompareMode, CompareView
from desktop.ui.compare.places_overlay import places_overlay
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
_PLACES = Choice(
    value=CompareMode.PLACES,
    text="Changes",
    hint="Click what is to be kept; the rest can be restored from the original",
)
_MODES_WIDTH, _WITH_PLACES = 400, 470


class CompareDialog(DialogFrame):
    """Made before the pictures are read; `show_comparison` brings them.

    Where a result is held against what it was made from (`can_keep`), chosen changes can be kept
    and the rest restored. Signals: `keep_requested(ChangedPlaces, frozenset of places)`.
    """

    keep_requested = Signal(object, object)

    def __init__(
        self, names: tuple[str, str], parent: QWidget | None = None, *, can_keep: bool = False
    ) -> None:
        super().__init__("Compare", parent)
        self._can_keep = can_keep
        self._found: Comparison | None = None
        self._chosen: frozenset[int] = frozenset()
        self._keep = QPushButton("Keep the chosen, restore the rest", self)
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
        self._found = found
        self._chosen = frozenset()
        self._show_words()
        self._show_places()

    def _lay_out(self) -> None:
        self._modes.set_choices((*_MODES, _PLACES) if self._can_keep else _MODES)
        self._modes.set_value(CompareMode.SLIDER)
        self._modes.setMinimumWidth(_WITH_PLACES if self._can_keep else _MODES_WIDTH)
        for button, hint in ((self._fit, "All of the picture (0)"), (self._actual, "Pixels (1)")):
            set_role(button, "quiet")
            button.setAutoDefault(False)
            button.setToolTip(hint)
        set_role(self._zoom, "soft")
        self._zoom.setMinimumWidth(40)
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
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
        set_role(self._keep, "primary")
        self._keep.setVisible(False)
        self.add_button(self._keep)

    def _connect(self) -> None:
        self._modes.chosen.connect(self._choose)
        self._fit.clicked.connect(self._view.zoom_to_fit)
        self._actual.clicked.connect(self._view.zoom_actual)
        self._view.zoom_changed.connect(self._show_zoom)
        self._view.place_clicked.connect(self._toggle)
        self._keep.clicked.connect(self._ask_keeping)

    def _choose(self, mode: str) -> None:
        self._view.set_mode(CompareMode(mode))
        self._keep.setVisible(self._view.mode is CompareMode.PLACES)
        self._show_words()

    def _toggle(self, x: float, y: float) -> None:
        """Chooses the place that was clicked, or gives it up again."""
        place = self._found.places.place_at(x, y) if self._found is not None else 0
        if place:
            self._chosen = self._chosen ^ {place}
            self._show_words()
            self._show_places()

    def _show_places(self) -> None:
        if self._found is None or not self._can_keep:
            return
        self._view.show_overlay(places_overlay(self._found.places, self._chosen))
        self._keep.setEnabled(bool(self._chosen))
        hint = "Lays only these changes into the original: here, at no cost, as a new result"
        self._keep.setToolTip(hint if self._chosen else "Click a change in the picture first")

    def _show_words(self) -> None:
        if self._found is None:
            return
        if self._view.mode is CompareMode.PLACES:
            self._words.setText(_places_sentence(self._found.places.count, len(self._chosen)))
        else:
            self._words.setText(_sentence(self._found))

    def _ask_keeping(self) -> None:
        if self._found is not None and self._chosen:
            self.keep_requested.emit(self._found.places, self._chosen)

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


def _places_sentence(count: int, chosen: int) -> str:
    """What is changed place by place, and what is chosen of it."""
    if not count:
        return "No single place stands out: whatever differs is small or spread over the picture."
    words = "One place is changed." if count == 1 else f"{count} places are changed."
    return f"{words} Click those to keep: {chosen} chosen. What is red would be restored."
