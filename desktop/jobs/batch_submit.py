"""Sends a batch: kept here whole, then its pictures go, then its list, then the order.

What is on disk at each step: the lines with their intents and the exact requests; the service's
name of every file as it is uploaded; the ledger's entries and the mark of sending right before the
order leaves. A run that stops anywhere is taken up again without sending anything twice.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal

from desktop.api.batch_client import BatchClient, OffersBatches
from desktop.domain.batch import LARGEST_FILE, Batch, BatchLine, BatchNews, BatchPhase
from desktop.domain.budget import crossing
from desktop.domain.identity import EditId, new_edit_id
from desktop.domain.intent import Intent
from desktop.domain.order import EditOrder
from desktop.domain.problems import Billed, ProblemError, ProblemKind, fail
from desktop.jobs.batch_requests import keep_uploads, request_line, with_file_ids
from desktop.jobs.prepare_edit import prepare_edit
from desktop.jobs.services import Services
from desktop.jobs.to_the_end import to_the_end

Tell = Callable[[str], None]
"""Takes words about the progress."""

_REQUESTS = "requests.jsonl"
_INPUT = "input.jsonl"
_LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOrder:
    """One line of a batch that is to be: its place in the table, its order, its output's name."""

    number: int
    order: EditOrder
    output: str = ""


def keep_batch(orders: Sequence[BatchOrder], title: str, services: Services) -> Batch:
    """A batch of orders that share kind, model and profile, on disk; nothing is sent.

    Works for seconds on large pictures. ProblemError: a picture cannot be prepared, the disk.
    """
    first = orders[0].order
    known = [one.order.highest_usd for one in orders if one.order.highest_usd is not None]
    batch = Batch(
        id=str(new_edit_id()),
        created=services.now(),
        title=title,
        kind=first.recipe.kind,
        model=first.recipe.model,
        profile=first.profile,
        lines=len(orders),
        highest_usd=sum(known, Decimal(0)) if len(known) == len(orders) else None,
    )
    files = services.library.batches
    _refuse_second([one.order.id for one in orders], files.kept_edits(but=batch.id), services)
    try:
        files.add(batch, _prepared(orders, batch, services))
    except BaseException:
        files.forget(batch.id)
        raise
    return batch


def _prepared(
    orders: Iterable[BatchOrder], batch: Batch, services: Services
) -> Iterable[BatchLine]:
    files = services.library.batches
    uploads = files.upload_place(batch.id)
    profile = services.profile_of(batch.profile)
    model = services.models.get(batch.model).without(profile.missing)
    with (files.place(batch.id) / _REQUESTS).open("wb") as requests:
        for one in orders:
            prepared = prepare_edit(one.order, services.library.pictures, model)
            keep_uploads(prepared.request, uploads)
            line = request_line(one.order.id, prepared.request, profile)
            requests.write(json.dumps(line).encode() + b"\n")
            intent = Intent(
                edit=one.order.id,
                created=batch.created,
                recipe=one.order.recipe,
                inputs=one.order.inputs,
                placement=prepared.placement,
                profile=one.order.profile,
                project=one.order.project,
                parent=one.order.parent,
                highest_usd=one.order.highest_usd,
                estimate=one.order.estimate,
                accepts_unknown_price=one.order.accepts_unknown_price,
                notes=prepared.notes,
            )
            yield BatchLine(number=one.number, intent=intent, output=one.output)


async def send_batch(batch: Batch, services: Services, tell: Tell) -> Batch:
    """The batch as the service has taken it. ProblemError: it is not sent, or nobody knows.

    May be called again after any failure; what is at the service is not sent a second time.
    """
    with services.library.batches.held(batch.id) as now:
        return await _settle_and_send(now, services, tell)


async def _settle_and_send(batch: Batch, services: Services, tell: Tell) -> Batch:
    if batch.phase is BatchPhase.SENDING:
        batch = await settle_sending(batch, services)
    if batch.phase is not BatchPhase.PREPARED:
        return batch
    client = await batch_client(batch.profile, services)
    try:
        return await _send(batch, client, services, tell)
    finally:
        await client.close()


