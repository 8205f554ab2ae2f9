"""Brings home what a batch has made: file by file, line by line, each line an edit of its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop.api.answer import read_answer
from desktop.api.batch_client import BatchClient
from desktop.api.errors import Asked, problem_of
from desktop.api.service_error import error_from
from desktop.domain.answer import AnswerHead
from desktop.domain.batch import Batch, BatchLine, BatchPhase
from desktop.domain.edit import Edit, Outcome
from desktop.domain.identity import EditId, new_edit_id
from desktop.domain.intent import Intent
from desktop.domain.order import order_of
from desktop.domain.problems import (
    Area,
    Billed,
    Problem,
    ProblemError,
    ProblemKind,
    ServiceWords,
    problem,
)
from desktop.jobs.batch_submit import (
    BatchOrder,
    batch_client,
    keep_news,
    needed_elsewhere,
    settle_sending,
)
from desktop.jobs.finish_edit import Timing, make_edit, make_failed_edit
from desktop.jobs.run_edit import with_accounts
from desktop.jobs.services import Services
from desktop.jobs.to_the_end import to_the_end
from desktop.storage.records import from_json

TellEdit = Callable[[Edit], None]
"""Takes an edit that was just stored."""

_OUTPUT = "output.jsonl"
_ERRORS = "errors.jsonl"
_NOT_REACHED = frozenset({"batch_expired", "batch_cancelled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEnd:
    """What became of one line; `edit` None while nothing is known."""

    line: BatchLine
    edit: Edit | None

    @property
    def is_failed(self) -> bool:
        return self.edit is not None and self.edit.outcome is not Outcome.FINISHED

    @property
    def may_be_paid(self) -> bool:
        """It failed, and its picture may have been billed all the same."""
        found = self.edit.problem if self.edit is not None and self.is_failed else None
        return found is not None and found.billed is not Billed.NO


def _unheard(_edit: Edit) -> None:
    """Nobody listens."""


async def collect_batch(batch: Batch, services: Services, tell: TellEdit = _unheard) -> Batch:
    """Asks how far it is and stores every line that has come; what is stored is not read again.

    `tell` hears of every edit, on another thread, once it is stored.

    ProblemError: the service, the disk; ANSWER_CUT when a file came short (collect again).
    """
    if batch.is_collected or batch.phase is BatchPhase.PREPARED:
        return batch
    with services.library.batches.held(batch.id) as now:
        return await _collect(now, services, tell)


async def _collect(batch: Batch, services: Services, tell: TellEdit) -> Batch:
    if batch.is_collected or batch.phase is BatchPhase.PREPARED:
        return batch
    if batch.phase is BatchPhase.SENDING:
        batch = await settle_sending(batch, services)
        if batch.phase is BatchPhase.PREPARED:
            return batch
    client = await batch_client(batch.profile, services)
    try:
        batch = await keep_news(batch, await client.read(batch.service_id), services)
        await _bring(batch, client, services, tell)
        if batch.phase.is_over:
            batch = await _conclude(batch, client, services, tell)
    finally:
        await client.close()
    return batch


async def cancel_batch(batch: Batch, services: Services) -> Batch:
    """Asks the service to stop; what is done by then still comes and is billed."""
    with services.library.batches.held(batch.id) as now:
        return await _cancel(now, services)


async def _cancel(batch: Batch, services: Services) -> Batch:
    if batch.phase is BatchPhase.SENDING:
        batch = await settle_sending(batch, services)
    if batch.phase is BatchPhase.PREPARED:
        await _take_back_uploads(batch, services)
        await to_the_end(services.library.batches.forget, batch.id)
        return replace(batch, phase=BatchPhase.CANCELLED, is_collected=True)
    client = await batch_client(batch.profile, services)
    try:
        return await keep_news(batch, await client.cancel(batch.service_id), services)
    finally:
        await client.close()


def ends_of(batch: Batch, services: Services) -> Iterator[LineEnd]:
    """Every line with its edit, in the table's order, one at a time."""
    for line in services.library.batches.lines(batch.id):
        yield LineEnd(line=line, edit=services.library.history.find(line.intent.edit))


def failed_orders(
    batch: Batch, services: Services, *, with_paid: bool = False
) -> tuple[BatchOrder, ...]:
    """Orders for the lines that brought no picture, to be sent again as a batch of their own.

    Those that may have been billed are left out unless `with_paid`: paying twice takes consent.
    """
    return tuple(
        BatchOrder(
            number=end.line.number,
            order=replace(order_of(end.line.intent), id=new_edit_id()),
            output=end.line.output,
        )
        for end in ends_of(batch, services)
        if end.is_failed and (with_paid or not end.may_be_paid)
    )


async def _bring(batch: Batch, client: BatchClient, services: Services, tell: TellEdit) -> None:
    place = services.library.batches.place(batch.id)
    for file_id, name in ((batch.output_file, _OUTPUT), (batch.error_file, _ERRORS)):
        if file_id is None:
            continue
        path = place / name
        if not await asyncio.to_thread(path.exists):
            await client.download(file_id, path)
        await to_the_end(_store_lines, path, batch, services, tell)
        if not batch.phase.is_over:
            await asyncio.to_thread(path.unlink)  # more may be written to it at the service


