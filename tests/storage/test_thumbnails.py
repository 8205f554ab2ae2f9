"""Thumbnails come back while there is room, and are never worth a problem."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.identity import ContentHash, hash_of
from desktop.storage import durable_files
from desktop.storage.thumbnails import ThumbnailFiles

ONE, TWO = hash_of(b"one"), hash_of(b"two")


@pytest.fixture
def thumbnails(tmp_path: Path) -> ThumbnailFiles:
    files = ThumbnailFiles(tmp_path / "thumbnails", limit=1000)
    files.prepare()
    return files


def made_at(files: ThumbnailFiles, content: ContentHash, seconds: float) -> None:
    (path,) = files.folder.rglob(f"{content}-*")
    os.utime(path, (seconds, seconds))


def total(files: ThumbnailFiles) -> int:
    return sum(path.stat().st_size for path in files.folder.rglob("*") if path.is_file())


def test_each_width_has_its_own(thumbnails: ThumbnailFiles) -> None:
    thumbnails.put(ONE, 128, b"small")
    thumbnails.put(ONE, 256, b"larger")
    assert thumbnails.get(ONE, 128) == b"small"
    assert thumbnails.get(ONE, 256) == b"larger"
    assert thumbnails.get(ONE, 512) is None
    assert thumbnails.get(TWO, 128) is None


def test_the_longest_unused_go_when_there_are_too_many(thumbnails: ThumbnailFiles) -> None:
    contents = [hash_of(bytes([number])) for number in range(12)]
    for number, content in enumerate(contents):
        thumbnails.put(content, 128, b"x" * 100)
        made_at(thumbnails, content, 1_000_000_000 + number)
        if number == 5:
            assert thumbnails.get(contents[0], 128) is not None, "which marks it as used"
    kept = [content for content in contents if thumbnails.get(content, 128) is not None]
    assert contents[0] in kept
    assert contents[1] not in kept
    assert contents[-1] in kept
    assert total(thumbnails) <= 1000


def test_those_of_earlier_runs_count(thumbnails: ThumbnailFiles) -> None:
    thumbnails.put(ONE, 128, b"x" * 900)
    made_at(thumbnails, ONE, 1_000_000_000)
    again = ThumbnailFiles(thumbnails.folder, limit=1000)
    again.put(TWO, 128, b"y" * 900)
    assert again.get(ONE, 128) is None
    assert again.get(TWO, 128) is not None


def test_the_folder_may_be_deleted_at_any_time(thumbnails: ThumbnailFiles) -> None:
    import shutil

    thumbnails.put(ONE, 128, b"x")
    shutil.rmtree(thumbnails.folder)
    assert thumbnails.get(ONE, 128) is None
    thumbnails.put(ONE, 128, b"lost")
    thumbnails.prepare()
    thumbnails.put(ONE, 128, b"again")
    assert thumbnails.get(ONE, 128) == b"again"


def test_a_full_disk_only_costs_the_thumbnail(
    thumbnails: ThumbnailFiles,
    monkeypatch: pytest.MonkeyPatch,
    failing: Callable[[], Callable[..., None]],
) -> None:
    monkeypatch.setattr(durable_files, "write_all", failing())
    thumbnails.put(ONE, 128, b"x")
    assert thumbnails.get(ONE, 128) is None
    assert total(thumbnails) == 0
