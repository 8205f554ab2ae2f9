"""Money in the window: budgets and limits, what was spent, and the costs dialog."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from desktop.domain.budget import Crossing, SpendingSettings
from desktop.domain.settings import Settings
from desktop.jobs.spending_summary import SpendingSummary, summarize
from desktop.ui.costs.costs_dialog import CostsDialog
from desktop.ui.flows.engine import Engine
from desktop.ui.flows.job_flow import JobFlow
from desktop.ui.flows.settings_keeper import SettingsKeeper
from desktop.ui.icons import Icons
from desktop.ui.main_window import MainWindow
from desktop.ui.panels import Panels


class SpendingFlow(QObject):
    """Reads the ledger beside the window, and again whenever something may have been billed.

    Signals: `problem_found(Problem)`; `note_made(str)`, a sentence for the status line.
    """

    problem_found = Signal(object)
    note_made = Signal(str)

    def __init__(
        self,
        engine: Engine,
        keeper: SettingsKeeper,
        panels: Panels,
        jobs: JobFlow,
        icons: Icons,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._engine = engine
        self._keeper = keeper
        self._panels = panels
        self._jobs = jobs
        self._icons = icons
        self._window = window
        self._dialog: CostsDialog | None = None
        self._is_looking = False
        keeper.changed.connect(self._apply)
        panels.jobs.raise_requested.connect(self.raise_budget)
        panels.spent.clicked.connect(self.show)
        jobs.job_ended.connect(self._look_again)
        self._apply(keeper.value)

    def look(self) -> None:
        """What was spent, read anew."""
        if self._is_looking:
            return
        self._is_looking = True
        self._engine.errands.run(self._read, self._tell, self._give_up)

    def raise_budget(self, crossing: Crossing) -> None:
        """One deliberate step: to the smallest bound that lets the job pass."""
        spending = self._keeper.value.spending
        budgets = spending.budgets.changed(crossing.scope, crossing.enough, crossing.project)
        self._take(replace(spending, budgets=budgets))

    def show(self) -> None:
        """The costs dialog; made anew each time it is shown."""
        dialog = CostsDialog(self._icons, self._window)
        dialog.show_spending(self._keeper.value.spending, self._engine.profiles.active)
        dialog.spending_edited.connect(self._take)
        dialog.export_requested.connect(self._export)
        dialog.finished.connect(self._forget)
        self._dialog = dialog
        dialog.open()
        self.look()

    def _look_again(self, _job: str) -> None:
        self.look()

    def _forget(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None

    def _take(self, spending: SpendingSettings) -> None:
        self._keeper.change(replace(self._keeper.value, spending=spending))

    def _apply(self, settings: Settings) -> None:
        self._engine.runner.set_at_once(settings.jobs_at_once)
        self._engine.runner.take_spending(settings.spending)
        self._jobs.set_project(settings.spending.project)
        if self._dialog is not None:
            self._dialog.show_spending(settings.spending, self._engine.profiles.active)

    def _read(self) -> SpendingSummary:
        """On another thread."""
        spending = self._engine.spending
        project = spending.settings.project
        ledger = self._engine.library.ledger
        return summarize(ledger, spending.run, project, datetime.now(UTC))

    def _tell(self, summary: SpendingSummary) -> None:
        self._is_looking = False
        self._panels.spent.show_spent(summary.spent.run, summary.spent.day)
        if self._dialog is not None:
            self._dialog.show_summary(summary)

    def _give_up(self, trouble: object) -> None:
        self._is_looking = False
        self.problem_found.emit(trouble)

    def _export(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, "Export the ledger", "stet-costs.csv", "Tables (*.csv)"
        )
        if not chosen:
            return
        path = Path(chosen)
        work = partial(_write_csv, self._engine, path)
        said = partial(self._say_exported, path)
        self._engine.errands.run(work, said, self.problem_found.emit)

    def _say_exported(self, path: Path, count: int) -> None:
        self.note_made.emit(f"{count} requests were written to {path.name}.")


def _write_csv(engine: Engine, path: Path) -> int:
    """On another thread; how many entries there were."""
    from desktop.jobs.ledger_table import ledger_csv
    from desktop.jobs.save_result import write_beside

    entries = engine.library.ledger.entries()
    write_beside(path, ledger_csv(entries).encode("utf-8-sig"))
    return len(entries)
