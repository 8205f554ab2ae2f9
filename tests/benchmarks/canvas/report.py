"""Measured rows, as a table for people and as JSON for comparing."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One figure; `goal` is what it may be at most."""

    name: str
    value: float
    unit: str
    goal: float | None = None

    @property
    def is_met(self) -> bool:
        return self.goal is None or self.value <= self.goal


def table(rows: list[Row]) -> str:
    """Name, value, goal and whether it is met, one line each."""
    width = max(len(row.name) for row in rows)
    lines = []
    for row in rows:
        goal = "" if row.goal is None else f"≤ {row.goal:g}"
        verdict = "" if row.goal is None else ("met" if row.is_met else "MISSED")
        value = f"{row.value:,.2f} {row.unit}"
        lines.append(f"{row.name:<{width}}  {value:>14}  {goal:>8}  {verdict}")
    return "\n".join(lines)


def save(rows: list[Row], file: Path) -> None:
    found = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": platform.processor() or platform.machine(),
        "python": platform.python_version(),
        "rows": [asdict(row) for row in rows],
    }
    file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
