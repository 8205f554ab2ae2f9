"""A change of prompt or settings as a step that can be undone; a burst of changes is one step."""

from __future__ import annotations

import time
from dataclasses import fields, replace
from typing import Protocol

from desktop.domain.draft import Draft
from desktop.domain.image_models import ModelTable
from desktop.ui.draft_words import change_name
from desktop.ui.undo_stack import Step

PAUSE_SECONDS = 2.0
"""After a pause as long as this another change of the same control is another step."""

_NOT_CHOSEN = {"picture", "has_mask", "has_markup", "keep_out", "notes", "conversation"}
"""What follows from the canvas or from the service's answers, and comes back with those."""
CHOSEN = tuple(one.name for one in fields(Draft) if one.name not in _NOT_CHOSEN)

_APART = {"references"}
"""Each of their changes is a step."""


class DraftPlace(Protocol):
    """Where such steps take effect; the workspace."""

    @property
    def draft(self) -> Draft: ...

    @property
    def models(self) -> ModelTable: ...

    def restore_draft(self, draft: Draft, made_for: ModelTable | None) -> None: ...


def changed_fields(before: Draft, after: Draft) -> tuple[str, ...]:
    """What the designer chooses and has chosen otherwise."""
    return tuple(name for name in CHOSEN if getattr(before, name) != getattr(after, name))


class DraftStep(Step):
    """Other values of some fields of the draft; the others stay as they are whenever it is undone.

    `controls` are the fields the designer changed; a model that does not offer what was chosen
    may have changed more.
    """

    def __init__(
        self,
        place: DraftPlace,
        drafts: tuple[Draft, Draft],
        controls: tuple[str, ...],
        *,
        is_new: bool = True,
    ) -> None:
        """`drafts` before and after; `is_new`: it was done, and pushing must not do it again.

        What an earlier run's models were is not known any more.
        """
        self._place = place
        self.before, self.after = drafts
        self.controls = controls
        self.made_at = time.monotonic()
        self._fields = changed_fields(*drafts)
        self._is_new = is_new
        self._made_for = place.models if is_new else None
        super().__init__(change_name(controls, self.after, place.models))

    @property
    def drafts(self) -> tuple[Draft, Draft]:
        """Before and after, with nothing but what differs between them."""
        before = {name: getattr(self.before, name) for name in self._fields}
        after = {name: getattr(self.after, name) for name in self._fields}
        return Draft(**before), Draft(**after)

    @property
    def bytes_held(self) -> int:
        """The two prompts, and the longer list of references."""
        held = 0
        if "prompt" in self._fields:
            held += 4 * (len(self.before.prompt) + len(self.after.prompt))
        if "references" in self._fields:
            held += 400 * max(len(self.before.references), len(self.after.references))
        return held

    @property
    def is_void(self) -> bool:
        return not self._fields

    def redo(self) -> None:
        if self._is_new:
            self._is_new = False
            return
        self._show(self.after)

    def undo(self) -> None:
        self._show(self.before)

    def take_in(self, step: Step) -> bool:
        """The same control was changed again, soon after."""
        if not isinstance(step, DraftStep) or step.controls != self.controls:
            return False
        if _APART & set(self.controls) or step.made_at - self.made_at > PAUSE_SECONDS:
            return False
        self.after, self.made_at, self.name = step.after, step.made_at, step.name
        self._fields = changed_fields(self.before, self.after)
        return True

    def _show(self, draft: Draft) -> None:
        values = {name: getattr(draft, name) for name in self._fields}
        self._place.restore_draft(replace(self._place.draft, **values), self._made_for)
