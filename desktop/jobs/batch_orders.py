"""Makes the orders of a checked plan: its pictures go into the library, each line gets its name."""

from __future__ import annotations

from pathlib import Path

from desktop.domain.order import Account, EditOrder
from desktop.domain.recipe import Inputs
from desktop.domain.reference import sent
from desktop.imaging.layered_document import read_flat
from desktop.jobs.batch_plan import BatchPlan, PlannedLine
from desktop.jobs.batch_submit import BatchOrder
from desktop.jobs.picture_kind import suffix_of
from desktop.jobs.take_order import priced_order
from desktop.storage.image_files import ImageFiles


def orders_of(plan: BatchPlan, account: Account, pictures: ImageFiles) -> tuple[BatchOrder, ...]:
    """One for each line; every picture is read and kept once. ProblemError (a file, the disk).

    The references of the drafts must be in `pictures` already.
    """
    kept: set[Path] = set()
    for line in plan.lines:
        path = line.row.picture
        if path is not None and path not in kept:
            data = read_flat(path)
            pictures.put(data, suffix_of(data)[1])
            kept.add(path)
    return tuple(
        BatchOrder(number=line.row.number, order=_order(line, account), output=line.row.output)
        for line in plan.lines
    )


def _order(line: PlannedLine, account: Account) -> EditOrder:
    inputs = Inputs(picture=line.picture, references=sent(line.draft.references))
    return priced_order(line.draft, inputs, line.estimate, account)
