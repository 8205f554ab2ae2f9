"""What a batch would come to, line by line, for somebody who looks before sending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from desktop.domain.draft import Draft
from desktop.domain.image_models import ImageModel
from desktop.domain.problems import Problem, ProblemError
from desktop.domain.recipe import InputFile
from desktop.jobs.batch_plan import BatchPlan, PlannedLine, plan_batch
from desktop.jobs.batch_table import BatchRow, read_rows, variables_of
from desktop.jobs.take_order import highest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchWish:
    """What is to be sent: a table or a folder, a prompt for all its lines, and the settings."""

    source: Path
    prompt: str
    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedLine:
    """A row as it would go out, and why it cannot, if so. `price` is half; None: not known."""

    row: BatchRow
    size: str = ""
    price: Decimal | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedBatch:
    """The whole of it. `trouble`: why the source cannot be read at all; then there are no lines.

    `highest_usd` is the most that it will cost at half price (None: not known), `pictures` how
    many different ones go along; both are summed up here, because tens of thousands take a moment.
    """

    wish: BatchWish
    variables: tuple[str, ...] = ()
    lines: tuple[CheckedLine, ...] = ()
    plan: BatchPlan = BatchPlan(lines=())
    trouble: Problem | None = None
    highest_usd: Decimal | None = Decimal(0)
    pictures: int = 0

    @property
    def faults(self) -> int:
        """How many lines cannot be sent."""
        return len(self.plan.troubles)


def check_batch(
    wish: BatchWish,
    model: ImageModel,
    count_tokens: Callable[[str], int],
    seen: dict[Path, InputFile],
) -> CheckedBatch:
    """Reads and prices everything; takes a moment for each picture that is not in `seen` yet."""
    variables: tuple[str, ...] = ()
    try:
        variables = variables_of(wish.source)
        rows = read_rows(wish.source, wish.prompt)
    except ProblemError as error:
        return CheckedBatch(wish=wish, variables=variables, trouble=error.problem)
    plan = plan_batch(rows, wish.draft, model, count_tokens, seen)
    planned = {line.row.number: line for line in plan.lines}
    troubles = {one.number: one.problem.sentence for one in plan.troubles}
    lines = tuple(
        _checked(row, planned.get(row.number), troubles.get(row.number, "")) for row in rows
    )
    return CheckedBatch(
        wish=wish,
        variables=variables,
        lines=lines,
        plan=plan,
        highest_usd=plan.highest_usd,
        pictures=plan.pictures,
    )


def _checked(row: BatchRow, planned: PlannedLine | None, trouble: str) -> CheckedLine:
    if planned is None:
        return CheckedLine(row=row, size=row.size, trouble=trouble)
    size = planned.draft.size
    return CheckedLine(
        row=row,
        size="auto" if size is None else size.shown,
        price=highest_of(planned.estimate),
    )
