"""What went wrong, where the designer looks: above the canvas, and in full when asked for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from desktop.domain.identity import EditId
from desktop.domain.problems import Problem
from desktop.jobs.profile_book import ProfileBook
from desktop.ui.controls.message_bar import MessageBar
from desktop.ui.dialogs.problem_dialog import ProblemDialog
from desktop.ui.flows.job_flow import JobFlow
from desktop.ui.icons import Icons
from desktop.ui.job_list.job_list import JobList
from desktop.ui.main_window import MainWindow


class ProblemFlow(QObject):
    """Shows problems of the window itself in the message bar, those of jobs in their rows."""

    def __init__(
        self,
        jobs: JobFlow,
        rows: JobList,
        message: MessageBar,
        icons: Icons,
        profiles: ProfileBook,
        show_settings: tuple[Callable[[], None], Callable[[], None]],
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._jobs = jobs
        self._message = message
        self._icons = icons
        self._profiles = profiles
        self._show_key, self._show_service = show_settings
        self._window = window
        rows.details_requested.connect(self._show_details)
        jobs.job_failed.connect(self._show_jobs)

    def show(self, problem: Problem) -> None:
        """In the message bar; what is open stays as it was."""
        self._message.show_problem(problem)

    def _show_jobs(self, _problem: Problem) -> None:
        self._window.show_jobs()

    def _show_details(self, job: str) -> None:
        problem = self._jobs.describe_problem(EditId(job))
        if problem is None:
            return
        asked = self._profiles.find(self._jobs.profile_of(EditId(job)))
        dialog = ProblemDialog(
            problem,
            self._icons,
            self._window,
            is_openai=asked is not None and asked.is_openai,
            is_in_use=asked == self._profiles.active,
        )
        dialog.link_requested.connect(_open_page)
        dialog.key_wanted.connect(self._show_key)
        dialog.service_wanted.connect(self._show_service)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _open_page(address: str) -> None:
    QDesktopServices.openUrl(QUrl(address))
