"""The ledger as a table for other programs: comma-separated values, one line for each request."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from desktop.domain.ledger import LedgerEntry

COLUMNS = (
    "edit",
    "time_utc",
    "profile",
    "model",
    "project",
    "pictures",
    "simulated",
    "billed",
    "open",
    "estimate_low_usd",
    "estimate_high_usd",
    "estimate_text_usd",
    "estimate_inputs_usd",
    "estimate_output_low_usd",
    "estimate_output_high_usd",
    "estimate_previews_usd",
    "factor",
    "cost_usd",
    "counted_usd",
    "text_input_tokens",
    "image_input_tokens",
    "image_output_tokens",
    "text_output_tokens",
)

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def ledger_csv(entries: Iterable[LedgerEntry]) -> str:
    """All of it with a head line. What is not known is empty, never 0.

    Parts of an estimate are for one result; low and high are for the whole request.
    """
    store = io.StringIO()
    writer = csv.writer(store)
    writer.writerow(COLUMNS)
    writer.writerows(_row(entry) for entry in entries)
    return store.getvalue()


def _row(entry: LedgerEntry) -> list[str]:
    parts, usage = entry.estimate, entry.usage
    total = parts.total if parts is not None else None
    amounts: list[Decimal | None] = [
        total.low if total is not None else None,
        total.high if total is not None else entry.highest_usd,
        parts.text if parts is not None else None,
        sum(parts.pictures, Decimal(0)) if parts is not None else None,
        parts.output.low if parts is not None else None,
        parts.output.high if parts is not None else None,
        parts.previews if parts is not None else None,
        parts.factor if parts is not None else None,
        entry.cost_usd,
        entry.counted_usd,
    ]
    tokens = (
        ("", "", "", "")
        if usage is None
        else (usage.text_input, usage.image_input, usage.image_output, usage.text_output)
    )
    return [
        entry.edit,
        entry.asked.isoformat(timespec="seconds"),
        _plain(entry.profile),
        _plain(entry.model),
        _plain(entry.project),
        str(entry.pictures),
        "yes" if entry.is_simulated else "no",
        str(entry.billed),
        "yes" if entry.is_open else "no",
        *("" if amount is None else f"{amount:f}" for amount in amounts),
        *(str(one) for one in tokens),
    ]


def _plain(text: str) -> str:
    """A name that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
