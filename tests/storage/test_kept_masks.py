"""Kept masks on disk: in order, replaced whole, forgotten, and never in the way when damaged."""

from __future__ import annotations

from pathlib import Path

from desktop.domain.identity import ContentHash
from desktop.storage.kept_masks import KeptMaskFiles

ONE, OTHER = ContentHash("a" * 64), ContentHash("b" * 64)


def test_masks_are_found_with_their_picture_in_order(tmp_path: Path) -> None:
    files = KeptMaskFiles(tmp_path / "masks")
    assert files.read(ONE) == ()
    files.save(ONE, (("Sky", b"one"), ("See / Größe", b"two")))
    files.save(OTHER, (("Sky", b"three"),))
    again = KeptMaskFiles(tmp_path / "masks")
    assert again.read(ONE) == (("Sky", b"one"), ("See / Größe", b"two"))
    assert again.read(OTHER) == (("Sky", b"three"),)


def test_what_is_forgotten_leaves_no_file(tmp_path: Path) -> None:
    files = KeptMaskFiles(tmp_path / "masks")
    files.save(ONE, (("Sky", b"one"), ("Sea", b"two")))
    files.save(ONE, (("Sea", b"two"),))
    assert files.read(ONE) == (("Sea", b"two"),)
    assert len(list(tmp_path.rglob("*.png"))) == 1
    files.save(ONE, ())
    assert files.read(ONE) == ()
    assert list(tmp_path.rglob("*.png")) == []


def test_a_picture_without_masks_makes_no_folder(tmp_path: Path) -> None:
    KeptMaskFiles(tmp_path / "masks").save(ONE, ())
    assert not (tmp_path / "masks").exists()


def test_damage_takes_no_other_mask_along(tmp_path: Path) -> None:
    files = KeptMaskFiles(tmp_path / "masks")
    files.save(ONE, (("Sky", b"one"), ("Sea", b"two")))
    min(tmp_path.rglob("*.png")).unlink()
    assert len(files.read(ONE)) == 1
    next(tmp_path.rglob("*.json")).write_text('[{"name": "x", "file": "../../etc/passwd"}]')
    assert files.read(ONE) == ()
    next(tmp_path.rglob("*.json")).write_text("{half")
    assert files.read(ONE) == ()
