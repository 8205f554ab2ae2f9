"""Where a picture comes from: shows what would be uploaded, and uploads it when that is agreed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.domain.edit import ResultRef
from desktop.domain.identity import ContentHash
from desktop.domain.origin import Origin
from desktop.domain.problems import Problem
from desktop.domain.profile import Profile
from desktop.storage.library import Library
from desktop.ui.dialogs.origin_dialog import OriginDialog
from desktop.ui.flows.engine import Engine
from desktop.ui.history.history_panel import HistoryPanel
from desktop.ui.icons import Icons
from desktop.ui.main_window import MainWindow
from desktop.ui.workspace import Workspace

_DEMO = "the demo engine, which is on this computer and checks nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """What would be sent, byte for byte."""

    name: str
    data: bytes


class OriginFlow(QObject):
    """One dialog at a time. Signals: `problem_found(Problem)` when the file cannot be read."""

    problem_found = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        history: HistoryPanel,
        engine: Engine,
        icons: Icons,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._engine = engine
        self._icons = icons
        self._window = window
        self._dialog: OriginDialog | None = None
        self._action = window.actions_by_id["check_origin"]
        self._action.triggered.connect(self._ask_of_open)
        workspace.document_changed.connect(self._show_action)
        history.origin_requested.connect(self._ask_of_result)
        self._show_action()

    @property
    def dialog(self) -> OriginDialog | None:
        """The one that is open."""
        return self._dialog

    def _show_action(self) -> None:
        self._action.setEnabled(self._workspace.open_document is not None)

    def _ask_of_open(self) -> None:
        """The picture on the canvas, as the library holds its file."""
        opened = self._workspace.open_document
        if opened is not None:
            file = opened.file
            self._read(partial(_stored, self._engine.library, file.content, file.name))

    def _ask_of_result(self, ref: ResultRef) -> None:
        """A result as the service sent it: what was laid into a picture has lost its marks."""
        self._read(partial(_original, self._engine.library, ref))

    def _read(self, read: partial[_File]) -> None:
        self._engine.errands.run(read, self._show, self.problem_found.emit)

    def _show(self, file: _File) -> None:
        """Nothing has left the machine yet."""
        if self._dialog is not None:
            self._dialog.close()
        profile = self._engine.profiles.active
        host = _DEMO if self._engine.profiles.is_demo else f"{profile.host} (“{profile.name}”)"
        dialog = OriginDialog(file.name, len(file.data), host, self._icons, self._window)
        dialog.upload_agreed.connect(partial(self._check, dialog, file, profile))
        dialog.finished.connect(self._forget)
        dialog.finished.connect(dialog.deleteLater)
        self._dialog = dialog
        dialog.open()

    def _check(self, dialog: OriginDialog, file: _File, profile: Profile) -> None:
        """To the service that was named, whichever is in use by now."""
        self._engine.errands.await_job(
            self._engine.runner.check_origin(file.data, profile.id),
            partial(self._tell, dialog),
            partial(self._refuse, dialog),
        )

    def _tell(self, dialog: OriginDialog, origin: Origin) -> None:
        if self._dialog is dialog:
            dialog.show_origin(origin)

    def _refuse(self, dialog: OriginDialog, trouble: Problem) -> None:
        if self._dialog is dialog:
            dialog.show_problem(trouble)

    def _forget(self) -> None:
        self._dialog = None


def _stored(library: Library, content: ContentHash, name: str) -> _File:
    """On a worker's thread."""
    return _File(name=name, data=library.pictures.read(content))


def _original(library: Library, ref: ResultRef) -> _File:
    """On a worker's thread."""
    edit = library.history.get(ref.edit)
    name = edit.result_name
    return _stored(library, edit.result(ref.index).original.content, name)
