"""The settings while the program runs: one value, announced when it changes, saved soon after."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.settings import Settings, with_keys_apart
from desktop.storage.settings_file import SettingsFile
from desktop.ui.errands import Errands

_SAVE_AFTER_MS = 500


class SettingsKeeper(QObject):
    """Signals: `changed(Settings)`; `problem_found(Problem)` when they could not be saved."""

    changed = Signal(object)
    problem_found = Signal(object)

    def __init__(
        self, file: SettingsFile, settings: Settings, errands: Errands, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._file = file
        self._settings = settings
        self._saved = settings
        self._errands = errands
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self._save_beside)

    @property
    def value(self) -> Settings:
        return self._settings

    def change(self, settings: Settings) -> None:
        """Takes over new settings; several changes in a row are saved once."""
        settings = with_keys_apart(self._settings, settings)
        if settings == self._settings:
            return
        self._settings = settings
        self._timer.start()
        self.changed.emit(settings)

    def save_now(self, settings: Settings) -> None:
        """At the end of the program, without a word to anybody; ProblemError when that fails."""
        self._timer.stop()
        self._settings = settings
        if self._settings != self._saved:
            self._file.save(self._settings)
            self._saved = self._settings

    def _save_beside(self) -> None:
        settings = self._settings

        def remember(_: None) -> None:
            self._saved = settings

        self._errands.run(lambda: self._file.save(settings), remember, self.problem_found.emit)
