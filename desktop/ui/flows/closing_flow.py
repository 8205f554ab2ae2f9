"""Closing: with jobs under way the window asks first, because their answers would be lost."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox

from desktop.ui.job_list.job_list import JobList
from desktop.ui.main_window import MainWindow


class ClosingFlow(QObject):
    """Keeps the window open while the designer decides, or until the jobs are done."""

    def __init__(self, window: MainWindow, jobs: JobList, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._jobs = jobs
        self._closes_when_done = False
        self._closes_now = False
        window.closing.connect(self._decide)
        jobs.counts_changed.connect(self._look_again)

    def stop_asking(self) -> None:
        """The program ends: nobody is there to answer any more."""
        self._closes_now = True

    def _decide(self) -> None:
        if self._closes_now or not self._is_busy():
            return
        self._window.refuse_close()
        self._ask()

    def _is_busy(self) -> bool:
        counts = self._jobs.counts
        return bool(counts.running or counts.waiting)

    def _ask(self) -> None:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText("Edits are still under way.")
        box.setInformativeText(
            "What has been sent may be billed even if you quit now, and its answer would be lost. "
            "What is only waiting costs nothing."
        )
        wait = box.addButton("Quit when they are done", QMessageBox.ButtonRole.AcceptRole)
        now = box.addButton("Quit now", QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton("Keep working", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.exec()
        box.deleteLater()
        if box.clickedButton() is now:
            self._closes_now = True
            self._window.close()
        else:
            self._closes_when_done = box.clickedButton() is wait
            self._look_again()

    def _look_again(self) -> None:
        if self._closes_when_done and not self._is_busy():
            self._closes_when_done = False
            self._window.close()
