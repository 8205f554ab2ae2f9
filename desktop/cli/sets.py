"""`stet set plan|run|list|save`: one master for many surfaces and languages."""

from __future__ import annotations

import csv
import io
from argparse import Namespace
from decimal import Decimal
from pathlib import Path
from typing import Any

from desktop.cli.account import account_of
from desktop.cli.consent import is_agreed
from desktop.cli.context import Context
from desktop.cli.exit_codes import BAD_INPUT, CANCELLED, DONE
from desktop.cli.report import dollars, price_words, print_json
from desktop.cli.running import run_once
from desktop.domain.draft import Draft
from desktop.domain.identity import hash_of
from desktop.domain.order import EditOrder
from desktop.domain.problems import ProblemError, ProblemKind, fail
from desktop.domain.recipe import InputFile
from desktop.domain.surface_set import SetText, read_surface
from desktop.imaging.codec import read_picture
from desktop.imaging.layered_document import read_flat
from desktop.jobs.batch_book import BatchBook
from desktop.jobs.batch_submit import BatchOrder
from desktop.jobs.picture_kind import suffix_of
from desktop.jobs.run_edit import run_edit
from desktop.jobs.services import Services
from desktop.jobs.set_book import CellView, SetBook, SetView
from desktop.jobs.set_plan import SetPlan, SetWish, plan_set, total_of
from desktop.storage.image_files import ImageFiles


def manage_sets(options: Namespace, context: Context) -> int:
    """Does what `options.action` says. ProblemError."""
    actions = {"plan": _plan, "run": _run, "list": _list, "save": _save}
    return actions[options.action](options, context)


def _plan(options: Namespace, context: Context) -> int:
    """Checks and prices the matrix, and keeps it; nothing is sent."""
    services = context.open_services(options)
    with services.library as library:
        plan = plan_set(*_asked(options, context, library.pictures), context.count_tokens)
        if plan.troubles:
            return _refuse(plan, context)
        account = account_of(options, context)
        kept = SetBook(services).keep(plan, account, options.title or plan.wish.name)
        view = SetBook(services).view(kept.id)
    _show(view, options, context)
    return DONE


def _asked(options: Namespace, context: Context, pictures: ImageFiles) -> tuple[SetWish, Any]:
    model = context.models.get(options.model or context.settings.model)
    draft = Draft(
        model=model.id,
        quality=options.quality or model.default_quality,
        output_format=options.output_format or "png",
        previews=0,
    )
    master = None if options.master is None else _kept(options.master, pictures)
    wish = SetWish(
        prompt=options.prompt,
        texts=_texts(options),
        surfaces=tuple(read_surface(one) for one in options.surface),
        draft=draft,
        name=options.name or (options.master.stem if options.master else "set"),
        template=options.template,
        master=master,
        references=tuple(_kept(path, pictures) for path in options.ref),
    )
    return wish, model


def _kept(path: Path, pictures: ImageFiles) -> InputFile:
    data = read_flat(path)
    size = read_picture(data, path.name).size
    pictures.put(data, suffix_of(data)[1])
    return InputFile(content=hash_of(data), name=path.name, size=size)


def _texts(options: Namespace) -> tuple[SetText, ...]:
    """Languages by name, or a table with a column `language` and one for each variable."""
    if options.texts is None:
        names = [one.strip() for one in options.languages.split(",") if one.strip()]
        return tuple(SetText(language=name) for name in names)
    try:
        text = options.texts.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise fail(ProblemKind.FILE_MISSING, name=options.texts.name) from error
    except UnicodeDecodeError as error:
        raise _refused(
            f"“{options.texts.name}” is not text in UTF-8.", "Save it again as “CSV UTF-8”."
        ) from error
    separator = ";" if text.partition("\n")[0].count(";") else ","
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))
    if not rows or "language" not in rows[0]:
        raise _refused("The texts have no column “language”.", "Add it, one line for each.")
    return tuple(
        SetText(
            language=(row["language"] or "").strip(),
            values=tuple((name, row[name] or "") for name in row if name and name != "language"),
        )
        for row in rows
    )


def _refuse(plan: SetPlan, context: Context) -> int:
    for cell in plan.troubles:
        assert cell.trouble is not None
        where = f"{cell.language}, {cell.surface.name}"
        print(f"stet: picture {cell.number} ({where}): {cell.trouble.text}", file=context.err)
    return BAD_INPUT


def _run(options: Namespace, context: Context) -> int:
    """The first alone; the others only with `--approve`, which says that it was seen."""
    services = context.open_services(options)
    with services.library:
        book = SetBook(services)
        view = book.view(options.set)
        if not view.first.is_finished:
            code = _make_first(view, book, services, options, context)
        elif not options.approve:
            raise _refused(
                "The first picture is there; the others wait for your word.",
                "Look at it, then say --approve.",
            )
        else:
            code = _make_rest(view, book, services, options, context)
        view = book.view(view.set.id)
        if options.output is not None:
            book.save(view.set.id, options.output)
    if code == DONE:
        _show(view, options, context)
    return code


def _make_first(
    view: SetView, book: SetBook, services: Services, options: Namespace, context: Context
) -> int:
    if view.first.may_be_paid and not options.even_paid:
        raise _refused("The first picture may have been billed already.", _EVEN_PAID)
    price = price_words(view.first.cell.order.highest_usd)
    if not is_agreed(f"The first picture, {price}.", options, context):
        return CANCELLED
    if view.first.is_failed:
        book.again(view.set.id, with_paid=options.even_paid)
        view = book.view(view.set.id)
    order = view.first.cell.order
    run_once(_make_all((order,), services, context, is_first=True), services)
    return DONE


