"""A conversation in the window: going on from a result, its turns, and what is sent of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from desktop.domain.conversation import Conversation
from desktop.domain.draft import Draft
from desktop.domain.edit import Edit, Result, ResultRef
from desktop.domain.image_models import ImageModel
from desktop.domain.problems import Problem, ProblemKind
from desktop.domain.recipe import RegionMode
from desktop.domain.turn_chain import PastTurn, turns_of
from desktop.jobs.next_turn import NextTurn, next_turn, sent_again
from desktop.jobs.price_draft import price_draft
from desktop.storage.library import Library
from desktop.ui.controls.money import dollar_range
from desktop.ui.errands import Errands
from desktop.ui.flows.draft_flow import DraftFlow
from desktop.ui.flows.job_flow import JobFlow
from desktop.ui.flows.result_flow import ResultFlow
from desktop.ui.panels import Panels
from desktop.ui.workspace import OpenDocument, Workspace

_SEND_AGAIN = "send_again"
_GO_ON = "Go on from result"
_LONGEST = 50

KEPT_THERE = "The service has the picture; only your words are sent."
CHANGED = "What is marked or sent has changed, so the picture goes along again."
SENT_ONCE = "The picture is sent with these words; after that only words."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Thread:
    """A conversation up to the result that it goes on from."""

    edit: Edit
    result: Result
    turns: tuple[PastTurn, ...]
    mask: NDArray[np.uint8] | None
    opened: OpenDocument | None


class ConversationFlow(QObject):
    """Signals: `problem_found(Problem)`; `send_wanted` when the picture is to be sent again now."""

    problem_found = Signal(object)
    send_wanted = Signal()

    def __init__(
        self,
        workspace: Workspace,
        panels: Panels,
        flows: tuple[DraftFlow, ResultFlow, JobFlow],
        errands: Errands,
        library: Library,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._panels = panels
        self._drafts, self._results, jobs = flows
        self._errands = errands
        self._library = library
        self._thread: _Thread | None = None
        self._turn: NextTurn | None = None
        self._parent: ResultRef | None = None
        self._wanted: ResultRef | None = None
        self._is_mask_same = False
        self._is_settling = False
        self._connect(jobs)

    def go_on(self, ref: ResultRef) -> None:
        """The next words are about this result; it comes onto the canvas with its mask."""
        self._wanted = ref
        opened = self._workspace.open_document
        content = opened.file.content if opened is not None else ""
        self._errands.run(
            partial(_read_thread, self._library, ref, content),
            self._take_asked,
            self.problem_found.emit,
        )

    def end(self) -> None:
        """The next request stands by itself."""
        self._thread = self._turn = None
        self._say_turn(None)
        self._show()

    def _connect(self, jobs: JobFlow) -> None:
        panels, space = self._panels, self._workspace
        panels.history.go_on_requested.connect(self.go_on)
        panels.strip.go_on_requested.connect(self._go_on_judged)
        panels.prompt.turns.turn_chosen.connect(self.go_on)
        panels.prompt.turns.ended.connect(self.end)
        panels.message.action_chosen.connect(self._act)
        jobs.job_failed.connect(self._offer_sending)
        space.draft_changed.connect(self._check)
        space.mask_changed.connect(self._look_at_mask)
        space.mask_repainted.connect(self._look_at_mask)
        space.document_changed.connect(self._look_at_picture)
        space.region_replaced.connect(self._look_at_picture)

    def _go_on_judged(self, index: int) -> None:
        judged = self._results.judged
        if judged is not None:
            self._wanted = ResultRef(edit=judged[0].id, index=index)
            self._results.accept(index)

    # what goes on ---------------------------------------------------------------------------

    def _take_asked(self, thread: _Thread) -> None:
        """All of it is one step, which can be undone."""
        with self._workspace.undo_stack.together(_GO_ON):
            self._take(thread, self._workspace.reuse_draft)
        self._look_at_mask()
        self._panels.prompt.focus_prompt()

    def _take(self, thread: _Thread, set_up: Callable[[Draft], None]) -> None:
        """The result, its mask and its settings are what is set up now."""
        space, recipe = self._workspace, thread.edit.recipe
        turn = self._go_on_with(thread)
        self._is_settling = True
        self._put_on_canvas(thread)
        draft = replace(
            space.draft,
            prompt=_next_words(space.draft.prompt, recipe.prompt),
            model=recipe.model,
            quality=recipe.quality,
            blend=recipe.blend,
            region_mode=RegionMode.AUTO,
            region=None,
            count=1,
            conversation=turn.conversation,
        )
        set_up(draft)
        self._is_settling = False

    def _go_on_with(self, thread: _Thread) -> NextTurn:
        self._wanted = None
        recipe = thread.edit.recipe
        model = self._workspace.models.get(recipe.model)
        wished = self._workspace.draft.conversation or recipe.conversation or _usual(model)
        turn = next_turn(thread.edit, thread.result, wished, model)
        self._thread, self._turn, self._parent = thread, turn, turn.parent
        return turn

    def _put_on_canvas(self, thread: _Thread) -> None:
        if thread.opened is not None:
            self._workspace.show_document(thread.opened, _GO_ON)
        elif thread.mask is not None:
            self._workspace.set_mask(thread.mask, "Keep the mask")

    def _look_at_picture(self, _box: object = None) -> None:
        """Another picture is open: its conversation goes on, or none does."""
        if self._is_settling:
            return
        opened = self._workspace.open_document
        parent = opened.parent if opened is not None else None
        if self._turn is not None and (
            opened is None or opened.file.content != self._turn.picture.content
        ):
            self._thread = self._turn = None
        talks = self._workspace.draft.conversation is not None
        if parent is not None and parent != self._parent and (talks or parent == self._wanted):
            self._follow(parent)
        self._parent = parent
        self._look_at_mask()

    def _follow(self, parent: ResultRef) -> None:
        content = self._workspace.open_document
        self._errands.run(
            partial(_read_thread, self._library, parent, content.file.content if content else ""),
            partial(self._take_followed, parent, self._workspace.undo_stack.is_going),
            self.problem_found.emit,
        )

    def _take_followed(self, parent: ResultRef, has_settings: bool, thread: _Thread) -> None:  # noqa: FBT001  # a slot
        """Unless something else is open by now, or it was never a conversation.

        `has_settings`: a step brought the picture back, and with it mask and settings.
        """
        opened = self._workspace.open_document
        is_open = opened is not None and opened.parent == parent
        is_wanted = parent == self._wanted
        if not is_open or not (is_wanted or thread.edit.recipe.conversation is not None):
            return
        if is_wanted:
            self._take_asked(thread)
        elif has_settings:
            self._go_on_with(thread)
            self._look_at_mask()
        else:
            self._take(thread, self._workspace.change_draft)
            self._look_at_mask()
            self._panels.prompt.focus_prompt()

    # what is sent -----------------------------------------------------------------------------

    def _look_at_mask(self, _box: object = None) -> None:
        """Whether what is marked is what the turn before was about."""
        document, thread = self._workspace.document, self._thread
        if self._is_settling:
            return
        self._is_mask_same = False
        if document is not None and thread is not None:
            mask = document.effective_mask()
            if mask is None or thread.mask is None:
                self._is_mask_same = mask is thread.mask
            else:
                self._is_mask_same = bool(np.array_equal(mask, thread.mask))
        self._check()

    def _check(self) -> None:
        """The draft says what the service has; the panel shows the turns."""
        if self._is_settling:
            return
        self._say_turn(self._turn)
        self._show()

    def _say_turn(self, turn: NextTurn | None) -> None:
        draft = self._workspace.draft
        wished = draft.conversation
        if wished is None:
            return
        asked = _asked(wished, turn, may_be_carried=self._may_be_carried(draft))
        if asked != wished:
            self._workspace.change_draft(replace(draft, conversation=asked))

    def _may_be_carried(self, draft: Draft) -> bool:
        return (
            self._is_mask_same
            and draft.region_mode is RegionMode.AUTO
            and draft.model == (self._thread.edit.recipe.model if self._thread else "")
        )

    def _show(self) -> None:
        conversation = self._workspace.draft.conversation
        if self._thread is None or conversation is None:
            self._panels.prompt.turns.show_turns((), "")
            return
        self._panels.prompt.turns.show_turns(self._thread.turns, _note(conversation))

    # when the service has forgotten -----------------------------------------------------------

    def _offer_sending(self, trouble: Problem) -> None:
        """Going on by sending the picture again, with its price."""
        turn = self._turn
        if trouble.kind is not ProblemKind.CONVERSATION_GONE or turn is None:
            return
        self._turn = replace(turn, conversation=sent_again(turn.conversation))
        self._check()
        space = self._workspace
        priced = price_draft(space.draft, space.model, space.mask_bounds, self._drafts.count_tokens)
        total = priced.total_usd
        price = "Its price is not known." if total is None else f"That costs {dollar_range(total)}."
        self._panels.message.show_message(f"{trouble.sentence} {trouble.remedy} {price}")
        self._panels.message.set_actions(((_SEND_AGAIN, "Send the picture again"),))

    def _act(self, name: str) -> None:
        if name == _SEND_AGAIN:
            self._panels.message.clear()
            self.send_wanted.emit()


def _asked(wished: Conversation, turn: NextTurn | None, *, may_be_carried: bool) -> Conversation:
    """What was chosen, with what the service has of the turns before."""
    if turn is None:
        return sent_again(wished)
    known = turn.conversation
    return replace(
        wished,
        previous=known.previous,
        context_tokens=known.context_tokens,
        carried=known.carried if may_be_carried else None,
    )


def _note(conversation: Conversation) -> str:
    if conversation.carried is not None:
        return KEPT_THERE
    return CHANGED if conversation.previous is not None else SENT_ONCE


def _next_words(typed: str, asked: str) -> str:
    """Words that were just asked for are done; others stay."""
    return "" if typed.strip() == asked.strip() else typed


def _usual(model: ImageModel) -> Conversation:
    first = model.outer_models[0].id if model.outer_models else ""
    return Conversation(outer_model=first)


def _read_thread(library: Library, ref: ResultRef, shown: str) -> _Thread:
    """On a worker's thread. ProblemError: the edit, its picture or its mask is gone."""
    edit = library.history.get(ref.edit)
    result = edit.result(ref.index)
    mask = _mask_of(edit, result, library)
    opened = None
    if result.picture.content != shown:
        opened = _document_of(edit, result, library)
        if mask is not None:
            opened.document.set_mask(mask)
    return _Thread(
        edit=edit,
        result=result,
        turns=turns_of(_chain_of(edit, ref.index, library)),
        mask=mask,
        opened=opened,
    )


def _mask_of(edit: Edit, result: Result, library: Library) -> NDArray[np.uint8] | None:
    from desktop.imaging.mask_file import read_mask

    source = edit.inputs.picture
    if edit.inputs.mask is None or source is None or source.size != result.picture.size:
        return None
    return read_mask(library.pictures.read(edit.inputs.mask), "the mask", source.size)


def _document_of(edit: Edit, result: Result, library: Library) -> OpenDocument:
    from desktop.ui.flows.picture_flow import document_of_stored

    name = edit.result_name
    parent = ResultRef(edit=edit.id, index=result.index)
    return document_of_stored(result.picture, name, parent, library.pictures)


def _chain_of(edit: Edit, index: int, library: Library) -> tuple[tuple[Edit, int], ...]:
    """The turns up to `edit`, the first one first; it ends where an edit was asked for directly."""
    chain = [(edit, index)]
    while len(chain) < _LONGEST:
        last = chain[-1][0]
        before = None if last.parent is None else library.history.find(last.parent.edit)
        if last.parent is None or before is None:
            break
        if last.recipe.conversation is None or before.recipe.conversation is None:
            break
        chain.append((before, last.parent.index))
    return tuple(reversed(chain))
