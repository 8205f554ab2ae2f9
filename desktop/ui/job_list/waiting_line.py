"""Changing the order of waiting jobs: by a menu, by keys in it, and by dragging a row's grip."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QFrame, QMenu

from desktop.domain.identity import EditId
from desktop.ui.controls.roles import set_role

if TYPE_CHECKING:
    from desktop.ui.job_list.job_list import JobList


class WaitingLine(QObject):
    """Works on one JobList, and moves nothing but jobs whose turn has not come."""

    def __init__(self, jobs: JobList) -> None:
        super().__init__(jobs)
        self._jobs = jobs
        self._target: EditId | None = None
        self._is_moving = False
        self._mark: QFrame | None = None

    def show_menu(self, job: EditId, at: QPoint) -> None:
        """What can be done with the place of a job; closed by Esc like every menu."""
        menu = self.menu_for(job)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def menu_for(self, job: EditId) -> QMenu:
        """Actions that would change nothing are disabled."""
        line = self._jobs.line
        place = line.index(job) if job in line else -1
        menu = QMenu(self._jobs)
        last = len(line) - 1
        after_next = line[place + 2] if place + 2 <= last else None
        choices = (
            ("Put first", place > 0, line[0] if line else None),
            ("Earlier", place > 0, line[place - 1] if place > 0 else None),
            ("Later", 0 <= place < last, after_next),
            ("Put last", 0 <= place < last, None),
        )
        for text, is_possible, before in choices:
            action = menu.addAction(text)
            action.setEnabled(is_possible)
            action.triggered.connect(partial(self._move, job, before))
        return menu

    def drag(self, job: EditId, height: int) -> None:
        """The grip of `job` is at this height of the screen: a line shows where it would go."""
        line = self._jobs.line
        if job not in line:
            return
        self._is_moving = True
        rows = [(one, self._jobs.row(one)) for one in line]
        below = [one for one, row in rows if row.mapToGlobal(row.rect().center()).y() > height]
        self._target = below[0] if below else None
        last = rows[-1][1]
        edge = self._jobs.row(below[0]).y() - 5 if below else last.y() + last.height() + 3
        self._show_mark(edge)

    def drop(self, job: EditId) -> None:
        """Let go: it goes where the line is."""
        if self._mark is not None:
            self._mark.hide()
        if self._is_moving:
            self._is_moving = False
            self._jobs.move_job(job, self._target)

    def _move(self, job: EditId, before: EditId | None, _is_checked: bool = False) -> None:  # noqa: FBT001, FBT002  # a slot
        self._jobs.move_job(job, before)

    def _show_mark(self, edge: int) -> None:
        line = self._jobs.line
        row = self._jobs.row(line[0])
        if self._mark is None:
            self._mark = QFrame(row.parentWidget())
            set_role(self._mark, "drop")
        self._mark.setGeometry(row.x(), max(0, edge), row.width(), 2)
        self._mark.show()
        self._mark.raise_()
