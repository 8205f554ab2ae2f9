"""`stet generate` and `stet edit`: one edit without a window, by the same road as in it."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from dataclasses import replace

from desktop.cli.asked import Asked, read_asked
from desktop.cli.context import Context
from desktop.cli.dry_run import dry_envelope, show_envelope
from desktop.cli.exit_codes import DONE
from desktop.cli.inputs import keep_files
from desktop.cli.output import check_target, targets
from desktop.cli.outputs import tell_edit, write_results
from desktop.cli.report import progress
from desktop.domain.edit import Edit
from desktop.domain.identity import new_edit_id
from desktop.domain.job_events import JobEvent, Sent
from desktop.domain.problems import Billed, Problem, ProblemError, ProblemKind, fail
from desktop.jobs.edit_order import EditOrder
from desktop.jobs.next_turn import sent_again
from desktop.jobs.price_draft import price_draft
from desktop.jobs.run_edit import run_edit
from desktop.jobs.services import Services
from desktop.jobs.take_order import highest_of


def make(options: Namespace, context: Context) -> int:
    """Runs the edit that the options describe; ProblemError when it ends without a picture."""
    asked = read_asked(options, context)
    files, draft, model = asked.files, asked.draft, asked.model
    _check_targets(options)
    if options.dry_run:
        show_envelope(dry_envelope(draft, files, context, is_demo=options.demo), options, context)
        return DONE
    estimate = price_draft(draft, model, files.bounds, context.count_tokens)
    services = context.open_services(options)
    with services.library as library:
        order = EditOrder(
            id=new_edit_id(),
            recipe=draft.recipe(),
            inputs=keep_files(files, library.pictures),
            profile=context.profile.id,
            project=_project(options, context),
            highest_usd=highest_of(estimate),
            estimate=estimate.parts,
            tokens=estimate.total_tokens.high,
            accepts_unknown_price=options.unknown_price,
            parent=asked.parent,
        )
        try:
            edit = asyncio.run(_run(order, services, options, context))
        except ProblemError as error:
            _tell_more(error.problem, asked, context)
            raise
        outputs = write_results(edit, options, context, library.pictures)
    tell_edit(edit, outputs, options, context)
    return DONE


def _tell_more(trouble: Problem, asked: Asked, context: Context) -> None:
    """What it costs to go on where the turns before are gone."""
    if trouble.kind is ProblemKind.CONVERSATION_GONE and asked.draft.conversation is not None:
        again = replace(asked.draft, conversation=sent_again(asked.draft.conversation))
        price = price_draft(again, asked.model, asked.files.bounds, context.count_tokens).total_usd
        span = "" if price is None else f" for ${price.low:.4f} to ${price.high:.4f}"
        print(f"stet: --send-picture goes on{span}.", file=context.err)


def _project(options: Namespace, context: Context) -> str:
    """The one that is named, else the one that the window is set to."""
    named: str | None = options.project
    return context.settings.spending.project if named is None else named


def _check_targets(options: Namespace) -> None:
    """Before anything is opened or paid for: every output can be written and harms no input."""
    if options.output is None:
        return
    named = [getattr(options, "picture", None), getattr(options, "mask", None)]
    named.append(getattr(options, "markup", None))
    sources = tuple(one for one in named if one is not None) + tuple(getattr(options, "ref", ()))
    for path in targets(options.output, options.count):
        check_target(path, sources)


async def _run(order: EditOrder, services: Services, options: Namespace, context: Context) -> Edit:
    """ProblemError too when it is interrupted, with what that may cost."""
    billed = Billed.NO

    def report(event: JobEvent) -> None:
        nonlocal billed
        billed = Billed.MAYBE if isinstance(event, Sent) else billed
        words = progress(event)
        if words and not options.quiet:
            print(words, file=context.err, flush=True)

    try:
        return await run_edit(order, services, report)
    except asyncio.CancelledError:
        raise fail(ProblemKind.CANCELLED, billed=billed) from None
    finally:
        await services.clients.close()
