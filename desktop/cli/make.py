"""`stet generate` and `stet edit`: one edit without a window, by the same road as in it."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from pathlib import Path

from desktop.cli.context import Context
from desktop.cli.draft_options import check_draft, make_draft
from desktop.cli.exit_codes import DONE
from desktop.cli.inputs import keep_files, read_files
from desktop.cli.output import check_target, targets
from desktop.cli.report import edit_value, print_json, progress
from desktop.domain.edit import Edit, Result
from desktop.domain.identity import new_edit_id
from desktop.domain.job_events import JobEvent, Sent
from desktop.domain.problems import Billed, ProblemError, ProblemKind, fail
from desktop.imaging.export import export_picture, format_named
from desktop.jobs.edit_order import EditOrder
from desktop.jobs.price_draft import price_draft
from desktop.jobs.run_edit import run_edit
from desktop.jobs.save_result import write_beside
from desktop.jobs.services import Services
from desktop.storage.image_files import ImageFiles


def make(options: Namespace, context: Context) -> int:
    """Runs the edit that the options describe; ProblemError when it ends without a picture."""
    files = read_files(options)
    draft = make_draft(
        options,
        context,
        picture=files.size,
        has_mask=files.mask is not None,
        references=files.listed(),
    )
    model = context.models.get(draft.model)
    check_draft(draft, model)
    _check_targets(options)
    estimate = price_draft(draft, model, files.bounds, context.count_tokens)
    total = estimate.total_usd
    services = context.open_services(options)
    with services.library as library:
        order = EditOrder(
            id=new_edit_id(),
            recipe=draft.recipe(),
            inputs=keep_files(files, library.pictures),
            profile=context.profile.id,
            highest_usd=total.high if total else None,
        )
        edit = asyncio.run(_run(order, services, options, context))
        outputs = _write_results(edit, options, context, library.pictures)
    _tell(edit, outputs, options, context)
    return DONE


def _check_targets(options: Namespace) -> None:
    """Before anything is opened or paid for: every output can be written and harms no input."""
    if options.output is None:
        return
    named = [getattr(options, "picture", None), getattr(options, "mask", None)]
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


def _tell(edit: Edit, outputs: list[str], options: Namespace, context: Context) -> None:
    if not options.quiet:
        for note in edit.notes:
            print(note, file=context.err)
    if options.json:
        print_json(context, edit_value(edit, outputs))
    else:
        for path in outputs:
            print(path, file=context.out)


def _write_results(
    edit: Edit, options: Namespace, context: Context, pictures: ImageFiles
) -> list[str]:
    """Where the results lie: as files of the wished name, else as the library keeps them."""
    if options.output is None:
        return [str(pictures.path(result.picture.content)) for result in edit.results]
    names = targets(options.output, options.count)
    try:
        return [str(_write(result, names[result.index], pictures)) for result in edit.results]
    except ProblemError:
        print(f"The result is in the library as edit {edit.id}.", file=context.err)
        raise


def _write(result: Result, path: Path, pictures: ImageFiles) -> Path:
    data = pictures.read(result.picture.content)
    return write_beside(path, export_picture(data, format_named(path)).data)
