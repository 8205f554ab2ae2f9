"""Plans and orders the high run of a draft: checked and priced before anything is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from desktop.domain.cost import Estimate
from desktop.domain.draft import Draft
from desktop.domain.draft_ladder import Rung, finish_draft
from desktop.domain.edit import Edit, ResultRef
from desktop.domain.image_models import ModelTable
from desktop.domain.order import Account, EditOrder
from desktop.domain.problems import Problem
from desktop.domain.recipe import Inputs
from desktop.domain.reference import sent
from desktop.domain.size import Box
from desktop.imaging.mask_bounds import mask_bounds
from desktop.imaging.mask_file import read_mask
from desktop.jobs.picture_source import PictureSource
from desktop.jobs.price_draft import price_draft
from desktop.jobs.take_order import highest_of, priced_order


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishWish:
    """Which result, with what model and quality, and in what words."""

    edit: Edit
    index: int
    rung: Rung
    prompt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishPlan:
    """The request that this comes to, its price, and why it cannot be sent, if so."""

    wish: FinishWish
    draft: Draft
    estimate: Estimate
    trouble: Problem | None = None

    @property
    def highest_usd(self) -> Decimal | None:
        return highest_of(self.estimate)


def plan_finish(
    wish: FinishWish,
    models: ModelTable,
    pictures: PictureSource,
    count_tokens: Callable[[str], int],
) -> FinishPlan:
    """Reads the edit's mask, if it has one. ProblemError: that is gone."""
    model = models.get(wish.rung.model)
    draft = finish_draft(wish.edit, wish.index, wish.rung, models, wish.prompt)
    estimate = price_draft(draft, model, _marked(wish.edit, pictures), count_tokens)
    troubles = draft.problems(model)
    return FinishPlan(
        wish=wish, draft=draft, estimate=estimate, trouble=troubles[0] if troubles else None
    )


def finish_order(plan: FinishPlan, account: Account) -> EditOrder:
    """The order of a plan without trouble; the draft is its parent where it has no other."""
    edit = plan.wish.edit
    inputs = Inputs(
        picture=edit.inputs.picture,
        mask=edit.inputs.mask,
        markup=edit.inputs.markup,
        references=sent(plan.draft.references),
    )
    parent = edit.parent or ResultRef(edit=edit.id, index=plan.wish.index)
    return priced_order(plan.draft, inputs, plan.estimate, account, parent)


def _marked(edit: Edit, pictures: PictureSource) -> Box | None:
    source, mask = edit.inputs.picture, edit.inputs.mask
    if source is None or mask is None:
        return None
    return mask_bounds(read_mask(pictures.read(mask), "the mask", source.size))
