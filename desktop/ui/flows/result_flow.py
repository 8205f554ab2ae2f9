"""Judging: previews and results over the canvas, accepting one, keeping the original."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.domain.edit import Edit, Result, ResultRef
from desktop.domain.identity import ContentHash, EditId
from desktop.domain.job_events import Preview
from desktop.domain.problems import Problem
from desktop.domain.recipe import InputFile
from desktop.domain.screen_profile import ScreenInUse, ScreenProfile
from desktop.domain.size import Box, box_of
from desktop.jobs.edit_order import EditOrder
from desktop.storage.image_files import ImageFiles
from desktop.ui.errands import Errands
from desktop.ui.flows.picture_flow import PictureFlow
from desktop.ui.flows.stage import Stage
from desktop.ui.variations.variation_strip import VariationStrip
from desktop.ui.wording import badge
from desktop.ui.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class ResultFlow(QObject):
    """A result is shown first and taken only when the designer says so.

    Signals: `problem_found(Problem)`; `note_made(str)`, a sentence for the status line;
    `judging_changed(bool)` when results begin or cease to wait for a decision;
    `rebase_wanted(Edit)` for one that was made for the open picture before others changed it.
    """

    judging_changed = Signal(bool)
    rebase_wanted = Signal(object)
    problem_found = Signal(object)
    note_made = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        stage: Stage,
        strip: VariationStrip,
        opening: PictureFlow,
        errands: Errands,
        pictures: ImageFiles,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._stage = stage
        self._strip = strip
        self._opening = opening
        self._errands = errands
        self._pictures = pictures
        self._edit: Edit | None = None
        self._shown: int | None = None
        self._next: list[Edit] = []
        self._followed: set[EditId] = set()
        self._roots: dict[ContentHash, ContentHash] = {}
        """From a picture that came of results to the one that was opened."""
        self._parts: dict[tuple[EditId, int], NDArray[np.uint8]] = {}
        self._connect()

    @property
    def is_judging(self) -> bool:
        """Results are offered and wait for a decision."""
        return self._edit is not None

    @property
    def judged(self) -> tuple[Edit, Result] | None:
        """What is looked at; None while it is the original."""
        if self._edit is None or self._shown is None:
            return None
        return self._edit, self._edit.result(self._shown)

    # while the service works --------------------------------------------------------------

    def show_partial(self, preview: Preview, order: EditOrder) -> None:
        """A streamed preview of a running edit, if its picture is still the one that is open."""
        if self.is_judging or not self._fits(order.inputs.picture):
            return
        if preview.index == 0:
            self._followed.add(preview.job)
        self._errands.run(
            partial(_partial_pixels, preview.data, self._workspace.screen),
            partial(self._show_partial, preview, order),
            self.problem_found.emit,
        )

    def end_partials(self, job: str) -> None:
        """A job is over: its preview is no sign of work any more."""
        if job in self._followed:
            self._followed.discard(EditId(job))
            self._clear_partials()

    def give_way(self) -> None:
        """The designer works on: previews of running jobs stay in the job list."""
        if self._followed and not self.is_judging:
            self._followed.clear()
            self._clear_partials()

    def _show_partial(self, preview: Preview, order: EditOrder, pixels: NDArray[np.uint8]) -> None:
        is_wanted = preview.job in self._followed and not self.is_judging
        if is_wanted and self._fits(order.inputs.picture):
            caption = f"Preview {preview.index + 1}, the result is still to come"
            self._stage.show(pixels, preview.region, caption)

    def _clear_partials(self) -> None:
        if not self.is_judging:
            self._stage.clear()

    # when results have come ---------------------------------------------------------------

    def offer(self, edit: Edit) -> None:
        """The results of a finished edit, beside the picture they were made for or alone.

        While others wait for a decision they come next.
        """
        if self.is_judging:
            self._next.append(edit)
            self.note_made.emit("Another result has come; it is shown next.")
            return
        source = edit.inputs.picture
        if source is None and self._workspace.open_document is None and len(edit.results) == 1:
            self._open_alone(edit, edit.results[0])
            return
        if not self._fits(source):
            if not self._belongs_here(edit):
                self.note_made.emit("The result is in the history: another picture is open.")
                return
            self.rebase_wanted.emit(edit)
            return
        self._judge(edit)
        self._strip.take_focus()

    def look_at(self, edit: Edit, result: Result) -> None:
        """A result of the history over the canvas, without taking it."""
        self._judge(edit)
        self._strip.choose(result.index)

    def show_again(self) -> None:
        """In the colours of another screen."""
        self._parts.clear()
        if self.is_judging:
            self._preview(self._shown)

    def decline(self) -> None:
        """Keep what was there; the results stay in the history."""
        self._end()
        self._offer_next()

    def use_instead(self, edit: Edit) -> None:
        """Takes the only result of `edit`, which was made anew from what is judged."""
        if self.is_judging:
            self._edit = edit
            self.accept(edit.results[0].index)

    def place_of(self, edit: Edit, result: Result) -> Box | None:
        """The part of the open picture that it may have changed; None: it is shown as a whole."""
        opened = self._workspace.open_document
        is_part = opened is not None and self._is_laid_in(edit, result)
        return _box_of(result, opened.file) if opened is not None and is_part else None

    def accept(self, index: int) -> None:
        """Take a result: into the picture where it was laid in, else as the new picture."""
        edit = self._edit
        if edit is None:
            return
        result = edit.result(index)
        ref = ResultRef(edit=edit.id, index=index)
        opened = self._workspace.open_document
        if opened is None or not self._is_laid_in(edit, result):
            self._end()
            self._opening.open_result(result.picture, edit.result_name, ref)
            return
        box = _box_of(result, opened.file)
        screen = self._workspace.screen_profile
        self._errands.run(
            partial(_result_pixels, result, box, self._pictures, screen),
            partial(self._take_into, edit, result, ref, box, screen),
            partial(self._refuse, edit),
        )

    def _connect(self) -> None:
        self._strip.previewed.connect(self._preview)
        self._strip.accepted.connect(self.accept)
        self._strip.declined.connect(self.decline)
        self._workspace.document_changed.connect(self._leave)

    def _judge(self, edit: Edit) -> None:
        self._followed.clear()
        self._stage.clear()
        self._edit = edit
        self._parts.clear()
        self.judging_changed.emit(True)
        self._strip.show_edit(edit, self._original())

    def _fits(self, source: InputFile | None) -> bool:
        """What was edited is what is open: the same picture, or none both times."""
        return self._original() == (source.content if source else None)

    def _belongs_here(self, edit: Edit) -> bool:
        """What is open came from the picture of this edit, which changes only part of it."""
        source, opened = edit.inputs.picture, self._original()
        return (
            source is not None
            and opened is not None
            and edit.inputs.mask is not None
            and edit.recipe.blend.composite
            and self._roots.get(opened) == self._roots.get(source.content, source.content)
        )

    def _is_laid_in(self, edit: Edit, result: Result) -> bool:
        """It belongs into a part of the picture that is open."""
        is_open = self._workspace.open_document is not None
        return is_open and result.placement is not None and self._fits(edit.inputs.picture)

    def _original(self) -> ContentHash | None:
        opened = self._workspace.open_document
        return opened.file.content if opened else None

    def _preview(self, index: int | None) -> None:
        """One of the results over the canvas; None shows the original."""
        self._shown = index
        if self._edit is None or index is None:
            self._stage.clear()
            return
        edit, result = self._edit, self._edit.result(index)
        box = self.place_of(edit, result)
        key = (edit.id, index)
        if key in self._parts:
            self._show_result(edit, index, box, self._parts[key])
            return
        shown, screen = box or box_of(result.picture.size), self._workspace.screen_profile
        self._errands.run(
            partial(_result_pixels, result, shown, self._pictures, screen),
            partial(self._take_shown, edit, index, box, screen),
            self.problem_found.emit,
        )

    def _take_shown(
        self,
        edit: Edit,
        index: int,
        box: Box | None,
        screen: ScreenProfile,
        pixels: NDArray[np.uint8],
    ) -> None:
        """Unless it was read for a screen that is not in use any more; it is read again then."""
        is_current = self._edit is edit and self._shown == index
        if is_current and screen == self._workspace.screen_profile:
            self._parts[(edit.id, index)] = pixels
            self._show_result(edit, index, box, pixels)

    def _show_result(
        self, edit: Edit, index: int, box: Box | None, pixels: NDArray[np.uint8]
    ) -> None:
        number = f" {index + 1} of {len(edit.results)}" if len(edit.results) > 1 else ""
        self._stage.show(pixels, box, badge(f"Result{number}, not used yet", edit.result(index)))

    def _take_into(
        self,
        edit: Edit,
        result: Result,
        ref: ResultRef,
        box: Box,
        screen: ScreenProfile,
        pixels: NDArray[np.uint8],
    ) -> None:
        opened = self._workspace.open_document
        if self._edit is not edit or opened is None or not self._fits(edit.inputs.picture):
            return
        self._end()
        if pixels[..., 3].min() < 255 and not opened.document.has_alpha:
            # What has become see-through cannot be shown in a picture without transparency.
            self._opening.open_result(result.picture, opened.file.name, ref)
            self._offer_next()
            return
        file = InputFile(
            content=result.picture.content, name=opened.file.name, size=result.picture.size
        )
        kind = opened.document.in_display_kind(pixels)
        before = opened.file.content
        self._roots[file.content] = self._roots.get(before, before)
        self._workspace.replace_region(file, ref, box, kind, screen)
        self._offer_next()

    def _refuse(self, edit: Edit, trouble: Problem) -> None:
        """It could not be read: the choice is open again."""
        self.problem_found.emit(trouble)
        if self._edit is edit:
            self._judge(edit)

    def _open_alone(self, edit: Edit, result: Result) -> None:
        self._opening.open_result(
            result.picture, edit.result_name, ResultRef(edit=edit.id, index=result.index)
        )

    def _leave(self) -> None:
        """Another picture is open: what waits for a decision was made for the one before."""
        if self.is_judging:
            self._end()
        self._followed.clear()
        self._offer_next()

    def _offer_next(self) -> None:
        while self._next and not self.is_judging:
            self.offer(self._next.pop(0))

    def _end(self) -> None:
        self._edit = self._shown = None
        self._parts.clear()
        self._strip.close_strip()
        self._stage.clear()
        self.judging_changed.emit(False)


def _box_of(result: Result, file: InputFile) -> Box:
    """The part of the picture that the result may have changed."""
    if result.placement is None:
        return box_of(file.size)
    return result.placement.region.clipped(box_of(file.size))


def _partial_pixels(data: bytes, screen: ScreenInUse) -> NDArray[np.uint8]:
    from desktop.jobs.open_picture import open_preview

    return open_preview(data, screen)


def _result_pixels(
    result: Result, box: Box, pictures: ImageFiles, screen: ScreenProfile
) -> NDArray[np.uint8]:
    from desktop.jobs.open_picture import open_region

    return open_region(result.picture, box, pictures, lambda: screen)