async def _send(batch: Batch, client: BatchClient, services: Services, tell: Tell) -> Batch:
    """With its list uploaded before, an order may have left whose arrival was seen late."""
    was_tried = _LIST in dict(batch.uploads)
    if was_tried and (news := await client.find(batch.id)) is not None:
        await to_the_end(_add_missing, batch, services)
        return await keep_news(batch, news, services)
    await to_the_end(_check_money, batch, services)
    batch = await _upload_pictures(batch, client, services, tell)
    batch = await _upload_list(batch, client, services)
    return await _order(batch, client, services)


async def settle_sending(batch: Batch, services: Services) -> Batch:
    """Whether an order arrived whose answer was lost: the service is asked for its label."""
    client = await batch_client(batch.profile, services)
    try:
        news = await client.find(batch.id)
    finally:
        await client.close()
    if news is None:
        batch = replace(batch, phase=BatchPhase.PREPARED)
        await to_the_end(_release, batch, services)
        return batch
    return await keep_news(batch, news, services)


async def keep_news(batch: Batch, news: BatchNews, services: Services) -> Batch:
    """The batch with what the service says of it, on disk."""
    batch = replace(
        batch,
        service_id=news.id,
        phase=news.phase,
        counts=news.counts,
        output_file=news.output_file,
        error_file=news.error_file,
        said=news.said,
    )
    await to_the_end(services.library.batches.save, batch)
    return batch


async def batch_client(profile: str, services: Services) -> BatchClient:
    """The way to a profile's batches; ProblemError when it offers none."""
    client = await services.clients.get(profile)
    if isinstance(client, OffersBatches):
        return client.batches()
    raise fail(
        ProblemKind.BAD_ARGUMENT,
        reason="This service takes no batches.",
        suggestion="Choose a profile of OpenAI's own service.",
    )


async def _upload_pictures(
    batch: Batch, client: BatchClient, services: Services, tell: Tell
) -> Batch:
    """Each file once; its name at the service is kept at once."""
    files = services.library.batches
    paths = await asyncio.to_thread(lambda: sorted(files.upload_place(batch.id).iterdir()))
    there = dict(await to_the_end(_uploaded_for_others, batch, services))
    for number, path in enumerate(paths, 1):
        if path.name in dict(batch.uploads):
            continue
        media_type = f"image/{path.suffix.removeprefix('.')}"
        name = f"{upload_name(batch.id)}-{number}{path.suffix}"
        file_id = there.get(path.name) or await client.upload(path, name, media_type, "vision")
        batch = replace(batch, uploads=(*batch.uploads, (path.name, file_id)))
        await to_the_end(files.save, batch)
        tell(f"Picture {number} of {len(paths)} is uploaded.")
    return batch


async def _upload_list(batch: Batch, client: BatchClient, services: Services) -> Batch:
    if _LIST in dict(batch.uploads):
        return batch
    files = services.library.batches
    place = files.place(batch.id)
    await asyncio.to_thread(_write_list, batch, services)
    file_id = await client.upload(
        place / _INPUT, f"{upload_name(batch.id)}.jsonl", "application/jsonl", "batch"
    )
    batch = replace(batch, uploads=(*batch.uploads, (_LIST, file_id)))
    await to_the_end(files.save, batch)
    return batch


def upload_name(batch: str) -> str:
    """How the names of a batch's files begin at the service, so that they can be told there."""
    return f"stet-{batch}"


def needed_elsewhere(batch: Batch, services: Services) -> frozenset[str]:
    """The service's files of this batch that another one, not collected yet, uses as well."""
    others = {file_id for _, file_id in _uploaded_for_others(batch, services)}
    return frozenset(file_id for _, file_id in batch.uploads if file_id in others)


