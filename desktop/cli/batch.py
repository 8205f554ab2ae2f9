"""`stet batch submit|list|collect|cancel|files`: many pictures at half price, within a day."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from desktop.cli.account import account_of
from desktop.cli.batch_files import show_files
from desktop.cli.consent import is_agreed
from desktop.cli.context import Context
from desktop.cli.exit_codes import BAD_INPUT, CANCELLED, DONE
from desktop.cli.report import dollars, price_words, print_json
from desktop.cli.running import run_once
from desktop.domain.batch import Batch, BatchPhase
from desktop.domain.draft import Draft
from desktop.domain.identity import hash_of
from desktop.domain.problems import ProblemKind, fail
from desktop.domain.recipe import InputFile
from desktop.domain.reference import Reference
from desktop.imaging.codec import read_picture
from desktop.imaging.layered_document import read_flat
from desktop.jobs.batch_book import write_ends
from desktop.jobs.batch_collect import LineEnd, cancel_batch, collect_batch, ends_of, failed_orders
from desktop.jobs.batch_orders import orders_of
from desktop.jobs.batch_plan import BatchPlan, plan_batch
from desktop.jobs.batch_submit import BatchOrder, batch_client, keep_batch, send_batch
from desktop.jobs.batch_table import read_rows
from desktop.jobs.picture_kind import suffix_of
from desktop.jobs.services import Services

_NOT_TAKEN = frozenset({BatchPhase.PREPARED, BatchPhase.SENDING})


def manage_batches(options: Namespace, context: Context) -> int:
    """Does what `options.action` says. ProblemError."""
    actions = {
        "submit": _submit,
        "list": _list,
        "collect": _collect,
        "cancel": _cancel,
        "files": show_files,
    }
    return actions[options.action](options, context)


def _submit(options: Namespace, context: Context) -> int:
    plan = None if options.failed else _plan(options, context)
    if plan is not None and (plan.troubles or options.dry_run):
        return _show_plan(plan, options, context)
    services = context.open_services(options)
    with services.library as library:
        old = library.batches.get(options.failed) if plan is None else None
        if old is not None and old.phase in _NOT_TAKEN:
            lines = "1 line" if old.lines == 1 else f"{old.lines:,} lines"
            if not is_agreed(f"{lines}, {_price(old.highest_usd)}.", options, context):
                return CANCELLED
            batch = run_once(send_batch(old, services, _teller(options, context)), services)
            _show_one(batch, (), options, context)
            return DONE
        if old is not None:
            orders = _failed(old, options, context, services)
            title = f"{old.title}, again"
        else:
            run_once(_check_offer(context.profile.id, services), services)
            assert plan is not None
            for data, _ in _references(options):
                library.pictures.put(data, suffix_of(data)[1])
            orders = orders_of(plan, account_of(options, context), library.pictures)
            title = options.source.name
        if not orders:
            raise fail(
                ProblemKind.BAD_ARGUMENT, reason="No line has failed.", suggestion="All is well."
            )
        if not is_agreed(_question(orders), options, context):
            return CANCELLED
        batch = keep_batch(orders, title, services)
        batch = run_once(send_batch(batch, services, _teller(options, context)), services)
    _show_one(batch, (), options, context)
    return DONE


def _failed(
    old: Batch, options: Namespace, context: Context, services: Services
) -> tuple[BatchOrder, ...]:
    """What may be sent again; ProblemError when all of it may have been billed."""
    orders = failed_orders(old, services, with_paid=options.even_paid)
    doubtful = sum(end.may_be_paid for end in ends_of(old, services))
    if doubtful and not options.even_paid:
        lines = "1 failed line" if doubtful == 1 else f"{doubtful} failed lines"
        if not orders:
            raise fail(
                ProblemKind.BAD_ARGUMENT,
                reason=f"{lines} may have been billed already.",
                suggestion="To pay for them again, say --even-paid.",
            )
        print(f"{lines} may have been billed and are left out (--even-paid).", file=context.err)
    return orders


async def _check_offer(profile: str, services: Services) -> None:
    """ProblemError when the service takes no batches; nothing is kept then."""
    await (await batch_client(profile, services)).close()


def _plan(options: Namespace, context: Context) -> BatchPlan:
    if options.source is None:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason="There is nothing to submit.",
            suggestion="Name a table or a folder, or a batch with --failed.",
        )
    model = context.models.get(options.model or context.settings.model)
    base = Draft(
        model=model.id,
        quality=options.quality or model.default_quality,
        size=options.size,
        output_format=options.output_format or "png",
        references=tuple(Reference(file=file) for _, file in _references(options)),
        previews=0,
    )
    rows = read_rows(options.source, options.prompt or "")
    return plan_batch(rows, base, model, context.count_tokens)


def _references(options: Namespace) -> list[tuple[bytes, InputFile]]:
    """What `--ref` names, read. ProblemError."""
    found = []
    for path in options.ref:
        data = read_flat(path)
        size = read_picture(data, path.name).size
        found.append((data, InputFile(content=hash_of(data), name=path.name, size=size)))
    return found


def _question(orders: Sequence[BatchOrder]) -> str:
    """How many, and the most that they will cost; said before anything is uploaded."""
    known = [one.order.highest_usd for one in orders if one.order.highest_usd is not None]
    total = sum(known, Decimal(0)) if len(known) == len(orders) else None
    lines = "1 line" if len(orders) == 1 else f"{len(orders):,} lines"
    return f"{lines}, {_price(total)}."


def _list(options: Namespace, context: Context) -> int:
    with context.open_library(options) as library:
        batches = library.batches.all()
    if options.json:
        print_json(context, {"batches": [_value(batch) for batch in batches]})
        return DONE
    for batch in batches:
        print(_line(batch), file=context.out)
    return DONE


def _collect(options: Namespace, context: Context) -> int:
    services = context.open_services(options)
    with services.library as library:
        batches = (
            (library.batches.get(options.batch),)
            if options.batch
            else tuple(one for one in library.batches.all() if not one.is_collected)
        )
        collected = run_once(_collect_all(batches, services), services)
        for batch in collected:
            ends = tuple(end for end in ends_of(batch, services) if end.edit is not None)
            if options.output is not None:
                write_ends(ends, options.output, services)
            _show_one(batch, ends, options, context)
    return DONE


async def _collect_all(batches: tuple[Batch, ...], services: Services) -> tuple[Batch, ...]:
    return tuple([await collect_batch(batch, services) for batch in batches])


def _cancel(options: Namespace, context: Context) -> int:
    services = context.open_services(options)
    with services.library as library:
        batch = library.batches.get(options.batch)
        batch = run_once(cancel_batch(batch, services), services)
    _show_one(batch, (), options, context)
    return DONE


def _teller(options: Namespace, context: Context) -> Any:
    def tell(words: str) -> None:
        if not options.quiet:
            print(words, file=context.err, flush=True)

    return tell


def _show_plan(plan: BatchPlan, options: Namespace, context: Context) -> int:
    """The price, and every line that cannot be sent; nothing was kept or sent."""
    for trouble in plan.troubles:
        print(f"stet: line {trouble.number}: {trouble.problem.text}", file=context.err)
    if options.json:
        print_json(
            context,
            {
                "lines": len(plan.lines),
                "estimate_usd": dollars(plan.highest_usd),
                "troubles": [
                    {"line": one.number, "message": one.problem.sentence} for one in plan.troubles
                ],
                "prompts": [line.draft.prompt for line in plan.lines[:10]],
            },
        )
    else:
        for line in plan.lines[:10]:
            print(f"{line.row.number}: {line.draft.prompt}", file=context.out)
        print(f"{len(plan.lines)} lines, {_price(plan.highest_usd)}", file=context.out)
    return BAD_INPUT if plan.troubles else DONE


def _show_one(
    batch: Batch, ends: tuple[LineEnd, ...], options: Namespace, context: Context
) -> None:
    failed = [end for end in ends if end.is_failed]
    if options.json:
        troubles = [
            {
                "line": end.line.number,
                "output": end.line.output,
                "message": end.edit.problem.sentence if end.edit and end.edit.problem else "",
            }
            for end in failed
        ]
        print_json(context, {**_value(batch), "stored": len(ends), "failed_lines": troubles})
        return
    print(_line(batch), file=context.out)
    for end in failed:
        assert end.edit is not None
        said = end.edit.problem.text if end.edit.problem else str(end.edit.outcome)
        print(f"  line {end.line.number}, {end.line.output}: {said}", file=context.out)


def _value(batch: Batch) -> dict[str, Any]:
    return {
        "id": batch.id,
        "title": batch.title,
        "phase": str(batch.phase),
        "lines": batch.lines,
        "completed": batch.counts.completed,
        "failed": batch.counts.failed,
        "estimate_usd": dollars(batch.highest_usd),
        "is_collected": batch.is_collected,
        "files_at_service": len(batch.uploads),
        "said": list(batch.said),
    }


def _line(batch: Batch) -> str:
    counts = replace(batch.counts, total=batch.lines)
    return (
        f"{batch.id}  {batch.phase:<11}  {counts.completed} done, {counts.failed} failed of "
        f"{counts.total}  {_price(batch.highest_usd)}  {batch.title}"
        + (f"  ({len(batch.uploads)} files at the service)" if batch.uploads else "")
    )


def _price(amount: Decimal | None) -> str:
    return price_words(amount) + ("" if amount is None else " at half price")
