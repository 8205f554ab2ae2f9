"""After the verdict: blinking, blending anew, growing the mask, keeping a whole answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.draft import Draft, reused
from desktop.domain.edit import Edit, Result, ResultRef
from desktop.domain.image_models import ModelTable
from desktop.domain.problems import Problem
from desktop.domain.recipe import Blend
from desktop.domain.reference import Reference
from desktop.domain.screen_profile import ScreenInUse
from desktop.domain.size import Box, box_of
from desktop.imaging.selection import Combine
from desktop.jobs.edit_order import Capture
from desktop.storage.library import Library
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.errands import Errands
from desktop.ui.flows.picture_flow import PictureFlow
from desktop.ui.flows.result_flow import ResultFlow
from desktop.ui.flows.stage import Stage
from desktop.ui.variations.variation_strip import VariationStrip
from desktop.ui.wording import badge
from desktop.ui.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.jobs.reblend import Reblend

_BLINK_MS = 600
_GROWN = "The mask was grown where the change crossed its edge."
_REBASED = "The result was laid into the picture as it is now."
_NOT_GROWN = "Nothing crosses the edge of the mask any more."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Blended:
    """What blending anew would give: the result as it would be, and its pixels to be shown."""

    result: Result
    pixels: NDArray[np.uint8]


class VerdictFlow(QObject):
    """Blending anew is local and free: only a look until the result is used, then a new edit.

    Signals: `problem_found(Problem)`; `note_made(str)` for the status line; `edit_made(Edit)` for
    the history; `asked_again(Capture)` to send the same request once more.
    """

    problem_found = Signal(object)
    note_made = Signal(str)
    edit_made = Signal(object)
    asked_again = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        canvas: CanvasView,
        strip: VariationStrip,
        flows: tuple[ResultFlow, PictureFlow, Stage],
        errands: Errands,
        library: Library,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._canvas = canvas
        self._strip = strip
        self._results, self._opening, self._stage = flows
        self._errands = errands
        self._library = library
        self._wish: Reblend | None = None
        self._is_working = False
        self._is_wanted = False
        """It is to be used as soon as it has been seen."""
        self._takes_canvas_mask = False
        self._blink = QTimer(self)
        self._blink.setInterval(_BLINK_MS)
        self._connect()

    def _connect(self) -> None:
        strip, card = self._strip, self._strip.card
        strip.previewed.connect(self._begin)
        strip.blink_toggled.connect(self._switch_blink)
        strip.anew_accepted.connect(self._use)
        card.blend_edited.connect(self._blend)
        card.mask_switched.connect(self._switch_mask)
        card.grow_requested.connect(self._grow)
        card.keep_requested.connect(self._keep)
        card.ask_requested.connect(self._ask)
        self._blink.timeout.connect(self._turn)
        self._workspace.mask_changed.connect(self._follow_mask)
        self._results.judging_changed.connect(self._end)
        self._results.rebase_wanted.connect(self._rebase)

    # before and after ---------------------------------------------------------------------

    def _switch_blink(self, is_on: bool) -> None:  # noqa: FBT001  # a slot
        if is_on:
            self._turn()
            self._blink.start()
        else:
            self._blink.stop()
            self._canvas.show_bare(is_bare=False)

    def _turn(self) -> None:
        self._canvas.show_bare(is_bare=not self._canvas.is_bare)

    # blending anew ------------------------------------------------------------------------

    def _begin(self, index: int | None) -> None:
        """Another choice is looked at, blended as it came."""
        self._wish = None
        self._is_wanted = self._takes_canvas_mask = False
        if index is not None and self._results.judged is not None:
            self._show_fields(self._results.judged[0].recipe.blend)

    def _end(self, is_judging: bool) -> None:  # noqa: FBT001  # a slot
        if not is_judging:
            self._wish = None
            self._is_wanted = self._takes_canvas_mask = False
            self._strip.show_working("")

    def _show_fields(self, blend: Blend) -> None:
        document = self._workspace.document
        self._strip.card.show_blend(
            blend,
            has_canvas_mask=document is not None and document.has_mask,
            takes_canvas_mask=self._takes_canvas_mask,
        )

    def _blend(self, blend: Blend) -> None:
        wish = self._wished()
        if wish is not None:
            self._look_at(replace(wish, blend=replace(blend, composite=True)))

    def _switch_mask(self, is_on: bool) -> None:  # noqa: FBT001  # a slot
        wish, document = self._wished(), self._workspace.document
        if wish is None or document is None:
            return
        self._takes_canvas_mask = is_on and document.has_mask
        mask = document.copy_mask() if self._takes_canvas_mask else None
        self._look_at(replace(wish, mask=mask))

    def _follow_mask(self) -> None:
        """Painting on lets more of the answer in, erasing less."""
        document = self._workspace.document
        has_mask = document is not None and document.has_mask
        if self._results.judged is not None:
            wish = self._wished()
            self._takes_canvas_mask = self._takes_canvas_mask and has_mask
            if wish is not None:
                self._show_fields(wish.blend)
        if self._takes_canvas_mask:
            self._switch_mask(is_on=True)

    def _wished(self) -> Reblend | None:
        """What is looked at, as it is blended now; None where nothing was laid in."""
        from desktop.jobs.reblend import Reblend

        judged = self._results.judged
        if judged is None or judged[1].placement is None:
            return None
        if self._wish is not None:
            return self._wish
        edit, result = judged
        return Reblend(edit=edit, index=result.index, blend=edit.recipe.blend)

    def _look_at(self, wish: Reblend) -> None:
        """However quickly wishes come, one is worked on at a time, and then the latest."""
        self._wish = wish
        self._show_fields(wish.blend)
        judged = self._results.judged
        if self._is_working or judged is None:
            return
        self._is_working = True
        self._strip.show_working("Blending…")
        box = self._results.place_of(*judged) or box_of(judged[1].picture.size)
        work = partial(
            _blended, wish, box, self._library, self._workspace.models, self._workspace.screen
        )
        self._errands.run(work, partial(self._show, wish, box), self._refuse)

    def _show(self, wish: Reblend, box: Box, made: _Blended) -> None:
        self._is_working = False
        if self._wish is None:
            return
        self._strip.show_working("")
        if wish is not self._wish:
            self._look_at(self._wish)
            return
        self._strip.show_anew(made.result)
        self._stage.show(made.pixels, box, badge("Blended anew, not used yet", made.result))
        if self._is_wanted:
            self._use()

    def _refuse(self, trouble: Problem) -> None:
        self._is_working = False
        self._strip.show_working("")
        self.problem_found.emit(trouble)

    def _use(self) -> None:
        """What is seen is made a result of its own, and taken."""
        from desktop.jobs.reblend import reblend

        self._is_wanted = self._is_working
        if self._wish is None or self._is_working:
            return
        self._is_working = True
        self._strip.show_working("Blending…", holds=True)
        work = partial(reblend, self._wish, self._library, self._workspace.models)
        self._errands.run(work, self._take, self._refuse)

    def _take(self, edit: Edit) -> None:
        self._is_working = False
        self._strip.show_working("")
        self.edit_made.emit(edit)
        self._results.use_instead(edit)

    def _rebase(self, edit: Edit) -> None:
        """An answer for the picture before others changed it, laid into what is open now."""
        from desktop.jobs.reblend import Reblend, reblend

        opened = self._workspace.open_document
        if opened is None:
            return
        here = replace(edit, inputs=replace(edit.inputs, picture=opened.file))
        wish = Reblend(edit=here, index=edit.results[0].index, blend=edit.recipe.blend)
        work = partial(reblend, wish, self._library, self._workspace.models)
        self._errands.run(work, self._offer, self.problem_found.emit)

    def _offer(self, edit: Edit) -> None:
        self.edit_made.emit(edit)
        self.note_made.emit(_REBASED)
        self._results.offer(edit)

    # what can be done about a verdict -----------------------------------------------------

    def _grow(self) -> None:
        """The mask takes in what crosses its edge; the answer is blended anew within it."""
        from desktop.jobs.reblend import mask_for_spill

        wish = self._wished()
        if wish is None or self._is_working:
            return
        self._is_working = True
        self._strip.show_working("Growing the mask…", holds=True)
        models = self._workspace.models
        work = partial(mask_for_spill, wish.edit, wish.index, self._library, models)
        self._errands.run(work, partial(self._take_grown, wish), self._refuse)

    def _take_grown(self, wish: Reblend, mask: NDArray[np.uint8] | None) -> None:
        self._is_working = False
        self._strip.show_working("")
        judged = self._results.judged
        if judged is None or judged[0] is not wish.edit:
            return
        if mask is None:
            self.note_made.emit(_NOT_GROWN)
            return
        opened = self._workspace.open_document
        source = wish.edit.inputs.picture
        if opened is not None and source is not None and opened.file.content == source.content:
            self._workspace.join_mask(mask, Combine.REPLACE, "Grow mask")
            self._takes_canvas_mask = True
        self.note_made.emit(_GROWN)
        self._look_at(replace(wish, mask=mask))

    def _keep(self) -> None:
        """The whole answer as a picture of its own; what was open comes back with undo."""
        judged = self._results.judged
        if judged is not None:
            edit, result = judged
            ref = ResultRef(edit=edit.id, index=result.index)
            name = edit.result_name
            self._opening.open_result(result.original, name, ref)

    def _ask(self) -> None:
        """The same request as a new one, with the mask as it is wanted now."""
        judged = self._results.judged
        if judged is None:
            return
        mask = self._wish.mask if self._wish is not None else None
        self._strip.close_strip()
        self._results.decline()
        work = partial(_captured, judged[0], mask, self._library)
        self._errands.run(work, self.asked_again.emit, self.problem_found.emit)


def _blended(
    wish: Reblend, box: Box, library: Library, models: ModelTable, screen: ScreenInUse
) -> _Blended:
    """On a worker's thread."""
    from desktop.imaging.codec import read_header
    from desktop.imaging.display import to_display
    from desktop.imaging.picture import FileFacts, Picture
    from desktop.jobs.reblend import preview_reblend

    made = preview_reblend(wish, library, models)
    old = wish.edit.result(wish.index)
    placement = old.placement
    result = replace(
        old,
        outside_changed=made.outside_changed,
        outside_total=made.outside_total,
        placement=replace(placement, verdict=made.verdict) if placement else None,
    )
    source = wish.edit.inputs.picture
    header = source and read_header(library.pictures.read(source.content), source.name)
    blended = Picture(pixels=made.pixels, facts=FileFacts(icc=header.icc if header else None))
    return _Blended(result=result, pixels=to_display(blended, box, screen=screen()))


def _captured(edit: Edit, mask: NDArray[np.uint8] | None, library: Library) -> Capture:
    """On a worker's thread: what to ask for again; the edit's own mask unless there is another."""
    from desktop.imaging.mask_bounds import mask_bounds
    from desktop.imaging.mask_file import read_mask

    recipe, source = edit.recipe, edit.inputs.picture
    if mask is None and edit.inputs.mask is not None and source is not None:
        mask = read_mask(library.pictures.read(edit.inputs.mask), "the mask", source.size)
    draft = replace(
        reused(Draft(), recipe, tuple(Reference(file=file) for file in edit.inputs.references)),
        picture=source.size if source is not None else None,
        has_mask=mask is not None,
        previews=recipe.partial_images,
        region_mode=recipe.region_mode,
        region=recipe.region,
        keep_out=recipe.keep_out,
    )
    return Capture(
        draft=draft,
        picture=source,
        mask=mask,
        mask_bounds=None if mask is None else mask_bounds(mask),
        parent=edit.parent,
    )