def _uploaded_for_others(batch: Batch, services: Services) -> tuple[tuple[str, str], ...]:
    """Pictures that are at the same service already, by content."""
    return tuple(
        (name, file_id)
        for other in services.library.batches.all()
        if other.id != batch.id and other.profile == batch.profile and not other.is_collected
        for name, file_id in other.uploads
        if name != _LIST
    )


def _write_list(batch: Batch, services: Services) -> None:
    place = services.library.batches.place(batch.id)
    with (place / _INPUT).open("wb") as file:
        for line in with_file_ids(place / _REQUESTS, dict(batch.uploads)):
            file.write(line)
        size = file.tell()
    if size > LARGEST_FILE:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason=f"The list of requests has {size // 1_000_000} MB; a batch takes 200 MB.",
            suggestion="Divide the table.",
        )


async def _order(batch: Batch, client: BatchClient, services: Services) -> Batch:
    """From here on it may be billed: its cost is set apart first, all of it or nothing."""
    batch = await to_the_end(_mark_sending, batch, services)
    try:
        news = await client.create(dict(batch.uploads)[_LIST], batch.kind, batch.id)
    except ProblemError as error:
        if error.problem.billed is Billed.NO:
            await to_the_end(_release, replace(batch, phase=BatchPhase.PREPARED), services)
        raise
    return await keep_news(batch, news, services)


def _check_money(batch: Batch, services: Services) -> None:
    """Before anything is uploaded; asked again, for good, when its cost is set apart."""
    intents = list(_priced(batch, services))
    book = services.spending
    spent = services.library.ledger.spent(book.run, intents[0].project, services.now())
    more = sum((one.highest_usd or Decimal(0) for one in intents), Decimal(0))
    found = crossing(book.settings.budgets, spent, more, intents[0].project)
    if found is not None:
        raise ProblemError(found.problem)


def _priced(batch: Batch, services: Services) -> Iterator[Intent]:
    """Every line's intent. ProblemError where nobody knows or has accepted a price."""
    for line in services.library.batches.lines(batch.id):
        if line.intent.highest_usd is None and not line.intent.accepts_unknown_price:
            raise fail(ProblemKind.PRICE_UNKNOWN, model=services.models.get(batch.model).name)
        yield line.intent


def _mark_sending(batch: Batch, services: Services) -> Batch:
    """Checked and marked while no other batch can be, so that no request is in two of them."""
    files = services.library.batches
    with files.leaving():
        edits = [line.intent.edit for line in files.lines(batch.id)]
        _refuse_second(edits, files.open_edits(), services)
        _set_apart(batch, services)
        batch = replace(batch, phase=BatchPhase.SENDING)
        files.save(batch)
    return batch


def _refuse_second(
    edits: Sequence[EditId], in_batches: AbstractSet[EditId], services: Services
) -> None:
    """ProblemError where one of `edits` was sent, or is on its way, as a job or in a batch."""
    library = services.library
    jobs = {one.edit for one in library.journal.unsettled()} | set(library.journal.in_hand())
    jobs |= {order.id for order in library.waiting.all()}
    taken = jobs | in_batches
    if any(edit in taken or library.history.record_of(edit) is not None for edit in edits):
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason="Some of these pictures are made already, or on their way.",
            suggestion="Wait until they are there; nothing was sent a second time.",
        )


def _add_missing(batch: Batch, services: Services) -> None:
    """It is at the service, so it counts, whatever the budgets say by now."""
    lines = services.library.batches.lines(batch.id)
    services.library.ledger.add_missing(line.intent for line in lines)


def _set_apart(batch: Batch, services: Services) -> None:
    """It counts to the day on which it leaves, whenever it was kept."""
    now = services.now()
    intents = [replace(one, created=now) for one in _priced(batch, services)]
    book = services.spending
    found = services.library.ledger.set_apart_all(intents, book.run, book.settings.budgets)
    if found is not None:
        raise ProblemError(found.problem)


def _release(batch: Batch, services: Services) -> None:
    """It did not reach the service."""
    library = services.library
    library.batches.save(batch)
    library.ledger.release_all(line.intent.edit for line in library.batches.lines(batch.id))
