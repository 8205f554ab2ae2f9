"""Setting up a draft: panel and tray follow it, and the price follows every change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.domain.added_words import linked_notes, zones_in
from desktop.domain.cost import Estimate, input_image_tokens
from desktop.domain.draft import Draft
from desktop.domain.problems import Problem, ProblemKind, problem
from desktop.domain.recipe import InputFile
from desktop.domain.reference import Reference, add, move, remove, switch
from desktop.imaging.region import RegionPlan
from desktop.jobs.edit_order import Capture
from desktop.jobs.price_draft import plan_for, price_draft
from desktop.ui.controls.money import dollars
from desktop.ui.errands import Errands
from desktop.ui.prompt.draft_change import DraftChange
from desktop.ui.prompt.prompt_panel import PromptPanel
from desktop.ui.references.reference_tray import ReferenceTray
from desktop.ui.workspace import Workspace

CountTokens = Callable[[str], int]


class DraftFlow(QObject):
    """Signals: `priced` with the Estimate of the draft as it stands; `problem_found`."""

    priced = Signal(object)
    problem_found = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        panel: PromptPanel,
        tray: ReferenceTray,
        count_tokens: CountTokens,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._panel = panel
        self._tray = tray
        self._count = count_tokens
        self._load: Callable[[], None] | None = None
        self._estimate: Estimate | None = None
        self._is_keyless = False
        self._connect()
        self.refresh()

    @property
    def estimate(self) -> Estimate | None:
        """The price of the draft as it stands."""
        return self._estimate

    def count_exactly(self, errands: Errands, load: Callable[[], None]) -> None:
        """Has what is needed loaded as soon as there are words to count; until then roughly.

        It is heavy, and of no use to somebody who only looks at pictures.
        """
        self._load = partial(errands.run, load, lambda _: self.refresh(), self.problem_found.emit)
        self.refresh()

    def count_tokens(self, text: str) -> int:
        """The tokens of a prompt; quick."""
        if text and self._load is not None:
            load, self._load = self._load, None
            load()
        return self._count(text)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why the draft cannot be sent; empty when it can."""
        found = self._workspace.draft.problems(self._workspace.model)
        return (*found, problem(ProblemKind.KEY_MISSING)) if self._is_keyless else found

    @property
    def is_keyless(self) -> bool:
        """There is no key to send anything with."""
        return self._is_keyless

    def show_key(self, *, is_missing: bool) -> None:
        """Without a key nothing can be sent."""
        if is_missing != self._is_keyless:
            self._is_keyless = is_missing
            self._panel.show_problems(self.problems)

    def price_of(self, capture: Capture) -> Estimate:
        """The price of what was captured, whatever the draft is now."""
        model = self._workspace.models.get(capture.draft.model)
        return price_draft(capture.draft, model, capture.mask_bounds, self.count_tokens)

    def refresh(self) -> None:
        """Shows everything anew, such as after the tokens can be counted exactly."""
        draft, model = self._workspace.draft, self._workspace.model
        models = self._workspace.models.current(datetime.now(UTC).date())
        bounds = self._workspace.mask_bounds
        plan = plan_for(draft, model, bounds)
        automatic = plan.sent if plan is not None else None
        self._panel.show_draft(draft, model, models, automatic=automatic)
        self._panel.show_added(_added_in_words(draft, plan))
        self._panel.show_problems(self.problems)
        self._estimate = price_draft(draft, model, bounds, self.count_tokens)
        self._panel.show_estimate(self._estimate)
        self._tray.show_references(
            draft.references, picture=draft.picture, prices=self._prices(draft.references)
        )
        self.priced.emit(self._estimate)

    def add_references(self, files: tuple[InputFile, ...]) -> None:
        """Puts files into the tray; what finds no room is said there."""
        draft = self._workspace.draft
        references, trouble = add(draft.references, files, with_picture=draft.picture is not None)
        self._workspace.set_references(references)
        self._tray.show_problem(trouble)

    def _connect(self) -> None:
        self._workspace.draft_changed.connect(self.refresh)
        self._workspace.mask_changed.connect(self.refresh)
        self._workspace.notes_found.connect(self._panel.show_notes)
        self._panel.draft_edited.connect(self._take_change)
        self._panel.prompt_left.connect(self._workspace.undo_stack.close_step)
        self._tray.moved.connect(self._move)
        self._tray.removed.connect(self._remove)
        self._tray.switched.connect(self._switch)

    def _take_change(self, change: DraftChange) -> None:
        self._workspace.edit_draft(change.applied_to(self._workspace.draft))

    def _move(self, source: int, before: int) -> None:
        self._workspace.set_references(move(self._workspace.draft.references, source, before))

    def _remove(self, place: int) -> None:
        self._workspace.set_references(remove(self._workspace.draft.references, place))
        self._tray.show_problem(None)

    def _switch(self, place: int, is_on: bool) -> None:  # noqa: FBT001  # a slot
        references = switch(self._workspace.draft.references, place, is_on=is_on)
        self._workspace.set_references(references)

    def _prices(self, references: tuple[Reference, ...]) -> tuple[str, ...]:
        """What each reference costs, in words; empty where no price is known."""
        prices = self._workspace.model.prices
        if prices is None:
            return ()
        count = self._workspace.draft.count
        per_token = prices.image_input / Decimal(1_000_000)
        tokens = [input_image_tokens(reference.file.size) * count for reference in references]
        return tuple(f"{one:,} tokens, {dollars(one * per_token)}" for one in tokens)


def _added_in_words(draft: Draft, plan: RegionPlan | None) -> str:
    """What is added to the prompt when it is sent; the request itself shows it word for word."""
    recipe, said = draft.recipe(), []
    zones = () if plan is None else zones_in(recipe.keep_out, plan.box)
    if zones:
        count = len(zones)
        said.append("names 1 protected area" if count == 1 else f"names {count} protected areas")
    if linked_notes(recipe):
        said.append("says what the numbers are for")
    return f"When sent, the prompt also {' and '.join(said)}." if said else ""
