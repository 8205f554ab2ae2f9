"""Several marked places: whether each gets a request of its own, and what that costs."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.domain.cost import Estimate
from desktop.domain.draft import Draft
from desktop.domain.image_models import ImageModel
from desktop.domain.problems import Problem
from desktop.domain.recipe import RegionMode
from desktop.domain.size import Box, Size
from desktop.jobs.edit_order import Capture
from desktop.ui.controls.money import dollar_range
from desktop.ui.errands import Errands
from desktop.ui.flows.draft_flow import DraftFlow
from desktop.ui.prompt.prompt_panel import PromptPanel
from desktop.ui.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.jobs.blob_offers import BlobOffers

_SETTLE_MS = 150


class BlobFlow(QObject):
    """Looks at the mask beside the window after it has changed; one request is the usual way."""

    def __init__(
        self,
        workspace: Workspace,
        panel: PromptPanel,
        drafts: DraftFlow,
        errands: Errands,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._panel = panel
        self._drafts = drafts
        self._errands = errands
        self._offers: BlobOffers | None = None
        self._is_apart = False
        self._looked_at: Draft | None = None
        self._turn = 0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SETTLE_MS)
        self._connect()

    def captures(self) -> tuple[tuple[Capture, Estimate], ...]:
        """What is to be asked for, one for each place; empty where one request is the way."""
        from desktop.imaging.mask_bounds import mask_bounds

        offers = self._offers
        if offers is None or not (self._is_apart and offers.is_choice):
            return ()
        whole = self._workspace.capture()
        return tuple(
            (replace(whole, mask=mask, mask_bounds=mask_bounds(mask)), offer.estimate)
            for offer, mask in zip(offers.apart, offers.masks, strict=True)
        )

    def _connect(self) -> None:
        self._later.timeout.connect(self._look)
        self._workspace.mask_changed.connect(self._forget)
        self._workspace.document_changed.connect(self._begin)
        self._drafts.priced.connect(self._follow)
        self._panel.apart_switched.connect(self._switch)

    def _begin(self) -> None:
        """Another picture: one request is the usual way."""
        self._is_apart = False
        self._forget()

    def _forget(self) -> None:
        """The mask is another one: what was known of its places no longer holds."""
        self._turn += 1
        self._offers = None
        self._show()
        self._later.start()

    def _follow(self) -> None:
        """The draft changed; its words alone change no place and hardly a price."""
        settings = replace(self._workspace.draft, prompt="")
        if settings != self._looked_at:
            self._looked_at = settings
            self._later.start()
        self._show_price()

    def _switch(self, is_apart: bool) -> None:  # noqa: FBT001  # a slot
        self._is_apart = is_apart
        self._drafts.refresh()

    def _look(self) -> None:
        space, known = self._workspace, self._drafts.estimate
        document = space.document
        part = document.marked_part(0) if document is not None else None
        self._turn += 1
        if document is None or part is None or known is None:
            self._take(self._turn, None)
            return
        turn = space.draft.conversation
        is_there = turn is not None and turn.carried is not None
        if is_there or space.draft.region_mode is not RegionMode.AUTO:
            self._take(self._turn, None)
            return
        work = partial(_offers_for, space.draft, space.model, document.size, *part, known)
        self._errands.run(work, partial(self._take, self._turn), self._ignore)

    def _take(self, turn: int, offers: BlobOffers | None) -> None:
        if turn == self._turn:
            self._offers = offers
            self._show()

    def _ignore(self, _trouble: Problem) -> None:
        """Without a look there is no choice; the one request is as good as ever."""
        self._offers = None
        self._show()

    def _show(self) -> None:
        offers = self._offers
        is_choice = offers is not None and offers.is_choice
        if offers is None or not is_choice:
            self._panel.show_places((), "", is_apart=False)
        else:
            usd = offers.apart_usd
            price = "price unknown" if usd is None else dollar_range(usd)
            self._panel.show_places(offers.apart, price, is_apart=self._is_apart)
        self._show_price()

    def _show_price(self) -> None:
        """The total beside Generate is that of all requests it would send."""
        offers = self._offers
        if self._is_apart and offers is not None and offers.is_choice:
            self._panel.show_estimate(offers.apart_estimate)
        else:
            self._panel.show_estimate(self._drafts.estimate)


def _offers_for(
    draft: Draft,
    model: ImageModel,
    size: Size,
    box: Box,
    marked: NDArray[np.uint8],
    known: Estimate,
) -> BlobOffers | None:
    """On a worker's thread, where the mask is made whole again."""
    import numpy as np

    from desktop.jobs.blob_offers import blob_offers

    mask = np.zeros((size.height, size.width), np.uint8)
    mask[box.slices] = marked
    return blob_offers(draft, model, mask, known)
