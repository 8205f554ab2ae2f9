"""`--conversation` and `--continue-from`: turns from the command line."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from desktop.api import turn_line
from tests.builders import marked, opened, photo, png
from tests.cli.conftest import Stet
from tests.cli.test_processes import ended, started
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService
from tests.fakes.kept_responses import TurnChange
from tests.fakes.responses_api import SOURCES, WORDS

USUAL = ("--quality", "low", "--json", "--quiet")


def test_two_turns_from_the_command_line(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    masked = ("--mask", stet.mask())
    first = stet("edit", stet.photo(), "a kite", *masked, "--conversation", *USUAL)
    assert first.code == 0, first.err
    out = stet.folder / "second.png"
    going_on = ("--continue-from", first.json["id"], "--think", "low", "--search")
    second = stet("edit", "greener", *going_on, "-o", out, *USUAL)
    assert second.code == 0, second.err
    assert second.json["parent"] == first.json["id"]
    turn = second.json["turn"]
    assert (turn["outer_model"], turn["think"], turn["picture_sent"]) == (
        "gpt-6.1-terra",
        "low",
        False,
    )
    assert [one["address"] for one in turn["sources"]] == [url for url, _ in SOURCES]
    assert turn["searches"] == 2
    assert 0 < second.json["cost_usd"] < second.json["estimate_usd"]
    assert [len(request.fields["input"][0]["content"]) for request in service.paid_requests] == [
        2,
        1,
    ]
    changed = (opened(out.read_bytes()) != photo()).any(axis=2)
    assert not changed[~(marked() > 0)].any()
    assert np.count_nonzero(changed)
    shown = stet("history", "show", second.json["id"], "--json").json
    assert shown["turn"]["response"] == turn["response"]


def test_an_answer_in_words_says_them_and_its_cost(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    service.next_turn(TurnChange.ONLY_WORDS)
    said = stet("generate", "a house", "--conversation", "--quality", "low")
    assert said.code == 6
    assert WORDS in said.err
    assert "It cost $0.00" in said.err


def test_an_expired_conversation_names_the_price_of_going_on(
    stet: Stet, service: ImageService
) -> None:
    stet.use(service)
    first = stet("generate", "a house", "--conversation", *USUAL).json
    service.forget_responses()
    going_on = ("--continue-from", first["id"], *USUAL)
    said = stet("generate", "redder", *going_on)
    assert said.code != 0
    assert "--send-picture goes on for $" in said.err
    again = stet("generate", "redder", *going_on, "--send-picture")
    assert again.code == 0, again.err
    assert again.json["turn"]["picture_sent"]


def test_an_estimate_counts_thinking_and_searching(stet: Stet) -> None:
    direct = stet("estimate", "generate", "a house", "--quality", "low", "--json").json
    asked = ("--outer-model", "gpt-6-luna", "--think", "high", "--search")
    thought = stet("estimate", "generate", "a house", "--quality", "low", *asked, "--json").json
    assert thought["estimate_usd"] > direct["estimate_usd"]
    assert thought["low_usd"] < thought["estimate_usd"]
    spelled = stet("estimate", "generate", "a house", *asked).out
    assert "thinking" in spelled
    assert "up to 5" in spelled


def test_a_dry_run_shows_the_turn(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    said = stet("edit", stet.photo(), "a kite", "--search", "--dry-run", "--json", *USUAL[:2]).json
    assert said["address"].endswith("/v1/responses")
    assert said["fields"]["web_search"] == "on"
    assert said["fields"]["image_generation.quality"] == "low"
    assert "responses.create" in said["python"]
    assert len(said["curl"]) < 6_000
    assert service.requests == []


def test_a_model_without_a_known_price_asks_first(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    said = stet("generate", "a house", "--outer-model", "gpt-7", *USUAL)
    assert said.code == 5
    assert service.paid_requests == []


def test_a_turn_that_was_cut_off_is_fetched_for_nothing(
    stet: Stet, service: ImageService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn_line, "MOST_LOOKS", 1)
    stet.use(service)
    service.next(Fault.cut(0.3))
    service.always(Fault.RESET_BEFORE_HEAD, to="free")
    said = stet("edit", stet.photo(), "a kite", "--conversation", *USUAL)
    assert said.code == 6
    service.always(None, to="free")
    fetched = stet("history", "fetch", "--json", "--base-url", service.url)
    assert fetched.code == 0, fetched.err
    (edit,) = fetched.json["fetched"]
    assert edit["cost_usd"] > 0
    assert len(service.paid_requests) == 1
    assert stet("history", "fetch", "--json", "--base-url", service.url).json["fetched"] == []


def test_a_killed_program_pays_nothing_twice(tmp_path: Path, service: ImageService) -> None:
    library = tmp_path / "library"
    photograph = tmp_path / "photo.png"
    photograph.write_bytes(png(photo()))
    address = ("--base-url", service.url, "--library", library)
    service.hold()
    running = started(tmp_path, "edit", photograph, "a kite", "--conversation", *USUAL, *address)
    service.wait_for_held(timeout=60)
    answers = threading.Event()
    until = time.monotonic() + 30
    while not _bytes_came(library) and time.monotonic() < until:
        answers.wait(0.02)
    running.kill()
    running.communicate(timeout=30)
    service.release()
    code, out, err = ended(started(tmp_path, "history", "fetch", "--json", *address))
    assert code == 0, err
    (edit,) = json.loads(out)["fetched"]
    assert edit["turn"]["response"] == service.billed_turns[0].response
    assert edit["cost_usd"] > 0
    assert len(service.paid_requests) == len(service.billed) == 1


def _bytes_came(library: Path) -> bool:
    """The service's name for the turn has come as far as the disk."""
    lengths = [int(one.read_bytes() or b"0") for one in library.glob("journal/*/answer.length")]
    return any(lengths)
