"""Whatever goes wrong between Generate and the history: what is said, billed, kept, and how often
the service was asked."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from desktop.api.image_client import ImageClient
from desktop.domain.edit import Outcome
from desktop.domain.job_events import Waiting
from desktop.domain.problems import Billed, ProblemKind, fail
from desktop.jobs.retry import MOST_ATTEMPTS, REFUSED_ATTEMPTS
from desktop.storage.library import Library
from tests.builders import Studio, studio_for
from tests.fakes.faults import Fault
from tests.fakes.image_service import KEY, ImageService

MAYBE, YES, NO = Billed.MAYBE, Billed.YES, Billed.NO


@dataclass(frozen=True, kw_only=True)
class Ends:
    """How an edit with a fault must end; `kept` is the state of the journal entry that stays."""

    kind: ProblemKind
    billed: Billed = NO
    outcome: Outcome = Outcome.FAILED
    kept: str | None = None


ENDS = {
    "INVALID_KEY": Ends(kind=ProblemKind.KEY_WRONG),
    "NOT_VERIFIED": Ends(kind=ProblemKind.NOT_VERIFIED),
    "MODEL_NOT_FOUND": Ends(kind=ProblemKind.MODEL_NOT_FOUND),
    "QUOTA": Ends(kind=ProblemKind.QUOTA),
    "BILLING_HARD_LIMIT": Ends(kind=ProblemKind.BILLING_LIMIT),
    "BAD_SIZE": Ends(kind=ProblemKind.BAD_SIZE),
    "MODERATION_BLOCKED": Ends(kind=ProblemKind.REFUSED, outcome=Outcome.REFUSED),
    "MODERATION_BLOCKED_OUTPUT": Ends(
        kind=ProblemKind.REFUSED, billed=MAYBE, outcome=Outcome.REFUSED
    ),
    "TOO_LARGE_413": Ends(kind=ProblemKind.UPLOAD_TOO_LARGE),
    "SERVER_ERROR": Ends(kind=ProblemKind.SERVER_ERROR, billed=MAYBE),
    "HTML_502": Ends(kind=ProblemKind.SERVER_ERROR, billed=MAYBE),
    "HTML_200": Ends(kind=ProblemKind.ANSWER_NOT_JSON, billed=MAYBE, kept="complete"),
    "EMPTY_200": Ends(kind=ProblemKind.ANSWER_EMPTY, billed=MAYBE),
    "EMPTY_DATA": Ends(kind=ProblemKind.ANSWER_EMPTY, billed=MAYBE, kept="complete"),
    "CUT_IN_BODY": Ends(kind=ProblemKind.ANSWER_CUT, billed=MAYBE, kept="partial"),
    "CUT_BEFORE_HEAD": Ends(kind=ProblemKind.CONNECTION_CUT, billed=MAYBE),
    "BROKEN_BASE64": Ends(kind=ProblemKind.ANSWER_NOT_PICTURE, billed=YES, kept="complete"),
    "NOT_PICTURE": Ends(kind=ProblemKind.ANSWER_NOT_PICTURE, billed=YES, kept="complete"),
    "TRUNCATED": Ends(kind=ProblemKind.ANSWER_NOT_PICTURE, billed=YES, kept="complete"),
    "URL_GONE": Ends(kind=ProblemKind.PICTURE_NOT_FETCHED, billed=YES, kept="complete"),
}

STREAM_ENDS = {
    "STREAM_ENDS_EARLY": Ends(kind=ProblemKind.STREAM_ENDED, billed=MAYBE, kept="complete"),
    "STREAM_NESTED_ERROR": Ends(kind=ProblemKind.SERVER_ERROR, billed=MAYBE, kept="complete"),
    "NOT_PICTURE": Ends(kind=ProblemKind.ANSWER_NOT_PICTURE, billed=YES, kept="complete"),
    "RESET_IN_BODY": Ends(kind=ProblemKind.ANSWER_CUT, billed=MAYBE, kept="partial"),
}


def check(studio: Studio, service: ImageService, ends: Ends, previews: int) -> None:
    """One edit ends as it must, after one request, with everything else as it was."""
    order = studio.order(previews=previews)
    done = studio.run(order)
    assert done.problem is not None, "it went well"
    assert (done.problem.kind, done.problem.billed) == (ends.kind, ends.billed)
    assert len(service.paid_requests) == 1
    assert studio.naps.taken == []
    row = studio.library.history.get(order.id)
    assert (row.outcome, row.problem, row.results) == (ends.outcome, done.problem, ())
    assert (row.recipe, row.inputs) == (order.recipe, order.inputs)
    assert studio.states() == ({order.id: ends.kept} if ends.kept else {})
    report = studio.library.check()
    assert report.is_clean, report.sentences
    assert KEY not in f"{done.problem}{row}"


@pytest.mark.parametrize("name", ENDS)
def test_a_plain_answer(service: ImageService, studio: Studio, name: str) -> None:
    service.next(Fault.named(name))
    check(studio, service, ENDS[name], previews=0)


@pytest.mark.parametrize("name", STREAM_ENDS)
def test_a_stream(service: ImageService, studio: Studio, name: str) -> None:
    service.next(Fault.named(name))
    check(studio, service, STREAM_ENDS[name], previews=2)


def test_whatever_the_service_booked_is_never_called_free() -> None:
    for name, ends in {**ENDS, **STREAM_ENDS}.items():
        assert not Fault.named(name).is_billed or ends.billed is not NO, name


def test_an_edit_keeps_picture_mask_and_references(service: ImageService, studio: Studio) -> None:
    service.next(Fault.SERVER_ERROR)
    order = studio.edit_order(references=(studio.picture(),))
    done = studio.run(order)
    assert done.problem is not None
    inputs = studio.library.history.get(order.id).inputs
    assert inputs == order.inputs
    assert inputs.picture is not None
    assert inputs.mask is not None
    for content in (inputs.picture.content, inputs.mask, inputs.references[0].content):
        assert studio.library.pictures.verify(content)


def test_a_refusal_tells_what_was_objected_to(service: ImageService, studio: Studio) -> None:
    service.next(Fault.moderation_blocked(["violence", "self-harm"], stage="input"))
    order = studio.order()
    studio.run(order)
    problem = studio.library.history.get(order.id).problem
    assert problem is not None
    assert (problem.stage, problem.categories) == ("input", ("violence", "self-harm"))
    assert problem.request_id == service.paid_requests[0].request_id


def test_previews_of_a_stream_that_broke_off_are_kept(
    service: ImageService, studio: Studio
) -> None:
    service.next(Fault.STREAM_ENDS_EARLY)
    order = studio.order(previews=2)
    studio.run(order)
    (left,) = studio.library.journal.unsettled()
    assert left.previews == 2
    head, body = studio.library.journal.take_up(order.id).read_answer()
    assert (head.status, body) == (200, service.paid_requests[0].answer.body)  # type: ignore[union-attr]


class TestSentAgain:
    """Only what certainly costs nothing is sent again without asking."""

    def test_a_limit_is_waited_out(self, service: ImageService, studio: Studio) -> None:
        service.next(Fault.rate_limited(2.5), Fault.SLOW_DOWN, Fault.OVERLOADED)
        done = studio.run(studio.order())
        assert done.edit is not None, done.problem
        assert len(service.paid_requests) == 4
        assert studio.naps.taken[0] == 2.5
        assert len(studio.naps.taken) == 3
        assert len(service.billed) == 1
        assert done.names == ["Prepared", *["Sent", "Waiting"] * 3, "Sent", "Received"]
        waits = [event for event in done.events if isinstance(event, Waiting)]
        assert [wait.attempt for wait in waits] == [1, 2, 3]
        assert waits[0].problem.kind is ProblemKind.RATE_LIMITED
        assert studio.states() == {}

    def test_a_long_wait_is_honoured(self, service: ImageService, studio: Studio) -> None:
        service.next(Fault.RATE_LIMITED_LONG)
        studio.run(studio.order())
        assert studio.naps.taken == [300]

    def test_not_for_ever(self, service: ImageService, studio: Studio) -> None:
        service.always(Fault.OVERLOADED)
        order = studio.order()
        done = studio.run(order)
        assert done.problem is not None
        assert done.problem.kind is ProblemKind.OVERLOADED
        assert len(service.paid_requests) == MOST_ATTEMPTS
        assert studio.library.history.get(order.id).outcome is Outcome.FAILED
        assert (studio.states(), service.billed) == ({}, [])

    def test_never_after_a_fault_that_may_have_been_billed(
        self, service: ImageService, studio: Studio
    ) -> None:
        service.next(Fault.OVERLOADED, Fault.SERVER_ERROR)
        done = studio.run(studio.order())
        assert done.problem is not None
        assert done.problem.billed is MAYBE
        assert len(service.paid_requests) == 2

    def test_pacing_inside_a_stream_that_began_to_work_is_not_sent_again(
        self, service: ImageService, studio: Studio
    ) -> None:
        from tests.fakes import refusals

        service.next(Fault.stream_error(refusals.images_per_minute(1)))
        done = studio.run(studio.order(previews=2))
        assert done.problem is not None
        assert (done.problem.kind, done.problem.billed) == (ProblemKind.RATE_LIMITED, MAYBE)
        assert len(service.paid_requests) == 1


@contextmanager
def closed_port() -> Iterator[int]:
    """A port of this computer at which nothing listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def test_nothing_listens_there(library: Library) -> None:
    with closed_port() as port:
        studio = studio_for(library, f"http://127.0.0.1:{port}/v1", KEY)
        order = studio.order()
        done = studio.run(order)
    assert done.problem is not None
    assert (done.problem.kind, done.problem.billed) == (ProblemKind.CONNECTION_REFUSED, NO)
    assert len(studio.naps.taken) == REFUSED_ATTEMPTS - 1
    assert (studio.states(), library.check().is_clean) == ({}, True)


