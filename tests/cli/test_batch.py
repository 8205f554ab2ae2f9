"""`stet batch`: the whole way without a window."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.builders import opened, photo, png
from tests.cli.conftest import Stet
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService

USUAL = ("--model", "gpt-image-2", "--quality", "low", "--size", "1024x640")


def _table(stet: Stet, count: int = 3) -> Path:
    lines = "".join(f"Mug {number},mug-{number}\n" for number in range(1, count + 1))
    return stet.file("mugs.csv", f"product,output\n{lines}".encode())


def test_submit_list_collect_and_send_the_failed_again(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    service.next(None, Fault.moderation_blocked(["violence"], "input"))
    table = _table(stet)
    sent = stet("batch", "submit", table, "--prompt", "A {product}", *USUAL, "--json").json
    assert (sent["lines"], sent["phase"]) == (3, "validating")
    (listed,) = stet("batch", "list", "--json").json["batches"]
    assert listed["id"] == sent["id"]
    out = stet.folder / "out"
    for _ in range(3):
        said = stet("batch", "collect", sent["id"], "-o", out, "--json").json
    assert said["is_collected"]
    (failed,) = said["failed_lines"]
    assert (failed["line"], failed["output"]) == (2, "mug-2")
    assert failed["message"]
    assert sorted(path.name for path in out.iterdir()) == ["mug-1.png", "mug-3.png"]
    assert opened((out / "mug-1.png").read_bytes()).shape[:2] == (640, 1024)
    again = stet("batch", "submit", "--failed", sent["id"], "--json").json
    assert again["lines"] == 1
    for _ in range(3):
        said = stet("batch", "collect", again["id"], "-o", out, "--json").json
    assert said["failed_lines"] == []
    assert (out / "mug-2.png").exists()
    assert len(service.billed) == 3


def test_a_dry_run_shows_prompts_and_price_and_sends_nothing(
    stet: Stet, service: ImageService
) -> None:
    stet.use(service)
    said = stet("batch", "submit", _table(stet), "--prompt", "A {product}", *USUAL, "--dry-run")
    assert said.code == 0
    assert "A Mug 1" in said.out
    assert "3 lines, at most $0." in said.out
    assert not service.requests


def test_a_bad_line_keeps_everything_here(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    table = stet.file("bad.csv", b"prompt,picture\na fox,\na hen,nowhere.png\n")
    said = stet("batch", "submit", table, *USUAL)
    assert said.code == 2
    assert "line 2" in said.err
    assert "nowhere.png" in said.err
    assert not service.requests


def test_cancel_stops_it(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    sent = stet("batch", "submit", _table(stet), "--prompt", "A {product}", *USUAL, "--json").json
    assert stet("batch", "cancel", sent["id"], "--json").json["phase"] == "cancelling"
    assert stet("batch", "collect", "--json").json["phase"] == "cancelled"
    assert not service.billed


def test_an_unknown_batch_is_told(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    said = stet("batch", "collect", "nothing")
    assert said.code == 2
    assert "No batch begins with" in said.err


def test_the_demo_engine_takes_no_batches(stet: Stet) -> None:
    said = stet("batch", "submit", _table(stet), "--prompt", "A {product}", *USUAL, "--demo")
    assert said.code == 2
    assert "takes no batches" in said.err
    assert stet("batch", "list", "--json").json["batches"] == []


def test_a_batch_that_did_not_leave_is_sent_later(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    service.always(Fault.named("SERVER_ERROR"), to="free")
    words = (_table(stet), "--prompt", "A {product}", *USUAL)
    assert stet("batch", "submit", *words).code == 6
    service.always(None, to="free")
    (kept,) = stet("batch", "list", "--json").json["batches"]
    assert kept["phase"] == "prepared"
    said = stet("batch", "submit", "--failed", kept["id"], "--json")
    assert said.json["phase"] == "validating"
    assert "3 lines, at most $0.0" in said.err
    assert len(service.desk.storeroom.batches) == 1


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_price_is_said_and_asked_about_before_anything_is_uploaded(
    stet: Stet, service: ImageService, monkeypatch: pytest.MonkeyPatch
) -> None:
    stet.use(service)
    words = ("batch", "submit", _table(stet), "--prompt", "A {product}", *USUAL)
    monkeypatch.setattr("sys.stdin", _Terminal("n\n"))
    said = stet(*words)
    assert said.code == 130
    assert "3 lines, at most $0." in said.err
    assert not service.requests
    assert stet("batch", "list", "--json").json["batches"] == []
    monkeypatch.setattr("sys.stdin", _Terminal(""))
    assert stet(*words, "--yes").code == 0
    monkeypatch.setattr("sys.stdin", _Terminal("y\n"))
    assert stet(*words).code == 0
    assert len(service.desk.storeroom.batches) == 2


def test_files_shows_what_is_stored_and_removes_what_is_left(
    stet: Stet, service: ImageService
) -> None:
    stet.use(service)
    sent = stet("batch", "submit", _table(stet), "--prompt", "A {product}", *USUAL, "--json").json
    (file,) = stet("batch", "files", "--json").json["files"]
    assert file["is_needed"]
    assert sent["id"] in file["name"]
    assert "needed by a batch" in stet("batch", "files", "--delete").out
    for _ in range(3):
        stet("batch", "collect", sent["id"])
    assert stet("batch", "files", "--json").json["files"] == []


def test_a_reference_goes_along_with_every_line_and_is_uploaded_once(
    stet: Stet, service: ImageService
) -> None:
    stet.use(service)
    stet.photo("mug.png")
    table = stet.file("mugs.csv", b"picture,output\nmug.png,a\nmug.png,b\n")
    style = stet.file("style.png", png(photo(seed=9)))
    words = ("--prompt", "In this style", "--ref", style, "--model", "gpt-image-2")
    sent = stet("batch", "submit", table, *words, "--quality", "low", "--json").json
    kept = list(service.desk.storeroom.files.values())
    assert len([one for one in kept if one.purpose == "vision"]) == 2
    (listed,) = [one for one in kept if one.purpose == "batch"]
    bodies = [json.loads(line)["body"] for line in listed.data.splitlines()]
    assert [len(body["images"]) for body in bodies] == [2, 2]
    for _ in range(3):
        said = stet("batch", "collect", sent["id"], "--json").json
    assert said["failed_lines"] == []
    with stet.library() as library:
        edits = library.history.page(limit=5)
    assert {edit.inputs.references[0].name for edit in edits} == {"style.png"}
