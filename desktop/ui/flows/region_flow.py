"""The region that will be sent: framed on the canvas, offered in the panel, drawn by hand."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from desktop.domain.draft import Draft
from desktop.domain.recipe import RegionMode
from desktop.domain.size import Box
from desktop.jobs.region_offers import offer_for, region_offers
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.canvas.region_frame import ShownRegion
from desktop.ui.flows.draft_flow import DraftFlow
from desktop.ui.prompt.prompt_panel import PromptPanel
from desktop.ui.region_words import region_label
from desktop.ui.workspace import Workspace


class RegionFlow(QObject):
    """Follows mask and draft; however many changes come at once, it looks once after them."""

    def __init__(
        self,
        workspace: Workspace,
        canvas: CanvasView,
        panel: PromptPanel,
        drafts: DraftFlow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._canvas = canvas
        self._panel = panel
        self._drafts = drafts
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._connect()

    def refresh(self) -> None:
        """Frame and choices as the draft stands."""
        self._later.stop()
        space, known = self._workspace, self._drafts.estimate
        if known is None:
            return
        offers = region_offers(space.draft, space.model, space.mask_bounds, known)
        turn = space.draft.conversation
        is_there = turn is not None and turn.carried is not None
        self._panel.show_regions(
            () if is_there else offers, space.draft.region_mode, with_overview=space.draft.overview
        )
        chosen = [offer for offer in offers if offer.mode is space.draft.region_mode]
        self._canvas.show_region(
            ShownRegion(box=chosen[0].box, label=region_label(chosen[0])) if chosen else None
        )

    def _connect(self) -> None:
        self._later.timeout.connect(self.refresh)
        self._drafts.priced.connect(self._look_later)
        self._workspace.document_changed.connect(self._look_later)
        self._canvas.region_dragged.connect(self._show_dragged)
        self._canvas.region_drawn.connect(self._take_drawn)
        self._canvas.region_reset.connect(self._reset)

    def _look_later(self) -> None:
        self._later.start(0)

    def _show_dragged(self, box: Box) -> None:
        """What the frame would become, while it is drawn."""
        space, known = self._workspace, self._drafts.estimate
        if known is None:
            return
        offer = offer_for(_with_box(space.draft, box), space.model, space.mask_bounds, known)
        if offer is not None:
            self._canvas.show_region(ShownRegion(box=offer.box, label=region_label(offer)))

    def _take_drawn(self, box: Box) -> None:
        self._workspace.edit_draft(_with_box(self._workspace.draft, box))
        self.refresh()

    def _reset(self) -> None:
        self._workspace.forget_region()
        self._look_later()


def _with_box(draft: Draft, box: Box) -> Draft:
    return replace(draft, region_mode=RegionMode.BOX, region=box)
