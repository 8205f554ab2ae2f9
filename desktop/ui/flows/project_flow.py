"""The library as one portable file, out and in, beside the window; and where it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox, QProgressDialog

from desktop.domain.edit import ResultRef
from desktop.domain.problems import Problem
from desktop.storage.library import Library
from desktop.ui.errands import Errands
from desktop.ui.flows.settings_keeper import SettingsKeeper
from desktop.ui.main_window import MainWindow

if TYPE_CHECKING:
    from desktop.storage.project_file import WrittenProject
    from desktop.storage.project_import import ImportedProject

_KIND = "Stet projects (*.stet)"
_LIBRARY_NAME = "Stet library"
"""What the folder is called inside one that has something else in it."""


class ProjectFlow(QObject):
    """Signals: `problem_found(Problem)`, `note_made(str)`, `edits_came` after an import."""

    problem_found = Signal(object)
    note_made = Signal(str)
    edits_came = Signal()
    _progressed = Signal(int, int)

    def __init__(
        self, library: Library, keeper: SettingsKeeper, errands: Errands, window: MainWindow
    ) -> None:
        super().__init__(window)
        self._library = library
        self._keeper = keeper
        self._errands = errands
        self._window = window
        self._stop = threading.Event()
        self._progress: QProgressDialog | None = None
        self._progressed.connect(self._show_progress)

    def export_library(self) -> None:
        """Everything that is not in the trash."""
        self._export("Export the library", "library.stet", ())

    def export_chosen(self, refs: tuple[ResultRef, ...]) -> None:
        """Those results with all that they went on from."""
        self._export("Export as a project", "project.stet", refs)

    def ask_import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, "Import a project", "", f"{_KIND};;All files (*)"
        )
        if chosen:
            self.import_file(Path(chosen))

    def import_file(self, path: Path) -> None:
        """What the library has already stays as it is."""
        from desktop.storage.project_import import import_project

        work = partial(
            import_project, path, self._library, self._progressed.emit, self._stop.is_set
        )
        self._begin(f"Taking in {path.name}")
        self._errands.run(work, self._tell_import, self._fail)

    def show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._library.folder)))

    def ask_move(self) -> None:
        """Asks for the folder; the library moves before the window opens the next time."""
        start = str(self._library.folder.parent)
        chosen = QFileDialog.getExistingDirectory(self._window, "Move the library into", start)
        if not chosen:
            return
        folder = Path(chosen)
        target = folder if not any(folder.iterdir()) else folder / _LIBRARY_NAME
        question = QMessageBox(self._window)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle("Move the library")
        question.setText("The library moves when Stet starts the next time.")
        question.setInformativeText(
            f"From {self._library.folder}\nto {target}\n\nEvery file is copied and compared, and "
            "only then removed here. If anything goes wrong, it stays where it is."
        )
        quitting = question.addButton("Quit and move", QMessageBox.ButtonRole.AcceptRole)
        later = question.addButton("At the next start", QMessageBox.ButtonRole.AcceptRole)
        question.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(later)

        def decide() -> None:
            clicked = question.clickedButton()
            question.deleteLater()
            if clicked in {quitting, later}:
                self.move_at_start(target)
            if clicked is quitting:
                self._window.close()

        question.finished.connect(decide)
        question.open()

    def move_at_start(self, target: Path) -> None:
        value = self._keeper.value
        self._keeper.change(replace(value, moves_library_to=str(target)))
        self.note_made.emit(f"The library moves to {target} when Stet starts the next time.")

    def shut_down(self) -> None:
        self._stop.set()

    # inside -------------------------------------------------------------------------------

    def _export(self, title: str, name: str, refs: tuple[ResultRef, ...]) -> None:
        """The system's dialog asks itself before a file is replaced."""
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, name, _KIND)
        if chosen:
            path = Path(chosen)
            if path.suffix.lower() != ".stet":
                path = path.with_name(f"{path.name}.stet")
            self.write(path, refs)

    def write(self, path: Path, refs: tuple[ResultRef, ...]) -> None:
        """All of the library where `refs` is empty."""
        work = partial(
            _written, path, refs, self._library, self._progressed.emit, self._stop.is_set
        )
        self._begin(f"Writing {path.name}")
        self._errands.run(work, self._tell_export, self._fail)

    def _begin(self, words: str) -> None:
        self._stop.clear()
        progress = QProgressDialog(words, "Stop", 0, 0, self._window)
        progress.setWindowTitle("Stet")
        progress.setMinimumDuration(400)
        progress.setAutoReset(False)
        progress.canceled.connect(self._stop.set)
        self._progress = progress

    def _show_progress(self, done: int, total: int) -> None:
        if self._progress is not None:
            self._progress.setMaximum(total)
            self._progress.setValue(done)

    def _end(self) -> None:
        if self._progress is not None:
            self._progress.canceled.disconnect(self._stop.set)
            self._progress.close()
            self._progress.deleteLater()
            self._progress = None

    def _fail(self, trouble: Problem) -> None:
        self._end()
        self.problem_found.emit(trouble)

    def _tell_export(self, made: WrittenProject) -> None:
        self._end()
        if made.was_stopped:
            self.note_made.emit("Stopped; no file was written.")
            return
        said = f"Saved {made.path.name}: {made.edits:,} edits with {made.pictures:,} pictures."
        if made.missing:
            said += f" {len(made.missing):,} pictures are missing in the library, and so in it."
        if made.searches:
            said += f" {made.searches:,} saved searches went along."
        if made.left_in_trash:
            said += f" {made.left_in_trash:,} results in the trash did not."
        self.note_made.emit(said)

    def _tell_import(self, made: ImportedProject) -> None:
        self._end()
        said = ["Stopped."] if made.was_stopped else []
        said.append(f"{len(made.edits):,} edits came in." if made.edits else "No edit came in.")
        if made.known:
            said.append(f"{made.known:,} were there already.")
        if made.incomplete:
            said.append(f"{made.incomplete:,} lack pictures and were left out.")
        if made.searches:
            said.append(f"{made.searches:,} saved searches came along.")
        self.note_made.emit(" ".join(said))
        if made.edits:
            self.edits_came.emit()


def _written(
    path: Path,
    refs: tuple[ResultRef, ...],
    library: Library,
    told: Callable[[int, int], None],
    is_stopped: Callable[[], bool],
) -> WrittenProject:
    """On a worker's thread."""
    from desktop.storage.project_file import with_ancestors, write_library, write_project

    if not refs:
        return write_library(path, library, told, is_stopped)
    edits = with_ancestors([ref.edit for ref in refs], library, is_stopped)
    return write_project(path, edits, library, told, is_stopped)