def _make_rest(
    view: SetView, book: SetBook, services: Services, options: Namespace, context: Context
) -> int:
    if options.batch:
        if not is_agreed(_question(view.left, view.half_usd, " as one batch"), options, context):
            return CANCELLED
        run_once(_send(view, book.approve_as_batch(view.set.id), book, services), services)
        return DONE
    failed = _failed(view, options, context)
    wanted = (*view.left, *failed)
    price = total_of(one.cell.order.highest_usd for one in wanted)
    if not is_agreed(_question(wanted, price, ""), options, context):
        return CANCELLED
    again = book.again(view.set.id, with_paid=options.even_paid) if failed else ()
    unique = {order.id: order for order in (*book.approve(view.set.id), *again)}
    run_once(_make_all(tuple(unique.values()), services, context), services)
    return DONE


def _question(cells: tuple[CellView, ...], price: Decimal | None, how: str) -> str:
    half = f"{how} at half price" if how else ""
    return f"{len(cells)} more pictures{half}, {price_words(price)}."


def _failed(view: SetView, options: Namespace, context: Context) -> tuple[CellView, ...]:
    """What is made again along with the rest; what may be paid twice only when that is said."""
    if not view.set.is_approved:
        return ()
    found = view.failed_for(with_paid=options.even_paid)
    kept_out = len(view.failed) - len(found)
    if kept_out:
        words = "1 failed picture" if kept_out == 1 else f"{kept_out} failed pictures"
        if not found and not view.left:
            raise _refused(f"{words} may have been billed already.", _EVEN_PAID)
        print(f"{words} may have been billed, left out (--even-paid).", file=context.err)
    return found


_EVEN_PAID = "To pay for it again, say --even-paid."


async def _send(
    view: SetView, orders: tuple[BatchOrder, ...], book: SetBook, services: Services
) -> None:
    batches = BatchBook(services)
    try:
        batch = await batches.keep_orders(orders, view.set.title)
    except ProblemError:
        book.take_back(view.set.id)
        raise
    book.name_batch(view.set.id, batch.id)
    await batches.send(batch.id, lambda _words: None)


async def _make_all(
    orders: tuple[EditOrder, ...], services: Services, context: Context, *, is_first: bool = False
) -> None:
    """One after the other; one that fails is told and does not stop the others."""
    for number, order in enumerate(orders, 1):
        try:
            await run_edit(order, services, lambda _event: None)
            print(f"{number} of {len(orders)} is done.", file=context.err, flush=True)
        except ProblemError as error:
            if is_first or error.problem.kind is ProblemKind.BUDGET:
                raise
            print(f"stet: {error.problem.text}", file=context.err, flush=True)


def _list(options: Namespace, context: Context) -> int:
    services = context.open_services(options)
    with services.library:
        book = SetBook(services)
        views = [book.view(one.id) for one in book.all()]
    if options.json:
        print_json(context, {"sets": [_value(view) for view in views]})
        return DONE
    for view in views:
        print(_line(view), file=context.out)
    return DONE


def _save(options: Namespace, context: Context) -> int:
    """Every result as a file of exactly its surface's size."""
    services = context.open_services(options)
    with services.library:
        written, failed = SetBook(services).save(options.set, options.output)
    for name, trouble in failed:
        print(f"stet: {name}: {trouble.text}", file=context.err)
    if options.json:
        print_json(context, {"written": written, "failed": [name for name, _ in failed]})
    else:
        print(f"{written} pictures in {options.output}", file=context.out)
    return DONE


def _show(view: SetView, options: Namespace, context: Context) -> None:
    if options.json:
        print_json(context, _value(view))
        return
    for one in view.cells:
        cell = one.cell
        made = cell.order.recipe.size_text
        print(
            f"{cell.number:>3}  {cell.output:<32}  {cell.surface.size.shown} (made {made})  "
            f"{_state(one):<8}  {price_words(cell.order.highest_usd)}",
            file=context.out,
        )
    print(_line(view), file=context.out)


def _value(view: SetView) -> dict[str, Any]:
    return {
        "id": view.set.id,
        "title": view.set.title,
        "is_approved": view.set.is_approved,
        "batch": view.set.batch,
        "pictures": len(view.cells),
        "finished": len(view.finished),
        "failed": len(view.failed),
        "first_usd": dollars(view.first.cell.order.highest_usd),
        "left_usd": dollars(view.left_usd),
        "left_as_batch_usd": dollars(view.half_usd),
        "cost_usd": dollars(view.cost_usd),
        "cells": [
            {
                "number": one.cell.number,
                "language": one.cell.language,
                "surface": one.cell.surface.name,
                "output": one.cell.output,
                "prompt": one.cell.order.recipe.prompt,
                "edit": one.cell.order.id,
                "state": _state(one),
            }
            for one in view.cells
        ],
    }


def _line(view: SetView) -> str:
    return (
        f"{view.set.id}  {len(view.finished)} of {len(view.cells)} made, {len(view.failed)} failed"
        f"  left: {price_words(view.left_usd)}, as a batch {price_words(view.half_usd)}"
        f"  {view.set.title}"
    )


def _state(one: CellView) -> str:
    return "made" if one.is_finished else "failed" if one.is_failed else "planned"


def _refused(reason: str, suggestion: str) -> ProblemError:
    return fail(ProblemKind.BAD_ARGUMENT, reason=reason, suggestion=suggestion)
