"""Reads the table of `resources/LICENCES.md`, so that the window can show it in its own type."""

from __future__ import annotations

from desktop.ui.controls.key_value import Fact

_COLUMNS = 3


def licence_rows(markdown: str) -> tuple[Fact, ...]:
    """One fact for each row of the table: what it is, and from whom under which licence."""
    rows = [_cells(line) for line in markdown.splitlines() if line.lstrip().startswith("|")]
    body = [row for row in rows[2:] if len(row) == _COLUMNS]  # after the heads and the rule
    return tuple(Fact(name=what, value=f"{whence}; {licence}") for what, whence, licence in body)


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("`", "") for cell in line.strip().strip("|").split("|")]
