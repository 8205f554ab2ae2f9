"""Certificates, proxies, names, ports and large bodies: what the way to a service can be like."""

from __future__ import annotations

import asyncio
import socket
import ssl
import tracemalloc
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.api.connection import Timeouts
from desktop.api.network_errors import problem_of_failure
from desktop.api.openai_client import OpenAIClient
from desktop.domain.answer import AnswerHead
from desktop.domain.problems import Billed, ProblemKind
from tests.api.exchange import (
    GENERATE,
    KEY,
    QUICK,
    Exchange,
    Handler,
    exchange,
    profile,
    small_server,
)
from tests.fakes.image_service import ImageService

GOOD = b'{"data":[{"b64_json":"aGk="}]}'


def answering(body: bytes, seen: list[bytes] | None = None) -> Handler:
    """A server that reads one request and gives that body."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if seen is not None:
            seen.append(head)
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
            % len(body)
        )
        writer.write(body)
        await writer.drain()

    return handle


async def ask(url: str, *, allows_plain_http: bool = False) -> Exchange:
    own = profile(url, allows_plain_http=allows_plain_http)
    client = OpenAIClient(own, KEY, timeouts=QUICK)
    try:
        return await Exchange().run(client, GENERATE)
    finally:
        await client.close()


def talk(handler: Handler, scheme: str, context: ssl.SSLContext | None = None) -> Exchange:
    """One request to a small server of this test's own."""

    async def main() -> Exchange:
        async with small_server(handler, context) as port:
            return await ask(f"{scheme}://127.0.0.1:{port}/v1")

    return asyncio.run(main())


# certificates


def serving(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_certificate_that_nobody_vouches_for_stops_everything(certificate: Path) -> None:
    seen: list[bytes] = []
    found = talk(answering(GOOD, seen), "https", serving(certificate)).problem
    assert found is not None
    assert (found.kind, found.billed) == (ProblemKind.CERTIFICATE, Billed.NO)
    assert "self-signed" in found.sentence
    assert seen == []


def test_a_certificate_in_the_systems_store_is_trusted(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    done = talk(answering(GOOD), "https", serving(certificate))
    assert done.problem is None
    assert done.answer is not None


def test_https_where_nobody_speaks_it() -> None:
    async def speak_plainly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    found = talk(speak_plainly, "https").problem
    assert found is not None
    assert (found.kind, found.billed) == (ProblemKind.CERTIFICATE, Billed.NO)
    assert "no secure connection" in found.sentence


# nobody there


def test_nothing_listens() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    found = exchange(f"http://127.0.0.1:{port}/v1").problem
    assert found is not None
    assert (found.kind, found.billed) == (ProblemKind.CONNECTION_REFUSED, Billed.NO)
    assert found.may_be_sent_again_alone
    assert f"127.0.0.1:{port}" in found.sentence


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    found = exchange("https://nowhere.invalid/v1").problem
    assert found is not None
    assert (found.kind, found.billed) == (ProblemKind.NO_NETWORK, Billed.NO)
    assert "nowhere.invalid" in found.sentence


def test_a_port_that_takes_no_more_connections() -> None:
    """A full backlog drops what knocks, like a firewall that swallows it."""
    with closing(socket.socket()) as full, closing(socket.socket()) as knocking:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        knocking.connect(("127.0.0.1", port))
        patience = Timeouts(connect=0.3, read=5)
        found = exchange(f"http://127.0.0.1:{port}/v1", timeouts=patience).problem
    assert found is not None
    assert found.billed in {Billed.NO, Billed.MAYBE}
    assert found.kind in {ProblemKind.UNREACHABLE, ProblemKind.TIMEOUT}


@pytest.mark.parametrize(
    ("error", "kind", "billed"),
    [
        ("ConnectTimeout", ProblemKind.UNREACHABLE, Billed.NO),
        ("PoolTimeout", ProblemKind.UNREACHABLE, Billed.NO),
        ("ReadTimeout", ProblemKind.TIMEOUT, Billed.MAYBE),
        ("WriteTimeout", ProblemKind.TIMEOUT, Billed.MAYBE),
        ("ReadError", ProblemKind.CONNECTION_CUT, Billed.MAYBE),
        ("WriteError", ProblemKind.CONNECTION_CUT, Billed.MAYBE),
        ("RemoteProtocolError", ProblemKind.CONNECTION_CUT, Billed.MAYBE),
        ("ProxyError", ProblemKind.PROXY, Billed.NO),
        ("ConnectError", ProblemKind.NO_NETWORK, Billed.NO),
        ("UnsupportedProtocol", ProblemKind.ADDRESS_REFUSED, Billed.NO),
        ("LocalProtocolError", ProblemKind.BAD_REQUEST, Billed.NO),
    ],
)
def test_each_failure_of_the_network(error: str, kind: ProblemKind, billed: Billed) -> None:
    import httpx2

    from desktop.api.errors import Asked

    failure = getattr(httpx2, error)(f"words with {KEY}")
    asked = Asked(host="host", address="https://host/v1", seconds=42, keys=(KEY,))
    found = problem_of_failure(failure, asked)
    assert (found.kind, found.billed) == (kind, billed)
    assert KEY not in str(found)
    before = problem_of_failure(failure, replace(asked, is_sent=False))
    assert before.billed is Billed.NO
    assert "billed twice" not in before.text


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        (ConnectionRefusedError(111, "refused"), ProblemKind.CONNECTION_REFUSED),
        (OSError(101, "Network is unreachable"), ProblemKind.NO_NETWORK),
        (OSError(113, "No route to host"), ProblemKind.NO_NETWORK),
        (TimeoutError(110, "timed out"), ProblemKind.UNREACHABLE),
        (socket.gaierror(-2, "unknown"), ProblemKind.NO_NETWORK),
        (ssl.SSLError(1, "wrong version number"), ProblemKind.CERTIFICATE),
        (
            ExceptionGroup("all addresses", [OSError(101, "x"), ConnectionRefusedError(111, "y")]),
            ProblemKind.CONNECTION_REFUSED,
        ),
    ],
    ids=str,
)
def test_why_no_connection_came_about(cause: Exception, kind: ProblemKind) -> None:
    import httpx2

    from desktop.api.errors import Asked

    failure = httpx2.ConnectError("All connection attempts failed")
    failure.__cause__ = cause
    found = problem_of_failure(failure, Asked())
    assert (found.kind, found.billed) == (kind, Billed.NO)


