"""What an entry counts, and how far estimates were off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from desktop.domain.cost import DollarRange, EstimateParts
from desktop.domain.identity import EditId
from desktop.domain.ledger import EstimateError, LedgerEntry, estimate_error
from desktop.domain.problems import Billed

ENTRY = LedgerEntry(
    edit=EditId("1"),
    asked=datetime(2026, 11, 21, tzinfo=UTC),
    profile="openai",
    model="gpt-image-2",
    highest_usd=Decimal("0.20"),
)


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({}, "0.20"),
        ({"is_open": True}, "0.20"),
        ({"billed": Billed.YES, "cost_usd": Decimal("0.17")}, "0.17"),
        ({"billed": Billed.YES}, "0.20"),
        ({"billed": Billed.NO}, "0"),
        ({"is_simulated": True, "billed": Billed.YES}, "0"),
        ({"highest_usd": None}, "0"),
    ],
)
def test_what_counts(changes: dict[str, object], counted: str) -> None:
    entry = replace(ENTRY, **changes)  # type: ignore[arg-type]  # the names are its own
    assert entry.counted_usd == Decimal(counted)


def priced(low: str, high: str, cost: str | None) -> LedgerEntry:
    parts = EstimateParts(text=Decimal(0), output=DollarRange(Decimal(low), Decimal(high)))
    return replace(ENTRY, estimate=parts, cost_usd=None if cost is None else Decimal(cost))


def test_the_estimate_s_own_error() -> None:
    entries = (priced("1", "1", "1"), priced("1.1", "1.1", "1"), priced("0.5", "1.1", "1"))
    found = estimate_error((*entries, priced("1", "1", None), replace(ENTRY, cost_usd=Decimal(1))))
    assert (found.jobs, found.within) == (3, 2)
    assert found.mean == pytest.approx((0 + 0.1 - 0.2) / 3)
    assert found.typical == pytest.approx(0.1)
    assert found.worst == pytest.approx(0.2)
    assert estimate_error(()) == EstimateError()


def test_parts_add_up_for_every_result() -> None:
    parts = EstimateParts(
        text=Decimal("0.001"),
        pictures=(Decimal("0.008"), Decimal("0.004")),
        output=DollarRange(Decimal("0.05"), Decimal("0.07")),
        previews=Decimal("0.006"),
        count=2,
        factor=Decimal("1.1"),
    )
    assert parts.total == DollarRange(Decimal("0.1518"), Decimal("0.1958"))
