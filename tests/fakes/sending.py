"""Puts an answer on the line: framing, waiting, cutting, resetting, trickling."""

from __future__ import annotations

import socket
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http.client import responses

from tests.fakes.answer import Answer, Headers
from tests.fakes.desk import Desk
from tests.fakes.effects import Framing, How, Line, Where
from tests.fakes.gate import HoldAt, Ticket, pause
from tests.fakes.records import SeenRequest, SentAnswer


@dataclass(frozen=True, slots=True)
class _Bytes:
    data: bytes


@dataclass(frozen=True, slots=True)
class _Pause:
    seconds: float


class _Wait:
    """At the gate."""


@dataclass(frozen=True, slots=True)
class _End:
    is_reset: bool


_Step = _Bytes | _Pause | _Wait | _End


class ClientLeftError(Exception):
    """The other end closed the line before the answer was whole."""


@dataclass(kw_only=True)
class Sending:
    """One answer on its way over one connection."""

    connection: socket.socket
    request: SeenRequest
    answer: Answer
    headers: Headers
    desk: Desk
    _ticket: Ticket = field(init=False)

    def send(self) -> bool:
        """True when the connection can be used for another request."""
        self._ticket = self.desk.gate.ticket()
        steps = _until_end(self._steps(self._ticket.hold_at))
        self._record(is_whole=False)
        last = max((i for i, step in enumerate(steps) if isinstance(step, _Bytes)), default=-1)
        is_whole = not any(isinstance(step, _End) for step in steps)
        try:
            for place, step in enumerate(steps):
                if is_whole and place == last:
                    self._mark()
                self._take(step)
        except (ClientLeftError, OSError):
            self._unmark()
            self.desk.ledger.mark_client_left(self.request)
            return False
        return is_whole and self._framing is not Framing.CLOSE

    @property
    def _framing(self) -> Framing:
        line = self.answer.line
        return line.framing if line and line.framing else self.answer.framing

    # --- what to do, in order

    def _steps(self, hold_at: HoldAt | None) -> Iterator[_Step]:
        line = self.answer.line
        hold_at = hold_at if self.answer.is_paid else None
        is_stream = self.answer.framing is Framing.CHUNKED
        if hold_at is HoldAt.HEAD or (hold_at is not None and not is_stream):
            yield _Wait()
            hold_at = None
        if line is not None and line.where is Where.BEFORE_HEAD:
            yield _step_of(line)
        if self.answer.content_type is None and not self.answer.body:
            yield _Bytes(self._head())
            return
        yield from self._head_and_body(line, hold_at)

    def _head_and_body(self, line: Line | None, hold_at: HoldAt | None) -> Iterator[_Step]:
        """The head goes alone only where something happens after it."""
        body = list(self._body_steps(line, hold_at))
        head = self._head()
        if line is not None and line.where is Where.AFTER_HEAD:
            yield _Bytes(head)
            yield _step_of(line)
        elif body and isinstance(body[0], _Bytes):
            body[0] = _Bytes(head + body[0].data)
        else:
            yield _Bytes(head)
        yield from body

    def _body_steps(self, line: Line | None, hold_at: HoldAt | None) -> Iterator[_Step]:
        """The pieces in their frames, with the line's fault after its share of the bytes."""
        in_body = line if line is not None and line.where is Where.IN_BODY else None
        if in_body is not None and in_body.how is How.TRICKLE:
            yield from self._trickle(in_body)
            return
        cuts = self._cut_pieces(in_body)
        for place, (piece, follows) in enumerate(cuts):
            is_last = place == len(cuts) - 1
            if hold_at is not None and is_last:
                yield _Wait()
            yield self._framed(piece, is_last=is_last)
            if follows is not None:
                yield follows

    def _cut_pieces(self, line: Line | None) -> list[tuple[bytes, _Step | None]]:
        """The pieces, one of them in two where the line fails, with what follows it there."""
        whole: list[tuple[bytes, _Step | None]] = [(piece, None) for piece in self.answer.pieces]
        left = round(len(self.answer.body) * line.share) if line else 0
        for place, piece in enumerate(self.answer.pieces):
            if line is not None and left <= len(piece):
                halves = ((piece[:left], _step_of(line)), (piece[left:], None))
                return [*whole[:place], *halves, *whole[place + 1 :]]
            left -= len(piece)
        return whole

    def _trickle(self, line: Line) -> Iterator[_Step]:
        body = self.answer.body
        length = max(1, -(-len(body) // line.pieces))
        for start in range(0, len(body), length):
            is_last = start + length >= len(body)
            yield self._framed(body[start : start + length], is_last=is_last)
            if not is_last:
                yield _Pause(line.pause)

    def _framed(self, data: bytes, *, is_last: bool = False) -> _Bytes:
        if self._framing is not Framing.CHUNKED:
            return _Bytes(data)
        chunk = b"%x\r\n%s\r\n" % (len(data), data) if data else b""
        return _Bytes(chunk + (b"0\r\n\r\n" if is_last else b""))

    def _head(self) -> bytes:
        answer = self.answer
        phrase = responses.get(answer.status, "Unknown")
        headers = list(self.headers)
        if answer.content_type is not None:
            headers.append(("content-type", answer.content_type))
        if answer.status not in {204, 304}:
            headers += _frame_headers(self._framing, len(answer.body))
        lines = [f"HTTP/1.1 {answer.status} {phrase}", *(f"{k}: {v}" for k, v in headers)]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    # --- doing it

    def _take(self, step: _Step) -> None:
        if isinstance(step, _Bytes):
            self.connection.sendall(step.data)
        elif isinstance(step, _Pause):
            if not pause(self.connection, step.seconds):
                raise ClientLeftError
        elif isinstance(step, _Wait):
            self.desk.ledger.add_held()
            if not self.desk.gate.wait(self._ticket, self.connection):
                raise ClientLeftError
        else:
            end_line(self.connection, is_reset=step.is_reset)

    # --- what is remembered

    def _mark(self) -> None:
        self._record(is_whole=True)
        if self.answer.is_paid:
            self.desk.ledger.mark_left(self.request, self.answer.pictures)

    def _unmark(self) -> None:
        was_whole = self.request.answer is not None and self.request.answer.is_whole
        self._record(is_whole=False)
        if was_whole and self.answer.is_paid:
            self.desk.ledger.unmark_left(self.request, self.answer.pictures)

    def _record(self, *, is_whole: bool) -> None:
        headers = list(self.headers)
        if self.answer.content_type is not None:
            headers.append(("content-type", self.answer.content_type))
        sent = SentAnswer(
            status=self.answer.status,
            headers=tuple(headers),
            body=self.answer.body,
            is_whole=is_whole,
        )
        self.desk.ledger.mark_answered(self.request, sent)


def _step_of(line: Line) -> _Step:
    if line.how is How.HANG:
        return _Wait()
    return _End(line.how is How.RESET)


def _until_end(steps: Iterable[_Step]) -> list[_Step]:
    """Nothing follows the end of a line."""
    taken: list[_Step] = []
    for step in steps:
        taken.append(step)
        if isinstance(step, _End):
            break
    return taken


def _frame_headers(framing: Framing, length: int) -> list[tuple[str, str]]:
    if framing is Framing.LENGTH:
        return [("content-length", str(length))]
    if framing is Framing.CHUNKED:
        return [("transfer-encoding", "chunked")]
    return [("connection", "close")]


def end_line(connection: socket.socket, *, is_reset: bool) -> None:
    """Makes the coming close an RST, or says FIN at once."""
    if is_reset:
        form = "hh" if sys.platform == "win32" else "ii"
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(form, 1, 0))
        return
    connection.shutdown(socket.SHUT_WR)
