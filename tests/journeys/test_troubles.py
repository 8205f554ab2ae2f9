"""Every way in which asking can go wrong: a sentence in the window, nothing lost, nothing twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from desktop.domain.edit import Outcome
from desktop.domain.problems import Billed
from tests.builders import photo
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService
from tests.journeys.conftest import Sit
from tests.journeys.designer import Designer

FREE, MAYBE, CERTAIN = Billed.NO, Billed.MAYBE, Billed.YES
MONEY = {FREE: "Nothing was billed.", MAYBE: "It may have been billed.", CERTAIN: "It was billed."}


@dataclass(frozen=True)
class Trouble:
    """What the service does, what is read in the window, and what is said about money."""

    fault: Fault
    sentence: str
    billed: Billed = FREE
    outcome: Outcome = Outcome.FAILED
    says_money: bool = True


ACCESS = tuple(
    Trouble(fault, sentence, says_money=False)
    for fault, sentence in (
        (Fault.INVALID_KEY, "The service does not accept this key."),
        (Fault.NOT_VERIFIED, "The service wants this organisation verified before it may use"),
        (Fault.COUNTRY, "not offered in the country or region this computer connects from."),
        (Fault.FORBIDDEN, "The service does not let this key do that."),
        (Fault.MODEL_NOT_FOUND, "The service knows no model “gpt-image-2”"),
    )
)
REFUSALS = (
    Trouble(Fault.QUOTA, "The account has no quota left, or no plan that includes it."),
    Trouble(Fault.BILLING_HARD_LIMIT, "The account's hard billing limit is reached."),
    Trouble(Fault.PROJECT_SPEND_LIMIT, "A spending limit set for this project is reached."),
    Trouble(Fault.BAD_SIZE, "The service does not make this size: "),
    Trouble(
        Fault.MODERATION_BLOCKED, "under its content policy (violence).", outcome=Outcome.REFUSED
    ),
    Trouble(
        Fault.MODERATION_BLOCKED_OUTPUT,
        "The service refused this result under its content policy (sexual, violence).",
        MAYBE,
        Outcome.REFUSED,
    ),
    Trouble(Fault.TOO_LARGE_413, "The service refused the upload as too large"),
)
BREAKDOWNS = (
    Trouble(Fault.SERVER_ERROR, "The service failed on its side (status 500).", MAYBE),
    Trouble(Fault.HTML_502, "The service failed on its side (status 502).", MAYBE),
    Trouble(Fault.HTML_200, "not an answer of an image service, but a web page.", MAYBE),
    Trouble(Fault.EMPTY_200, "The service answered, but without a picture.", MAYBE),
    Trouble(Fault.CUT_BEFORE_HEAD, "The connection broke before the answer had come.", MAYBE),
    Trouble(Fault.CUT_IN_BODY, "The answer broke off before it was whole.", MAYBE),
    Trouble(Fault.STREAM_ENDS_EARLY, "stopped sending before the finished picture.", MAYBE),
    Trouble(Fault.STREAM_NESTED_ERROR, "The service failed on its side", MAYBE),
)
ANSWERS = (
    Trouble(Fault.EMPTY_DATA, "The service answered, but without a picture.", MAYBE),
    Trouble(Fault.BROKEN_JSON_200, "The answer broke off before it was whole.", MAYBE),
    Trouble(Fault.NOT_PICTURE, "is not a picture that Stet can read.", CERTAIN),
    Trouble(Fault.BROKEN_BASE64, "is not a picture that Stet can read.", CERTAIN),
    Trouble(Fault.TRUNCATED, "is not a picture that Stet can read.", CERTAIN),
    Trouble(Fault.URL_GONE, "did not hand it out", CERTAIN),
)
GROUPS = {"access": ACCESS, "refusals": REFUSALS, "breakdowns": BREAKDOWNS, "answers": ANSWERS}


def set_up(stet: Designer, *, previews: int) -> None:
    """A picture, a mask, a prompt."""
    stet.paint((480, 280), (560, 300))
    stet.type_prompt("a red sail")
    stet.workspace.change_draft(replace(stet.workspace.draft, previews=previews))


@pytest.mark.parametrize("group", GROUPS)
def test_a_fault_ends_in_a_sentence(
    sit: Sit, service: ImageService, photograph: Path, group: str
) -> None:
    stet = sit(photograph)
    set_up(stet, previews=0 if group == "answers" else 2)
    mask, draft = stet.mask, stet.workspace.draft
    for number, one in enumerate(GROUPS[group], 1):
        service.next(one.fault)
        stet.generate()
        stet.wait(lambda: stet.panels.jobs.counts.failed == 1)
        name = one.fault.name
        assert one.sentence in stet.said(), name
        assert (MONEY[one.billed] in stet.said()) is one.says_money, name
        assert len(service.paid_requests) == number, f"{name} was sent again"
        assert stet.history_size == number, name
        row = stet.newest()
        assert (row.outcome, row.results) == (one.outcome, ()), name
        assert row.problem is not None, name
        assert row.problem.billed is one.billed, name
        assert np.array_equal(stet.shown, photo()), name
        assert np.array_equal(stet.mask, mask), name
        assert stet.workspace.draft == draft, name
        assert not stet.is_judging, name
        stet.press("Dismiss", stet.panels.jobs)
        assert stet.panels.jobs.counts.failed == 0
    assert len(service.billed) <= sum(one.billed is not FREE for one in GROUPS[group])


def test_after_a_fault_it_is_asked_again_only_by_a_click(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    stet = sit(photograph)
    set_up(stet, previews=0)
    service.next(Fault.SERVER_ERROR)
    stet.generate()
    stet.wait(lambda: stet.panels.jobs.counts.failed == 1)
    stet.press("Try again", stet.panels.jobs)
    stet.wait(lambda: stet.is_judging)
    assert len(service.paid_requests) == 2
    first, second = service.paid_requests
    assert first.fields == second.fields
    assert [one.data for one in first.files] == [one.data for one in second.files]
    assert stet.panels.jobs.counts.failed == 0


def test_a_limited_pace_is_waited_out(sit: Sit, service: ImageService, photograph: Path) -> None:
    stet = sit(photograph)
    set_up(stet, previews=0)
    service.next(Fault.rate_limited(0.5))
    stet.generate()
    stet.sees("Waiting 1 s: the service's limit of")
    stet.wait(lambda: stet.is_judging)
    assert [len(service.paid_requests), len(service.billed)] == [2, 1]
    assert stet.history_size == 1


@pytest.mark.parametrize("fault", [Fault.OTHER_SIZE, Fault.WITH_ALPHA], ids=str)
def test_an_answer_of_another_kind_is_laid_in_all_the_same(
    sit: Sit, service: ImageService, photograph: Path, fault: Fault
) -> None:
    stet = sit(photograph)
    set_up(stet, previews=0)
    mask = stet.mask
    service.next(fault)
    stet.generate()
    stet.wait(lambda: stet.is_judging)
    stet.press("Use this")
    stet.wait(lambda: stet.content == stet.newest().results[0].picture.content)
    assert np.array_equal(stet.picture[mask == 0], photo()[mask == 0])


def test_nobody_listens(sit: Sit, service: ImageService, photograph: Path) -> None:
    with ImageService() as gone:
        url = gone.url
    stet = sit(photograph, url=url)
    set_up(stet, previews=0)
    stet.generate()
    stet.sees("nothing answers at 127.0.0.1")
    stet.press("Cancel", stet.panels.jobs)
    stet.sees("Cancelled.")
    assert not service.requests
    assert np.array_equal(stet.shown, photo())
    assert stet.mask.any()
