"""Ticks for what a service does not take, whatever its models can do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from desktop.domain.profile import Trait

_COLUMNS = 2
_WORDS = {
    Trait.STREAM: ("Previews", "The service ignores “stream” or breaks on it"),
    Trait.COUNT: ("Several at once", "The service makes one result, whatever “n” says"),
    Trait.QUALITY: ("Quality", "The service chooses the quality itself"),
    Trait.BACKGROUND: ("Background", "The service ignores or refuses “background”"),
    Trait.FORMAT: ("Format", "The service always answers with PNG"),
    Trait.WEBP: ("WebP", "The service makes no WebP"),
    Trait.COMPRESSION: ("Compression", "The service ignores “output_compression”"),
    Trait.MODERATION: ("Moderation", "The service does not know “moderation”"),
    Trait.COMPLEXITY: ("Complexity", "The service does not know “complexity”"),
    Trait.MASK: ("Masks", "The service takes no mask"),
    Trait.MARKUP: ("Markup", "The service takes no markup"),
}


class TraitChoice(QWidget):
    """Signal: `edited` when the designer ticked something."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ticks = {trait: _tick(trait, self) for trait in Trait}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setVerticalSpacing(6)
        for place, tick in enumerate(self.ticks.values()):
            grid.addWidget(tick, place // _COLUMNS, place % _COLUMNS)
            tick.clicked.connect(self.edited)

    def show_traits(self, traits: tuple[Trait, ...]) -> None:
        for trait, tick in self.ticks.items():
            tick.setChecked(trait in traits)

    def traits(self) -> tuple[Trait, ...]:
        return tuple(trait for trait, tick in self.ticks.items() if tick.isChecked())


def _tick(trait: Trait, parent: QWidget) -> QCheckBox:
    words, hint = _WORDS[trait]
    tick = QCheckBox(words, parent)
    tick.setToolTip(hint)
    return tick
