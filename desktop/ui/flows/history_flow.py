"""Going back: looking at results, using them again, saving them, dragging them out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from desktop.domain.draft import reused
from desktop.domain.edit import Edit, Result, ResultRef
from desktop.domain.identity import EditId
from desktop.domain.recipe import InputFile
from desktop.domain.reference import Reference
from desktop.storage.history import History
from desktop.storage.library import Library
from desktop.ui.errands import Errands
from desktop.ui.flows.combine_flow import CombineFlow
from desktop.ui.flows.compare_flow import CompareFlow
from desktop.ui.flows.draft_flow import DraftFlow
from desktop.ui.flows.library_flow import LibraryFlow
from desktop.ui.flows.picture_flow import PictureFlow
from desktop.ui.flows.result_flow import ResultFlow
from desktop.ui.history.history_panel import HistoryPanel
from desktop.ui.main_window import MainWindow
from desktop.ui.mime import DraggedPicture
from desktop.ui.workspace import Workspace

if TYPE_CHECKING:
    from desktop.jobs.credential_words import CredentialWords

_LAYERED = {"Photoshop (*.psd)": ".psd", "OpenRaster (*.ora)": ".ora"}
"""What the file dialog offers, and the ending it stands for."""


@dataclass(frozen=True, slots=True)
class SearchSource:
    """The edits that a search finds, page by page."""

    history: History
    text: str

    def page(self, before: EditId | None, limit: int) -> tuple[Edit, ...]:
        if not self.text.strip():
            return self.history.page(before, limit)
        return self.history.search(self.text, before, limit)


class HistoryFlow(QObject):
    """Signals: `problem_found(Problem)`; `note_made(str)`, a sentence for the status line."""

    problem_found = Signal(object)
    note_made = Signal(str)

    def __init__(
        self,
        panel: HistoryPanel,
        library: Library,
        workspace: Workspace,
        errands: Errands,
        flows: tuple[DraftFlow, PictureFlow, ResultFlow],
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._panel = panel
        self._library = library
        self._workspace = workspace
        self._errands = errands
        self._drafts, self._opening, self._results = flows
        self._window = window
        self._folder = ""
        self._dragged = tempfile.TemporaryDirectory(prefix="stet-drag-")
        self._drag_folders: dict[DraggedPicture, Path] = {}
        self._comparing = CompareFlow(panel, library, workspace, errands, window)
        self._comparing.problem_found.connect(self.problem_found)
        self._comparing.note_made.connect(self.note_made)
        self._combining = CombineFlow(panel, library, workspace, errands, window)
        self._combining.problem_found.connect(self.problem_found)
        self._combining.note_made.connect(self.note_made)
        self.tiles = LibraryFlow(panel, library, workspace, errands, self.file_for_drag, window)
        self.tiles.canvas_wanted.connect(window.come_to_front)
        window.actions_by_id["library"].triggered.connect(self.tiles.show)
        self._connect()

    def begin(self) -> None:
        """Reads the newest edits, once the window stands."""
        self._panel.show_source(SearchSource(self._library.history, ""))

    def _connect(self) -> None:
        panel = self._panel
        panel.result_chosen.connect(partial(self._with_result, self._results.look_at))
        panel.canvas_requested.connect(partial(self._with_result, self._put_on_canvas))
        panel.reference_requested.connect(partial(self._with_result, self._use_as_reference))
        panel.original_save_requested.connect(partial(self._with_result, self._save_original))
        panel.layers_save_requested.connect(partial(self._with_result, self._save_layers))
        panel.folder_requested.connect(partial(self._with_result, self._show_folder))
        panel.settings_reuse_requested.connect(self._reuse)
        panel.search_changed.connect(self._search)
        panel.details_shown.connect(self._look_for_credentials)

    def _with_result(self, use: Callable[[Edit, Result], None], ref: ResultRef) -> None:
        """Fetches the edit off the window's thread, then does `use` with it."""
        self._errands.run(
            partial(self._library.history.get, ref.edit),
            lambda edit: use(edit, edit.result(ref.index)),
            self.problem_found.emit,
        )

    def _search(self, text: str) -> None:
        self._panel.show_source(SearchSource(self._library.history, text))

    def _look_for_credentials(self, edit: Edit) -> None:
        from desktop.jobs.credential_words import credentials_of

        self._errands.run(
            partial(credentials_of, edit, self._library),
            partial(self._show_credentials, edit.id),
            self.problem_found.emit,
        )

    def _show_credentials(self, edit: EditId, found: tuple[CredentialWords, ...]) -> None:
        for one in found:
            self._panel.show_credentials(edit, one.index, one.sentence, is_kept=one.is_kept)

    def _put_on_canvas(self, edit: Edit, result: Result) -> None:
        ref = ResultRef(edit=edit.id, index=result.index)
        self._opening.open_result(result.picture, edit.result_name, ref)

    def _use_as_reference(self, edit: Edit, result: Result) -> None:
        self._drafts.add_references((_as_file(edit, result),))

    def _reuse(self, edit: str) -> None:
        self._errands.run(
            partial(self._library.history.get, EditId(edit)),
            self._take_settings,
            self.problem_found.emit,
        )

    def _take_settings(self, edit: Edit) -> None:
        references = tuple(Reference(file=file) for file in edit.inputs.references)
        self._workspace.reuse_draft(reused(self._workspace.draft, edit.recipe, references))
        self.note_made.emit("Prompt, settings and references are those of the chosen edit.")

    # out of the library -------------------------------------------------------------------

    def file_for_drag(self, picture: DraggedPicture) -> Path:
        """A file of a good name for a dragged picture; only its place while that is planned."""
        from desktop.jobs.drag_file import (
            DragForm,
            file_of_picture,
            file_of_result,
            name_of_picture,
            name_of_result,
        )

        folder = self._drag_folder(replace(picture, is_planned=False))
        file, ref, form = picture.file, picture.result, DragForm(picture.form.value)
        if ref is None and picture.is_planned:
            return folder / name_of_picture(file.content, file.name, self._library)
        if ref is None:
            return file_of_picture(file.content, file.name, folder, self._library)
        if picture.is_planned:
            return folder / name_of_result(ref, form, self._library)
        return file_of_result(ref, form, folder, self._library)

    def _drag_folder(self, picture: DraggedPicture) -> Path:
        """The same for the same picture, so that a file is where it was said to be."""
        if picture not in self._drag_folders:
            made = Path(tempfile.mkdtemp(dir=self._dragged.name))
            self._drag_folders[picture] = made
        return self._drag_folders[picture]

    def shut_down(self) -> None:
        """Closes the library's window and removes the files that were made for dragging."""
        self.tiles.shut_down()
        self._dragged.cleanup()

    def _save_original(self, edit: Edit, result: Result) -> None:
        from desktop.jobs.save_result import save_original, suggested_name

        suffix = self._library.pictures.path(result.original.content).suffix
        name = Path(self._folder) / suggested_name(edit, result.index, suffix)
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, "Save original", str(name), f"The file as it came (*{suffix})"
        )
        if chosen:
            target = Path(chosen)
            self._folder = str(target.parent)
            self._errands.run(
                partial(save_original, result, target, self._library.pictures),
                lambda _: self._tell_saved(target, ()),
                self.problem_found.emit,
            )

    def _save_layers(self, edit: Edit, result: Result) -> None:
        from desktop.jobs.save_result import suggested_name

        name = Path(self._folder) / suggested_name(edit, result.index, ".psd")
        chosen, chosen_kind = QFileDialog.getSaveFileName(
            self._window, "Save as layers", str(name), ";;".join(_LAYERED)
        )
        if chosen:
            target = Path(chosen)
            if target.suffix.lower() not in _LAYERED.values():
                target = target.with_name(target.name + _LAYERED[chosen_kind])
            self._folder = str(target.parent)
            ref = ResultRef(edit=edit.id, index=result.index)
            self._errands.run(
                partial(_written_layers, ref, target, self._library),
                partial(self._tell_saved, target),
                self.problem_found.emit,
            )

    def _tell_saved(self, target: Path, notes: tuple[str, ...]) -> None:
        self.note_made.emit(" ".join((f"Saved {target.name}.", *notes)))

    def _show_folder(self, _edit: Edit, result: Result) -> None:
        path = self._library.pictures.path(result.picture.content)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def _written_layers(ref: ResultRef, target: Path, library: Library) -> tuple[str, ...]:
    """On a worker's thread; sentences about the file."""
    from desktop.imaging.layered_file import LayeredFormat
    from desktop.jobs.export_layers import export_layers
    from desktop.jobs.save_result import write_beside

    made = export_layers(ref, LayeredFormat(target.suffix.lower()), library)
    write_beside(target, made.data)
    count = "1 layer" if made.layers == 1 else f"{made.layers} layers"
    return (f"It has {count}.", *made.notes)


def _as_file(edit: Edit, result: Result) -> InputFile:
    return InputFile(
        content=result.picture.content, name=edit.result_name, size=result.picture.size
    )
