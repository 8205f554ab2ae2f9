"""Drift moves a picture as far as its level says, and always in the same way."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from tests.fakes.drift import DRIFT_LEVELS, DriftLevel, drift_picture
from tests.fakes.image_service import ImageService
from tests.fakes.raw_client import edit, image_part, mask_part, picture


def scene(size: tuple[int, int] = (256, 192)) -> Image.Image:
    """Coarse blots with a fine grain: something that can be seen to move."""
    chance = np.random.default_rng(3)
    blots = chance.integers(0, 256, (size[1] // 16, size[0] // 16, 3), np.uint8)
    image = Image.fromarray(blots).resize(size, Image.Resampling.BICUBIC)
    grain = chance.normal(0, 6, (size[1], size[0], 3))
    return Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))


def difference(first: Image.Image, second: Image.Image) -> float:
    values = (np.asarray(image, np.float32) for image in (first, second))
    return float(np.abs(next(values) - next(values)).mean())


@pytest.mark.parametrize("level", DRIFT_LEVELS)
def test_the_same_seed_moves_in_the_same_way(level: DriftLevel) -> None:
    image = scene()
    first, second, other = (drift_picture(image, level, seed) for seed in (1, 1, 2))
    assert first.size == image.size
    assert first.tobytes() == second.tobytes() != other.tobytes()


def test_levels_rise() -> None:
    image = scene()
    mild, medium, strong = (
        np.mean([difference(image, drift_picture(image, level, seed)) for seed in range(4)])
        for level in ("mild", "medium", "strong")
    )
    assert 0.5 < mild < medium < strong < 60


def test_a_drifting_service_changes_what_was_not_masked() -> None:
    store = io.BytesIO()
    scene((1440, 480)).save(store, "PNG", compress_level=1)
    sent = store.getvalue()
    mask = mask_part(picture((1440, 480), "RGBA"))
    with ImageService() as still, ImageService(drift="medium", seed=7) as moving:
        for service in (still, moving):
            edit(service, image_part(sent), mask, output_format="png")
        before, kept, moved = (
            np.asarray(Image.open(io.BytesIO(data)))[:, 720:]
            for data in (sent, still.returned[0], moving.returned[0])
        )
    assert (before == kept).all()
    assert (before != moved).any(axis=2).mean() > 0.8
