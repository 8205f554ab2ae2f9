"""Generating: from the button to the queue, and from the job's events back to the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.domain.cost import DollarRange, Estimate
from desktop.domain.identity import EditId, new_edit_id
from desktop.domain.intent import Intent
from desktop.domain.job_events import (
    Cancelled,
    Ending,
    Failed,
    Finished,
    JobEvent,
    Preview,
    Queued,
    Received,
    Sent,
)
from desktop.domain.order import EditOrder, order_of
from desktop.domain.problems import Billed, Problem, ProblemKind, problem
from desktop.jobs.edit_order import Capture
from desktop.jobs.job_runner import JobRunner
from desktop.storage.image_files import ImageFiles
from desktop.ui.errands import Errands
from desktop.ui.job_list.job_list import JobList


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the list shows of a job, and what is needed to ask for it again.

    `capture` is there until its order is made; `is_dropped` when it was cancelled before that;
    `trouble` is how it ended.
    """

    title: str
    previews: int
    estimate: Estimate | None = None
    capture: Capture | None = None
    order: EditOrder | None = None
    is_dropped: bool = False
    trouble: Problem | None = None

    @property
    def price(self) -> DollarRange | None:
        if self.estimate is not None:
            return self.estimate.total_usd
        parts = self.order.estimate if self.order is not None else None
        return parts.total if parts is not None else None


