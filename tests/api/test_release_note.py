"""News of a version: asked of one address, believed only with its makers' signature."""

from __future__ import annotations

import asyncio
import base64
import json
import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from desktop.api.release_note import CONTEXT, is_signed, newest_release, read_note
from desktop.domain.update import NoNews, Release, UpdateSource
from tests.api.exchange import Handler, small_server

MAKER = SigningKey(bytes(range(32)))
STRANGER = SigningKey(bytes(range(1, 33)))
SOURCE = UpdateSource(
    address="https://news.example/stet", key=base64.b64encode(bytes(MAKER.verify_key)).decode()
)
TOLD = {"version": "9.1.0", "page": "https://news.example/9.1.0"}


def note(told: object = None, key: SigningKey = MAKER, context: bytes = CONTEXT) -> bytes:
    text = json.dumps(TOLD if told is None else told).encode()
    return base64.b64encode(key.sign(context + text).signature) + b"\n" + text


def test_a_note_of_the_makers_is_believed() -> None:
    assert read_note(note(), SOURCE) == Release(version="9.1.0", page="https://news.example/9.1.0")


# RFC 8032, section 7.1, test 3
PUBLIC = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
SIGNATURE = (
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)


def test_signatures_are_those_of_the_standard() -> None:
    key = base64.b64encode(bytes.fromhex(PUBLIC)).decode()
    signature = base64.b64encode(bytes.fromhex(SIGNATURE))
    assert is_signed(signature, bytes.fromhex("af82"), key)
    assert not is_signed(signature, bytes.fromhex("af83"), key)


@pytest.mark.parametrize(
    "forged",
    [
        note(key=STRANGER),
        note(context=b""),
        note() + b" ",
        note().replace(b"9.1.0", b"9.2.0"),
        note().partition(b"\n")[2],
        b"\n" + note().partition(b"\n")[2],
        b"not base64\n{}",
        b"",
    ],
)
def test_what_anybody_else_says_is_not_believed(forged: bytes) -> None:
    heard = read_note(forged, SOURCE)
    assert isinstance(heard, NoNews)
    assert heard.sentence.startswith("What news.example says is not signed")


@given(st.binary(max_size=300))
def test_any_bytes_are_heard_without_a_fault(noise: bytes) -> None:
    assert isinstance(read_note(noise, SOURCE), NoNews)


@pytest.mark.parametrize(
    "told",
    [
        {"version": "9.1.0"},
        {"version": "soon", "page": "https://news.example"},
        {"version": 9, "page": "https://news.example"},
        {"version": "9.1.0", "page": "http://news.example"},
        {"version": "9.1.0", "page": "javascript:alert(1)"},
        {"version": "9.1.0", "page": 7},
        [],
        "9.1.0",
    ],
)
def test_a_signed_note_that_makes_no_sense_is_no_news(told: object) -> None:
    heard = read_note(note(told), SOURCE)
    assert isinstance(heard, NoNews)
    assert "can read" in heard.sentence


# over the wire


def answering(status: bytes, body: bytes, seen: list[bytes]) -> Handler:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        head = b"HTTP/1.1 %s\r\nlocation: /elsewhere\r\ncontent-length: %d\r\n\r\n"
        writer.write(head % (status, len(body)) + body)
        await writer.drain()

    return handle


def ask(handler: Handler, context: ssl.SSLContext) -> Release | NoNews:
    async def main() -> Release | NoNews:
        async with small_server(handler, context) as port:
            source = replace(SOURCE, address=f"https://127.0.0.1:{port}/stet")
            return await asyncio.to_thread(newest_release, source)

    return asyncio.run(main())


Asked = Callable[[bytes, bytes], tuple[Release | NoNews, list[bytes]]]


@pytest.fixture
def asked(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Asks a server of this test's own, with that status and body; and what it was sent."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def run(status: bytes, body: bytes) -> tuple[Release | NoNews, list[bytes]]:
        seen: list[bytes] = []
        return ask(answering(status, body, seen), context), seen

    return run


def test_the_question_tells_nothing_about_the_designer(asked: Asked) -> None:
    heard, seen = asked(b"200 OK", note())
    assert isinstance(heard, Release)
    (head,) = seen
    lines = head.decode().strip().split("\r\n")
    assert lines[0] == "GET /stet HTTP/1.1"
    names = {line.partition(":")[0].lower() for line in lines[1:]}
    assert names <= {"host", "accept", "accept-encoding", "connection", "user-agent"}
    assert "user-agent: stet" in head.decode().lower().split("\r\n")


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (b"302 Found", b"", "status 302"),
        (b"500 Broken", b"", "status 500"),
        (b"200 OK", b"x" * 20_000, "too long"),
        (b"200 OK", b"<html>", "not signed"),
    ],
)
def test_other_answers_are_no_news(asked: Asked, status: bytes, body: bytes, words: str) -> None:
    heard, seen = asked(status, body)
    assert isinstance(heard, NoNews)
    assert words in heard.sentence
    assert len(seen) == 1, "it follows no redirect and asks once"


def test_a_server_that_nobody_vouches_for_is_no_news(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    heard, seen = asked(b"200 OK", note())
    assert isinstance(heard, NoNews)
    assert seen == []


def test_nobody_there_is_no_news() -> None:
    heard = newest_release(replace(SOURCE, address="https://127.0.0.1:9/stet"))
    assert isinstance(heard, NoNews)
    assert heard.sentence.startswith("127.0.0.1 could not be asked:")
