"""Nothing that hands can do raises, and undoing everything leads back to where it began."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop.domain.size import Size
from desktop.ui.canvas.canvas_view import CanvasView
from tests.ui.canvas.soaking import Soak


@pytest.mark.parametrize("seed", [1, 2])
def test_random_input_raises_nothing_and_is_undone_whole(
    empty_view: CanvasView, resources: Path, seed: int
) -> None:
    soak = Soak(empty_view, resources / "models.json", seed, Size(700, 500))
    soak.run(250)
    stack = soak.space.undo_stack
    stack.go_to(max(1, stack.done))
    mask = soak.document.mask.pixels.copy()
    guard = soak.document.protection.pixels.copy()
    marks, done = soak.document.markup, stack.done
    stack.go_to(1)
    assert not soak.document.has_mask
    assert not soak.document.mask.pixels.any()
    assert not soak.document.protection.pixels.any()
    assert soak.document.markup == ()
    stack.go_to(done)
    assert np.array_equal(soak.document.mask.pixels, mask)
    assert np.array_equal(soak.document.protection.pixels, guard)
    assert soak.document.markup == marks
    counted = int(np.count_nonzero(soak.document.mask.pixels))
    assert round(soak.document.mask.share * soak.document.size.pixels) == counted
