"""The library cannot be opened: what happened, and what can be done about it, before any window."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QWidget

from desktop.domain.problems import Problem, ProblemKind


class Way(StrEnum):
    """How to go on; the value is what the button reads."""

    REPAIR = "Repair it"
    AGAIN = "Try again"
    OTHER = "Use another folder…"
    QUIT = "Quit"


_HINTS = {
    Way.REPAIR: "Builds the history anew from its records; the damaged file is kept beside it",
    Way.AGAIN: "Opens the same folder once more",
    Way.OTHER: "For this run; the library that cannot be opened is left as it is",
    Way.QUIT: "Ends Stet and changes nothing",
}
_REPAIR = (
    "Your pictures and the record of every edit are kept in files of their own, so the history "
    "can be built anew from them. The damaged file is kept beside it; nothing is deleted."
)


def ways_for(problem: Problem) -> tuple[Way, ...]:
    """What makes sense; the first is suggested."""
    if problem.kind is ProblemKind.LIBRARY_DAMAGED:
        return (Way.REPAIR, Way.OTHER, Way.QUIT)
    return (Way.AGAIN, Way.OTHER, Way.QUIT)


class LibraryQuestion(QMessageBox):
    """`ask` waits for the answer: there is nothing else to do yet."""

    def __init__(self, problem: Problem, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle("Stet")
        self.setText(problem.sentence)
        is_damaged = problem.kind is ProblemKind.LIBRARY_DAMAGED
        self.setInformativeText(f"{_REPAIR if is_damaged else problem.remedy}\n\n{folder}")
        if problem.detail:
            self.setDetailedText(problem.detail)
        self._buttons = {way: self._button(way) for way in ways_for(problem)}
        self.setDefaultButton(next(iter(self._buttons.values())))
        self.setEscapeButton(self._buttons[Way.QUIT])

    def ask(self) -> Way:
        self.exec()
        chosen = [way for way, button in self._buttons.items() if button is self.clickedButton()]
        self.deleteLater()
        return chosen[0] if chosen else Way.QUIT

    def _button(self, way: Way) -> QPushButton:
        is_last = way is Way.QUIT
        role = QMessageBox.ButtonRole.RejectRole if is_last else QMessageBox.ButtonRole.ActionRole
        button = self.addButton(way.value, role)
        button.setToolTip(_HINTS[way])
        return button


def ask_for_folder(before: Path) -> Path | None:
    """Another folder for the library; None when the designer thinks better of it."""
    start = str(before.parent)
    chosen = QFileDialog.getExistingDirectory(None, "Use another library folder", start)
    return Path(chosen) if chosen else None
