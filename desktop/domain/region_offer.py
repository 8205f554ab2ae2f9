"""What can be sent of a picture, and what each choice would give and cost."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.cost import Estimate
from desktop.domain.recipe import RegionMode
from desktop.domain.size import Box, Size


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionOffer:
    """One choice: the region of the picture, the size it is sent at, its detail and its price.

    `detail` is pixels sent per pixel of the picture along a side, `reasons` say what differs from
    the picture's own pixels.
    """

    mode: RegionMode
    box: Box
    sent: Size
    detail: float
    estimate: Estimate
    reasons: tuple[str, ...] = ()
