"""Looking at what is stored at the service for batches."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QObject

from desktop.ui.batches.files_dialog import FilesDialog
from desktop.ui.flows.engine import Engine
from desktop.ui.main_window import MainWindow


class ServiceFilesFlow(QObject):
    """One dialog at a time, of the profile in use."""

    def __init__(self, engine: Engine, window: MainWindow) -> None:
        super().__init__(window)
        self._engine = engine
        self._window = window
        self._dialog: FilesDialog | None = None

    def show(self) -> None:
        """Asks the service what it holds, which is free."""
        profile = self._engine.profiles.active
        dialog = FilesDialog(profile.host, self._window)
        dialog.deletion_requested.connect(self._delete)
        dialog.finished.connect(self._forget)
        dialog.finished.connect(dialog.deleteLater)
        self._dialog = dialog
        dialog.show()
        self._ask(self._engine.batches.files(profile.id))

    def _delete(self) -> None:
        self._ask(self._engine.batches.delete_left(self._engine.profiles.active.id))

    def _ask(self, work: Coroutine[Any, Any, Any]) -> None:
        dialog = self._dialog
        assert dialog is not None
        job = self._engine.runner.run(work)
        self._engine.errands.await_job(job, self._show, self._refuse)

    def _show(self, files: Any) -> None:
        if self._dialog is not None:
            self._dialog.show_files(files)

    def _refuse(self, trouble: Any) -> None:
        if self._dialog is not None:
            self._dialog.show_problem(trouble)

    def _forget(self) -> None:
        self._dialog = None
