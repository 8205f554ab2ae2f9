"""`stet costs`, and what budgets and unknown prices do to a command."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.domain.budget import Budgets, SpendingSettings
from desktop.domain.cost import DollarRange, EstimateParts
from desktop.domain.settings import Settings
from desktop.startup.paths import standard_paths
from desktop.storage.library import Library
from desktop.storage.settings_file import SettingsFile
from tests.cli.conftest import Stet
from tests.fakes.image_service import ImageService
from tests.storage.samples import an_edit

USUAL = ("--quality", "low", "--size", "1024x640", "--format", "jpeg", "--json")
PARTS = EstimateParts(text=Decimal(0), output=DollarRange(Decimal("0.2"), Decimal("0.22")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Library.open(tmp_path / "library") as library:
        library.store_edit(an_edit(1, project="Poster", estimate=PARTS))
        library.store_edit(an_edit(2, "=HYPERLINK", project="=1+1"))
    return tmp_path / "library"


def test_totals_for_programs_and_for_people(stet: Stet, folder: Path) -> None:
    said = stet("costs", "--library", folder, "--by", "project", "--json").json
    assert said["by"] == "project"
    assert [(one["name"], one["billed_usd"], one["requests"]) for one in said["totals"]] == [
        ("=1+1", 0.210765, 1),
        ("Poster", 0.210765, 1),
    ]
    assert said["estimate_error"]["jobs"] == 1
    lines = stet("costs", "--library", folder, "--by", "day").out.splitlines()
    assert lines[0].split()[:2] == ["2026-11-21", "$0.4215"]
    assert "last 1 requests" in lines[-1]


def test_nothing_was_spent(stet: Stet, tmp_path: Path) -> None:
    assert stet("costs", "--library", tmp_path / "new").out == "Nothing has been spent.\n"


def test_the_table(stet: Stet, folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "costs.csv"
    assert stet("costs", "--library", folder, "--csv", target).code == 0
    with target.open(encoding="utf-8-sig", newline="") as file:
        first, second = csv.DictReader(file)
    assert first["cost_usd"] == "0.210765"
    assert (first["estimate_low_usd"], first["estimate_high_usd"]) == ("0.2", "0.22")
    assert (first["billed"], first["project"], first["image_output_tokens"]) == (
        "yes",
        "Poster",
        "7024",
    )
    assert second["project"] == "'=1+1"
    assert second["estimate_text_usd"] == ""
    printed = stet("costs", "--library", folder, "--csv", "-").out
    assert printed.splitlines()[0].startswith("edit,time_utc")


def test_a_table_that_cannot_be_written(stet: Stet, folder: Path, tmp_path: Path) -> None:
    assert stet("costs", "--library", folder, "--csv", tmp_path / "no" / "x.csv").code == 7


def test_what_a_command_costs_is_in_the_ledger(
    stet: Stet, service: ImageService, tmp_path: Path
) -> None:
    stet.use(service)
    made = stet("generate", "kite", *USUAL, "--project", "Poster").json
    (total,) = stet("costs", "--by", "project", "--json").json["totals"]
    assert (total["name"], total["billed_usd"]) == ("Poster", made["cost_usd"])
    error = stet("costs", "--json").json["estimate_error"]
    assert error["jobs"] == 1


def test_a_budget_stops_a_command_before_it_is_crossed(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    file = SettingsFile(standard_paths().settings)
    budgets = Budgets(day=Decimal("0.004"))
    file.save(replace(Settings(), spending=SpendingSettings(budgets=budgets)))
    assert stet("generate", "kite", *USUAL).code == 0
    said = stet("generate", "kite", *USUAL)
    assert (said.code, said.json["error"]["kind"]) == (5, "budget")
    assert len(service.paid_requests) == 1


def test_an_unknown_price_wants_a_word(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    said = stet("generate", "kite", *USUAL, "--model", "gpt-image-9")
    assert (said.code, said.json["error"]["kind"]) == (5, "price_unknown")
    assert service.paid_requests == []
    stet("generate", "kite", *USUAL, "--model", "gpt-image-9", "--unknown-price")
    assert len(service.paid_requests) == 1
