"""Pictures are kept once, unchanged, and no failure of the disk leaves half of one."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.identity import ContentHash, hash_of
from desktop.domain.problems import ProblemError, ProblemKind
from desktop.storage import durable_files, image_files
from desktop.storage.image_files import ImageFiles

DATA = b"a picture" * 1000
NOTHING = ContentHash("0" * 64)


@pytest.fixture
def pictures(tmp_path: Path) -> ImageFiles:
    files = ImageFiles(tmp_path / "pictures")
    files.prepare()
    return files


def kept(pictures: ImageFiles) -> list[str]:
    return sorted(
        str(path.relative_to(pictures.folder))
        for path in pictures.folder.rglob("*")
        if path.is_file()
    )


def test_a_picture_comes_back_untouched(pictures: ImageFiles) -> None:
    content = pictures.put(DATA, ".png")
    assert content == hash_of(DATA)
    assert pictures.read(content) == DATA
    assert pictures.holds(content)
    assert pictures.verify(content)
    assert list(pictures.contents()) == [content]
    assert kept(pictures) == [f"{content[:2]}/{content}.png"]


def test_the_same_picture_is_kept_once(pictures: ImageFiles) -> None:
    first = pictures.put(DATA, ".png")
    before = pictures.path(first).stat().st_ino
    assert pictures.put(DATA, "jpg") == first
    assert pictures.path(first).stat().st_ino == before
    assert len(kept(pictures)) == 1


def test_a_file_is_copied_and_left_alone(
    pictures: ImageFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image_files, "_BLOCK", 1000)
    source = tmp_path / "photo.tiff"
    source.write_bytes(DATA)
    content = pictures.put_file(source, ".tiff")
    assert content == pictures.put_file(source, ".tiff")
    assert pictures.path(content).suffix == ".tiff"
    assert pictures.read(content) == source.read_bytes() == DATA
    assert len(kept(pictures)) == 1


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda _: None, ProblemKind.FILE_MISSING),
        (lambda path: path.mkdir(), ProblemKind.FILE_IS_FOLDER),
    ],
)
def test_a_source_that_cannot_be_read(
    pictures: ImageFiles, tmp_path: Path, make: Callable[[Path], None], kind: ProblemKind
) -> None:
    source = tmp_path / "source.png"
    make(source)
    with pytest.raises(ProblemError) as caught:
        pictures.put_file(source, ".png")
    assert caught.value.problem.kind is kind
    assert kept(pictures) == []


def test_a_picture_that_was_cut_short_is_mended(pictures: ImageFiles) -> None:
    content = pictures.put(DATA, ".png")
    pictures.path(content).write_bytes(DATA[:10])
    assert not pictures.verify(content)
    pictures.put(DATA, ".webp")
    assert pictures.verify(content)
    assert len(kept(pictures)) == 1


def test_a_changed_byte_is_noticed(pictures: ImageFiles) -> None:
    content = pictures.put(DATA, ".png")
    pictures.path(content).write_bytes(b"A" + DATA[1:])
    assert not pictures.verify(content)


def test_what_is_not_there_says_so(pictures: ImageFiles) -> None:
    assert not pictures.holds(NOTHING)
    assert not pictures.verify(NOTHING)
    for ask in (pictures.path, pictures.read):
        with pytest.raises(ProblemError) as caught:
            ask(NOTHING)
        assert caught.value.problem.kind is ProblemKind.PICTURE_GONE
        assert NOTHING in caught.value.problem.sentence


def test_an_unusual_ending_is_found_again(pictures: ImageFiles) -> None:
    assert pictures.path(pictures.put(DATA, ".jxl")).suffix == ".jxl"


@pytest.mark.parametrize("suffix", ["", ".", "../x", ".p/g", ".toolongtobeone"])
def test_an_ending_that_is_none_is_refused(pictures: ImageFiles, suffix: str) -> None:
    with pytest.raises(ValueError, match="no end of a file name"):
        pictures.put(DATA, suffix)
    assert kept(pictures) == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63])
def test_a_name_that_is_no_hash_is_refused(pictures: ImageFiles, name: str) -> None:
    with pytest.raises(ValueError, match="no content hash"):
        pictures.path(ContentHash(name))


@pytest.mark.parametrize("step", ["write_all", "sync_file", "replace"])
@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, ProblemKind.DISK_FULL),
        (errno.EDQUOT, ProblemKind.DISK_FULL),
        (errno.EROFS, ProblemKind.FOLDER_READ_ONLY),
        (errno.EACCES, ProblemKind.FOLDER_READ_ONLY),
        (errno.EIO, ProblemKind.CANNOT_WRITE),
        (errno.EFBIG, ProblemKind.CANNOT_WRITE),
    ],
)
def test_a_failing_disk_leaves_nothing_half_done(
    pictures: ImageFiles,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    number: int,
    kind: ProblemKind,
) -> None:
    old = pictures.put(b"old", ".png")
    source = tmp_path / "source.png"
    source.write_bytes(DATA)

    def failing(*arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(durable_files, step, failing)
    with pytest.raises(ProblemError) as from_bytes:
        pictures.put(DATA, ".png")
    with pytest.raises(ProblemError) as from_file:
        pictures.put_file(source, ".png")
    assert from_bytes.value.problem.kind is from_file.value.problem.kind is kind
    assert kept(pictures) == [f"{old[:2]}/{old}.png"]


def test_a_full_disk_says_how_much_is_needed(
    pictures: ImageFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(durable_files, "write_all", full)
    with pytest.raises(ProblemError) as caught:
        pictures.put(b"x" * 2_500_000, ".png")
    assert "3 MB needed" in caught.value.problem.sentence


def test_orphans_go_when_they_are_old(pictures: ImageFiles) -> None:
    used, young, old = (pictures.put(data, ".png") for data in (b"used", b"young", b"old one"))
    for content in (used, old):
        os.utime(pictures.path(content), (1_000_000_000, 1_000_000_000))
    assert pictures.remove_orphans({used}, older_than=timedelta(days=1)) == len(b"old one")
    assert set(pictures.contents()) == {used, young}


def test_putting_again_saves_an_orphan(pictures: ImageFiles) -> None:
    content = pictures.put(DATA, ".png")
    os.utime(pictures.path(content), (1_000_000_000, 1_000_000_000))
    pictures.put(DATA, ".png")
    assert pictures.remove_orphans(set(), older_than=timedelta(days=1)) == 0
    assert pictures.holds(content)


def test_many_threads_put_the_same_and_others(pictures: ImageFiles) -> None:
    pieces = [bytes([number % 5]) * 1000 for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda data: pictures.put(data, ".png"), pieces))
    assert len(kept(pictures)) == 5
    assert all(pictures.verify(content) for content in pictures.contents())


def test_a_damaged_file_that_is_set_aside_is_neither_found_nor_deleted(
    pictures: ImageFiles,
) -> None:
    content = pictures.put(DATA, ".png")
    pictures.path(content).write_bytes(b"bent")
    aside = pictures.set_aside(content)
    assert aside is not None
    assert aside.read_bytes() == b"bent"
    assert not pictures.holds(content)
    assert pictures.set_aside(content) is None
    assert pictures.put(DATA, ".png") == content
    assert list(pictures.contents()) == [content]
    assert pictures.remove_orphans(set(), older_than=timedelta(0)) == len(DATA)
    assert aside.read_bytes() == b"bent"


def test_litter_is_swept_at_the_next_opening(pictures: ImageFiles) -> None:
    (pictures.folder / "0123.tmp").write_bytes(DATA)
    ImageFiles(pictures.folder).prepare()
    assert kept(pictures) == []


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc to name files")
def test_a_picture_is_on_the_disk_itself_when_put_returns(
    pictures: ImageFiles, synced: list[str]
) -> None:
    synced.clear()
    content = pictures.put(DATA, ".png")
    assert synced[0] == "pictures", "the new folder's own name"
    assert synced[1].endswith(".tmp"), "the bytes"
    assert synced[2] == content[:2], "the name"
