"""Generating: from the button to the queue, and from the job's events back to the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.domain.cost import DollarRange, Estimate
from desktop.domain.edit import Edit
from desktop.domain.identity import EditId, new_edit_id
from desktop.domain.job_events import Cancelled, Failed, Finished, JobEvent, Preview, Queued
from desktop.domain.problems import Billed, Problem, ProblemKind, problem
from desktop.jobs.edit_order import Capture, EditOrder
from desktop.jobs.job_runner import JobRunner
from desktop.storage.image_files import ImageFiles
from desktop.ui.errands import Errands
from desktop.ui.job_list.job_list import JobList


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the list shows of a job, and the order to send again."""

    title: str
    previews: int
    price: DollarRange | None
    order: EditOrder | None = None


class JobFlow(QObject):
    """Signals: `preview_came(Preview, EditOrder)`, `edit_finished(Edit)`,
    `edit_ended(Edit)` for one that ended without a picture and stands in the history,
    `job_failed(Problem)`."""

    preview_came = Signal(object, object)
    edit_finished = Signal(object)
    edit_ended = Signal(object)
    job_failed = Signal(object)

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
        self._asked: dict[EditId, _Asked] = {}
        jobs.cancel_requested.connect(self.cancel)
        jobs.retry_requested.connect(self.retry)
        jobs.dismissed.connect(self._forget)

    def generate(self, capture: Capture, estimate: Estimate | None, *, first: bool) -> None:
        """Queues what was captured; nothing of the window is shared with it."""
        job = new_edit_id()
        price = estimate.total_usd if estimate else None
        draft = capture.draft
        self._asked[job] = _Asked(
            title=draft.prompt.strip(), previews=draft.partial_images, price=price
        )
        self.take(Queued(job=job))
        make = partial(_make_order, job, capture, self._pictures, self._profile(), price)
        self._errands.run(make, partial(self._submit, first=first), partial(self._refuse, job))

    def cancel(self, job: EditId) -> None:
        asked = self._asked.get(job)
        if asked is not None and asked.order is None:
            self.take(Cancelled(job=job, problem=problem(ProblemKind.CANCELLED, billed=Billed.NO)))
            self._asked.pop(job, None)
            return
        self._runner.cancel(job)

    def cancel_all(self) -> None:
        for job in [job for job, asked in self._asked.items() if asked.order is None]:
            self.cancel(job)
        self._runner.cancel_all()

    def retry(self, job: EditId) -> None:
        """The same recipe and inputs as a new request; the designer asked for it."""
        asked = self._asked.pop(job, None)
        if asked is None or asked.order is None:
            return
        self._jobs.forget(job)
        order = replace(asked.order, id=new_edit_id())
        self._asked[order.id] = replace(asked, order=order)
        self.take(Queued(job=order.id))
        self._runner.submit(order)

    def ask_again(self, order: EditOrder) -> None:
        """A request of an earlier run, sent anew because the designer wants it."""
        self._asked[order.id] = _Asked(
            title=order.title, previews=order.recipe.partial_images, price=None, order=order
        )
        self.take(Queued(job=order.id))
        self._runner.submit(order)

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
        match event:
            case Preview() if asked is not None and asked.order is not None:
                self.preview_came.emit(event, asked.order)
            case Finished():
                self._asked.pop(event.job, None)
                self.edit_finished.emit(event.edit)
            case Failed() | Cancelled():
                self._tell_end(event.edit)
                if isinstance(event, Failed):
                    self.job_failed.emit(event.problem)

    def _submit(self, order: EditOrder, *, first: bool) -> None:
        asked = self._asked.get(order.id)
        if asked is None:
            return  # cancelled while the mask was being written
        self._asked[order.id] = replace(asked, order=order)
        self._runner.submit(order, first=first)

    def _refuse(self, job: EditId, trouble: Problem) -> None:
        self.take(Failed(job=job, problem=trouble))

    def _tell_end(self, edit: Edit | None) -> None:
        if edit is not None:
            self.edit_ended.emit(edit)

    def _forget(self, job: EditId) -> None:
        self._asked.pop(job, None)
        self._jobs.forget(job)


def _make_order(
    job: EditId,
    capture: Capture,
    pictures: ImageFiles,
    profile: str,
    price: DollarRange | None,
) -> EditOrder:
    from desktop.jobs.take_order import take_order

    highest = price.high if price else None
    return take_order(job, capture, pictures, profile=profile, highest_usd=highest)