def _store_lines(path: Path, batch: Batch, services: Services, tell: TellEdit) -> None:
    """ProblemError (ANSWER_CUT) at a line that is none; those before it are stored."""
    places = _places(services.library.batches.place(batch.id) / "lines.jsonl")
    with path.open("rb") as file:
        for raw in file:
            try:
                value = json.loads(raw)
            except ValueError as error:
                path.unlink()
                raise ProblemError(problem(ProblemKind.ANSWER_CUT)) from error
            edit = EditId(str(value.get("custom_id")))
            if edit in places and services.library.history.record_of(edit) is None:
                made = _edit_of(value, places[edit](), services)
                services.library.store_edit(made)
                tell(made)


def _places(path: Path) -> dict[EditId, Any]:
    """How to read the line of each edit, so that only one is in memory at a time."""
    found: dict[EditId, Any] = {}

    def reader(start: int) -> Any:
        def read() -> BatchLine:
            with path.open("rb") as file:
                file.seek(start)
                return from_json(BatchLine, file.readline())

        return read

    with path.open("rb") as file:
        start = 0
        for raw in file:
            found[EditId(json.loads(raw)["intent"]["edit"])] = reader(start)
            start += len(raw)
    return found


def _edit_of(value: Mapping[str, Any], line: BatchLine, services: Services) -> Edit:
    """The edit that one line of an output or error file comes to."""
    intent = line.intent
    response = value.get("response")
    if not isinstance(response, Mapping):
        return _failed(intent, _not_done(value.get("error")))
    status, body = int(response.get("status_code") or 0), response.get("body")
    if status >= 300:
        asked = Asked(model=intent.recipe.model, prompt_length=len(intent.recipe.prompt))
        return _failed(intent, problem_of(error_from(status, body), {}, asked))
    head = AnswerHead(
        status=status,
        content_type="application/json",
        request_id=str(response.get("request_id") or "") or None,
    )
    raw = json.dumps(body).encode()
    try:
        answer = read_answer(head, raw)
        edit = make_edit(
            intent,
            answer,
            services.library.pictures,
            services.models,
            Timing(),
            draw=services.draw_svg,
        )
    except ProblemError as error:
        if error.problem.area is Area.DISK:
            raise  # the file that came is here: the line is read again once there is room
        _keep_answer(intent, head, raw, services)
        return _failed(intent, replace(error.problem, billed=Billed.YES))
    return with_accounts(edit, intent)


def _keep_answer(intent: Intent, head: AnswerHead, body: bytes, services: Services) -> None:
    """A paid answer that cannot be made into a result now waits in the journal, as a job's does."""
    journal = services.library.journal
    if intent.edit in {one.edit for one in journal.unsettled()}:
        journal.take_up(intent.edit).settle()  # a kill came before its row was stored
    with journal.open_entry(intent) as entry:
        entry.mark_sent()
        entry.begin(head)
        entry.write(body)
        entry.finish()


def _failed(intent: Intent, trouble: Problem) -> Edit:
    return with_accounts(make_failed_edit(intent, trouble, Timing()), intent)


def _not_done(error: object) -> Problem:
    code = str(error.get("code") or "") if isinstance(error, Mapping) else ""
    detail = str(error.get("message") or "") if isinstance(error, Mapping) else ""
    kind = ProblemKind.BATCH_LEFT if code in _NOT_REACHED else ProblemKind.SERVICE_SAID
    return problem(
        kind,
        ServiceWords(detail=detail),
        message=detail or code,
        status=0,
        suggestion="Ask again only if you accept that it may be billed twice.",
    )


async def _conclude(batch: Batch, client: BatchClient, services: Services, tell: TellEdit) -> Batch:
    """Nothing more will come: every line gets its row, and the service keeps no file of it."""
    await to_the_end(_settle_rest, batch, services, tell)
    await _delete_uploads(batch, client, services)
    for result in (batch.output_file, batch.error_file):
        if result is not None:
            await client.delete(result)
    batch = replace(batch, is_collected=True, uploads=())
    await to_the_end(services.library.batches.save, batch)
    await to_the_end(services.library.batches.tidy, batch.id)
    return batch


async def _take_back_uploads(batch: Batch, services: Services) -> None:
    """What was uploaded for a batch that was never ordered."""
    if batch.uploads:
        client = await batch_client(batch.profile, services)
        try:
            await _delete_uploads(batch, client, services)
        finally:
            await client.close()


async def _delete_uploads(batch: Batch, client: BatchClient, services: Services) -> None:
    kept = await to_the_end(needed_elsewhere, batch, services)
    for _, file_id in batch.uploads:
        if file_id not in kept:
            await client.delete(file_id)


def _settle_rest(batch: Batch, services: Services, tell: TellEdit) -> None:
    """Lines of which neither file says anything."""
    if batch.phase is BatchPhase.FAILED:
        reason = " ".join(batch.said) or "it did not say why."
        trouble = problem(ProblemKind.BATCH_REFUSED, reason=reason)
    elif batch.phase is BatchPhase.COMPLETED:
        trouble = problem(ProblemKind.ANSWER_UNKNOWN)
    else:
        trouble = problem(ProblemKind.BATCH_LEFT)
    for line in services.library.batches.lines(batch.id):
        if services.library.history.record_of(line.intent.edit) is None:
            made = _failed(line.intent, trouble)
            services.library.store_edit(made)
            tell(made)
