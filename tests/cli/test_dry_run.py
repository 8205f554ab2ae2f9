"""`--dry-run` prints what an edit would send, byte for byte, and sends and keeps nothing."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from tests.cli.conftest import Stet
from tests.fakes.image_service import KEY, ImageService

OPTIONS = ("--quality", "low", "--format", "jpeg", "--compression", "70")


def test_the_files_named_are_the_files_sent(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    words = ("edit", stet.photo(), "a red kite", "--mask", stet.mask(), *OPTIONS, "--json")
    shown = stet(*words, "--dry-run")
    assert shown.code == 0, shown.err
    assert service.requests == []
    assert not (Path(os.environ["XDG_DATA_HOME"]) / "stet" / "library").exists()
    done = stet(*words)
    assert done.code == 0, done.err
    (seen,) = service.paid_requests
    sent = [hashlib.sha256(file.data).hexdigest() for file in seen.files]
    assert [one["sha256"] for one in shown.json["files"]] == sent
    assert [one["role"] for one in shown.json["files"]] == ["picture", "mask"]
    assert shown.json["fields"] == {name: str(value) for name, value in seen.fields.items()}
    assert shown.json["address"] == f"{service.url}/images/edits"
    assert shown.json["sent"] is False


def test_people_read_it_without_a_key(stet: Stet, service: ImageService) -> None:
    stet.url = service.url
    said = stet("generate", "a boat", "--size", "816x816", "--dry-run")
    assert said.code == 0, said.err
    lines = said.out.splitlines()
    assert lines[0] == f"POST {service.url}/images/generations"
    assert "authorization: (the key)" in lines
    assert "prompt = a boat" in lines
    assert lines[-1] == "0 bytes of files. Nothing was sent."
    assert KEY not in said.out


def test_what_cannot_be_sent_is_refused_here_too(stet: Stet) -> None:
    assert stet("generate", "a boat", "--size", "100x100", "--dry-run").code == 2
    assert stet("generate", "", "--dry-run").code == 2
