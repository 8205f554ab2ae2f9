"""`stet drafts` and `stet finish`: cheap drafts first, then the chosen one in high quality."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime

from desktop.cli.account import account_of
from desktop.cli.consent import is_agreed
from desktop.cli.context import Context
from desktop.cli.exit_codes import CANCELLED, DONE
from desktop.cli.inputs import keep_files, read_files
from desktop.cli.outputs import tell_edit, write_results
from desktop.cli.report import price_words
from desktop.cli.running import run_order
from desktop.domain.draft import Draft
from desktop.domain.draft_ladder import (
    Rung,
    drafts_of,
    fast_rung,
    final_of,
    finish_prompt,
    high_rung,
    lowest_rung,
)
from desktop.domain.edit import Edit
from desktop.domain.order import EditOrder
from desktop.domain.problems import ProblemError, ProblemKind, fail
from desktop.domain.size import Box, Size
from desktop.jobs.finish_draft import FinishWish, finish_order, plan_finish
from desktop.jobs.price_draft import plan_for, price_draft
from desktop.jobs.services import Services
from desktop.jobs.take_order import highest_of, priced_order
from desktop.storage.library import Library

_USUAL_SIZE = Size(1024, 1024)


def make_drafts(options: Namespace, context: Context) -> int:
    """Several cheap results at once; says first what they and the high run cost."""
    files = read_files(options)
    base = Draft(
        prompt=options.prompt,
        model=options.model or context.settings.model,
        size=options.size,
        references=files.listed(),
        picture=files.size,
        has_mask=files.mask is not None,
    )
    draft = drafts_of(base, _low(options, base, context), options.count, context.models)
    model = context.models.get(draft.model)
    for trouble in draft.problems(model):
        raise ProblemError(trouble)
    estimate = price_draft(draft, model, files.bounds, context.count_tokens)
    said = (
        f"{draft.count} drafts with {draft.model} ({draft.quality}), "
        f"{price_words(highest_of(estimate))}; "
        f"later {_later(options, base, files.bounds, context)}."
    )
    if not is_agreed(said, options, context):
        return CANCELLED
    services = context.open_services(options)
    with services.library as library:
        inputs = keep_files(files, library.pictures)
        order = priced_order(draft, inputs, estimate, account_of(options, context))
        _run_and_tell(order, services, options, context)
    print(f"Choose one: stet finish {order.id}.1 to .{draft.count}", file=context.err)
    return DONE


def _low(options: Namespace, base: Draft, context: Context) -> Rung:
    """The fast model in its lowest quality, unless another is named."""
    models = context.models
    usual = fast_rung(base, models, datetime.now(UTC).date())
    named = options.draft_model
    lowest = lowest_rung(named, models).quality if named else usual.quality
    return Rung(model=named or usual.model, quality=options.draft_quality or lowest)


def _later(options: Namespace, base: Draft, bounds: Box | None, context: Context) -> str:
    """What the high run of one draft will be, and cost."""
    top = high_rung(base, context.models)
    top = Rung(model=top.model, quality=options.quality or top.quality)
    model = context.models.get(top.model)
    plan = plan_for(base, model, bounds)
    drawn = plan.sent if plan is not None else base.size or _USUAL_SIZE
    final = final_of(base, top, context.models, drawn)
    price = highest_of(price_draft(final, model, bounds, context.count_tokens))
    return f"one of them with {final.model} ({final.quality}), {price_words(price)}"


def finish_chosen(options: Namespace, context: Context) -> int:
    """One result again, in high quality, with it as the first reference."""
    services = context.open_services(options)
    with services.library as library:
        edit, index = _result(options.edit, library)
        base = Draft(model=options.model or context.settings.model)
        top = high_rung(base, context.models)
        wish = FinishWish(
            edit=edit,
            index=index,
            rung=Rung(model=top.model, quality=options.quality or top.quality),
            prompt=options.prompt or finish_prompt(edit),
        )
        plan = plan_finish(wish, context.models, library.pictures, context.count_tokens)
        if plan.trouble is not None:
            raise ProblemError(plan.trouble)
        said = f"With {wish.rung.model} ({wish.rung.quality}), {price_words(plan.highest_usd)}."
        if not is_agreed(said, options, context):
            return CANCELLED
        order = finish_order(plan, account_of(options, context))
        _run_and_tell(order, services, options, context)
    return DONE


def _run_and_tell(
    order: EditOrder, services: Services, options: Namespace, context: Context
) -> None:
    edit = run_order(order, services, options, context)
    outputs = write_results(edit, options, context, services.library.pictures)
    tell_edit(edit, outputs, options, context)


def _result(text: str, library: Library) -> tuple[Edit, int]:
    """`EDIT.RESULT`, results counted from 1. ProblemError (EDIT_UNKNOWN)."""
    name, _, number = text.partition(".")
    place = int(number) - 1 if number.isdigit() else 0 if not number else -1
    matches = library.history.starting_with(name, limit=2)
    if matches and (len(matches) == 1 or matches[0].id == name):
        edit = matches[0]
        if 0 <= place < len(edit.results):
            return edit, edit.results[place].index
    raise fail(ProblemKind.EDIT_UNKNOWN, name=text)
