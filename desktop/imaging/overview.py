"""The whole picture as a small further reference, so that a model which sees a region knows the
scene around it.
"""

from __future__ import annotations

from desktop.domain.size import Size, box_of
from desktop.imaging.model_input import picture_for_service
from desktop.imaging.picture import Picture
from desktop.imaging.region import RegionPlan

LONGEST = 768
"""Long side of the overview in pixels: enough to know a scene, and cheap."""

MOST_COVERED = 0.5
"""Above this share of the picture the region shows the scene itself."""


def overview_size(plan: RegionPlan) -> Size | None:
    """The size at which the whole picture goes along; None where the region shows the scene."""
    inside = plan.inside
    if inside.width * inside.height > MOST_COVERED * plan.picture.pixels:
        return None
    return plan.picture.scaled(min(1.0, LONGEST / plan.picture.longest))


def overview_of(picture: Picture, size: Size) -> bytes:
    """The whole picture at that size as a PNG, as the service takes it."""
    return picture_for_service(picture, box_of(picture.size), size)
