"""The choices of what is sent of a picture: its region, one that was drawn, or all of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from desktop.domain.cost import Estimate
from desktop.domain.draft import Draft
from desktop.domain.image_models import ImageModel
from desktop.domain.recipe import RegionMode
from desktop.domain.region_offer import RegionOffer
from desktop.domain.size import Box
from desktop.imaging.overview import overview_size
from desktop.jobs.price_draft import plan_for, price_draft


def region_offers(
    draft: Draft, model: ImageModel, mask: Box | None, known: Estimate
) -> tuple[RegionOffer, ...]:
    """What could be sent for this draft; none without a mask. `known` is the draft's estimate.

    A drawn region is offered while the draft has one. Milliseconds, whatever the picture's size.
    """
    if draft.picture is None or mask is None or not draft.has_mask:
        return ()
    modes = [RegionMode.AUTO, RegionMode.WHOLE]
    if draft.region is not None:
        modes.insert(1, RegionMode.BOX)
    made = (offer_for(_with_mode(draft, mode), model, mask, known) for mode in modes)
    return tuple(offer for offer in made if offer is not None)


def offer_for(
    draft: Draft, model: ImageModel, mask: Box | None, known: Estimate
) -> RegionOffer | None:
    """What the draft's own choice comes to; None without a picture."""
    plan = plan_for(draft, model, mask)
    if plan is None:
        return None
    tokens = known.text_tokens - model.prompt_extra_tokens

    def price(one: Draft) -> Estimate:
        return price_draft(one, model, mask, lambda _prompt: tokens)

    return RegionOffer(
        mode=draft.region_mode,
        box=plan.box,
        sent=plan.sent,
        detail=plan.detail,
        estimate=price(draft),
        reasons=plan.reasons,
        overview=overview_size(plan),
        overview_usd=_difference(
            price(replace(draft, overview=True)), price(replace(draft, overview=False))
        ),
    )


def _difference(more: Estimate, less: Estimate) -> Decimal | None:
    high, low = more.total_usd, less.total_usd
    return None if high is None or low is None else high.high - low.high


def _with_mode(draft: Draft, mode: RegionMode) -> Draft:
    region = draft.region if mode is RegionMode.BOX else None
    return replace(draft, region_mode=mode, region=region)
