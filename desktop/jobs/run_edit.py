"""One edit, from order to stored result. Read this file first.

What is on disk at each step:

1. the order, among those that wait (unless a command made it), and its inputs, which the library
   holds by content; the exact files are made
2. the intent, synced, and the room for the answer; then its highest cost, set apart in the ledger,
   and the order waits no more: only now may anything be sent
3. the answer, byte for byte as it comes; previews beside it; nobody has looked into it yet
4. the pictures of the answer, untouched; then the results, laid into the picture and proved
5. the edit, in the history, with its cost in the ledger; then the journal entry goes

Up to step 2 a failure costs nothing and leaves nothing but the order that waits. From then on the
journal entry stays until step 5, or until it is certain that there is nothing more to get.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from decimal import Decimal

from desktop.api.answer import Answer, read_answer
from desktop.api.image_client import ImageClient
from desktop.domain.edit import Edit, Outcome
from desktop.domain.identity import EditId
from desktop.domain.intent import EntryState, Intent
from desktop.domain.job_events import Prepared, Received, Waiting
from desktop.domain.problems import Billed, Problem, ProblemError, ProblemKind, fail, problem
from desktop.domain.rate_limits import limits_set
from desktop.domain.size import Size
from desktop.imaging.laying import SILENT, Told
from desktop.jobs.admission import refuse_second, set_apart
from desktop.jobs.ask_service import Pacing, Report, ask_service
from desktop.jobs.composing import Stop, telling
from desktop.jobs.edit_order import EditOrder
from desktop.jobs.finish_edit import Timing, make_edit, make_failed_edit
from desktop.jobs.giving_way import aside
from desktop.jobs.pace import Load
from desktop.jobs.prepare_edit import PreparedEdit, prepare_edit
from desktop.jobs.services import Services
from desktop.jobs.to_the_end import finish, to_the_end
from desktop.jobs.turns import leave_or_stop, told_of_turn, with_price, with_told
from desktop.storage.journal_entry import JournalEntry
from desktop.storage.library import Library

_log = logging.getLogger(__name__)

_BYTES_PER_PIXEL = {"png": 4.2, "webp": 4.2, "jpeg": 1.5}
"""Room kept for an answer: a PNG that hardly shrinks, in base64 (3 channels times 4/3)."""

_DISK_PAUSE = 5.0
"""Seconds between two attempts to bring an answer to a disk that is full."""


async def run_edit(
    order: EditOrder, services: Services, report: Report, stop: Stop | None = None
) -> Edit:
    """The finished edit, stored. ProblemError when there is none; can be cancelled.

    Cancelling stops it at once while the service works, and does nothing once the answer is in:
    what is paid for is finished. Only `stop` ends the laying in; the answer is kept.
    """
    model = services.models.get(order.recipe.model)
    library = services.library
    prepared = await asyncio.to_thread(aside, prepare_edit, order, library.pictures, model)
    client = await services.clients.get(order.profile)
    report(Prepared(job=order.id))
    intent = _intent(order, prepared, services, client)
    entry = await to_the_end(_open_entry, intent, services)
    with entry:
        started = services.clock()
        try:
            await _ask(order, prepared, entry, client, services, report)
        except ProblemError as error:
            timing = Timing(seconds=services.clock() - started)
            await to_the_end(keep_failure, entry, services, error.problem, timing)
            raise
        except asyncio.CancelledError:
            timing = Timing(seconds=services.clock() - started)
            await finish(leave_or_stop(entry, client, services))
            if not await to_the_end(is_answered_in_spite, entry, services, timing):
                raise
        report(Received(job=order.id))
        timing = Timing(seconds=services.clock() - started)
        return await finish(finish_entry(entry, services, timing, telling(order.id, report, stop)))


async def finish_saved(
    order_id: EditId, services: Services, report: Report | None = None, stop: Stop | None = None
) -> Edit:
    """The edit of a journal entry whose whole answer was saved; free of charge. ProblemError."""
    told = SILENT if report is None else telling(order_id, report, stop)
    entry = await to_the_end(services.library.journal.take_up, order_id)
    with entry:
        return await finish(finish_entry(entry, services, Timing(), told))


async def let_go(order_id: EditId, services: Services) -> Edit | None:
    """The designer does not want a journal entry any more: its row is kept, the rest removed.

    The row; None where it was never sent, or where nobody knows any more what was meant.
    """
    entry = await to_the_end(services.library.journal.take_up, order_id)
    with entry:
        return await to_the_end(_keep_unknown, entry, services.library)


def _open_entry(intent: Intent, services: Services) -> JournalEntry:
    """The intent is on disk and its cost set apart. ProblemError: nothing of it is left.

    Nobody else can send the same while the entry is held, so what is found then stays true.
    """
    entry = services.library.journal.open_entry(intent)
    try:
        refuse_second(intent.edit, services)
        set_apart(intent, services)
    except BaseException:
        entry.settle()
        raise
    return entry


async def _ask(
    order: EditOrder,
    prepared: PreparedEdit,
    entry: JournalEntry,
    client: ImageClient,
    services: Services,
    report: Report,
) -> None:
    """When this returns the answer is on disk; where no disk takes it, it is kept and tried on."""
    region = prepared.plan.box if prepared.plan is not None else None
    pacing = Pacing(
        pace=services.paces.of(order.profile),
        limits=lambda: limits_set(services.spending.settings.limits_of(order.profile)),
        load=Load(images=order.counted_pictures, tokens=order.tokens),
    )
    if client.is_simulated:
        pacing = Pacing.none()
    try:
        await ask_service(
            prepared.request,
            entry,
            client,
            report,
            region=region,
            pacing=pacing,
            sleep=services.sleep,
        )
    except ProblemError as error:
        if not (entry.is_only_in_memory and entry.state is EntryState.COMPLETE):
            raise
        await _bring_to_disk(entry, error.problem, services, report)


async def _bring_to_disk(
    entry: JournalEntry, trouble: Problem, services: Services, report: Report
) -> None:
    """Tries again and again, because the answer is paid for and lasts as long as the program."""
    attempt = 1
    while entry.is_only_in_memory:
        report(Waiting(job=entry.edit, seconds=_DISK_PAUSE, problem=trouble, attempt=attempt))
        await services.sleep(_DISK_PAUSE)
        attempt += 1
        try:
            await to_the_end(entry.save_again)
        except ProblemError as error:
            trouble = replace(error.problem, billed=trouble.billed)


async def finish_entry(entry: JournalEntry, services: Services, timing: Timing, told: Told) -> Edit:
    """From the saved answer to the stored edit; the entry stays where that fails."""
    try:
        answer = await _read(entry, services)
        return await asyncio.to_thread(aside, _store, entry, answer, services, timing, told)
    except ProblemError as error:
        trouble = await asyncio.to_thread(with_price, error.problem, entry, services.models)
        await asyncio.to_thread(keep_failure, entry, services, trouble, timing)
        raise ProblemError(trouble, error.notes) from error


async def _read(entry: JournalEntry, services: Services) -> Answer:
    """The answer, with the pictures that it only pointed at."""
    head, body = await asyncio.to_thread(entry.read_answer)
    answer = await asyncio.to_thread(aside, read_answer, head, body)
    if not answer.urls:
        return answer
    client = await services.clients.get(entry.intent.profile if entry.intent else "")
    fetched = [await client.fetch_picture(url) for url in answer.urls]
    return replace(answer, pictures=(*answer.pictures, *fetched), urls=())


def _store(
    entry: JournalEntry, answer: Answer, services: Services, timing: Timing, told: Told
) -> Edit:
    library = services.library
    try:
        if entry.intent is None:
            raise fail(ProblemKind.ANSWER_UNKNOWN)
        edit = make_edit(
            entry.intent,
            answer,
            library.pictures,
            services.models,
            timing,
            draw=services.draw_svg,
            told=told,
        )
        library.store_edit(with_accounts(edit, entry.intent))
        entry.settle()
    except ProblemError as error:
        raise ProblemError(_paid(error.problem), error.notes) from error
    return with_accounts(edit, entry.intent)


def with_accounts(edit: Edit, intent: Intent) -> Edit:
    """The edit with what the ledger needs to know of it; its cost with discount or uplift."""
    factor = intent.estimate.factor if intent.estimate is not None else Decimal(1)
    cost = None if edit.cost_usd is None else edit.cost_usd * factor
    return replace(edit, project=intent.project, estimate=intent.estimate, cost_usd=cost)


def _paid(trouble: Problem) -> Problem:
    """The answer was here, so it was billed, whatever the disk says afterwards."""
    return replace(trouble, billed=Billed.YES) if trouble.billed is Billed.NO else trouble


def is_answered_in_spite(entry: JournalEntry, services: Services, timing: Timing) -> bool:
    """Whether the answer was whole when the cancel came; else its row is kept, if it was sent."""
    if entry.state is EntryState.COMPLETE:
        return True
    if entry.state is EntryState.PREPARED:
        entry.settle()
        services.library.ledger.release(entry.edit)
    else:
        keep_failure(entry, services, problem(ProblemKind.CANCELLED), timing)
    return False


def _intent(
    order: EditOrder, prepared: PreparedEdit, services: Services, client: ImageClient
) -> Intent:
    return Intent(
        edit=order.id,
        created=services.now(),
        recipe=order.recipe,
        inputs=order.inputs,
        placement=prepared.placement,
        profile=order.profile,
        simulated=client.is_simulated,
        parent=order.parent,
        project=order.project,
        highest_usd=order.highest_usd,
        estimate=order.estimate,
        accepts_unknown_price=order.accepts_unknown_price,
        expected_bytes=_expected_bytes(order, prepared),
        notes=prepared.notes,
    )


def _expected_bytes(order: EditOrder, prepared: PreparedEdit) -> int:
    """How large the answer will be at most, with its previews."""
    asked = prepared.plan.sent if prepared.plan is not None else order.recipe.size
    pixels = (asked or Size(1536, 1024)).pixels
    pictures = order.recipe.count + prepared.request.partial_images
    return round(pictures * pixels * _BYTES_PER_PIXEL.get(order.recipe.output_format, 4.2))


def keep_failure(entry: JournalEntry, services: Services, trouble: Problem, timing: Timing) -> None:
    """A row for the history; the entry stays where something came that may be worth having."""
    try:
        is_told_all = False
        if entry.intent is not None:
            edit = make_failed_edit(entry.intent, trouble, timing)
            told = told_of_turn(entry)
            if told is not None:
                edit = with_told(edit, told, services.models)
                is_told_all = not told.previews
            services.library.store_edit(with_accounts(edit, entry.intent))
        if trouble.billed is Billed.NO or is_told_all or not _holds_anything(entry):
            entry.settle()
    except ProblemError as error:
        _log.warning("%s stays in the journal alone: %s", entry.edit, error.problem.sentence)


def _keep_unknown(entry: JournalEntry, library: Library) -> Edit | None:
    """A row that says it was sent and no answer is known, unless there is a row already."""
    row = library.history.find(entry.edit)
    if row is None and entry.intent is not None and entry.state is not EntryState.PREPARED:
        trouble = problem(ProblemKind.ANSWER_UNKNOWN)
        row = replace(make_failed_edit(entry.intent, trouble, Timing()), outcome=Outcome.UNKNOWN)
        row = with_accounts(row, entry.intent)
        library.store_edit(row)
    if entry.state is EntryState.PREPARED:
        library.ledger.release(entry.edit)
    elif row is None:
        library.ledger.leave_unknown(entry.edit)
    entry.settle()
    return row


def _holds_anything(entry: JournalEntry) -> bool:
    if entry.previews():
        return True
    try:
        return bool(entry.read_answer()[1])
    except ProblemError as error:
        if error.problem.kind is ProblemKind.ANSWER_UNKNOWN:
            return False
        raise
