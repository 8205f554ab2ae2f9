"""Opening: what comes into the library, what is shown of it, and what each bad file is told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop.domain.edit import StoredPicture
from desktop.domain.identity import hash_of
from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.size import Box, Size
from desktop.imaging.pyramid import build_levels
from desktop.jobs.open_picture import (
    first_look,
    open_bytes,
    open_file,
    open_preview,
    open_region,
    open_stored,
    take_reference,
)
from desktop.jobs.picture_kind import suffix_of
from desktop.jobs.thumbnail_source import thumbnail_of
from desktop.storage.image_files import ImageFiles
from desktop.storage.library import Library
from tests.builders import jpeg, opened, photo, png

SIZE = Size(64, 48)


@pytest.fixture
def pictures(library: Library) -> ImageFiles:
    return library.pictures


def test_a_file_comes_into_the_library_untouched(pictures: ImageFiles, tmp_path: Path) -> None:
    path = tmp_path / "Strand é.jpg"
    path.write_bytes(jpeg(photo(SIZE)))
    opened_file = open_file(path, pictures)
    assert (opened_file.file.name, opened_file.file.size) == ("Strand é.jpg", SIZE)
    assert opened_file.file.content == hash_of(path.read_bytes())
    assert pictures.read(opened_file.file.content) == path.read_bytes()
    assert opened_file.source == path
    assert pictures.path(opened_file.file.content).suffix == ".jpg"


def test_opaque_pixels_are_shown_as_they_are(pictures: ImageFiles) -> None:
    shown = open_bytes(png(photo(SIZE)), "x", pictures).display
    np.testing.assert_array_equal(shown, photo(SIZE))


def test_see_through_pixels_are_shown_with_their_alpha(pictures: ImageFiles) -> None:
    pixels = np.dstack([photo(SIZE), np.full((48, 64), 128, np.uint8)])
    found = open_bytes(png(pixels), "x", pictures)
    assert found.has_alpha
    assert found.display.shape == (48, 64, 4)
    assert set(np.unique(found.display[..., 3])) == {128}


@pytest.mark.parametrize("turn", [1, 3, 6, 8])
def test_it_stands_upright(pictures: ImageFiles, turn: int) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = turn
    found = open_bytes(jpeg(photo(SIZE), exif=exif), "x", pictures)
    upright = Size(48, 64) if turn in {6, 8} else SIZE
    assert found.file.size == upright
    assert found.display.shape[:2] == (upright.height, upright.width)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF", "AVIF"])
def test_every_kind_is_kept_under_its_own_ending(pictures: ImageFiles, kind: str) -> None:
    from PIL import Image

    store = io.BytesIO()
    Image.fromarray(photo(SIZE)).save(store, kind)
    found = open_bytes(store.getvalue(), "x", pictures)
    suffix = {"JPEG": ".jpg", "TIFF": ".tif"}.get(kind, f".{kind.lower()}")
    assert pictures.path(found.file.content).suffix == suffix
    assert suffix_of(store.getvalue())[0].startswith("image/")


def _nothing(_path: Path) -> None:
    return


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _truncated(path: Path) -> None:
    whole = png(photo(SIZE))
    path.write_bytes(whole[: len(whole) // 2])


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inside.txt", "not a picture")


def _bomb(path: Path) -> None:
    """The head of a PNG of 60,000×60,000 pixels, and little else."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def _text(path: Path) -> None:
    path.write_text("not a picture at all", "utf-8")


