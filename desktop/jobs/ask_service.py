"""Sends a request and lets its answer run into the journal; waits and sends again where that is
certainly free of charge."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from desktop.api.image_client import ImageClient, ImageRequest
from desktop.api.rate_limit_words import limits_in, limits_named, wait_told
from desktop.domain.answer import AnswerHead
from desktop.domain.identity import EditId
from desktop.domain.job_events import JobEvent, Preview, Sent, Waiting
from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.rate_limits import RateLimits
from desktop.domain.size import Box
from desktop.jobs.pace import Load, Pace, reached
from desktop.jobs.retry import wait_before_retry
from desktop.jobs.services import Sleep
from desktop.jobs.to_the_end import finish, heed_cancel, to_the_end
from desktop.storage.journal_entry import JournalEntry

Report = Callable[[JobEvent], None]
"""Takes the events of a job, in order; must not block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacing:
    """The pace of the service that is asked, and what this request counts there."""

    pace: Pace
    limits: Callable[[], RateLimits]
    load: Load

    @classmethod
    def none(cls) -> Pacing:
        """For whoever takes everything at once."""
        return cls(pace=Pace(time.monotonic), limits=RateLimits, load=Load())

    async def wait(self, entry: JournalEntry, report: Report, sleep: Sleep) -> None:
        """Until the service takes it; every wait is told, and looked at again when it is over."""
        while (pause := self.pace.pause(self.load, self.limits())) is not None:
            event = Waiting(job=entry.edit, seconds=pause.seconds, problem=pause.problem, attempt=0)
            report(event)
            await sleep(pause.seconds)

    def hear(self, head: AnswerHead | None) -> None:
        """What an answer says about the limits."""
        headers = dict(head.headers) if head is not None else {}
        self.pace.learn(limits_in(headers))
        seconds = wait_told(headers, self.load.tokens)
        if seconds > 0:
            self.pace.hold(seconds, reached("tokens", seconds))


async def ask_service(
    request: ImageRequest,
    entry: JournalEntry,
    client: ImageClient,
    report: Report,
    *,
    region: Box | None = None,
    pacing: Pacing | None = None,
    sleep: Sleep = asyncio.sleep,
) -> None:
    """Send `request` as soon as `pacing` allows; when this returns, the whole answer is in `entry`,
    synced.

    ProblemError, with what may have been billed, when no answer came; the entry then holds what
    did come. Cancelled while nothing is under way, the entry says that it was not sent.
    `region` is where previews belong on the picture.
    """
    attempt = 1
    pacing = pacing or Pacing.none()
    while True:
        await pacing.wait(entry, report, sleep)
        await _mark_sent(entry)
        pacing.pace.count(pacing.load)
        report(Sent(job=entry.edit))
        try:
            await _send_once(request, entry, client, report, region)
        except ProblemError as error:
            wait = wait_before_retry(error.problem, attempt)
            if wait is None:
                raise
            await to_the_end(entry.discard_answer)
            pacing.pace.learn(limits_named(error.problem))
            if error.problem.kind is not ProblemKind.CONNECTION_REFUSED:
                pacing.pace.hold(wait, error.problem)
            report(Waiting(job=entry.edit, seconds=wait, problem=error.problem, attempt=attempt))
            await sleep(wait)
            attempt += 1
        else:
            pacing.hear(entry.head)
            return


async def _mark_sent(entry: JournalEntry) -> None:
    """The last moment at which a cancel costs nothing, whatever the disk takes for the mark."""
    heed_cancel()
    await to_the_end(entry.mark_sent)
    try:
        heed_cancel()
    except asyncio.CancelledError:
        await to_the_end(entry.discard_answer)
        raise


async def _send_once(
    request: ImageRequest,
    entry: JournalEntry,
    client: ImageClient,
    report: Report,
    region: Box | None,
) -> None:
    """One request; previews are on disk before this returns, however it ends."""
    previews = Previews(entry, report, region)
    try:
        await client.send(request, entry, previews.take)
    finally:
        await finish(previews.kept())


class Previews:
    """Shows each streamed preview at once and keeps it on disk beside."""

    def __init__(self, entry: JournalEntry, report: Report, region: Box | None) -> None:
        self._entry = entry
        self._report = report
        self._region = region
        self._keeping: list[asyncio.Task[object]] = []

    def take(self, index: int, data: bytes) -> None:
        job: EditId = self._entry.edit
        self._report(Preview(job=job, index=index, data=data, region=self._region))
        keeping = asyncio.to_thread(self._entry.keep_preview, index, data)
        self._keeping.append(asyncio.create_task(keeping))

    async def kept(self) -> None:
        """Waits until every preview is on disk."""
        if self._keeping:
            await asyncio.wait(self._keeping)
