"""What can be sent of a picture, and what each choice would give and cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from desktop.domain.cost import Estimate
from desktop.domain.recipe import RegionMode
from desktop.domain.size import Box, Size


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionOffer:
    """One choice: the region of the picture, the size it is sent at, its detail and its price.

    `detail` is pixels sent per pixel of the picture along a side, `reasons` say what differs from
    the picture's own pixels. `overview` is the size at which the whole picture would go along as a
    small further reference (None: the region shows the scene itself), `overview_usd` what that
    adds (None: not known); the estimate holds it where the draft wants it.
    """

    mode: RegionMode
    box: Box
    sent: Size
    detail: float
    estimate: Estimate
    reasons: tuple[str, ...] = ()
    overview: Size | None = None
    overview_usd: Decimal | None = None
