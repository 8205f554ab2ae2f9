"""How sets are spoken of."""

from __future__ import annotations

from decimal import Decimal

from desktop.jobs.set_book import CellView, SetView
from desktop.ui.controls.money import dollars


def pictures_words(count: int) -> str:
    return "1 picture" if count == 1 else f"{count:,} pictures"


def price_words(amount: Decimal | None) -> str:
    return "an unknown price" if amount is None else f"at most {dollars(amount)}"


def state_words(one: CellView, *, is_busy: bool) -> str:
    """What is to be read under a cell."""
    if one.is_finished:
        return one.cell.surface.size.shown
    if one.is_failed:
        return "Failed"
    return "Being made" if is_busy else "Planned"


def story(view: SetView, *, is_busy: bool) -> str:
    """Where a set stands, and what comes next."""
    left, done = view.left, len(view.finished)
    if not view.first.is_finished:
        return _first_story(view, is_busy=is_busy)
    if left and not is_busy and not view.is_batch_open and not view.set.is_approved:
        return (
            f"Look at the first picture. The other {len(left)} cost "
            f"{price_words(view.left_usd)} as jobs, or {price_words(view.half_usd)} as one batch; "
            "nothing more is sent before you say so."
        )
    said = [f"{done:,} of {pictures_words(len(view.cells))} made", f"cost {dollars(view.cost_usd)}"]
    if left and view.is_batch_open:
        said.append(f"{len(left):,} come as a batch")
    elif left:
        said.append(f"{len(left):,} under way" if is_busy else f"{len(left):,} not made yet")
    if view.failed:
        said.append(f"{len(view.failed):,} failed")
    return " · ".join(said)


def _first_story(view: SetView, *, is_busy: bool) -> str:
    if view.first.is_failed:
        edit = view.first.edit
        why = edit.problem.text if edit is not None and edit.problem is not None else ""
        return f"The first picture failed. {why}".strip()
    if is_busy:
        return "The first picture is being made. The others wait until you have seen it."
    price = price_words(view.first.cell.order.highest_usd)
    return f"Nothing is made yet. The first picture costs {price}."