# proxies


def test_the_systems_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []

    async def main() -> Exchange:
        async with small_server(answering(GOOD, seen)) as port:
            monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
            return await ask("http://gateway.example/v1", allows_plain_http=True)

    assert asyncio.run(main()).problem is None
    assert seen[0].startswith(b"POST http://gateway.example/v1/images/generations ")


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY"])
def test_nothing_for_this_computer_goes_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:1")
    with ImageService(key=KEY) as service:
        assert exchange(service.url).problem is None


def test_a_proxy_that_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")

    async def main() -> Exchange:
        async with small_server(refuse) as port:
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
            return await ask("https://api.example/v1")

    found = asyncio.run(main()).problem
    assert found is not None
    assert (found.kind, found.billed) == (ProblemKind.PROXY, Billed.NO)
    assert "Proxy Authentication Required" in found.sentence


# large answers


class CountingSink:
    """Takes an answer without keeping it."""

    length = 0

    def begin(self, head: AnswerHead) -> None:
        assert head.status == 200

    def write(self, chunk: bytes) -> None:
        self.length += len(chunk)

    def finish(self) -> None:
        pass


_PIECE = b"A" * 65_536


def _peak(start: bytes, pieces: int, end: bytes, content_type: bytes) -> tuple[int, int, int]:
    """Bytes at most held while such an answer comes in, its length, and its previews."""
    previews: list[int] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        length = len(start) + pieces * len(_PIECE) + len(end)
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n"
            % (content_type, length)
        )
        for part in (start, *[_PIECE] * pieces, end):
            writer.write(part)
            await writer.drain()

    async def main() -> tuple[int, int]:
        sink = CountingSink()
        async with small_server(handle) as port:
            client = OpenAIClient(profile(f"http://127.0.0.1:{port}/v1"), KEY, timeouts=QUICK)
            tracemalloc.start()
            try:
                await client.send(GENERATE, sink, lambda index, _data: previews.append(index))
                return tracemalloc.get_traced_memory()[1], sink.length
            finally:
                tracemalloc.stop()
                await client.close()

    peak, length = asyncio.run(main())
    return peak, length, len(previews)


def test_a_large_plain_answer_is_never_held_in_memory() -> None:
    exchange("http://127.0.0.1:1/v1")
    peak, length, _ = _peak(b'{"data":[{"b64_json":"', 1000, b'"}]}', b"application/json")
    assert length > 65_000_000
    assert peak < 12_000_000


def test_a_large_preview_is_held_little_more_than_twice() -> None:
    exchange("http://127.0.0.1:1/v1")
    start = b'data: {"type":"image_edit.partial_image","b64_json":"'
    peak, length, previews = _peak(start, 400, b'"}\n\n', b"text/event-stream")
    assert previews == 1
    assert length > 26_000_000
    assert peak < 2.9 * length
