"""Content Credentials are seen in every format that can carry them."""

from __future__ import annotations

import pytest

from desktop.imaging.codec import read_header, read_picture
from desktop.imaging.credentials import has_credentials
from desktop.imaging.export_as import ExportWish, export_as
from desktop.imaging.hidden_facts import hidden_facts
from desktop.imaging.write_options import Format, Metadata, WriteOptions
from tests.fakes.encoding import sign_file
from tests.imaging import sample_files as files

BOX = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")


def _signed(kind: str) -> bytes:
    """Where C2PA puts manifests; what they say is not looked at."""
    if kind in {"png", "jpeg", "webp"}:
        return sign_file(files.saved(files.noise(), kind.upper()), kind)
    if kind == "tiff":
        return files.saved(files.noise(), "TIFF", tiffinfo={52545: b"\0\0\0\x10jumbc2pa"})
    plain = files.saved(files.noise(), kind.upper())
    if kind == "gif":
        return plain[:-1] + b"\x21\xff\x0bC2PA_GIF\1\0\0\4jumb\0" + plain[-1:]
    return plain + (36).to_bytes(4, "big") + b"uuid" + BOX + bytes(12)


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "tiff", "gif", "avif"])
def test_a_manifest_is_seen(kind: str) -> None:
    plain, signed = files.saved(files.noise(), kind.upper()), _signed(kind)
    assert not has_credentials(plain, read_header(plain, "").kind)
    assert has_credentials(signed, read_header(signed, "").kind)
    assert "Content Credentials" in hidden_facts(signed)
    assert (read_picture(signed, "").pixels == read_picture(plain, "").pixels).all()


def test_a_tiff_written_anew_loses_them_and_says_so() -> None:
    made = export_as(_signed("tiff"), ExportWish(target=Format.TIFF))
    assert not has_credentials(made.data, read_header(made.data, "").kind)
    assert any("Content Credentials" in note for note in made.notes)


@pytest.mark.parametrize("source", ["png", "webp"])
def test_webp_keeps_a_resolution_in_exif_or_says_that_it_does_not(source: str) -> None:
    data = files.saved(files.noise(), source.upper())
    options = WriteOptions(dpi=(240, 240))
    made = export_as(data, ExportWish(target=Format.WEBP, options=options))
    assert read_header(made.data, "").dpi == (240, 240)
    assert not any("resolution" in note for note in made.notes)
    bare = WriteOptions(dpi=(240, 240), metadata=Metadata.STRIP)
    made = export_as(data, ExportWish(target=Format.WEBP, options=bare))
    assert read_header(made.data, "").exif is None
    assert any("resolution" in note for note in made.notes)
