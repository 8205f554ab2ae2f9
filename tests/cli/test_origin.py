"""The check of a picture's origin uploads it only where that was agreed to."""

from __future__ import annotations

from tests.builders import photo, png
from tests.cli.conftest import Stet
from tests.fakes.faults import Fault
from tests.fakes.image_service import KEY, ImageService


def test_nothing_is_sent_without_consent(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    said = stet("origin", stet.photo(), "--base-url", service.url)
    assert said.code == 2
    assert "--upload" in said.err
    assert "127.0.0.1" in said.err
    assert service.requests == []


def test_a_picture_of_the_service_is_known(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    made = stet("generate", "a boat", "--size", "816x816", "--quality", "low", "--json")
    original = stet.file("made.png", service.returned[0])
    assert made.code == 0
    said = stet("origin", original, "--base-url", service.url, "--upload", "--json")
    assert said.code == 0, said.err
    c2pa, synthid = said.json["marks"]
    assert (c2pa["kind"], c2pa["found"], c2pa["state"]) == ("c2pa", True, "trusted")
    assert c2pa["issuer"] == "OpenAI OpCo, LLC"
    assert synthid["found"]
    seen = service.requests[-1]
    assert seen.path == "/v1/content_provenance_checks"
    assert original.read_bytes() in seen.raw
    assert b"made.png" not in seen.raw
    assert len(service.billed) == 1


def test_a_picture_without_marks_proves_nothing(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    path = stet.file("own.png", png(photo()))
    said = stet("origin", path, "--base-url", service.url, "--upload")
    assert said.code == 0, said.err
    assert "That proves nothing" in said.out


def test_a_service_without_the_check_says_so(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    service.next(Fault.HTML_404, to="free")
    said = stet("origin", stet.photo(), "--base-url", service.url, "--upload")
    assert said.code in {4, 6}
    assert KEY not in said.err + said.out


def test_a_file_that_cannot_be_checked_is_not_sent(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    path = stet.file("a.txt", b"no picture")
    assert stet("origin", path, "--base-url", service.url, "--upload").code == 2
    assert service.requests == []
