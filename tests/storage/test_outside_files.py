"""What other programs have open is known again after a restart, and cleared away when forgotten."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.edit import ResultRef
from desktop.domain.identity import EditId, hash_of
from desktop.domain.outside_file import OutsideFile
from desktop.domain.recipe import InputFile
from desktop.domain.size import Size
from desktop.storage.outside_files import OutsideFiles

LONG_AGO = 1_000_000_000


@pytest.fixture
def files(tmp_path: Path) -> OutsideFiles:
    return OutsideFiles(tmp_path / "open-in")


def copied(files: OutsideFiles, place: str, data: bytes = b"picture") -> OutsideFile:
    path = files.folder / place
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    return OutsideFile(
        place=place,
        file=InputFile(content=hash_of(b"picture"), name="A kite", size=Size(4, 3)),
        ref=ResultRef(edit=EditId("ab12"), index=1),
        program="/usr/bin/gimp",
        digest=hashlib.sha256(b"picture").hexdigest(),
    )


def test_the_list_comes_back_as_it_was(files: OutsideFiles) -> None:
    assert files.resume() == ()
    kept = (copied(files, "01/a kite.png"), copied(files, "02/日本.psd"))
    kept = (kept[0], replace(kept[1], is_watched=False, ref=None))
    files.save(lambda: kept)
    assert OutsideFiles(files.folder).resume() == kept


def test_what_is_gone_is_left_out(files: OutsideFiles) -> None:
    kept = (copied(files, "01/a.png"), copied(files, "02/b.png"))
    files.save(lambda: kept)
    files.path(kept[0]).unlink()
    assert files.resume() == kept[1:]


def test_old_copies_go_unless_they_were_changed(files: OutsideFiles) -> None:
    same, changed = copied(files, "01/a.png"), copied(files, "02/b.png", b"changed")
    files.save(lambda: (same, changed))
    for one in (same, changed):
        os.utime(files.path(one), (LONG_AGO, LONG_AGO))
    assert files.resume() == (changed,)
    assert not files.path(same).parent.exists()


@pytest.mark.parametrize("place", ["../a.png", "01/../../a.png", "/etc/hosts", "01/..", "a\\b"])
def test_a_place_that_leads_elsewhere_is_never_looked_at(files: OutsideFiles, place: str) -> None:
    files.folder.mkdir()
    listed = replace(copied(files, "01/a.png"), place=place)
    files.save(lambda: (listed,))
    assert files.resume() == ()


def test_a_list_that_cannot_be_read_is_passed_over(files: OutsideFiles) -> None:
    copied(files, "01/a.png")
    (files.folder / "watched.json").write_bytes(b'{"files": [{"pl')
    assert files.resume() == ()
    assert (files.folder / "01" / "a.png").exists()
