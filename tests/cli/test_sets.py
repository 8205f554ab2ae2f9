"""`stet set`: a matrix planned, its first picture approved, the others made, without a window."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.builders import opened
from tests.cli.conftest import Stet
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService

USUAL = ("--model", "gpt-image-2", "--quality", "low")
SURFACES = ("--surface", "story", "--surface", "banner=1600x400")
TEXTS = "language;headline\nen;Fresh bread\nde;Frisches Brot\n"


def _planned(stet: Stet, *more: object) -> Any:
    texts = stet.file("texts.csv", TEXTS.encode())
    words = ("A poster for {surface}, in {language}: {headline}", "--texts", texts, *SURFACES)
    return stet("set", "plan", *words, *USUAL, "--name", "bread", *more, "--json")


def _counted_by(service: ImageService, *, count: int) -> Decimal:
    """What the loopback service billed: the first in full, the others at half price."""
    assert len(service.billed) == count
    prices = [
        Decimal(
            one.usage.text_tokens * 5 + one.usage.image_tokens * 8 + one.usage.output_tokens * 30
        )
        / 1_000_000
        for one in service.billed
    ]
    return prices[0] + sum(prices[1:], Decimal(0)) / 2


def test_a_plan_shows_every_prompt_and_both_prices_and_sends_nothing(
    stet: Stet, service: ImageService
) -> None:
    stet.use(service)
    said = _planned(stet, "--master", stet.photo()).json
    assert said["pictures"] == 4
    assert [cell["output"] for cell in said["cells"]] == [
        "bread_en_story",
        "bread_en_banner",
        "bread_de_story",
        "bread_de_banner",
    ]
    assert said["cells"][3]["prompt"] == "A poster for banner, in de: Frisches Brot"
    assert Decimal(str(said["left_as_batch_usd"])) * 2 == Decimal(str(said["left_usd"]))
    assert service.requests == []


def test_the_others_wait_until_the_first_was_seen(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    name = _planned(stet).json["id"]
    assert stet("set", "run", name, "--json").json["finished"] == 1
    assert len(service.billed) == 1
    waiting = stet("set", "run", name)
    assert waiting.code == 2
    assert "--approve" in waiting.err
    assert len(service.billed) == 1
    out = stet.folder / "out"
    assert stet("set", "run", name, "--approve", "-o", out, "--json").json["finished"] == 4
    assert len(service.billed) == 4
    shapes = {path.stem: opened(path.read_bytes()).shape[:2] for path in out.iterdir()}
    assert shapes["bread_en_story"] == (1920, 1080)
    assert shapes["bread_de_banner"] == (400, 1600)


def test_the_others_as_one_batch_cost_half(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    name = _planned(stet, "--master", stet.photo()).json["id"]
    stet("set", "run", name)
    sent = stet("set", "run", name, "--approve", "--batch", "--json").json
    assert sent["finished"] == 1
    (batch,) = stet("batch", "list", "--json").json["batches"]
    assert batch["lines"] == 3
    assert batch["id"] == sent["batch"]
    assert stet("set", "run", name, "--approve").code == 2
    for _ in range(3):
        stet("batch", "collect", batch["id"])
    (listed,) = stet("set", "list", "--json").json["sets"]
    assert (listed["finished"], listed["failed"]) == (4, 0)
    out = stet.folder / "out"
    assert stet("set", "save", name, "-o", out, "--json").json["written"] == 4
    with stet.library() as library:
        entries = library.ledger.entries()
    factors = {one.edit: one.estimate.factor for one in entries if one.estimate is not None}
    first, *rest = [cell["edit"] for cell in listed["cells"]]
    assert factors[first] == 1
    assert [factors[edit] for edit in rest] == [Decimal("0.5")] * 3
    assert not any(one.is_open for one in entries)
    counted = sum((one.counted_usd for one in entries), Decimal(0))
    assert counted == _counted_by(service, count=4)


def test_a_failed_picture_is_made_again_alone(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    name = _planned(stet).json["id"]
    stet("set", "run", name)
    service.next(None, Fault.moderation_blocked(["violence"], "input"))
    assert stet("set", "run", name, "--approve", "--json").json["failed"] == 1
    again = stet("set", "run", name, "--approve", "--json").json
    assert (again["finished"], again["failed"]) == (4, 0)
    assert len(service.billed) == 4


def test_what_cannot_be_made_is_told_by_its_place(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    said = stet("set", "plan", "Say {headline}", "--languages", "en", *SURFACES, *USUAL)
    assert said.code == 2
    assert "picture 1 (en, story)" in said.err
    assert "{headline}" in said.err
    assert stet("set", "list", "--json").json["sets"] == []


def test_surfaces_and_names_are_checked(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    words = ("set", "plan", "A poster", "--languages", "en,de", *USUAL)
    assert "is no surface" in stet(*words, "--surface", "wide").err
    twice = stet(*words, "--surface", "story", "--template", "{surface}")
    assert "Two pictures want the name" in twice.err


def test_texts_of_another_encoding_and_without_languages_are_told(
    stet: Stet, service: ImageService, tmp_path: Path
) -> None:
    stet.use(service)
    table = tmp_path / "texts.csv"
    words = ("set", "plan", "A {headline}", "--texts", table, "--surface", "story", *USUAL)
    table.write_bytes("language,headline\nde,Brötchen\n".encode("latin-1"))
    assert "not text in UTF-8" in stet(*words).err
    table.write_text("tongue,headline\nde,Brot\n", encoding="utf-8")
    assert "no column “language”" in stet(*words).err


def test_a_batch_that_was_never_sent_leaves_the_others_to_be_decided_on(
    stet: Stet, service: ImageService
) -> None:
    stet.use(service)
    name = _planned(stet).json["id"]
    stet("set", "run", name)
    service.always(Fault.named("SERVER_ERROR"), to="free")
    assert stet("set", "run", name, "--approve", "--batch").code == 6
    service.always(None, to="free")
    (kept,) = stet("batch", "list", "--json").json["batches"]
    assert "A batch makes the other pictures already" in stet("set", "run", name, "--approve").err
    assert stet("batch", "cancel", kept["id"]).code == 0
    assert stet("set", "run", name, "--approve", "--json").json["finished"] == 4


def test_a_service_without_batches_changes_nothing(stet: Stet) -> None:
    name = _planned(stet, "--demo").json["id"]
    stet("set", "run", name, "--demo")
    refused = stet("set", "run", name, "--approve", "--batch", "--demo")
    assert "takes no batches" in refused.err
    assert stet("batch", "list", "--json").json["batches"] == []
    assert stet("set", "run", name, "--approve", "--demo", "--json").json["finished"] == 4


def test_what_may_be_billed_is_made_again_only_when_that_is_said(
    stet: Stet, service: ImageService
) -> None:
    stet.use(service)
    name = _planned(stet).json["id"]
    service.next(Fault.named("CUT_BEFORE_HEAD"))
    stet("set", "run", name)
    refused = stet("set", "run", name)
    assert "may have been billed" in refused.err
    assert "--even-paid" in refused.err
    assert stet("set", "run", name, "--even-paid", "--json").json["finished"] == 1
    service.next(None, Fault.named("CUT_BEFORE_HEAD"))
    assert stet("set", "run", name, "--approve", "--json").json["failed"] == 1
    before = len(service.requests)
    assert "--even-paid" in stet("set", "run", name, "--approve").err
    assert len(service.requests) == before
    again = stet("set", "run", name, "--approve", "--even-paid", "--json")
    assert "1 more pictures, at most $0.0" in again.err
    assert again.json["finished"] == 4
