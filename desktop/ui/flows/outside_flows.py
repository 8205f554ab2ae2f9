"""The flows between the library and the world outside: what leaves it as files, and comes in."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.ui.flows.engine import Engine
from desktop.ui.flows.export_flow import ExportFlow
from desktop.ui.flows.settings_keeper import SettingsKeeper
from desktop.ui.icons import Icons
from desktop.ui.main_window import MainWindow
from desktop.ui.panels import Panels
from desktop.ui.workspace import Workspace


class OutsideFlows(QObject):
    """Signals: `problem_found(Problem)` and `note_made(str)` from any of them."""

    problem_found = Signal(object)
    note_made = Signal(str)

    def __init__(
        self,
        engine: Engine,
        workspace: Workspace,
        panels: Panels,
        keeper: SettingsKeeper,
        icons: Icons,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._panels = panels
        self.export = ExportFlow(engine.library, keeper, engine.errands, icons, window)
        self.export.problem_found.connect(self.problem_found)
        self.export.note_made.connect(self.note_made)
        panels.history.save_requested.connect(self.export.export_one)
        panels.history.export_requested.connect(self.export.export_results)
        actions = window.actions_by_id
        actions["save_as"].triggered.connect(self._export_open)
        actions["export_chosen"].triggered.connect(self._export_chosen)

    def shut_down(self) -> None:
        """Begins nothing more; what is being written is finished."""
        self.export.shut_down()

    def _export_open(self) -> None:
        opened = self._workspace.open_document
        if opened is not None:
            self.export.export_picture(opened.file, opened.parent)

    def _export_chosen(self) -> None:
        refs = self._panels.history.chosen_results()
        if refs:
            self.export.export_results(refs)
        else:
            self.note_made.emit("Choose results in the history first.")
