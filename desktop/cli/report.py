"""How commands speak: results on stdout, progress and problems on stderr."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from desktop.cli.context import Context
from desktop.domain.cost import Usage
from desktop.domain.edit import Edit, Result
from desktop.domain.job_events import JobEvent, Prepared, Preview, Received, Sent, Waiting
from desktop.domain.problems import Problem


def print_json(context: Context, value: dict[str, Any]) -> None:
    """One object, on one line, on stdout; in ASCII, which every pipe and code page carries."""
    print(json.dumps(value), file=context.out, flush=True)


def tell_problem(context: Context, problem: Problem, *, as_json: bool) -> None:
    """The problem in words on stderr and, when asked for, as an object on stdout."""
    print(f"stet: {problem.text}", file=context.err)
    if problem.request_id:
        print(f"stet: request id {problem.request_id}", file=context.err)
    if as_json:
        print_json(context, {"error": problem_value(problem)})


def progress(event: JobEvent) -> str | None:
    """A line for people; None for events that need no words."""
    match event:
        case Prepared():
            return "The pictures are ready."
        case Sent():
            return "Sent; waiting for the answer."
        case Waiting():
            return f"{event.problem.sentence} Sending again in {event.seconds:.0f} s."
        case Preview():
            return f"Preview {event.index + 1} has come."
        case Received():
            return "The answer is in."
        case _:
            return None


def problem_value(problem: Problem) -> dict[str, Any]:
    return {
        "kind": str(problem.kind),
        "message": problem.sentence,
        "remedy": problem.remedy,
        "billed": str(problem.billed),
        "request_id": problem.request_id,
        "retry_after": problem.retry_after,
        "stage": problem.stage or None,
        "categories": list(problem.categories),
        "detail": problem.detail or None,
    }


def edit_value(edit: Edit, outputs: list[str]) -> dict[str, Any]:
    """The object that `--json` prints for a finished edit."""
    return {
        "id": edit.id,
        "outputs": outputs,
        "model": edit.recipe.model,
        "usage": usage_value(edit.usage),
        "estimate_usd": dollars(edit.estimate_usd),
        "cost_usd": dollars(edit.cost_usd),
        "outside_changed_pixels": _outside(edit),
        "region": _region(edit.results[0]) if edit.results else None,
        "registration": _registration(edit.results[0]) if edit.results else None,
        "seconds": round(edit.seconds, 3),
        "simulated": edit.simulated,
        "request_id": edit.request_id,
        "notes": list(edit.notes),
    }


def usage_value(usage: Usage | None) -> dict[str, int] | None:
    if usage is None:
        return None
    return {
        "text_input_tokens": usage.text_input,
        "image_input_tokens": usage.image_input,
        "image_output_tokens": usage.image_output,
        "text_output_tokens": usage.text_output,
        "total_tokens": usage.total,
    }


def dollars(amount: Decimal | None) -> float | None:
    return None if amount is None else round(float(amount), 6)


def _outside(edit: Edit) -> int | None:
    """Over all results; None when nothing was laid into a picture."""
    counts = [one.outside_changed for one in edit.results if one.outside_changed is not None]
    return sum(counts) if counts else None


def _region(result: Result) -> dict[str, Any] | None:
    if result.placement is None:
        return None
    box, sent = result.placement.region, result.placement.sent_size
    return {
        "x": box.x,
        "y": box.y,
        "width": box.width,
        "height": box.height,
        "sent": str(sent),
        "scale": round(sent.width / box.width, 4),
    }


def _registration(result: Result) -> dict[str, Any] | None:
    if result.placement is None:
        return None
    return {"verdict": result.placement.verdict, **dict(result.placement.measures)}
