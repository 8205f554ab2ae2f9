"""Every way in which an answer can go wrong, by name: `Fault.RATE_LIMITED`, `Fault.named("...")`.

Constants are the usual form of a fault; the functions of the same name in small letters take
parameters. `is_billed` says what the service books for it: unknown cases count as paid.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from tests.fakes import broken_rules as no
from tests.fakes import refusals as error
from tests.fakes.effects import (
    AnswerChange,
    Canned,
    Effect,
    Framing,
    How,
    Line,
    PictureChange,
    Refuse,
    Spoil,
    StreamChange,
    Where,
)
from tests.fakes.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One planned mishap: hand it to `service.next(...)` or `service.always(...)`."""

    name: str
    effect: Effect
    is_billed: bool

    # errors of the service (section 5.2); nothing is billed
    MODERATION_BLOCKED: ClassVar[Fault]
    MODERATION_BLOCKED_OUTPUT: ClassVar[Fault]
    BAD_SIZE: ClassVar[Fault]
    BAD_QUALITY: ClassVar[Fault]
    BAD_IMAGE: ClassVar[Fault]
    UNSUPPORTED_MIMETYPE: ClassVar[Fault]
    MISSING_MIMETYPE: ClassVar[Fault]
    UNKNOWN_PARAMETER: ClassVar[Fault]
    PROMPT_TOO_LONG: ClassVar[Fault]
    TRANSPARENT_REFUSED: ClassVar[Fault]
    BILLING_HARD_LIMIT: ClassVar[Fault]
    INVALID_KEY: ClassVar[Fault]
    NOT_VERIFIED: ClassVar[Fault]
    COUNTRY: ClassVar[Fault]
    FORBIDDEN: ClassVar[Fault]
    MODEL_NOT_FOUND: ClassVar[Fault]
    TIMEOUT_408: ClassVar[Fault]
    CONFLICT_409: ClassVar[Fault]
    TOO_LARGE_413: ClassVar[Fault]
    RATE_LIMITED: ClassVar[Fault]
    RATE_LIMITED_DATE: ClassVar[Fault]
    RATE_LIMITED_LONG: ClassVar[Fault]
    RATE_LIMITED_NO_HEADER: ClassVar[Fault]
    TOKENS_LIMITED: ClassVar[Fault]
    SLOW_DOWN: ClassVar[Fault]
    QUOTA: ClassVar[Fault]
    QUOTA_NO_RETRY: ClassVar[Fault]
    CREDIT_EXHAUSTED: ClassVar[Fault]
    ORGANIZATION_SPEND_LIMIT: ClassVar[Fault]
    PROJECT_SPEND_LIMIT: ClassVar[Fault]
    ORGANIZATION_USAGE_LIMIT: ClassVar[Fault]
    SERVER_ERROR: ClassVar[Fault]
    SERVER_ERROR_RETRY: ClassVar[Fault]
    OVERLOADED: ClassVar[Fault]
    # what gateways, proxies and wrong addresses answer
    HTML_200: ClassVar[Fault]
    HTML_404: ClassVar[Fault]
    HTML_413: ClassVar[Fault]
    HTML_502: ClassVar[Fault]
    HTML_504: ClassVar[Fault]
    PROXY_REFUSES_407: ClassVar[Fault]
    MOVED: ClassVar[Fault]
    EMPTY_200: ClassVar[Fault]
    EMPTY_204: ClassVar[Fault]
    ERROR_IN_200: ClassVar[Fault]
    BROKEN_JSON_200: ClassVar[Fault]
    # the line
    RESET_IN_UPLOAD: ClassVar[Fault]
    CUT_BEFORE_HEAD: ClassVar[Fault]
    RESET_BEFORE_HEAD: ClassVar[Fault]
    HANG_BEFORE_HEAD: ClassVar[Fault]
    CUT_AFTER_HEAD: ClassVar[Fault]
    RESET_AFTER_HEAD: ClassVar[Fault]
    HANG_AFTER_HEAD: ClassVar[Fault]
    CUT_IN_BODY: ClassVar[Fault]
    CUT_IN_BODY_CHUNKED: ClassVar[Fault]
    CUT_IN_BODY_UNFRAMED: ClassVar[Fault]
    RESET_IN_BODY: ClassVar[Fault]
    HANG_IN_BODY: ClassVar[Fault]
    TRICKLE: ClassVar[Fault]
    # the answer
    EMPTY_DATA: ClassVar[Fault]
    NO_DATA: ClassVar[Fault]
    NULL_BASE64: ClassVar[Fault]
    URL: ClassVar[Fault]
    URL_GONE: ClassVar[Fault]
    DATA_URL: ClassVar[Fault]
    NO_USAGE: ClassVar[Fault]
    NO_USAGE_DETAILS: ClassVar[Fault]
    ONLY_DATA: ClassVar[Fault]
    FEWER_PICTURES: ClassVar[Fault]
    AS_TEXT: ClassVar[Fault]
    GZIPPED: ClassVar[Fault]
    UNASKED_STREAM: ClassVar[Fault]
    JSON_FOR_STREAM: ClassVar[Fault]
    # the pictures
    BROKEN_BASE64: ClassVar[Fault]
    NOT_PICTURE: ClassVar[Fault]
    TRUNCATED: ClassVar[Fault]
    OTHER_SIZE: ClassVar[Fault]
    SIZES_DIFFER: ClassVar[Fault]
    WITH_ALPHA: ClassVar[Fault]
    OTHER_FORMAT: ClassVar[Fault]
    # the stream (rows of section 1.9); they change nothing in an answer that is no stream
    STREAM_UNKNOWN_EVENT: ClassVar[Fault]
    STREAM_COMMENTS: ClassVar[Fault]
    STREAM_DONE: ClassVar[Fault]
    STREAM_DONE_EARLY: ClassVar[Fault]
    STREAM_NESTED_ERROR: ClassVar[Fault]
    STREAM_FLAT_ERROR: ClassVar[Fault]
    STREAM_ENDS_EARLY: ClassVar[Fault]
    STREAM_LAST_LINE_OPEN: ClassVar[Fault]
    STREAM_BAD_JSON: ClassVar[Fault]
    STREAM_FEWER_PARTIALS: ClassVar[Fault]
    STREAM_BROKEN_PARTIAL: ClassVar[Fault]
    STREAM_TWO_COMPLETED: ClassVar[Fault]
    STREAM_CRLF: ClassVar[Fault]

    def __str__(self) -> str:
        return self.name

    def billed(self, *, is_billed: bool = True) -> Fault:
        """The same mishap, but the service has (or has not) made and booked the pictures."""
        return replace(self, is_billed=is_billed)

    @staticmethod
    def named(name: str) -> Fault:
        """The constant of that name, in any case; KeyError lists what there is."""
        found = FAULTS.get(name.upper().replace("-", "_"))
        if found is None:
            raise KeyError(f"No fault {name!r}; there are {', '.join(FAULTS)}")
        return found

    @staticmethod
    def refused(refusal: Refusal, *headers: tuple[str, str]) -> Fault:
        """Any error of `tests.fakes.refusals`."""
        return _refuse(refusal.code or str(refusal.status), refusal, *headers)

    @staticmethod
    def moderation_blocked(
        categories: Sequence[str] = ("violence",), stage: str = "input"
    ) -> Fault:
        return _refuse("MODERATION_BLOCKED", error.moderation_blocked(stage, categories))

    @staticmethod
    def rate_limited(retry_after: float | str | None = 2, *headers: tuple[str, str]) -> Fault:
        """`retry_after` in seconds, or the header's text; None sends no header."""
        wait = retry_after if isinstance(retry_after, int | float) else 12
        after = () if retry_after is None else (("retry-after", f"{retry_after}"),)
        return _refuse("RATE_LIMITED", error.images_per_minute(wait), *after, *headers)

    @staticmethod
    def rate_limited_until(seconds: float) -> Fault:
        """Retry-after as an HTTP date, that many seconds after the answer."""
        effect = Refuse(refusal=error.images_per_minute(seconds), retry_in=seconds)
        return Fault(name="RATE_LIMITED_DATE", effect=effect, is_billed=False)

    @staticmethod
    def canned(status: int, body: bytes = b"", content_type: str | None = None) -> Fault:
        """Any answer at all; counts as billed when the status is a good one."""
        effect = Canned(status=status, body=body, content_type=content_type)
        return Fault(name=f"CANNED_{status}", effect=effect, is_billed=200 <= status < 300)

    @staticmethod
    def cut(share: float = 0.5, *, is_reset: bool = False) -> Fault:
        """The line ends after that share of the body, by FIN or by RST."""
        how = How.RESET if is_reset else How.CUT
        return _line("RESET_IN_BODY" if is_reset else "CUT_IN_BODY", Where.IN_BODY, how, share)

    @staticmethod
    def hang(share: float) -> Fault:
        """Silence after that share of the body, until the test releases it."""
        return _line("HANG_IN_BODY", Where.IN_BODY, How.HANG, share)

    @staticmethod
    def trickle(pieces: int = 20, pause: float = 0.02) -> Fault:
        """The body comes in that many pieces with `pause` seconds between them."""
        effect = Line(where=Where.IN_BODY, how=How.TRICKLE, pieces=pieces, pause=pause)
        return Fault(name="TRICKLE", effect=effect, is_billed=True)

    @staticmethod
    def stream_error(refusal: Refusal, *, is_flat: bool = False) -> Fault:
        """That error inside a stream, after the partials, in place of the completed event."""
        change = StreamChange.FLAT_ERROR if is_flat else StreamChange.NESTED_ERROR
        return _spoil(f"STREAM_{change.name}", stream=change, error=refusal)


