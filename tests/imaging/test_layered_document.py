"""Photoshop documents are opened as what they show, with their profile and every bit."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.size import Box, Size
from desktop.imaging.codec import read_picture
from desktop.imaging.layered_document import flattened_document, is_document
from desktop.imaging.layered_file import Layer, LayeredFormat, encode_layers
from desktop.jobs.open_picture import open_bytes, take_reference_bytes
from desktop.storage.library import Library
from tests.builders import photo

SIZE = Size(60, 40)


def document() -> tuple[bytes, np.ndarray]:
    """Two layers, and the merged picture as Photoshop stores it."""
    ground = photo(SIZE)
    merged = ground.copy()
    merged[10:20, 10:30] = 9
    layers = (
        Layer(name="Ground", box=Box(0, 0, 60, 40), pixels=ground),
        Layer(name="Over", box=Box(10, 10, 20, 10), pixels=np.full((10, 20, 3), 9, np.uint8)),
    )
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return encode_layers(layers, merged, icc, LayeredFormat.PSD), merged


def test_it_is_flattened_with_its_profile() -> None:
    data, merged = document()
    assert is_document(data)
    found = read_picture(flattened_document(data, "x.psd"), "x.psd")
    assert (found.pixels[..., :3] == merged).all()
    assert found.facts.icc is not None


def test_layers_are_put_together_where_nothing_merged_is_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from psd_tools import PSDImage

    data, merged = document()
    monkeypatch.setattr(PSDImage, "has_preview", lambda _self: False)
    found = read_picture(flattened_document(data, "x.psd"), "x.psd")
    assert np.abs(found.pixels[..., :3].astype(int) - merged).max() <= 1


def test_the_canvas_and_the_tray_take_it(tmp_path: Path) -> None:
    data, merged = document()
    with Library.open(tmp_path / "library") as library:
        opened = open_bytes(data, "x.psd", library.pictures)
        assert opened.file.size == SIZE
        kept = library.pictures.read(opened.file.content)
        with Image.open(io.BytesIO(kept)) as image:
            assert image.format == "PNG"
            assert (np.asarray(image.convert("RGB")) == merged).all()
        assert take_reference_bytes(data, "x.psd", library.pictures).size == SIZE


@pytest.mark.parametrize("length", [5, 20, 30, 60, 400])
def test_a_cut_document_is_said(length: int) -> None:
    with pytest.raises(ProblemError) as caught:
        flattened_document(document()[0][:length], "x.psd")
    assert caught.value.problem.kind in {ProblemKind.FILE_TRUNCATED, ProblemKind.FILE_DAMAGED}


def test_a_document_that_claims_too_much_is_refused_unopened() -> None:
    data = bytearray(document()[0])
    data[14:22] = b"\x00\x00\x75\x30" * 2
    with pytest.raises(ProblemError) as caught:
        flattened_document(bytes(data), "x.psd")
    assert caught.value.problem.kind is ProblemKind.PICTURE_TOO_LARGE
