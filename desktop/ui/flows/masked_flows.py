"""The flows around what changes and what stands: the region before, the verdict afterwards."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.jobs.edit_order import Capture
from desktop.storage.library import Library
from desktop.ui.errands import Errands
from desktop.ui.flows.draft_flow import DraftFlow
from desktop.ui.flows.job_flow import JobFlow
from desktop.ui.flows.picture_flow import PictureFlow
from desktop.ui.flows.region_flow import RegionFlow
from desktop.ui.flows.result_flow import ResultFlow
from desktop.ui.flows.stage import Stage
from desktop.ui.flows.verdict_flow import VerdictFlow
from desktop.ui.panels import Panels
from desktop.ui.workspace import Workspace


class MaskedFlows(QObject):
    """Signals: `problem_found(Problem)` and `note_made(str)` from any of them."""

    problem_found = Signal(object)
    note_made = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        panels: Panels,
        flows: tuple[DraftFlow, ResultFlow, PictureFlow, JobFlow],
        stage: Stage,
        errands: Errands,
        library: Library,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._drafts, results, opening, self._jobs = flows
        self.region = RegionFlow(workspace, panels.canvas, panels.prompt, self._drafts, self)
        judging = (results, opening, stage)
        self.verdict = VerdictFlow(
            workspace, panels.canvas, panels.strip, judging, errands, library, self
        )
        self.verdict.edit_made.connect(panels.history.insert)
        self.verdict.asked_again.connect(self._ask_again)
        self.verdict.problem_found.connect(self.problem_found)
        self.verdict.note_made.connect(self.note_made)

    def _ask_again(self, capture: Capture) -> None:
        self._jobs.generate(capture, self._drafts.price_of(capture), first=False)
