"""A packed step gives back what was packed, and weighs little."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.problems import ProblemError
from desktop.domain.size import Box, Size
from desktop.imaging.mask_patch import MaskPatch, packed, unpacked
from desktop.imaging.patch_file import read_patch, write_patch

QUICK = settings(max_examples=25, deadline=None)


@QUICK
@given(height=st.integers(1, 256), width=st.integers(1, 256), seed=st.integers(0, 1000))
def test_packing_loses_nothing(height: int, width: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)
    back = unpacked(packed(pixels), Box(5, 6, width, height))
    assert np.array_equal(np.broadcast_to(back, pixels.shape), pixels)


def test_one_value_is_kept_as_one_value() -> None:
    assert packed(np.full((256, 256), 255, np.uint8)) == 255
    assert packed(0) == 0
    assert unpacked(0, Box(0, 0, 256, 256)) == 0


def test_a_soft_gradient_packs_to_a_fraction() -> None:
    ramp = np.add.outer(np.arange(256), np.arange(256)).clip(0, 255).astype(np.uint8)
    square = packed(ramp)
    assert isinstance(square, bytes)
    assert len(square) < ramp.nbytes / 20


def test_boxes_and_weight() -> None:
    patch = MaskPatch(
        name="Brush stroke",
        size=Size(300, 300),
        parts={Box(256, 0, 44, 256): np.zeros((256, 44), np.uint8), Box(0, 256, 256, 44): 0},
    )
    assert set(patch.boxes) == {Box(256, 0, 44, 256), Box(0, 256, 256, 44)}
    assert patch.box == Box(0, 0, 300, 300)
    assert patch.bytes_held == 256 * 44 + 8
    patch.pack()
    assert patch.bytes_held == 16
    assert patch.parts[Box(256, 0, 44, 256)] == 0


def test_an_inversion_needs_no_pixels() -> None:
    patch = MaskPatch(name="Invert mask", size=Size(300, 200), inverts=True)
    assert not patch.is_empty
    assert patch.bytes_held == 0
    assert patch.box == Box(0, 0, 300, 200)


@QUICK
@given(st.integers(0, 255), st.booleans(), st.booleans())
def test_a_step_is_the_same_after_it_was_a_file(value: int, inverts: bool, protects: bool) -> None:
    rows = np.random.default_rng(value).integers(0, 256, (40, 50), np.uint8)
    patch = MaskPatch(name="“Größe”", size=Size(400, 300), inverts=inverts, protects=protects)
    patch.parts = {Box(0, 0, 256, 256): value, Box(300, 10, 50, 40): rows}
    again = read_patch(write_patch(patch, patch.parts))
    assert (again.name, again.size, again.inverts, again.protects) == (
        patch.name,
        patch.size,
        inverts,
        protects,
    )
    assert again.parts[Box(0, 0, 256, 256)] == value
    assert np.array_equal(unpacked(again.parts[Box(300, 10, 50, 40)], Box(300, 10, 50, 40)), rows)


@QUICK
@given(st.binary(max_size=80), st.integers(0, 2000))
def test_a_damaged_step_is_refused(noise: bytes, cut: int) -> None:
    rows = np.random.default_rng(1).integers(0, 256, (40, 50), np.uint8)
    patch = MaskPatch(name="x", size=Size(400, 300), parts={Box(300, 10, 50, 40): rows})
    whole = write_patch(patch, patch.parts)
    for data in (noise, whole[: min(cut, len(whole) - 1)]):
        with pytest.raises(ProblemError):
            read_patch(data)
