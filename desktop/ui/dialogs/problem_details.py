"""A problem as facts and as a text to copy, for a closer look and for asking somebody."""

from __future__ import annotations

from desktop.domain.problems import Problem
from desktop.ui.controls.key_value import Fact

_STAGES = {
    "input": "input: the prompt and the pictures, before anything was made",
    "output": "output: the result, after it was made",
    "unknown": "unknown: the service does not say",
}


def facts_of(problem: Problem) -> tuple[Fact, ...]:
    """What is known beyond sentence and remedy; nothing that is empty."""
    rows = (
        ("Stage", _STAGES.get(problem.stage, problem.stage)),
        ("Categories", ", ".join(problem.categories)),
        ("Setting", problem.field),
        ("Request ID", problem.request_id or ""),
    )
    return tuple(Fact(name=name, value=value) for name, value in rows if value)


def text_of(problem: Problem) -> str:
    """Everything, as plain text."""
    rows = [f"{fact.name}: {fact.value}" for fact in facts_of(problem)]
    rows.append(f"Kind: {problem.kind.value}")
    parts = [problem.text, "\n".join(rows), problem.detail]
    return "\n\n".join(part for part in parts if part)
