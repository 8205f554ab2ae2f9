"""Picks up a turn of a conversation that an earlier run, or a lost line, left at the service."""

from __future__ import annotations

import asyncio

from desktop.api.image_client import KeepsTurns
from desktop.domain.edit import Edit
from desktop.domain.identity import EditId
from desktop.domain.job_events import Received, Sent
from desktop.domain.problems import ProblemError, ProblemKind, fail
from desktop.jobs.ask_service import Previews, Report
from desktop.jobs.composing import Stop, telling
from desktop.jobs.finish_edit import Timing
from desktop.jobs.run_edit import finish_entry, is_answered_in_spite, keep_failure
from desktop.jobs.services import Services
from desktop.jobs.to_the_end import finish, to_the_end
from desktop.jobs.turns import came_of, can_be_picked_up, leave_or_stop
from desktop.storage.journal_entry import JournalEntry


async def pick_up_turn(
    job: EditId, services: Services, report: Report, stop: Stop | None = None
) -> Edit:
    """The edit of a turn that goes on at the service; nothing is sent again, nothing is paid.

    ProblemError: EDIT_UNKNOWN, LIBRARY_BUSY, ANSWER_UNKNOWN where the service's name for it never
    came, ANSWER_NOT_KEPT where the picture is not handed out any more. Where only the line is
    missing, the entry stays and can be picked up another time.
    """
    entry = await to_the_end(services.library.journal.take_up, job)
    with entry:
        await _fetch(entry, services, report)
        report(Received(job=job))
        told = telling(job, report, stop)
        return await finish(finish_entry(entry, services, Timing(), told))


async def _fetch(entry: JournalEntry, services: Services, report: Report) -> None:
    intent = entry.intent
    if intent is None or not await asyncio.to_thread(can_be_picked_up, entry):
        raise fail(ProblemKind.ANSWER_UNKNOWN)
    client = await services.clients.get(intent.profile)
    if not isinstance(client, KeepsTurns):
        raise fail(ProblemKind.ANSWER_UNKNOWN)
    came = await asyncio.to_thread(came_of, entry)
    await to_the_end(entry.go_on)
    report(Sent(job=entry.edit))
    region = intent.placement.region if intent.placement is not None else None
    previews = Previews(entry, report, region)
    try:
        await client.pick_up(came, entry, previews.take)
    except ProblemError as error:
        if error.problem.kind is ProblemKind.ANSWER_NOT_KEPT:
            await to_the_end(keep_failure, entry, services, error.problem, Timing())
        raise
    except asyncio.CancelledError:
        await finish(leave_or_stop(entry, client, services))
        if not await to_the_end(is_answered_in_spite, entry, services, Timing()):
            raise
    finally:
        await finish(previews.kept())
