"""What a running job reports: immutable values, in order, the last one always an ending."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.budget import Crossing
from desktop.domain.edit import Edit
from desktop.domain.identity import EditId
from desktop.domain.problems import Problem
from desktop.domain.size import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class JobEvent:
    """Something happened to the job that makes the edit `job`."""

    job: EditId


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued(JobEvent):
    """It waits for a free place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(JobEvent):
    """It waits for the designer: `problem` says why. With a `crossing` it is a budget that would
    be crossed, else a price that nobody knows."""

    problem: Problem
    crossing: Crossing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside(JobEvent):
    """The program ends before its turn came; it stays on disk, and the next start asks about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared(JobEvent):
    """Its pictures are made; nothing has been sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(JobEvent):
    """It is on its way: from now on it may be billed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting(JobEvent):
    """It will be sent in `seconds`, and not at once because of `problem`; attempt counts from 1,
    and is 0 where it was not sent before."""

    seconds: float
    problem: Problem
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview(JobEvent):
    """A streamed partial picture, as the bytes of a picture file; `index` counts from 0.

    `region` says where on the picture it belongs; None covers the whole picture.
    """

    index: int
    data: bytes
    region: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received(JobEvent):
    """The whole answer is on disk; what is left costs nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composing(JobEvent):
    """The answer is being laid into the picture; `share` from 0 to 1 of that is done."""

    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished(JobEvent):
    """The edit is in the library."""

    edit: Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(JobEvent):
    """It ended with a problem; `edit` is the row that the history keeps of it, if any."""

    problem: Problem
    edit: Edit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled(JobEvent):
    """The designer stopped it; `problem.billed` says whether it may cost something."""

    problem: Problem
    edit: Edit | None = None


Ending = Finished | Failed | Cancelled
"""A job reports exactly one of these, last; or `SetAside`, when it is to be asked about again."""
