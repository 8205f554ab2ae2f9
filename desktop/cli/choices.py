"""What `stet estimate edit --json` says of the other ways to send a masked picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.cli.report import dollars
from desktop.domain.cost import DollarRange, Estimate
from desktop.domain.draft import Draft
from desktop.domain.image_models import ImageModel
from desktop.domain.region_offer import RegionOffer
from desktop.imaging.mask_bounds import mask_bounds
from desktop.jobs.blob_offers import blob_offers
from desktop.jobs.region_offers import region_offers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def choices_value(
    draft: Draft, model: ImageModel, mask: NDArray[np.uint8] | None, known: Estimate
) -> dict[str, Any]:
    """`regions`: the region and the whole picture, each with size, detail and price. `apart`: one
    request for each marked place, null where there is one place only.
    """
    if mask is None:
        return {"regions": [], "apart": None}
    offers = region_offers(draft, model, mask_bounds(mask), known)
    blobs = blob_offers(draft, model, mask, known)
    apart = None
    if blobs is not None and blobs.is_choice:
        apart = {
            "regions": [_offer(one) for one in blobs.apart],
            "estimate_usd": _usd(blobs.apart_usd),
            "is_better": blobs.is_apart_better,
        }
    return {"regions": [_offer(one) for one in offers], "apart": apart}


def _offer(offer: RegionOffer) -> dict[str, Any]:
    box = offer.box
    return {
        "mode": str(offer.mode),
        "x": box.x,
        "y": box.y,
        "width": box.width,
        "height": box.height,
        "sent": str(offer.sent),
        "detail": round(offer.detail, 3),
        "estimate_usd": _usd(offer.estimate.total_usd),
        "reasons": list(offer.reasons),
    }


def _usd(price: DollarRange | None) -> float | None:
    return dollars(price.high) if price else None
