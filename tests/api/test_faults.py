"""Every way in which the fake service can fail ends in the right problem, after one request."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from desktop.api.answer import read_previews, read_rescued
from desktop.api.openai_client import OpenAIClient
from desktop.domain.problems import Billed, ProblemKind
from tests.api.exchange import (
    EDIT,
    GENERATE,
    HASTY,
    KEY,
    QUICK,
    Exchange,
    exchange,
    profile,
    small_server,
)
from tests.fakes import refusals
from tests.fakes.effects import Refuse
from tests.fakes.faults import FAULTS, Fault
from tests.fakes.image_service import ImageService


@pytest.fixture(scope="module")
def running() -> Iterator[ImageService]:
    with ImageService(key=KEY) as service:
        yield service


@pytest.fixture(autouse=True)
def one_store_of_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading the system's takes 50 ms, which no test here needs."""
    import httpcore2

    monkeypatch.setattr(httpcore2, "default_ssl_context", lambda **_options: _NO_CERTIFICATES)


_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass(frozen=True)
class Ends:
    """How a request with a fault must end; `billed` None where it depends on the moment."""

    kind: ProblemKind
    billed: Billed | None = Billed.NO
    retry_after: float | None = None


GOOD = None
"""Pictures arrive in spite of it."""

MAYBE = Billed.MAYBE
_CUT = Ends(ProblemKind.ANSWER_CUT, MAYBE)
_LOST = Ends(ProblemKind.CONNECTION_CUT, MAYBE)
_SILENT = Ends(ProblemKind.TIMEOUT, MAYBE)
_EMPTY = Ends(ProblemKind.ANSWER_EMPTY, MAYBE)
_FAULTY = Ends(ProblemKind.SERVER_ERROR, MAYBE)
_PAGE = Ends(ProblemKind.ANSWER_NOT_JSON, MAYBE)
_ENDED = Ends(ProblemKind.STREAM_ENDED, MAYBE)
_SPENT = Ends(ProblemKind.SPEND_LIMIT)

