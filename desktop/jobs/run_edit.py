"""One edit, from order to stored result. Read this file first.

What is on disk at each step:

1. nothing but the inputs, which the library holds by content; the exact files are made
2. the intent, synced, and the room for the answer: only now may anything be sent
3. the answer, byte for byte as it comes; previews beside it; nobody has looked into it yet
4. the pictures of the answer, untouched; then the results, laid into the picture and proved
5. the edit, in the history; then the journal entry goes

Up to step 2 a failure costs nothing and leaves nothing. From then on the journal entry stays
until step 5, or until it is certain that there is nothing more to get.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from desktop.api.answer import Answer, read_answer
from desktop.api.image_client import ImageClient
from desktop.domain.edit import Edit, Outcome
from desktop.domain.identity import EditId
from desktop.domain.intent import Intent
from desktop.domain.job_events import Prepared, Received
from desktop.domain.problems import Billed, Problem, ProblemError, ProblemKind, problem
from desktop.domain.size import Size
from desktop.jobs.ask_service import Report, ask_service
from desktop.jobs.edit_order import EditOrder
from desktop.jobs.finish_edit import Timing, make_edit, make_failed_edit
from desktop.jobs.prepare_edit import PreparedEdit, prepare_edit
from desktop.jobs.services import Services
from desktop.jobs.to_the_end import to_the_end
from desktop.storage.journal_entry import JournalEntry
from desktop.storage.library import Library

_log = logging.getLogger(__name__)

_BYTES_PER_PIXEL = {"png": 4.2, "webp": 4.2, "jpeg": 1.5}
"""Room kept for an answer: a PNG that hardly shrinks, in base64 (3 channels times 4/3)."""


async def run_edit(order: EditOrder, services: Services, report: Report) -> Edit:
    """The finished edit, stored. ProblemError when there is none; can be cancelled.

    Cancelling stops it at once while the service works, and does nothing once the answer is in:
    what is paid for is finished.
    """
    model = services.models.get(order.recipe.model)
    library = services.library
    prepared = await asyncio.to_thread(prepare_edit, order, library.pictures, model)
    client = await services.clients.get(order.profile)
    report(Prepared(job=order.id))
    intent = _intent(order, prepared, services, client)
    entry = await asyncio.to_thread(library.journal.open_entry, intent)
    with entry:
        started = services.clock()
        region = prepared.plan.box if prepared.plan is not None else None
        try:
            await ask_service(prepared.request, entry, client, report, region)
        except (ProblemError, asyncio.CancelledError) as error:
            timing = Timing(seconds=services.clock() - started)
            await to_the_end(_keep_failure, entry, library, _problem(error), timing)
            raise
        report(Received(job=order.id))
        timing = Timing(seconds=services.clock() - started)
        return await _finish(entry, services, client, timing)


async def finish_saved(order_id: EditId, services: Services) -> Edit:
    """The edit of a journal entry whose whole answer was saved; free of charge. ProblemError."""
    entry = await asyncio.to_thread(services.library.journal.take_up, order_id)
    with entry:
        return await _finish(entry, services, None, Timing())


async def let_go(order_id: EditId, services: Services) -> None:
    """The designer does not want a journal entry any more: keep its row, remove the rest."""
    entry = await asyncio.to_thread(services.library.journal.take_up, order_id)
    with entry:
        await asyncio.to_thread(_keep_unknown, entry, services.library)


async def _finish(
    entry: JournalEntry, services: Services, client: ImageClient | None, timing: Timing
) -> Edit:
    """From the saved answer to the stored edit; not to be cancelled half-way."""
    head, body = await asyncio.to_thread(entry.read_answer)
    answer = await asyncio.to_thread(read_answer, head, body)
    if answer.urls and client is not None:
        answer = await _fetched(answer, client)
    return await to_the_end(_store, entry, answer, services, timing)


def _store(entry: JournalEntry, answer: Answer, services: Services, timing: Timing) -> Edit:
    intent = entry.intent
    assert intent is not None
    library = services.library
    edit = make_edit(intent, answer, library.pictures, services.models, timing)
    library.store_edit(edit)
    entry.settle()
    return edit


async def _fetched(answer: Answer, client: ImageClient) -> Answer:
    """The answer with the pictures that it only pointed at."""
    fetched = [await client.fetch_picture(url) for url in answer.urls]
    return replace(answer, pictures=(*answer.pictures, *fetched), urls=())


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
        highest_usd=order.highest_usd,
        expected_bytes=_expected_bytes(order, prepared),
    )


def _expected_bytes(order: EditOrder, prepared: PreparedEdit) -> int:
    """How large the answer will be at most, with its previews."""
    asked = prepared.plan.sent if prepared.plan is not None else order.recipe.size
    pixels = (asked or Size(1536, 1024)).pixels
    pictures = order.recipe.count + prepared.request.partial_images
    return round(pictures * pixels * _BYTES_PER_PIXEL.get(order.recipe.output_format, 4.2))


def _problem(error: ProblemError | asyncio.CancelledError) -> Problem:
    if isinstance(error, ProblemError):
        return error.problem
    return problem(ProblemKind.CANCELLED)


def _keep_failure(entry: JournalEntry, library: Library, trouble: Problem, timing: Timing) -> None:
    """A row for the history; the entry stays where something came that may be worth having."""
    assert entry.intent is not None
    try:
        library.store_edit(make_failed_edit(entry.intent, trouble, timing))
        if trouble.billed is Billed.NO or not _holds_anything(entry):
            entry.settle()
    except ProblemError:
        _log.exception("The failure of %s stays in the journal", entry.edit)


def _keep_unknown(entry: JournalEntry, library: Library) -> None:
    """A row that says it was sent and no answer is known, unless there is a row already."""
    if entry.intent is not None and library.history.find(entry.edit) is None:
        trouble = problem(ProblemKind.ANSWER_UNKNOWN)
        row = make_failed_edit(entry.intent, trouble, Timing())
        library.store_edit(replace(row, outcome=Outcome.UNKNOWN))
    entry.settle()


def _holds_anything(entry: JournalEntry) -> bool:
    if entry.previews():
        return True
    try:
        return bool(entry.read_answer()[1])
    except ProblemError as error:
        if error.problem.kind is ProblemKind.ANSWER_UNKNOWN:
            return False
        raise
