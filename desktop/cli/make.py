"""`stet generate` and `stet edit`: one edit without a window, by the same road as in it."""

from __future__ import annotations

import asyncio
from argparse import Namespace

from desktop.cli.context import Context
from desktop.cli.draft_options import check_draft, make_draft
from desktop.cli.dry_run import dry_envelope, show_envelope
from desktop.cli.exit_codes import DONE
from desktop.cli.extension import extended
from desktop.cli.inputs import keep_files, read_files
from desktop.cli.output import check_target, targets
from desktop.cli.outputs import tell_edit, write_results
from desktop.cli.report import progress
from desktop.domain.edit import Edit
from desktop.domain.identity import new_edit_id
from desktop.domain.job_events import JobEvent, Sent
from desktop.domain.problems import Billed, ProblemKind, fail
from desktop.jobs.edit_order import EditOrder
from desktop.jobs.price_draft import price_draft
from desktop.jobs.run_edit import run_edit
from desktop.jobs.services import Services
from desktop.jobs.take_order import highest_of


def make(options: Namespace, context: Context) -> int:
    """Runs the edit that the options describe; ProblemError when it ends without a picture."""
    files = extended(read_files(options), getattr(options, "extend", None))
    draft = make_draft(
        options,
        context,
        picture=files.size,
        has_mask=files.mask is not None,
        has_markup=files.markup is not None,
        references=files.listed(),
    )
    model = context.models.get(draft.model)
    check_draft(draft, model)
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
        )
        edit = asyncio.run(_run(order, services, options, context))
        outputs = write_results(edit, options, context, library.pictures)
    tell_edit(edit, outputs, options, context)
    return DONE


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