class JobFlow(QObject):
    """Signals: `preview_came(Preview, EditOrder)`, `edit_finished(Edit)`,
    `edit_ended(Edit)` for one that ended without a picture and stands in the history,
    `job_failed(Problem)`, `job_ended(EditId)` for every ending."""

    preview_came = Signal(object, object)
    edit_finished = Signal(object)
    edit_ended = Signal(object)
    job_failed = Signal(object)
    job_ended = Signal(str)

    def __init__(
        self,
        runner: JobRunner,
        jobs: JobList,
        errands: Errands,
        pictures: ImageFiles,
        profile: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._jobs = jobs
        self._errands = errands
        self._pictures = pictures
        self._profile = profile
        self._project = ""
        self._asked: dict[EditId, _Asked] = {}
        jobs.cancel_requested.connect(self.cancel)
        jobs.retry_requested.connect(self.retry)
        jobs.rescue_requested.connect(self.rescue)
        jobs.move_requested.connect(runner.move)
        jobs.price_accepted.connect(runner.accept_unknown_price)
        jobs.dismissed.connect(self._forget)

    def generate(self, capture: Capture, estimate: Estimate | None, *, first: bool) -> None:
        """Queues what was captured; nothing of the window is shared with it."""
        self._start(capture, estimate, first=first)

    def set_project(self, name: str) -> None:
        """What new jobs belong to; empty for nothing."""
        self._project = name

    def cancel(self, job: EditId) -> None:
        asked = self._asked.get(job)
        if asked is None or asked.order is not None or asked.is_dropped:
            self._runner.cancel(job)
            return
        self._asked[job] = replace(asked, is_dropped=True)
        self.take(Cancelled(job=job, problem=problem(ProblemKind.CANCELLED, billed=Billed.NO)))

    def cancel_all(self) -> None:
        for job in [job for job, asked in self._asked.items() if asked.order is None]:
            self.cancel(job)
        self._runner.cancel_all()

    def retry(self, job: EditId) -> None:
        """The same recipe and inputs as a new request; the designer asked for it.

        Where the answer is here and only storing it failed, it is finished instead, free of charge.
        """
        asked = self._asked.get(job)
        if asked is None:
            return
        if asked.trouble is not None and asked.trouble.is_only_storing:
            self._finish(job)
            return
        del self._asked[job]
        self._jobs.forget(job)
        if asked.order is not None:
            self._submit_anew(asked, asked.order)
        elif asked.capture is not None:
            self._start(asked.capture, asked.estimate, first=False)

    def rescue(self, job: EditId) -> None:
        """Keeps the latest preview of a job that failed as a draft, free of charge."""
        self.take(Received(job=job))
        self._runner.rescue(job)

    def ask_again(self, intent: Intent) -> None:
        """A request of an earlier run, sent anew because the designer wants it."""
        order = order_of(intent)
        self._submit_anew(_asked_for(order), order)

    def finish(self, intent: Intent) -> None:
        """Makes the edit of an answer that was saved in an earlier run."""
        self._asked[intent.edit] = _asked_for(order_of(intent))
        self._finish(intent.edit)

    def pick_up(self, intent: Intent) -> None:
        """Fetches a turn of a conversation that goes on at the service; that costs nothing."""
        self._asked[intent.edit] = _asked_for(order_of(intent))
        self.take(Sent(job=intent.edit))
        self._runner.pick_up(intent.edit)

    def rescue_of(self, intent: Intent) -> None:
        """Keeps what came of an answer in an earlier run as a draft."""
        self._asked[intent.edit] = _asked_for(order_of(intent))
        self.rescue(intent.edit)

    def resume(self, order: EditOrder) -> None:
        """An order that waited when an earlier run ended, queued because the designer wants it."""
        self._asked[order.id] = _asked_for(order)
        self.take(Queued(job=order.id))
        self._runner.submit(order)

    def knows(self, job: EditId) -> bool:
        """Whether it was asked for, or taken up, in this run."""
        return job in self._asked

    def profile_of(self, job: EditId) -> str:
        """The id of the profile that a job asks, also before its order is made."""
        asked = self._asked.get(job)
        return asked.order.profile if asked is not None and asked.order else self._profile()

    def describe_problem(self, job: EditId) -> Problem | None:
        """How a job of the list ended; None when it has not, or ended well."""
        asked = self._asked.get(job)
        return asked.trouble if asked is not None else None

    def take(self, event: JobEvent) -> None:
        """Shows an event in the list and hands on what others need."""
        asked = self._asked.get(event.job)
        title = asked.title if asked else ""
        self._jobs.take(
            event,
            title,
            estimate=asked.price if asked else None,
            previews=asked.previews if asked else 0,
        )
        if isinstance(event, Preview) and asked is not None and asked.order is not None:
            self.preview_came.emit(event, asked.order)
        elif isinstance(event, Ending):
            self._take_end(event)

    def _take_end(self, event: Ending) -> None:
        self.job_ended.emit(event.job)
        if isinstance(event, Finished):
            self._asked.pop(event.job, None)
            self.edit_finished.emit(event.edit)
            return
        asked = self._asked.get(event.job)
        if asked is not None:
            self._asked[event.job] = replace(asked, trouble=event.problem)
        if event.edit is not None:
            self.edit_ended.emit(event.edit)
        if isinstance(event, Failed):
            self.job_failed.emit(event.problem)

    # on the way to the queue --------------------------------------------------------------

    def _start(self, capture: Capture, estimate: Estimate | None, *, first: bool) -> None:
        job = new_edit_id()
        draft = capture.draft
        self._asked[job] = _Asked(
            title=draft.prompt.strip(),
            previews=draft.partial_images,
            estimate=estimate,
            capture=capture,
        )
        self.take(Queued(job=job))
        if first:
            self._jobs.show_first(job)
        account = (self._profile(), self._project)
        make = partial(_make_order, job, capture, self._pictures, account, estimate)
        self._errands.run(make, partial(self._submit, first=first), partial(self._refuse, job))

    def _submit(self, order: EditOrder, *, first: bool) -> None:
        """Its mask is written; unless somebody thought better of it meanwhile."""
        asked = self._asked.get(order.id)
        if asked is None:
            return
        self._asked[order.id] = replace(asked, order=order, capture=None)
        if not asked.is_dropped:
            self._runner.submit(order, first=first)

    def _submit_anew(self, asked: _Asked, order: EditOrder) -> None:
        order = replace(order, id=new_edit_id())
        self._asked[order.id] = replace(asked, order=order, is_dropped=False, trouble=None)
        self.take(Queued(job=order.id))
        self._runner.submit(order)

    def _finish(self, job: EditId) -> None:
        self.take(Received(job=job))
        self._runner.finish_saved(job)

    def _refuse(self, job: EditId, trouble: Problem) -> None:
        if job in self._asked and not self._asked[job].is_dropped:
            self.take(Failed(job=job, problem=trouble))

    def _forget(self, job: EditId) -> None:
        self._asked.pop(job, None)
        self._jobs.forget(job)


def _asked_for(order: EditOrder) -> _Asked:
    return _Asked(
        title=order.recipe.prompt.strip(),
        previews=order.recipe.partial_images,
        order=order,
    )


def _make_order(
    job: EditId,
    capture: Capture,
    pictures: ImageFiles,
    account: tuple[str, str],
    estimate: Estimate | None,
) -> EditOrder:
    from desktop.jobs.take_order import take_order

    profile, project = account
    return take_order(job, capture, pictures, profile=profile, project=project, estimate=estimate)