def _refuse(name: str, refusal: Refusal, *headers: tuple[str, str]) -> Fault:
    effect = Refuse(refusal=refusal.with_headers(*headers))
    return Fault(name=name, effect=effect, is_billed=False)


def _canned(name: str, effect: Canned) -> Fault:
    return Fault(name=name, effect=effect, is_billed=200 <= effect.status < 300)


def _page(name: str, status: int, title: str) -> Fault:
    """What a gateway shows to people; nobody knows whether the work behind it was done."""
    html = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body>"
    effect = Canned(status=status, body=html.encode(), content_type="text/html; charset=UTF-8")
    return Fault(name=name, effect=effect, is_billed=status in {200, 502, 504})


def _line(
    name: str, where: Where, how: How, share: float = 0.5, framing: Framing | None = None
) -> Fault:
    effect = Line(where=where, how=how, share=share, framing=framing)
    return Fault(name=name, effect=effect, is_billed=where is not Where.UPLOAD)


def _spoil(
    name: str,
    *,
    picture: PictureChange | None = None,
    answer: AnswerChange | None = None,
    stream: StreamChange | None = None,
    error: Refusal | None = None,
) -> Fault:
    effect = Spoil(picture=picture, answer=answer, stream=stream, error=error)
    return Fault(name=name, effect=effect, is_billed=True)


