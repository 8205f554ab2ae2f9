"""`stet estimate`: the facts' worked jobs to the cent, without network, key or library."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from desktop.domain.size import Size
from tests.builders import Ring, marked, photo, png, white_mask
from tests.cli.conftest import Stet

TWENTY = " ".join(["fox"] * 20)
FIFTY = " ".join(["fox"] * 50)
SQUARE = ("--size", "1024x1024")


@pytest.fixture(autouse=True)
def nobody_is_asked(monkeypatch: pytest.MonkeyPatch, ring: Ring) -> object:
    """No socket, no keychain, and no file below the home folder but the log."""

    def refused(*_arguments: object, **_named: object) -> object:
        raise AssertionError("An estimate asks nobody.")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    ring.trouble = AssertionError("An estimate needs no key.")
    yield
    assert not (Path(os.environ["XDG_DATA_HOME"]) / "stet").exists()


@pytest.mark.parametrize(
    ("words", "dollars"),
    [
        ((TWENTY, "--quality", "medium", *SQUARE), 0.05281),
        ((TWENTY, "--quality", "low", "-n", "4", *SQUARE), 0.02404),
        ((TWENTY, "--model", "gpt-image-2.5-sunburst", "--quality", "high", *SQUARE), 0.05281),
    ],
)
def test_generations_of_the_facts(stet: Stet, words: tuple[str, ...], dollars: float) -> None:
    said = stet("estimate", "generate", *words, "--json")
    assert said.code == 0, said.err
    assert said.json["estimate_usd"] == said.json["low_usd"] == dollars
    assert said.json["text_tokens"] == 26


def test_an_edit_of_the_facts(stet: Stet) -> None:
    """Two pictures of 1024²: one is the picture itself, the other a reference."""
    square = Size(1024, 1024)
    picture = stet.file("square.png", png(photo(square)))
    said = stet(
        "estimate", "edit", picture, FIFTY, "--ref", picture, "--quality", "medium", *SQUARE,
        "--json",
    )  # fmt: skip
    assert said.code == 0, said.err
    value = said.json
    assert value["picture_tokens"] == [1024, 1024]
    assert value["output_tokens"] == [1756, 1756]
    assert value["estimate_usd"] == 0.069344
    assert value["text_usd"] + value["pictures_usd"] + value["output_usd"] == pytest.approx(
        0.069344
    )


def test_4k_at_its_best(stet: Stet) -> None:
    said = stet("estimate", "generate", "x", "--quality", "high", "--size", "3840x2160", "--json")
    assert said.json["output_usd"] == 0.40026


def test_a_masked_edit_is_priced_as_its_region(stet: Stet) -> None:
    size = Size(1900, 1300)
    picture = stet.file("large.png", png(photo(size)))
    mask = stet.file("m.png", white_mask(marked(size)))
    words = ("estimate", "edit", picture, "x", "--mask", mask, "--quality", "high", "--json")
    region, whole = stet(*words).json, stet(*words, "--region", "whole").json
    assert region["estimate_usd"] < whole["estimate_usd"]


def test_what_is_not_known_is_not_free(stet: Stet) -> None:
    said = stet("estimate", "generate", "x", "--model", "gpt-image-9", "--json")
    assert said.code == 0
    assert said.json["estimate_usd"] is None
    assert any("not known" in caveat for caveat in said.json["caveats"])
    assert "price unknown" in stet("estimate", "generate", "x", "--model", "gpt-image-9").out


def test_what_the_service_chooses_is_a_range(stet: Stet) -> None:
    value = stet("estimate", "generate", "x", "--quality", "auto", "--json").json
    assert value["low_usd"] < value["estimate_usd"]
    low, high = value["total_tokens"]
    assert low < high


def test_for_people(stet: Stet) -> None:
    said = stet("estimate", "generate", TWENTY, "--quality", "medium", *SQUARE)
    lines = [line.split() for line in said.out.splitlines()]
    assert [line[0] for line in lines] == ["text", "pictures", "output", "total"]
    assert lines[-1][-1] == "$0.052810"
    several = stet("estimate", "generate", TWENTY, "-n", "2", *SQUARE).out
    assert "dollars are for 2 results" in several


def test_what_could_not_be_sent_has_no_price(stet: Stet) -> None:
    said = stet("estimate", "generate", "x", "--size", "1000x1000", "--json")
    assert (said.code, said.json["error"]["kind"]) == (2, "size_illegal")