ENDS: dict[str, Ends | None] = {
    "MODERATION_BLOCKED": Ends(ProblemKind.REFUSED),
    "MODERATION_BLOCKED_OUTPUT": Ends(ProblemKind.REFUSED, MAYBE),
    "BAD_SIZE": Ends(ProblemKind.BAD_SIZE),
    "BAD_QUALITY": Ends(ProblemKind.BAD_OPTION),
    "BAD_IMAGE": Ends(ProblemKind.BAD_UPLOAD),
    "UNSUPPORTED_MIMETYPE": Ends(ProblemKind.BAD_UPLOAD),
    "MISSING_MIMETYPE": Ends(ProblemKind.BAD_UPLOAD),
    "UNKNOWN_PARAMETER": Ends(ProblemKind.UNKNOWN_OPTION),
    "PROMPT_TOO_LONG": Ends(ProblemKind.BAD_REQUEST),
    "TRANSPARENT_REFUSED": Ends(ProblemKind.BAD_OPTION),
    "BILLING_HARD_LIMIT": Ends(ProblemKind.BILLING_LIMIT),
    "INVALID_KEY": Ends(ProblemKind.KEY_WRONG),
    "NOT_VERIFIED": Ends(ProblemKind.NOT_VERIFIED),
    "COUNTRY": Ends(ProblemKind.COUNTRY),
    "FORBIDDEN": Ends(ProblemKind.ACCESS_DENIED),
    "MODEL_NOT_FOUND": Ends(ProblemKind.MODEL_NOT_FOUND),
    "TIMEOUT_408": _SILENT,
    "CONFLICT_409": Ends(ProblemKind.BAD_REQUEST),
    "TOO_LARGE_413": Ends(ProblemKind.UPLOAD_TOO_LARGE),
    "RATE_LIMITED": Ends(ProblemKind.RATE_LIMITED, retry_after=2),
    "RATE_LIMITED_DATE": Ends(ProblemKind.RATE_LIMITED, retry_after=30),
    "RATE_LIMITED_LONG": Ends(ProblemKind.RATE_LIMITED, retry_after=300),
    "RATE_LIMITED_NO_HEADER": Ends(ProblemKind.RATE_LIMITED, retry_after=12),
    "TOKENS_LIMITED": Ends(ProblemKind.RATE_LIMITED, retry_after=2),
    "SLOW_DOWN": Ends(ProblemKind.SLOW_DOWN),
    "QUOTA": Ends(ProblemKind.QUOTA),
    "QUOTA_NO_RETRY": Ends(ProblemKind.QUOTA),
    "CREDIT_EXHAUSTED": Ends(ProblemKind.QUOTA),
    "ORGANIZATION_SPEND_LIMIT": _SPENT,
    "PROJECT_SPEND_LIMIT": _SPENT,
    "ORGANIZATION_USAGE_LIMIT": _SPENT,
    "SERVER_ERROR": _FAULTY,
    "SERVER_ERROR_RETRY": _FAULTY,
    "OVERLOADED": Ends(ProblemKind.OVERLOADED),
    "HTML_200": _PAGE,
    "HTML_404": Ends(ProblemKind.ANSWER_NOT_JSON),
    "HTML_413": Ends(ProblemKind.UPLOAD_TOO_LARGE),
    "HTML_502": _FAULTY,
    "HTML_504": _FAULTY,
    "PROXY_REFUSES_407": Ends(ProblemKind.PROXY),
    "MOVED": Ends(ProblemKind.ADDRESS_MOVED),
    "EMPTY_200": _EMPTY,
    "EMPTY_204": _EMPTY,
    "ERROR_IN_200": _FAULTY,
    "BROKEN_JSON_200": _CUT,
    "RESET_IN_UPLOAD": Ends(ProblemKind.CONNECTION_CUT, billed=None),
    "CUT_BEFORE_HEAD": _LOST,
    "RESET_BEFORE_HEAD": _LOST,
    "HANG_BEFORE_HEAD": _SILENT,
    "CUT_AFTER_HEAD": _CUT,
    "RESET_AFTER_HEAD": _CUT,
    "HANG_AFTER_HEAD": _SILENT,
    "CUT_IN_BODY": _CUT,
    "CUT_IN_BODY_CHUNKED": _CUT,
    "CUT_IN_BODY_UNFRAMED": _CUT,
    "RESET_IN_BODY": _CUT,
    "HANG_IN_BODY": _SILENT,
    "TRICKLE": GOOD,
    "EMPTY_DATA": _EMPTY,
    "NO_DATA": _EMPTY,
    "NULL_BASE64": _EMPTY,
    "URL": GOOD,
    "URL_GONE": GOOD,
    "DATA_URL": GOOD,
    "NO_USAGE": GOOD,
    "NO_USAGE_DETAILS": GOOD,
    "ONLY_DATA": GOOD,
    "FEWER_PICTURES": GOOD,
    "AS_TEXT": GOOD,
    "GZIPPED": GOOD,
    "UNASKED_STREAM": GOOD,
    "JSON_FOR_STREAM": GOOD,
    "BROKEN_BASE64": Ends(ProblemKind.ANSWER_NOT_PICTURE, Billed.YES),
    "NOT_PICTURE": GOOD,
    "TRUNCATED": GOOD,
    "OTHER_SIZE": GOOD,
    "SIZES_DIFFER": GOOD,
    "WITH_ALPHA": GOOD,
    "OTHER_FORMAT": GOOD,
}