def _refusals() -> dict[str, Refusal]:
    """Section 5.2, row by row."""
    limited = error.images_per_minute(2)
    return {
        "MODERATION_BLOCKED": error.moderation_blocked("input", ["violence"]),
        "MODERATION_BLOCKED_OUTPUT": error.moderation_blocked("output", ["sexual", "violence"]),
        "BAD_SIZE": no.bad_size("1000x1000", "Width and height must both be divisible by 16."),
        "BAD_QUALITY": no.invalid_value("quality", "max", ("low", "medium", "high", "auto")),
        "BAD_IMAGE": no.bad_image(1),
        "UNSUPPORTED_MIMETYPE": no.octet_stream("image", "application/octet-stream"),
        "MISSING_MIMETYPE": no.untyped_file("image"),
        "UNKNOWN_PARAMETER": no.unknown_parameter("response_format"),
        "PROMPT_TOO_LONG": no.too_long("prompt", 32_001, 32_000),
        "TRANSPARENT_REFUSED": no.bad_combination(
            "background", "Transparent background is not supported for this model."
        ),
        "BILLING_HARD_LIMIT": error.billing_limit(),
        "INVALID_KEY": no.bad_key("sk-test-of-nobody"),
        "NOT_VERIFIED": error.not_verified("gpt-image-2"),
        "COUNTRY": error.country(),
        "FORBIDDEN": Refusal(status=403, message="You have insufficient permissions for this."),
        "MODEL_NOT_FOUND": no.model_not_found("gpt-image-2"),
        "TIMEOUT_408": error.timed_out(),
        "CONFLICT_409": Refusal(status=409, message="The resource was updated by another request."),
        "TOO_LARGE_413": error.body_too_large(),
        "RATE_LIMITED": limited.with_headers(("retry-after", "2")),
        "RATE_LIMITED_LONG": limited.with_headers(("retry-after", "300")),
        "RATE_LIMITED_NO_HEADER": error.images_per_minute(12),
        "TOKENS_LIMITED": error.tokens_per_minute(1.5).with_headers(("retry-after", "2")),
        "SLOW_DOWN": error.slow_down(),
        "QUOTA": error.spend_limit("insufficient_quota"),
        "QUOTA_NO_RETRY": error.spend_limit("insufficient_quota").with_headers(
            ("x-should-retry", "false")
        ),
        "CREDIT_EXHAUSTED": error.spend_limit("credit_balance_exhausted"),
        "ORGANIZATION_SPEND_LIMIT": error.spend_limit("organization_spend_limit_exceeded"),
        "PROJECT_SPEND_LIMIT": error.spend_limit("project_spend_limit_exceeded"),
        "ORGANIZATION_USAGE_LIMIT": error.spend_limit("organization_usage_limit_exceeded"),
        "SERVER_ERROR": error.server_error(),
        "SERVER_ERROR_RETRY": error.server_error().with_headers(("x-should-retry", "true")),
        "OVERLOADED": error.overloaded(),
    }


