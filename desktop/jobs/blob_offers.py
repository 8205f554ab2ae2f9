"""Several marked places: one request for all of them, or one each, with the price of both ways."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from desktop.domain.cost import DollarRange, Estimate, TokenRange
from desktop.domain.draft import Draft
from desktop.domain.image_models import ImageModel
from desktop.domain.recipe import RegionMode
from desktop.domain.region_offer import RegionOffer
from desktop.domain.size import Box
from desktop.imaging.blobs import blob_mask, split_blobs
from desktop.jobs.region_offers import offer_for

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BlobOffers:
    """The two ways. `masks` (h, w each) go with the offers of `apart`, one per place.

    With fewer than two places there is nothing to choose.
    """

    together: RegionOffer
    apart: tuple[RegionOffer, ...]
    masks: tuple[NDArray[np.uint8], ...]

    @property
    def is_choice(self) -> bool:
        return len(self.apart) > 1

    @property
    def apart_usd(self) -> DollarRange | None:
        """What it costs if every place gets its own request; None: not known."""
        total = DollarRange(Decimal(0), Decimal(0))
        for offer in self.apart:
            price = offer.estimate.total_usd
            if price is None:
                return None
            total = total.plus(price)
        return total

    @property
    def apart_estimate(self) -> Estimate:
        """All the requests for the places together, as one estimate."""
        ones = [offer.estimate for offer in self.apart]
        return replace(
            ones[0],
            text_tokens=sum(one.text_tokens for one in ones),
            picture_tokens=tuple(tokens for one in ones for tokens in one.picture_tokens),
            output_tokens=TokenRange(
                sum(one.output_tokens.low for one in ones),
                sum(one.output_tokens.high for one in ones),
            ),
            partial_tokens=sum(one.partial_tokens for one in ones),
        )

    @property
    def is_apart_better(self) -> bool:
        """One request each is cheaper, or sharper by a tenth at least."""
        if not self.is_choice:
            return False
        price, once = self.apart_usd, self.together.estimate.total_usd
        if price is not None and once is not None and price.high < once.high:
            return True
        return min(offer.detail for offer in self.apart) > 1.1 * self.together.detail


def blob_offers(
    draft: Draft, model: ImageModel, mask: NDArray[np.uint8], known: Estimate
) -> BlobOffers | None:
    """Both ways for a mask (h, w; 255 change); None without a picture or with a drawn region.

    `known` is the draft's estimate. Looks at every pixel: not for the window's thread.
    ProblemError: the mask is empty.
    """
    if draft.picture is None or draft.region_mode is RegionMode.BOX:
        return None
    split = split_blobs(mask, rule=model.sizes)
    parts = split.apart
    return BlobOffers(
        together=_offer(draft, model, split.bounds, known),
        apart=tuple(_offer(draft, model, part.bounds, known) for part in parts),
        masks=tuple(blob_mask(mask, part) for part in parts) if split.can_be_split else (mask,),
    )


def _offer(draft: Draft, model: ImageModel, bounds: Box, known: Estimate) -> RegionOffer:
    chosen = replace(draft, region_mode=RegionMode.AUTO, region=None, has_mask=True)
    made = offer_for(chosen, model, bounds, known)
    assert made is not None
    return made