STREAM_ENDS: dict[str, Ends | None] = {
    "CUT_IN_BODY_UNFRAMED": _ENDED,
    "STREAM_UNKNOWN_EVENT": GOOD,
    "STREAM_COMMENTS": GOOD,
    "STREAM_DONE": GOOD,
    "STREAM_DONE_EARLY": _ENDED,
    "STREAM_NESTED_ERROR": _FAULTY,
    "STREAM_FLAT_ERROR": _FAULTY,
    "STREAM_ENDS_EARLY": _ENDED,
    "STREAM_LAST_LINE_OPEN": GOOD,
    "STREAM_BAD_JSON": _ENDED,
    "STREAM_FEWER_PARTIALS": GOOD,
    "STREAM_BROKEN_PARTIAL": GOOD,
    "STREAM_TWO_COMPLETED": GOOD,
    "STREAM_CRLF": GOOD,
}
"""Where a stream ends otherwise than a plain answer, and what only streams do."""

_SAME_FOR_STREAMS = {
    "EMPTY_DATA",
    "NO_DATA",
    "NULL_BASE64",
    "URL",
    "URL_GONE",
    "DATA_URL",
    "ONLY_DATA",
    "FEWER_PICTURES",
    "AS_TEXT",
    "UNASKED_STREAM",
    "NOT_PICTURE",
    "TRUNCATED",
    "OTHER_SIZE",
    "SIZES_DIFFER",
    "WITH_ALPHA",
    "OTHER_FORMAT",
}
"""What a stream cannot have, or what makes no difference to it."""

IN_STREAMS = {
    name: STREAM_ENDS.get(name, ENDS.get(name))
    for name, fault in FAULTS.items()
    if name not in _SAME_FOR_STREAMS
    and (not isinstance(fault.effect, Refuse) or name in {"RATE_LIMITED", "MODERATION_BLOCKED"})
}


def check(done: Exchange, ends: Ends | None) -> None:
    if ends is None:
        assert done.problem is None, done.problem
        assert done.answer is not None
        assert done.answer.pictures or done.answer.urls
        assert done.sink.is_finished
        return
    assert done.problem is not None, "it went well"
    assert done.problem.kind is ends.kind, done.problem
    assert ends.billed in {None, done.problem.billed}
    assert KEY not in str(done.problem)
    if ends.retry_after is not None:
        assert done.problem.retry_after == pytest.approx(ends.retry_after, abs=1.5)


def patience(name: str) -> object:
    return HASTY if name.startswith("HANG") else QUICK


def test_every_fault_is_in_the_tables() -> None:
    assert set(ENDS) | set(STREAM_ENDS) == set(FAULTS)


def run(running: ImageService, name: str, previews: int) -> tuple[Exchange, int]:
    """One request with that fault, and how many arrived."""
    before = len(running.requests)
    running.next(Fault.rate_limited_until(30) if name == "RATE_LIMITED_DATE" else FAULTS[name])
    request = replace(EDIT if previews else GENERATE, partial_images=previews)
    done = exchange(running.url, request, timeouts=patience(name))  # type: ignore[arg-type]
    running.release()
    return done, len(running.requests) - before


@pytest.mark.parametrize("name", ENDS)
def test_a_plain_answer_with_this_fault(running: ImageService, name: str) -> None:
    done, requests = run(running, name, previews=0)
    check(done, ENDS[name])
    assert requests <= 1


@pytest.mark.parametrize("name", IN_STREAMS)
def test_a_stream_with_this_fault(running: ImageService, name: str) -> None:
    done, requests = run(running, name, previews=2)
    check(done, IN_STREAMS[name])
    assert requests <= 1


def test_whatever_was_billed_is_told_as_billed_or_maybe(running: ImageService) -> None:
    """No fault of the service's makes Stet say that nothing was billed when it was."""
    for fault in FAULTS.values():
        ends = [table[fault.name] for table in (ENDS, STREAM_ENDS) if fault.name in table]
        for one in ends:
            if one is not None and fault.is_billed:
                assert one.billed is not Billed.NO, fault.name


