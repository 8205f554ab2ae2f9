"""What a draft would cost: plans the region as the job would, counts tokens, asks the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from desktop.domain.added_words import sent_prompt
from desktop.domain.cost import Estimate
from desktop.domain.draft import Draft, estimate
from desktop.domain.image_models import ImageModel
from desktop.domain.reference import sent
from desktop.domain.size import Box, Size
from desktop.imaging.overview import overview_size
from desktop.imaging.region import RegionPlan, plan_region

CountTokens = Callable[[str], int]


def plan_for(draft: Draft, model: ImageModel, mask: Box | None) -> RegionPlan | None:
    """The region that would be sent for this draft; None without a picture on the canvas.

    `mask` are the bounds of what is marked. The same rule as in `prepare_edit`.
    """
    if draft.picture is None:
        return None
    carried = draft.conversation.carried if draft.conversation is not None else None
    if carried is not None:
        return RegionPlan(box=carried.region, sent=carried.sent, picture=draft.picture)
    return plan_region(
        picture=draft.picture,
        mask=mask if draft.has_mask else None,
        rule=model.sizes_for(draft.output_format, draft.frame_count),
        mode=draft.region_mode,
        box=draft.region,
        size=draft.size,
    )


def price_draft(
    draft: Draft, model: ImageModel, mask: Box | None, count_tokens: CountTokens
) -> Estimate:
    """The estimate for a draft; quick enough to follow every key (milliseconds)."""
    plan = plan_for(draft, model, mask)
    sizes: list[Size] = [plan.sent] if plan is not None else []
    sizes.extend(file.size for file in sent(draft.references))
    overview = overview_size(plan) if plan is not None and draft.overview else None
    if overview is not None:
        sizes.append(overview)
    priced = estimate(
        draft,
        model,
        text_tokens=count_tokens(sent_prompt(draft.recipe(), None if plan is None else plan.box)),
        sent_sizes=tuple(sizes),
        output_size=plan.sent if plan is not None else draft.size,
    )
    return replace(priced, factor=model.price_factor)
