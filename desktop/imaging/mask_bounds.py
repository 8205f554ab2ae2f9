"""The smallest box that holds everything that is marked in a mask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from desktop.domain.size import Box, box_between

if TYPE_CHECKING:
    from numpy.typing import NDArray


def mask_bounds(mask: NDArray[np.uint8]) -> Box | None:
    """The bounds of all pixels above 0 in a mask of shape (h, w); None when there are none."""
    rows = np.flatnonzero(mask.any(axis=1))
    if rows.size == 0:
        return None
    columns = np.flatnonzero(mask.any(axis=0))
    return box_between(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