@pytest.mark.parametrize(
    ("refusal", "kind", "billed"),
    [
        (refusals.moderation_blocked("output", ["violence"]), ProblemKind.REFUSED, Billed.MAYBE),
        (refusals.images_per_minute(9), ProblemKind.RATE_LIMITED, Billed.MAYBE),
        (refusals.spend_limit("insufficient_quota"), ProblemKind.QUOTA, Billed.MAYBE),
        (refusals.overloaded(), ProblemKind.OVERLOADED, Billed.MAYBE),
        (refusals.server_error(), ProblemKind.SERVER_ERROR, Billed.MAYBE),
    ],
)
@pytest.mark.parametrize("is_flat", [False, True], ids=["nested", "flat"])
def test_an_error_inside_a_stream(
    running: ImageService,
    refusal: refusals.Refusal,
    kind: ProblemKind,
    billed: Billed,
    is_flat: bool,
) -> None:
    running.next(Fault.stream_error(refusal, is_flat=is_flat))
    done = exchange(running.url, replace(EDIT, partial_images=2))
    check(done, Ends(kind, billed))
    assert done.problem is not None
    assert not done.problem.may_be_sent_again_alone
    assert "status 200" not in done.problem.text
    assert len(done.previews) == 2


@pytest.mark.parametrize("name", ["STREAM_ENDS_EARLY", "CUT_IN_BODY", "RESET_IN_BODY"])
def test_what_came_before_a_break_is_kept_and_can_be_rescued(
    running: ImageService, name: str
) -> None:
    share = Fault.cut(0.8, is_reset=name == "RESET_IN_BODY")
    running.next(FAULTS[name] if name.startswith("STREAM") else share)
    done = exchange(running.url, replace(EDIT, partial_images=3))
    assert done.problem is not None
    kept = bytes(done.sink.body)
    sent = running.requests[-1].answer
    assert sent is not None
    assert sent.body.startswith(kept)
    assert read_previews(kept) == tuple(done.previews)
    assert len(done.previews) >= 1 or name == "RESET_IN_BODY"
    assert done.sink.head is not None
    assert read_rescued(done.sink.head, kept).previews == tuple(done.previews)


def test_pictures_that_came_whole_before_a_cut_can_be_rescued(running: ImageService) -> None:
    running.next(Fault.cut(0.9))
    done = exchange(running.url, replace(GENERATE, count=3))
    assert done.problem is not None
    assert done.sink.head is not None
    rescued = read_rescued(done.sink.head, bytes(done.sink.body))
    assert len(rescued.pictures) == 2
    made = {billed.picture for billed in running.billed}
    assert set(rescued.pictures) <= made


def test_a_refusal_tells_stage_categories_and_request_id(running: ImageService) -> None:
    running.next(Fault.moderation_blocked(["violence", "self-harm"], stage="output"))
    found = exchange(running.url).problem
    assert found is not None
    assert (found.stage, found.categories) == ("output", ("violence", "self-harm"))
    assert found.request_id == running.requests[-1].request_id


def test_a_compressed_answer_is_kept_unpacked(running: ImageService) -> None:
    running.next(Fault.GZIPPED)
    done = exchange(running.url)
    assert done.sink.body.startswith(b"{")
    assert done.sink.head is not None
    assert "content-encoding" not in dict(done.sink.head.headers)


def test_a_stream_that_never_ends_after_its_picture_is_whole(running: ImageService) -> None:
    """Some gateways keep the line open; what was paid for has come by then."""
    streamed = replace(GENERATE, partial_images=1)
    body = bytes(exchange(running.url, streamed).sink.body)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n" + body)
        await reader.read()

    async def main() -> Exchange:
        async with small_server(answer) as port:
            client = OpenAIClient(profile(f"http://127.0.0.1:{port}/v1"), KEY, timeouts=HASTY)
            try:
                return await Exchange().run(client, streamed)
            finally:
                await client.close()

    check(asyncio.run(main()), GOOD)
