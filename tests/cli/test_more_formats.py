"""Drawings, animations and transparent edits, from the command to the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from desktop.cli.exit_codes import DONE
from tests.builders import HOLE, photo
from tests.cli.conftest import Stet
from tests.fakes.capabilities import Access
from tests.fakes.conformance import all_faults
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService

NEWEST = ("--model", "gpt-image-2.6-sunburst")


@pytest.fixture
def service() -> Iterator[ImageService]:
    """A project that was granted everything but choosing the model that writes drawings."""
    with ImageService(access=frozenset(Access) - {Access.SVG_MODEL}) as running:
        yield running


def test_a_drawing_is_asked_about_and_saved_as_it_came(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    out = stet.folder / "kite.svg"
    words = ("generate", "a kite", *NEWEST, "--format", "svg", "-o", out)
    asked = stet(*words)
    assert asked.code == 5
    assert "What this costs with" in asked.err
    assert "--unknown-price" in asked.err
    assert not service.requests
    assert stet(*words, "--unknown-price").code == DONE
    assert out.read_bytes() == service.returned[0]
    assert b"<svg" in out.read_bytes()
    assert all_faults(service.paid_requests) == []


def test_an_animation_is_saved_as_it_came(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    out = stet.folder / "kite.gif"
    made = stet(
        "generate", "a kite", *NEWEST, "--format", "gif", "--frames", 4, "--frame-ms", 120,
        "--size", "512x512", "-o", out,
    )  # fmt: skip
    assert made.code == DONE, made.err
    assert out.read_bytes() == service.returned[0]
    with Image.open(out) as image:
        assert (image.format, getattr(image, "n_frames", 1)) == ("GIF", 4)


def test_what_a_transparent_edit_leaves_see_through_stays_so(
    stet: Stet, service: ImageService
) -> None:
    stet.use(service)
    service.next(Fault.WITH_ALPHA)
    out = stet.folder / "cut.png"
    made = stet(
        "edit", stet.photo(), "cut it out", *NEWEST, "--mask", stet.mask(),
        "--background", "transparent", "--json", "-o", out,
    )  # fmt: skip
    assert made.code == DONE, made.err
    assert made.json["outside_changed_pixels"] == 0
    after = _pixels(out)
    inner = after[HOLE.y + 40 : HOLE.y + 80, HOLE.x + 40 : HOLE.x + 120]
    assert set(np.unique(inner[..., 3])) == {200}
    outside = np.ones(after.shape[:2], bool)
    outside[HOLE.slices] = False
    np.testing.assert_array_equal(after[outside][:, :3], photo()[outside])
    assert set(np.unique(after[outside][:, 3])) == {255}


def _pixels(path: Path) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    with Image.open(path) as image:
        assert image.mode == "RGBA"
        return np.array(image)
