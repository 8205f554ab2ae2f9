"""Failures on the way to a service and back: what happened, and whether anything had been sent."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace

from desktop.api.errors import Asked
from desktop.api.retry_after import in_words
from desktop.api.service_error import without_keys
from desktop.domain.problems import Billed, Problem, ProblemKind, ServiceWords, problem

_NO_NETWORK = frozenset(
    {errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}
)


_NO_NEWS = "Connection error."
"""All that the SDK itself says."""

_NOISE = (asyncio.CancelledError, LookupError)
"""What happens inside the transport on the way to its own exception."""


def network_exceptions() -> tuple[type[Exception], ...]:
    """What the connection may raise; TLS and end-of-stream errors can come through unwrapped."""
    # WORKAROUND https://github.com/pydantic/httpx2/issues/854
    import anyio
    import httpx2

    return (
        httpx2.HTTPError,
        httpx2.StreamError,
        httpx2.InvalidURL,
        ssl.SSLError,
        anyio.EndOfStream,
        TimeoutError,
    )


def problem_of_failure(
    error: BaseException, asked: Asked, *, request_id: str | None = None, has_begun: bool = False
) -> Problem:
    """The problem for an exception of the network; `has_begun`: the answer's head had come.

    Before a connection stands nothing was sent and nothing billed; afterwards it may have been.
    """
    words = ServiceWords(request_id=request_id, detail=_detail(error, asked))
    if has_begun:
        return _broken_off(error, asked, words)
    kind = _kind(error)
    found = problem(
        kind,
        words,
        billed=Billed.NO if kind in _NOTHING_SENT else None,
        host=asked.host,
        address=asked.address,
        reason=_reason(error, asked),
        time=in_words(round(asked.seconds)),
        suggestion=f"The system says: {words.detail}",
    )
    return found if asked.is_sent or found.billed is Billed.NO else _in_upload(found)


def _in_upload(found: Problem) -> Problem:
    """It broke before all of the request had left: nobody can have made anything of it."""
    return replace(
        found,
        billed=Billed.NO,
        remedy="The upload had not ended, so nothing was made; send it again.",
    )


def _broken_off(error: BaseException, asked: Asked, words: ServiceWords) -> Problem:
    import httpx2

    if isinstance(error, httpx2.TimeoutException):
        return problem(ProblemKind.TIMEOUT, words, time=in_words(round(asked.seconds)))
    return problem(ProblemKind.ANSWER_CUT, words)


_NOTHING_SENT = frozenset(
    {
        ProblemKind.NO_NETWORK,
        ProblemKind.UNREACHABLE,
        ProblemKind.PROXY,
        ProblemKind.CONNECTION_REFUSED,
        ProblemKind.CERTIFICATE,
        ProblemKind.ADDRESS_REFUSED,
        ProblemKind.BAD_REQUEST,
    }
)


def _kind(error: BaseException) -> ProblemKind:
    """By the outermost exception that httpx2 names; only a certificate is found deeper."""
    import httpx2

    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return ProblemKind.CERTIFICATE
    named = {
        httpx2.ConnectTimeout: ProblemKind.UNREACHABLE,
        httpx2.PoolTimeout: ProblemKind.UNREACHABLE,
        httpx2.ReadTimeout: ProblemKind.TIMEOUT,
        httpx2.WriteTimeout: ProblemKind.TIMEOUT,
        TimeoutError: ProblemKind.TIMEOUT,
        httpx2.ProxyError: ProblemKind.PROXY,
        httpx2.ConnectError: _kind_of_connect_error(causes),
        httpx2.InvalidURL: ProblemKind.ADDRESS_REFUSED,
        httpx2.UnsupportedProtocol: ProblemKind.ADDRESS_REFUSED,
        httpx2.LocalProtocolError: ProblemKind.BAD_REQUEST,
    }
    found = (named.get(type(cause)) for cause in causes)
    return next((kind for kind in found if kind), ProblemKind.CONNECTION_CUT)


def _kind_of_connect_error(causes: list[BaseException]) -> ProblemKind:
    """No connection came about: by what the system says about it."""
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return ProblemKind.CERTIFICATE
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return ProblemKind.NO_NETWORK
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return ProblemKind.CONNECTION_REFUSED
    if any(isinstance(cause, OSError) and cause.errno in _NO_NETWORK for cause in causes):
        return ProblemKind.NO_NETWORK
    timed_out = any(isinstance(cause, TimeoutError) for cause in causes)
    return ProblemKind.UNREACHABLE if timed_out else ProblemKind.NO_NETWORK


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and everything behind it, groups opened, each once."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [cause for cause in (current.__cause__, current.__context__) if cause]
        if isinstance(current, BaseExceptionGroup):
            waiting += current.exceptions


def _reason(error: BaseException, asked: Asked) -> str:
    """For the blank after a colon: the innermost words, without a full stop."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError) and cause.verify_message:
            return cause.verify_message.rstrip(".")
    if any(isinstance(cause, ssl.SSLError) for cause in _causes(error)):
        return "no secure connection could be agreed on"
    return _detail(error, asked).rstrip(".") or type(error).__name__


def _detail(error: BaseException, asked: Asked) -> str:
    """The system's own words, from the inside out, without the key."""
    causes = (one for one in _causes(error) if not isinstance(one, _NOISE))
    said = [text for text in dict.fromkeys(map(str, causes)) if text and text != _NO_NEWS]
    return without_keys("; ".join(reversed(said)), asked.keys)
