"""How commands speak: results on stdout, progress and problems on stderr."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

from desktop.cli.context import Context
from desktop.domain.conversation import OuterUsage
from desktop.domain.cost import Usage
from desktop.domain.edit import Edit, Result
from desktop.domain.job_events import JobEvent, Prepared, Preview, Received, Sent, Waiting
from desktop.domain.problems import Problem, ProblemKind


def print_json(context: Context, value: dict[str, Any]) -> None:
    """One object, on one line, on stdout; in ASCII, which every pipe and code page carries."""
    print(json.dumps(value), file=context.out, flush=True)


_AT_THE_TERMINAL = {
    ProblemKind.PRICE_UNKNOWN: "Add --unknown-price to send it all the same.",
    ProblemKind.BUDGET: "Raise the budget in Stet's window, or make the edit cheaper.",
}
"""What helps where there is no button to press."""


def tell_problem(context: Context, problem: Problem, *, as_json: bool) -> None:
    """The problem in words on stderr and, when asked for, as an object on stdout."""
    problem = replace(problem, remedy=_AT_THE_TERMINAL.get(problem.kind, problem.remedy))
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
        "parent": edit.parent.edit if edit.parent is not None else None,
        "turn": turn_value(edit),
    }


def turn_value(edit: Edit) -> dict[str, Any] | None:
    """What a conversation adds; None for an edit that was asked for directly."""
    asked, told = edit.recipe.conversation, edit.turn
    if asked is None:
        return None
    usage = told.usage if told is not None else None
    sources = told.sources if told is not None else ()
    return {
        "outer_model": asked.outer_model,
        "think": asked.effort,
        "search": asked.search,
        "picture_sent": asked.carried is None and edit.inputs.picture is not None,
        "response": told.response if told is not None else None,
        "rewritten_prompt": edit.answered.revised_prompt or None,
        "words": told.words if told is not None else "",
        "sources": [{"address": one.address, "title": one.title} for one in sources],
        "searches": told.searches if told is not None else None,
        "outer_usage": None if usage is None else _outer_value(usage),
    }


def _outer_value(usage: OuterUsage) -> dict[str, int]:
    return {
        "input_tokens": usage.input,
        "cached_tokens": usage.cached,
        "output_tokens": usage.output,
        "reasoning_tokens": usage.reasoning,
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


def price_words(amount: Decimal | None) -> str:
    return "price unknown" if amount is None else f"at most ${amount:.4f}"


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
