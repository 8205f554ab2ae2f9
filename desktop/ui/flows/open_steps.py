"""The steps of the open picture as they are kept on disk, and as steps again after a crash."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from desktop.domain.open_work import OpenChange, OpenStep
from desktop.ui.draft_step import CHOSEN, DraftStep
from desktop.ui.undo import MarkupStep, MaskStep
from desktop.ui.undo_stack import Step, StepsTogether

if TYPE_CHECKING:
    from desktop.domain.size import Box
    from desktop.imaging.canvas_document import CanvasDocument
    from desktop.imaging.mask_patch import Content, MaskPatch
    from desktop.ui.workspace import Workspace

MOST_STEPS = 100
MOST_BYTES = 8 << 20
"""What is kept of the latest steps, so that keeping it costs nothing that could be felt."""

Written = dict[str, Callable[[], bytes]]
"""By the name of its file, what makes the bytes of a step; may run on any thread."""


class StepKeeper:
    """Gives each step of the mask a file once; a step that did not change is not written again."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[MaskPatch, str]] = {}
        self._next = 1

    def kept(
        self, steps: Sequence[Step], document: CanvasDocument | None
    ) -> tuple[tuple[OpenStep, ...], Written]:
        """The latest steps of `document`, prompt and settings only, and the files that are new."""
        found: list[tuple[Step, list[Step]]] = []
        held = 0
        for step in reversed(steps[-MOST_STEPS:]):
            parts = _parts_of(step)
            held += step.bytes_held
            if held > MOST_BYTES or not all(_changes(part, document) for part in parts):
                break
            found.append((step, parts))
        new: Written = {}
        before, self._known = self._known, {}
        kept = tuple(
            OpenStep(
                name=step.name,
                changes=tuple(self._change(part, before, new) for part in parts),
            )
            for step, parts in reversed(found)
        )
        return kept, new

    def forget(self) -> None:
        """Nothing is on disk as far as is known: everything is written next time."""
        self._known = {}

    def _change(
        self, step: Step, before: dict[int, tuple[MaskPatch, str]], new: Written
    ) -> OpenChange:
        if isinstance(step, MarkupStep):
            return OpenChange(before=step.marks[0], after=step.marks[1])
        if isinstance(step, DraftStep):
            return OpenChange(drafts=step.drafts, controls=step.controls)
        assert isinstance(step, MaskStep)
        patch = step.patch
        found = before.get(id(patch))
        name = found[1] if found is not None else f"step-{self._next}"
        if found is None:
            self._next += 1
            new[name] = partial(_write, patch, dict(patch.parts))
        self._known[id(patch)] = patch, name
        return OpenChange(patch=name)


def steps_again(
    kept: tuple[OpenStep, ...],
    patches: dict[str, MaskPatch],
    place: Workspace,
    document: CanvasDocument,
) -> list[Step]:
    """Steps that can be undone once more; only the latest that are whole."""
    found: list[Step] = []
    for one in reversed(kept):
        if any(change.patch and change.patch not in patches for change in one.changes):
            break
        steps = [_step_again(change, patches, place, document, one.name) for change in one.changes]
        found.append(steps[0] if len(steps) == 1 else StepsTogether.done_before(one.name, steps))
    found.reverse()
    return found


def _step_again(
    change: OpenChange,
    patches: dict[str, MaskPatch],
    place: Workspace,
    document: CanvasDocument,
    name: str,
) -> Step:
    if change.drafts is not None:
        controls = tuple(one for one in change.controls if one in CHOSEN)
        return DraftStep(place, change.drafts, controls, is_new=False)
    if change.patch:
        return MaskStep(place, document, patches[change.patch], is_new=False)
    return MarkupStep.done_before(place, document, (change.before, change.after), name)


def _parts_of(step: Step) -> list[Step]:
    if not isinstance(step, StepsTogether):
        return [step]
    return [part for one in step.steps for part in _parts_of(one)]


def _changes(step: Step, document: CanvasDocument | None) -> bool:
    if isinstance(step, DraftStep):
        return True
    return isinstance(step, MaskStep | MarkupStep) and step.document is document


def _write(patch: MaskPatch, parts: dict[Box, Content]) -> bytes:
    from desktop.imaging.patch_file import write_patch

    return write_patch(patch, parts)
