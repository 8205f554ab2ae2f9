"""Every page of a TIFF can be opened as a picture of its own, and none is passed over unsaid."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image

from desktop.domain.problems import ProblemError
from desktop.domain.size import Size
from desktop.imaging.codec import read_header, read_picture
from desktop.imaging.export_as import ExportWish, export_as
from desktop.imaging.tiff_directory import chain_of
from desktop.imaging.tiff_pages import page_alone, page_name, pages_of
from desktop.imaging.write_options import Format
from tests.imaging import sample_files as files

PAGES = [files.noise(30 + 5 * n, 20 + 3 * n, depth=np.uint16, seed=n) for n in range(3)]


def written(pages: list[Any], **options: Any) -> bytes:
    made = BytesIO()
    with tifffile.TiffWriter(made, **options) as writer:
        for pixels in pages:
            writer.write(pixels, photometric="rgb", resolution=(300, 300), resolutionunit=2)
    return made.getvalue()


@pytest.mark.parametrize("options", [{}, {"byteorder": ">"}, {"bigtiff": True}])
def test_every_page_is_opened_bit_for_bit(options: dict[str, Any]) -> None:
    data = written(PAGES, **options)
    assert [one.number for one in pages_of(data)] == [1, 2, 3]
    assert [one.size for one in pages_of(data)] == [Size(30, 20), Size(35, 23), Size(40, 26)]
    assert page_alone(data, 1, "x") == (data, ())
    for number, pixels in enumerate(PAGES, 1):
        alone, _ = page_alone(data, number, "x.tif")
        picture = read_picture(alone, "x.tif")
        assert (picture.pixels == pixels).all()
        assert picture.facts.dpi == pytest.approx((300, 300))
        assert number == 1 or not read_header(alone, "").notes
        assert number == 1 or pages_of(alone) == pages_of(alone)[:1]


def test_shallow_pages_of_pillow_too() -> None:
    images = [Image.fromarray(files.noise(seed=n)) for n in range(2)]
    made = BytesIO()
    images[0].save(made, "TIFF", save_all=True, append_images=images[1:], compression="tiff_lzw")
    second = read_picture(page_alone(made.getvalue(), 2, "x").data, "x")
    assert (second.pixels == files.noise(seed=1)).all()
    (note,) = read_header(made.getvalue(), "x").notes
    assert "has 2 pages; this is the first, the other stays" in note


def test_an_export_says_that_pages_are_left_out() -> None:
    made = export_as(written(PAGES), ExportWish(target=Format.TIFF))
    assert any("has 3 pages; this is the first, the others stay" in one for one in made.notes)


def test_a_preview_behind_the_picture_is_no_page() -> None:
    made = BytesIO()
    with tifffile.TiffWriter(made) as writer:
        writer.write(PAGES[0], photometric="rgb")
        writer.write(PAGES[0][::2, ::2], photometric="rgb", subfiletype=1)
    assert len(pages_of(made.getvalue())) == 1
    assert read_header(made.getvalue(), "").notes == ()


@pytest.mark.parametrize("number", [0, 4, -1])
def test_a_page_that_is_not_there(number: int) -> None:
    with pytest.raises(ProblemError, match="has 3 pages, and no page"):
        page_alone(written(PAGES), number, "scan.tif")
    with pytest.raises(ProblemError, match="has 1 page, and no page"):
        page_alone(files.saved(files.noise(), "PNG"), 4, "scan.png")


def test_a_chain_that_bites_its_tail_ends() -> None:
    data = bytearray(written(PAGES[:2]))
    places = [place for place, _ in chain_of(bytes(data))]
    (count,) = struct.unpack_from("<H", data, places[1])
    struct.pack_into("<I", data, places[1] + 2 + 12 * count, places[0])
    assert len(pages_of(bytes(data))) == 2
    assert (read_picture(page_alone(bytes(data), 2, "x").data, "x").pixels == PAGES[1]).all()


def test_what_is_no_tiff_has_no_pages() -> None:
    assert pages_of(b"") == pages_of(b"II*\0") == pages_of(files.saved(files.noise(), "PNG")) == ()


def test_a_page_has_a_name_of_its_own() -> None:
    assert page_name("Scan.2.tif", 3) == "Scan.2, page 3.tif"
    assert page_name("Scan", 2) == "Scan, page 2"
    assert page_name("Scan.tif", 1) == "Scan.tif"
