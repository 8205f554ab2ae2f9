"""Exported files, read back by exiftool, hold what the export dialog said, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop.imaging.codec import read_header
from desktop.imaging.credentials import has_credentials
from desktop.storage.library import Library
from tests.fakes.encoding import sign_file
from tests.journeys import export_claims as claims

needs_exiftool = pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not there")


def _signed(data: bytes, media_type: str) -> bytes:
    return sign_file(data, media_type.partition("/")[2])


def _state(data: bytes) -> str:
    try:
        return "there" if has_credentials(data, read_header(data, "").kind) else ""
    except Exception:  # noqa: BLE001 - layered files have none
        return ""


@needs_exiftool
def test_every_sentence_of_the_dialog_is_true(tmp_path: Path) -> None:
    folder = tmp_path / "exported"
    folder.mkdir()
    with Library.open(tmp_path / "library") as library:
        pictures = tuple(claims.cases(library, _signed))
        made = claims.write_all(library, pictures, tuple(claims.some_ways()), folder)
    tags = claims.tags_in(folder)
    found = [
        f"{one.case.name}, {one.preset}: {lie}"
        for one in made
        for lie in claims.lies(one, tags[one.file.path.name], _state(one.file.path.read_bytes()))
    ]
    assert len(made) > 300
    assert found == []