BAD: dict[ProblemKind, Callable[[Path], None]] = {
    ProblemKind.FILE_EMPTY: _empty,
    ProblemKind.FILE_TRUNCATED: _truncated,
    ProblemKind.PICTURE_TOO_LARGE: _bomb,
    ProblemKind.FILE_IS_FOLDER: Path.mkdir,
    ProblemKind.FILE_MISSING: _nothing,
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("take", [open_file, take_reference])
def test_each_bad_file_has_its_own_sentence(
    pictures: ImageFiles,
    tmp_path: Path,
    kind: ProblemKind,
    take: Callable[[Path, ImageFiles], object],
) -> None:
    path = tmp_path / "holiday.png"
    BAD[kind](path)
    with pytest.raises(ProblemError) as caught:
        take(path, pictures)
    assert caught.value.problem.kind is kind
    assert "holiday.png" in caught.value.problem.sentence
    assert list(pictures.contents()) == []


@pytest.mark.parametrize("make", [_zip, _text])
def test_what_is_no_picture_is_not_believed_for_its_name(
    pictures: ImageFiles, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "holiday.png"
    make(path)
    with pytest.raises(ProblemError) as caught:
        open_file(path, pictures)
    assert caught.value.problem.kind is ProblemKind.FILE_NOT_PICTURE
    assert list(pictures.contents()) == []


def test_a_file_that_may_not_be_read(
    pictures: ImageFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "holiday.png"
    path.write_bytes(png(photo(SIZE)))

    def refused(*_arguments: object, **_named: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refused)
    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(ProblemError) as caught:
        open_file(path, pictures)
    assert caught.value.problem.kind is ProblemKind.FILE_UNREADABLE
    assert "not allowed" in caught.value.problem.sentence


def test_a_picture_of_the_library(pictures: ImageFiles) -> None:
    content = pictures.put(png(photo(SIZE)), ".png")
    stored = StoredPicture(content=content, media_type="image/png", size=SIZE)
    found = open_stored(stored, "A red kite", pictures)
    assert (found.file.content, found.file.name, found.file.size) == (content, "A red kite", SIZE)
    pictures.path(content).unlink()
    with pytest.raises(ProblemError) as caught:
        open_stored(stored, "A red kite", pictures)
    assert caught.value.problem.kind is ProblemKind.PICTURE_GONE


def test_part_of_a_result(pictures: ImageFiles) -> None:
    content = pictures.put(png(photo(SIZE)), ".png")
    stored = StoredPicture(content=content, media_type="image/png", size=SIZE)
    part = open_region(stored, Box(10, 20, 30, 12), pictures)
    assert part.shape == (12, 30, 4)
    np.testing.assert_array_equal(part[..., 2::-1], photo(SIZE)[20:32, 10:40])


def test_a_preview(pictures: ImageFiles) -> None:
    assert open_preview(png(photo(SIZE))).shape == (48, 64, 4)
    with pytest.raises(ProblemError):
        open_preview(b"torn")


def test_thumbnails_are_made_once_and_kept(library: Library) -> None:
    content = library.pictures.put(png(photo(Size(900, 600))), ".png")
    first = thumbnail_of(library, content, 200)
    assert max(opened(first).shape[:2]) >= 200
    library.pictures.path(content).unlink()
    assert thumbnail_of(library, content, 200) == first
    with pytest.raises(ProblemError):
        thumbnail_of(library, content, 900)


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"<svg xmlns=", ("image/svg+xml", "svg")),
        (b"MM\x00*", ("image/tiff", "tif")),
        (b"MM\x00+", ("image/tiff", "tif")),
        (b"RIFF\x00\x00\x00\x00WEBP", ("image/webp", "webp")),
        (b"\x00\x00\x00\x20ftypavif", ("image/avif", "avif")),
        (b"RIFF\x00\x00\x00\x00WAVE", ("application/octet-stream", "bin")),
        (b"", ("application/octet-stream", "bin")),
    ],
)
def test_kinds_are_told_from_the_first_bytes(start: bytes, kind: tuple[str, str]) -> None:
    assert suffix_of(start) == kind


def test_a_large_jpeg_can_be_looked_at_before_it_is_open(tmp_path: Path) -> None:
    path = tmp_path / "large.jpg"
    path.write_bytes(jpeg(np.full((3000, 4000, 3), (200, 60, 20), np.uint8)))
    found = first_look(path)
    assert found is not None
    assert found.shape == (375, 500, 4)
    assert np.abs(found[100, 100, :3].astype(int) - (20, 60, 200)).max() <= 3


def test_there_is_no_first_look_where_it_would_save_nothing(tmp_path: Path) -> None:
    small, other, cut = (tmp_path / name for name in ("small.jpg", "large.png", "cut.jpg"))
    large = np.full((3000, 4000, 3), 90, np.uint8)
    small.write_bytes(jpeg(photo(SIZE)))
    other.write_bytes(png(large))
    cut.write_bytes(jpeg(large)[:-3000])
    missing = tmp_path / "missing.jpg"
    assert [first_look(path) for path in (small, other, cut, missing)] == [None] * 4


def test_an_opened_picture_comes_with_its_levels(pictures: ImageFiles) -> None:
    found = open_bytes(png(photo(SIZE)), "x", pictures)
    wanted = build_levels(found.display)
    assert len(found.levels) == len(wanted)
    assert all(np.array_equal(*pair) for pair in zip(found.levels, wanted, strict=True))
    assert pictures.holds(found.file.content)