def _pages() -> tuple[Fault, ...]:
    body = json.dumps({"error": error.server_error().error()}).encode()
    moved = (("location", "/v2/images/generations"),)
    proxy = (("proxy-authenticate", 'Basic realm="office"'),)
    return (
        _page("HTML_200", 200, "Sign in to the network"),
        _page("HTML_404", 404, "404 Not Found"),
        _page("HTML_413", 413, "413 Request Entity Too Large"),
        _page("HTML_502", 502, "502 Bad Gateway"),
        _page("HTML_504", 504, "504 Gateway Time-out"),
        _canned("PROXY_REFUSES_407", Canned(status=407, headers=proxy)),
        _canned("MOVED", Canned(status=308, headers=moved)),
        _canned("EMPTY_200", Canned(status=200, content_type="application/json")),
        _canned("EMPTY_204", Canned(status=204)),
        _canned("ERROR_IN_200", Canned(status=200, body=body, content_type="application/json")),
        _canned(
            "BROKEN_JSON_200",
            Canned(status=200, body=b'{"created": 17900', content_type="application/json"),
        ),
    )


def _lines() -> tuple[Fault, ...]:
    body = Where.IN_BODY
    return (
        _line("RESET_IN_UPLOAD", Where.UPLOAD, How.RESET),
        _line("CUT_BEFORE_HEAD", Where.BEFORE_HEAD, How.CUT),
        _line("RESET_BEFORE_HEAD", Where.BEFORE_HEAD, How.RESET),
        _line("HANG_BEFORE_HEAD", Where.BEFORE_HEAD, How.HANG),
        _line("CUT_AFTER_HEAD", Where.AFTER_HEAD, How.CUT),
        _line("RESET_AFTER_HEAD", Where.AFTER_HEAD, How.RESET),
        _line("HANG_AFTER_HEAD", Where.AFTER_HEAD, How.HANG),
        _line("CUT_IN_BODY", body, How.CUT),
        _line("CUT_IN_BODY_CHUNKED", body, How.CUT, framing=Framing.CHUNKED),
        _line("CUT_IN_BODY_UNFRAMED", body, How.CUT, framing=Framing.CLOSE),
        _line("RESET_IN_BODY", body, How.RESET),
        _line("HANG_IN_BODY", body, How.HANG),
        Fault.trickle(),
    )


def _spoiled() -> tuple[Fault, ...]:
    failed = error.server_error()
    return (
        *(_spoil(change.name, answer=change) for change in AnswerChange),
        *(_spoil(change.name, picture=change) for change in PictureChange),
        *(_spoil(f"STREAM_{change.name}", stream=change, error=failed) for change in StreamChange),
    )


def _catalogue() -> dict[str, Fault]:
    refused = [_refuse(name, refusal) for name, refusal in _refusals().items()]
    found = (*refused, Fault.rate_limited_until(30), *_pages(), *_lines(), *_spoiled())
    return {fault.name: fault for fault in found}


FAULTS = _catalogue()
for _name, _fault in FAULTS.items():
    setattr(Fault, _name, _fault)
