"""What leaves this machine: makes the request beside the window and shows it, sending nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject
from PySide6.QtGui import QImage, QImageReader

from desktop.domain.envelope import Envelope
from desktop.domain.image_models import ImageModel
from desktop.domain.problems import Problem
from desktop.domain.profile import Profile
from desktop.jobs.edit_order import Capture
from desktop.jobs.profile_book import ProfileBook
from desktop.storage.image_files import ImageFiles
from desktop.ui.dialogs.upload_dialog import UploadDialog
from desktop.ui.errands import Errands
from desktop.ui.icons import Icons
from desktop.ui.main_window import MainWindow
from desktop.ui.workspace import Workspace


class UploadFlow(QObject):
    """One dialog at a time; it may be closed while the request is still being made."""

    def __init__(
        self,
        workspace: Workspace,
        profiles: ProfileBook,
        pictures: ImageFiles,
        errands: Errands,
        icons: Icons,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._profiles = profiles
        self._pictures = pictures
        self._errands = errands
        self._icons = icons
        self._window = window
        self._dialog: UploadDialog | None = None

    @property
    def dialog(self) -> UploadDialog | None:
        """The one that is open."""
        return self._dialog

    def show(self) -> None:
        """Of the draft as it stands now; what is painted afterwards is not in it."""
        if self._dialog is not None:
            self._dialog.raise_()
            return
        dialog = UploadDialog(self._icons, self._window)
        self._dialog = dialog
        dialog.picture_wanted.connect(self._show_picture)
        dialog.naming_switched.connect(self._switch_naming)
        dialog.finished.connect(self._forget)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self._make(dialog)

    def _make(self, dialog: UploadDialog) -> None:
        """The request of the draft as it stands now."""
        draft = self._workspace.draft
        dialog.show_naming(len(draft.keep_out), is_on=draft.names_keep_out)
        make = partial(
            _make,
            self._workspace.capture(),
            self._pictures,
            self._workspace.model,
            self._profiles.active,
            is_demo=self._profiles.is_demo,
        )
        self._errands.run(make, self._when_open(dialog.show_envelope), self._show_problem)

    def _switch_naming(self, is_on: bool) -> None:  # noqa: FBT001  # a slot
        """It holds for every request from now on, and this one is made anew."""
        self._workspace.edit_draft(replace(self._workspace.draft, names_keep_out=is_on))
        if self._dialog is not None:
            self._make(self._dialog)

    def _when_open(self, show: Callable[[Envelope], None]) -> Callable[[Envelope], None]:
        """Nothing is shown in a dialog that was closed meanwhile."""
        asking = self._dialog

        def take(envelope: Envelope) -> None:
            if self._dialog is asking:
                show(envelope)

        return take

    def _show_problem(self, problem: Problem) -> None:
        if self._dialog is not None:
            self._dialog.show_problem(problem)

    def _show_picture(self, place: int) -> None:
        if self._dialog is None or self._dialog.shown is None:
            return
        data = self._dialog.shown.parts[place].data
        self._errands.run(
            partial(_decoded, data), partial(self._take_picture, place), self._show_problem
        )

    def _take_picture(self, place: int, image: QImage) -> None:
        if self._dialog is not None:
            self._dialog.show_picture(place, image)

    def _forget(self) -> None:
        self._dialog = None


def _make(
    capture: Capture, pictures: ImageFiles, model: ImageModel, profile: Profile, *, is_demo: bool
) -> Envelope:
    """On a worker's thread."""
    from desktop.jobs.dry_run import dry_run

    return dry_run(capture, pictures, model, profile, is_simulated=is_demo)


def _decoded(data: bytes) -> QImage:
    """On a worker's thread; QImageReader lets the window go on meanwhile."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return QImageReader(buffer).read()
