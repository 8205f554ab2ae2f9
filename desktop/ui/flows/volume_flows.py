"""The flows for many pictures at once: batches, sets, and drafts to choose from."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.ui.flows.batch_flow import BatchFlow
from desktop.ui.flows.draft_flow import DraftFlow
from desktop.ui.flows.engine import Engine
from desktop.ui.flows.job_flow import JobFlow
from desktop.ui.flows.ladder_flow import LadderFlow
from desktop.ui.flows.set_flow import SetFlow
from desktop.ui.flows.spending_flow import SpendingFlow
from desktop.ui.icons import Icons
from desktop.ui.main_window import MainWindow
from desktop.ui.panels import Panels
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.theme import ThemeKeeper
from desktop.ui.workspace import Workspace


class VolumeFlows(QObject):
    """What they have to say of themselves goes to the status line or stands in their dialogs."""

    def __init__(
        self,
        engine: Engine,
        workspace: Workspace,
        panels: Panels,
        flows: tuple[DraftFlow, JobFlow, SpendingFlow],
        look: tuple[ThemeKeeper, Icons, PictureLoader],
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        theme, icons, loader = look
        drafts, jobs, spending = flows
        self.batches = BatchFlow(engine, workspace, theme, icons, window)
        self.batches.note_made.connect(window.show_note)
        self.batches.edit_stored.connect(panels.history.insert)
        self.batches.changed.connect(spending.look)
        self.sets = SetFlow(engine, workspace, (jobs, self.batches), look, window)
        self.sets.note_made.connect(window.show_note)
        self.ladder = LadderFlow(engine, workspace, panels, (drafts, jobs), loader, window)
        self.ladder.note_made.connect(window.show_note)

    def begin(self) -> None:
        """Once the window stands."""
        self.batches.begin()
