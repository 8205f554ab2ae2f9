"""Photoshop documents and TIFFs of several pages are taken wherever a command takes a picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray

from desktop.domain.size import Box, Size
from desktop.imaging.layered_file import Layer, LayeredFormat, encode_layers
from tests.builders import HOLE, opened, photo
from tests.cli.conftest import Stet
from tests.fakes.conformance import all_faults
from tests.fakes.image_service import ImageService

LOW = ("--quality", "low")
_IMAGE_SOURCE_DATA = 37724
"""Where Photoshop puts the layers of a TIFF, beside the picture that they make."""

Pixels = NDArray[np.uint8]
Write = Callable[[Pixels, Path], Path]


def as_psd(pixels: Pixels, path: Path) -> Path:
    size = Size(pixels.shape[1], pixels.shape[0])
    ground = Layer(name="Ground", box=Box(0, 0, size.width, size.height), pixels=pixels)
    path = path.with_suffix(".psd")
    path.write_bytes(encode_layers((ground,), pixels, None, LayeredFormat.PSD))
    return path


def as_layered_tiff(pixels: Pixels, path: Path) -> Path:
    path = path.with_suffix(".tif")
    layers = b"Adobe Photoshop Document Data Block\0" + bytes(400)
    tags = [(_IMAGE_SOURCE_DATA, "B", len(layers), layers, True)]
    tifffile.imwrite(path, pixels, photometric="rgb", extratags=tags)
    return path


def as_pages(pixels: Pixels, path: Path) -> Path:
    path = path.with_suffix(".tif")
    with tifffile.TiffWriter(path) as file:
        file.write(pixels, photometric="rgb")
        file.write(np.zeros((9, 7, 3), np.uint8), photometric="rgb")
    return path


def marked_hole(size: Size) -> Pixels:
    mask = np.zeros((size.height, size.width, 3), np.uint8)
    mask[HOLE.y : HOLE.y + HOLE.height, HOLE.x : HOLE.x + HOLE.width] = 255
    return mask


@pytest.mark.parametrize("write", [as_psd, as_layered_tiff, as_pages])
def test_picture_mask_and_reference(stet: Stet, service: ImageService, write: Write) -> None:
    stet.use(service)
    before = opened(stet.photo().read_bytes())[..., :3]
    size = Size(before.shape[1], before.shape[0])
    picture = write(np.ascontiguousarray(before), stet.folder / "work")
    mask = write(marked_hole(size), stet.folder / "where")
    reference = write(photo(Size(64, 48)), stet.folder / "like")
    out = stet.folder / "out.png"
    said = stet(
        "edit", picture, "a kite", "--mask", mask, "--ref", reference, "-o", out, "--json", *LOW
    )  # fmt: skip
    assert said.code == 0, said.err
    assert said.json["outside_changed_pixels"] == 0
    after, is_kept = opened(out.read_bytes())[..., :3], marked_hole(size)[..., 0] == 0
    assert (after[is_kept] == before[is_kept]).all()
    assert (after != before).any()
    assert all_faults(service.paid_requests) == []


def test_an_estimate_takes_a_document(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    document = as_psd(photo(Size(640, 480)), stet.folder / "one")
    said = stet("estimate", "edit", document, "a kite", "--json", *LOW)
    assert said.code == 0, said.err
    assert not service.requests


def test_a_cut_document_is_said_before_anything_is_sent(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    whole = as_psd(photo(Size(640, 480)), stet.folder / "cut")
    whole.write_bytes(whole.read_bytes()[:500])
    said = stet("edit", whole, "a kite", "-o", stet.folder / "out.png")
    assert said.code == 2
    assert "cut.psd" in said.err
    assert not service.requests


def test_another_page_is_taken_where_it_is_named(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    path, out = stet.folder / "scan.tif", stet.folder / "out.png"
    pages = [photo(seed=seed) for seed in (1, 2)]
    with tifffile.TiffWriter(path) as file:
        for pixels in pages:
            file.write(pixels, photometric="rgb")
    first = stet("estimate", "edit", path, "a kite", *LOW)
    assert "This TIFF has 2 pages; this is the first" in first.err
    mask = stet.mask()
    done = stet("edit", path, "a kite", "--page", "2", "--mask", mask, "-o", out, *LOW)
    assert done.code == 0, done.err
    assert "pages" not in done.err
    after = opened(out.read_bytes())
    assert (after[:4] == pages[1][:4]).all()
    gone = stet("edit", path, "a kite", "--page", "3", *LOW)
    assert gone.code == 2
    assert "has 2 pages, and no page 3" in gone.err
