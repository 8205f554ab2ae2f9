"""The flows around what changes and what stands: the region before, the verdict afterwards."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.domain.problems import ProblemKind, problem
from desktop.jobs.edit_order import Capture
from desktop.storage.library import Library
from desktop.ui.errands import Errands
from desktop.ui.flows.blob_flow import BlobFlow
from desktop.ui.flows.canvas_size_flow import CanvasSizeFlow
from desktop.ui.flows.conversation_flow import ConversationFlow
from desktop.ui.flows.draft_flow import DraftFlow
from desktop.ui.flows.job_flow import JobFlow
from desktop.ui.flows.page_flow import PageFlow
from desktop.ui.flows.picture_flow import PictureFlow
from desktop.ui.flows.region_flow import RegionFlow
from desktop.ui.flows.result_flow import ResultFlow
from desktop.ui.flows.stage import Stage
from desktop.ui.flows.verdict_flow import VerdictFlow
from desktop.ui.main_window import MainWindow
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
        flows: tuple[DraftFlow, ResultFlow, PictureFlow, JobFlow, Stage],
        errands: Errands,
        library: Library,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._drafts, results, opening, self._jobs, stage = flows
        self.region = RegionFlow(workspace, panels.canvas, panels.prompt, self._drafts, self)
        self.blobs = BlobFlow(workspace, panels.prompt, self._drafts, errands, self)
        judging = (results, opening, stage)
        opening.look_taken.connect(stage.show_coming)
        opening.look_over.connect(stage.end_coming)
        opening.note_made.connect(self.note_made)
        self.pages = PageFlow(opening, window)
        self.verdict = VerdictFlow(
            workspace, panels.canvas, panels.strip, judging, errands, library, self
        )
        self.verdict.edit_made.connect(panels.history.insert)
        self.verdict.asked_again.connect(self._order)
        self.verdict.problem_found.connect(self.problem_found)
        self.verdict.note_made.connect(self.note_made)
        self.canvas_size = CanvasSizeFlow(
            workspace, self._drafts, errands, library.pictures, window
        )
        self.canvas_size.problem_found.connect(self.problem_found)
        self.canvas_size.note_made.connect(self.note_made)
        self.canvas_size.extended.connect(panels.prompt.focus_prompt)
        self.canvas_size.generate_requested.connect(self._order)
        talking = (self._drafts, results, self._jobs)
        self.conversation = ConversationFlow(workspace, panels, talking, errands, library, window)
        self.conversation.problem_found.connect(self.problem_found)
        self.conversation.send_wanted.connect(self._send)
        self._bind(window)

    def generate(self, *, first: bool) -> None:
        """Asks for what is set up: in one request, or in one for each marked place."""
        orders = self.blobs.captures() or ((self._workspace.capture(), self._drafts.estimate),)
        for capture, price in orders:
            self._jobs.generate(capture, price, first=first)

    def _send(self) -> None:
        if not self._drafts.problems:
            self.generate(first=False)

    def _bind(self, window: MainWindow) -> None:
        actions = window.actions_by_id
        actions["extend"].triggered.connect(self.canvas_size.ask_extension)
        actions["remove_background"].triggered.connect(self.canvas_size.ask_cut_out)
        self._actions = (actions["extend"], actions["remove_background"])
        self._workspace.document_changed.connect(self._show_actions)
        self._show_actions()

    def _show_actions(self) -> None:
        for action in self._actions:
            action.setEnabled(self._workspace.open_document is not None)

    def _order(self, capture: Capture) -> None:
        """What was set up in a dialog, unless something stands in the way of sending at all."""
        if self._drafts.is_keyless:
            self.note_made.emit(problem(ProblemKind.KEY_MISSING).sentence)
            return
        self._jobs.generate(capture, self._drafts.price_of(capture), first=False)