def test_no_network(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: object, **_named: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    studio = studio_for(library, "https://service.invalid/v1", KEY)
    done = studio.run(studio.order())
    assert done.problem is not None
    assert (done.problem.kind, done.problem.billed) == (ProblemKind.NO_NETWORK, NO)
    assert "service.invalid" in done.problem.sentence
    assert (studio.naps.taken, studio.states()) == ([], {})


class TestBeforeAnythingIsSent:
    """What fails so early leaves no row and no entry."""

    def test_no_key(self, service: ImageService, library: Library) -> None:
        def no_key(_profile: str) -> ImageClient:
            raise fail(ProblemKind.KEY_MISSING)

        studio = Studio(library, no_key)
        order = studio.order()
        done = studio.run(order)
        assert done.problem is not None
        assert done.problem.kind is ProblemKind.KEY_MISSING
        assert library.history.find(order.id) is None
        assert (studio.states(), done.events, service.requests) == ({}, [], [])

    def test_an_address_that_is_not_safe(self, library: Library) -> None:
        studio = studio_for(library, "http://example.com/v1", KEY)
        done = studio.run(studio.order())
        assert done.problem is not None
        assert (done.problem.kind, done.problem.billed) == (ProblemKind.ADDRESS_REFUSED, NO)

    def test_a_picture_that_is_gone(self, service: ImageService, studio: Studio) -> None:
        order = studio.edit_order()
        assert order.inputs.picture is not None
        studio.library.pictures.path(order.inputs.picture.content).unlink()
        done = studio.run(order)
        assert done.problem is not None
        assert done.problem.kind is ProblemKind.PICTURE_GONE
        assert (service.requests, studio.states()) == ([], {})
