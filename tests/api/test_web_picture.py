"""Pictures from the web: only https, only the public internet, only so much."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from desktop.api import web_picture
from desktop.api.web_picture import fetch_web_picture, host_of, is_public, name_of
from desktop.domain.problems import ProblemError, ProblemKind
from tests.api.exchange import Handler, small_server

Fetch = Callable[..., tuple[bytes, list[bytes]]]


@pytest.fixture
def fetched(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Fetch:
    """Fetches `path` from a server of this test's own, which counts as public here."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def run(
        *answers: bytes, is_allowed: Callable[[str], bool] = lambda _one: True
    ) -> tuple[bytes, list[bytes]]:
        seen: list[bytes] = []

        async def main() -> bytes:
            async with small_server(answering(list(answers), seen), context) as port:
                address = f"https://127.0.0.1:{port}/a/first.png?x=1#part"
                return await fetch_web_picture(address, is_allowed=is_allowed)

        return asyncio.run(main()), seen

    return run


def answering(answers: list[bytes], seen: list[bytes]) -> Handler:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answers.pop(0))
        await writer.drain()

    return handle


def ok(body: bytes, kind: bytes = b"image/png") -> bytes:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n"
    return head % (kind, len(body)) + body


def moved(target: bytes) -> bytes:
    return b"HTTP/1.1 302 Found\r\nlocation: %s\r\ncontent-length: 0\r\n\r\n" % target


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(ProblemError) as caught:
        call()
    assert caught.value.problem.kind is ProblemKind.ADDRESS_NOT_FETCHED
    return caught.value.problem.sentence


def test_the_picture_comes_and_nothing_is_told(fetched: Fetch) -> None:
    data, (head,) = fetched(ok(b"\x89PNG picture"))
    assert data == b"\x89PNG picture"
    lines = head.decode().strip().split("\r\n")
    assert lines[0] == "GET /a/first.png?x=1 HTTP/1.1"
    names = {line.partition(":")[0].lower() for line in lines[1:]}
    assert names <= {"host", "accept", "accept-encoding", "connection", "user-agent"}


def test_a_redirect_is_followed(fetched: Fetch) -> None:
    data, seen = fetched(moved(b"/b/second.png"), ok(b"picture"))
    assert data == b"picture"
    assert seen[1].startswith(b"GET /b/second.png ")


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([moved(b"http://127.0.0.1/x.png")], "only https"),
        ([moved(b"file:///etc/passwd")], "only https"),
        ([moved(b"/again")] * 6, "on and on"),
        ([b"HTTP/1.1 404 Gone\r\ncontent-length: 0\r\n\r\n"], "status 404"),
        ([ok(b"<html>", b"text/html; charset=utf-8")], "a page"),
        ([ok(b"x")[:-1].replace(b"th: 1", b"th: 999999999")], "larger than 100 MB"),
    ],
)
def test_what_is_not_taken(fetched: Fetch, answers: list[bytes], words: str) -> None:
    assert words in refused(lambda: fetched(*answers))


def test_no_more_is_read_than_the_bound(fetched: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the answer does not say how long it is."""
    monkeypatch.setattr(web_picture, "LARGEST_PICTURE", 1000)
    endless = b"HTTP/1.1 200 OK\r\ncontent-type: image/png\r\n\r\n" + b"x" * 5000
    assert "larger than" in refused(lambda: fetched(endless))


def test_a_private_address_is_not_asked(fetched: Fetch) -> None:
    def call() -> object:
        return fetched(ok(b"secret of the router"), is_allowed=is_public)

    assert "private network" in refused(call)


@pytest.mark.parametrize(
    "address",
    ["http://example.org/a.png", "ftp://example.org/a.png", "https://", "https://u:p@example.org/",
     "https://example.org:99999/a.png", "https://example.org:0/a.png", "javascript:alert(1)"],
)  # fmt: skip
def test_addresses_that_are_refused_unasked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def asked(*_words: object) -> Awaitable[str]:
        raise AssertionError("nobody is asked")

    monkeypatch.setattr(web_picture, "_resolved", asked)
    refused(lambda: asyncio.run(fetch_web_picture(address)))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # an address to be refused
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::127.0.0.1", False),
        ("fec0::1", False),
        ("64:ff9b::a00:1", False),  # NAT64 of 10.0.0.1
        ("64:ff9b::808:808", True),  # NAT64 of 8.8.8.8
        ("64:ff9b:1::a00:1", False),
        ("2002:c0a8:101::1", False),  # 6to4 of 192.168.1.1
        ("nonsense", False),
    ],
)
def test_what_is_public(address: str, *, expected: bool) -> None:
    assert is_public(address) is expected


def test_names() -> None:
    assert name_of("https://a.example/x/sch%C3%B6n.png?y#z") == "schön.png"
    assert name_of("https://a.example/") == "a.example"
    assert host_of("https://name:secret@a.example:8443/x") == "a.example"
