"""The queue as a designer meets it: order, retry, budgets, pace, a restart that sends nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QAbstractButton, QMenu

from desktop.domain.budget import Scope
from desktop.domain.identity import EditId
from desktop.ui.dialogs.unsettled_dialog import UnsettledDialog
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService
from tests.journeys.conftest import Sit
from tests.journeys.designer import Designer


def ask(stet: Designer, prompt: str) -> None:
    """Types a prompt and presses Generate; nothing is on the canvas."""
    if stet.workspace.open_document is not None:
        stet.act("close_picture")
    stet.type_prompt(prompt)
    small: dict[str, Any] = {"previews": 0, "quality": "low", "output_format": "jpeg"}
    stet.workspace.change_draft(replace(stet.workspace.draft, **small))
    stet.generate()


def prompts(service: ImageService) -> list[object]:
    """What has reached the service, in its order."""
    return [one.fields.get("prompt") for one in service.paid_requests]


def one_at_a_time(stet: Designer) -> None:
    """So that the order of the line is the order at the service."""
    keeper = stet.program.window_flow._keeper
    keeper.change(replace(keeper.value, jobs_at_once=1))


def budget(stet: Designer, dollars: str) -> None:
    keeper = stet.program.window_flow._keeper
    spending = keeper.value.spending
    budgets = spending.budgets.changed(Scope.DAY, Decimal(dollars))
    keeper.change(replace(keeper.value, spending=replace(spending, budgets=budgets)))


def choose(menu: QMenu, text: str) -> None:
    (action,) = [one for one in menu.actions() if one.text() == text]
    action.trigger()
    menu.deleteLater()


def test_a_waiting_job_can_be_put_first_while_another_runs(sit: Sit, service: ImageService) -> None:
    service.hold()
    stet = sit()
    one_at_a_time(stet)
    for name in ("one", "two", "three"):
        ask(stet, name)
    stet.wait_for_held(service)
    jobs = stet.panels.jobs
    stet.wait(lambda: len(jobs.line) == 2)
    last: EditId = jobs.line[-1]
    choose(jobs._line.menu_for(last), "Put first")
    stet.wait(lambda: jobs.line[0] == last)
    service.release()
    stet.wait(lambda: stet.history_size == 3)
    assert prompts(service) == ["one", "three", "two"]


def test_a_retry_has_its_own_recipe_whatever_is_set_up_now(sit: Sit, service: ImageService) -> None:
    service.next(Fault.moderation_blocked(["violence"], "input"))
    stet = sit()
    ask(stet, "a red sail")
    stet.sees("under its content policy (violence)")
    stet.type_prompt("something else altogether")
    stet.press("Try again")
    stet.wait(lambda: len(service.billed) == 1)
    assert prompts(service) == ["a red sail", "a red sail"]


def test_a_budget_stops_the_queue_before_and_raising_it_is_one_step(
    sit: Sit, service: ImageService
) -> None:
    stet = sit()
    budget(stet, "0.001")
    ask(stet, "a red sail")
    stet.sees("Waiting for you: this would cross your day budget of $0.001")
    assert not service.requests
    (raise_it,) = [
        one.text()
        for one in stet.panels.jobs.findChildren(QAbstractButton)
        if one.isVisible() and one.text().startswith("Raise the budget to $")
    ]
    stet.press(raise_it)
    stet.wait(lambda: len(service.billed) == 1)


def test_an_unknown_price_is_asked_about_and_never_counts_as_nothing(
    sit: Sit, service: ImageService
) -> None:
    stet = sit()
    stet.workspace.change_draft(replace(stet.workspace.draft, model="gpt-image-9"))
    ask(stet, "a red sail")
    stet.sees("Waiting for you: what this costs with gpt-image-9 is not known")
    assert not service.requests
    stet.press("Send it all the same")
    stet.wait(lambda: len(service.paid_requests) == 1)


def test_a_wait_counts_down_with_its_reason(sit: Sit, service: ImageService) -> None:
    service.next(Fault.rate_limited(2))
    stet = sit()
    ask(stet, "a red sail")
    stet.sees("Waiting 2 s: ")
    stet.sees("pictures per minute")
    stet.wait(lambda: len(service.billed) == 1)
    assert len(service.paid_requests) == 2


def test_what_waited_survives_a_restart_that_sends_nothing(sit: Sit, service: ImageService) -> None:
    service.hold()
    first = sit()
    one_at_a_time(first)
    for name in ("one", "two", "three"):
        ask(first, name)
    first.wait_for_held(service)
    first.wait(lambda: len(first.library.waiting.all()) == 2)
    first.leave()
    service.release()
    again = sit()
    again.sees("2 edits were still waiting for their turn.")
    assert prompts(service) == ["one"]
    again.press("Decide…")
    again.press("Queue all 2", again.dialog(UnsettledDialog))
    again.wait(lambda: len(service.paid_requests) == 3)
    assert prompts(service)[1:] == ["two", "three"]
    again.wait(lambda: not again.panels.jobs.counts.running)
