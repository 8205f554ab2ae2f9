"""Stet's own way, and a prototype loaded from a folder, in the form that the peers' ways have."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from desktop.domain.recipe import Blend
from desktop.domain.size import Box, Size
from desktop.imaging.composite import Composed, compose
from desktop.imaging.picture import Picture
from desktop.imaging.region import RegionPlan
from tests.benchmarks.fidelity.cases import Mask, as_uint8
from tests.benchmarks.fidelity.peers import Way
from tests.benchmarks.fidelity.pictures import Pixels


def composed(original: Pixels, answer: Pixels, mask: Mask, blend: Blend | None = None) -> Composed:
    """What Stet makes of an answer to the whole picture, sent at its own size."""
    height, width = mask.shape
    plan = RegionPlan(
        box=Box(0, 0, width, height), sent=Size(width, height), picture=Size(width, height)
    )
    return compose(
        picture=Picture(pixels=as_uint8(original)),
        mask=mask,
        plan=plan,
        answer=Picture(pixels=as_uint8(answer)),
        blend=blend or Blend(),
    )


def stet(original: Pixels, answer: Pixels, mask: Mask) -> Pixels:
    return (composed(original, answer, mask).pixels / 255).astype("float32")


def prototype(folder: Path) -> Way:
    """`compose(original, answer, mask)` of a folder's `pipeline.py`; nothing of it is kept here."""
    sys.path.insert(0, str(folder))
    try:
        pipeline = importlib.import_module("pipeline")
    finally:
        sys.path.remove(str(folder))

    def way(original: Pixels, answer: Pixels, mask: Mask) -> Pixels:
        made: Pixels = pipeline.compose(original, answer, mask)[0]
        return made

    return way
