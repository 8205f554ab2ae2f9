"""A gate at which answers wait until a test lets them go or their client leaves: no sleeping."""

from __future__ import annotations

import selectors
import socket
import threading
from dataclasses import dataclass
from enum import Enum, auto


class HoldAt(Enum):
    """Where a held answer waits: with nothing sent, or with all but the last picture sent."""

    HEAD = auto()
    LAST_PICTURE = auto()


@dataclass(frozen=True, slots=True)
class Ticket:
    """Taken when an answer is ready to go: a release after that moment is not missed."""

    hold_at: HoldAt | None
    opened: socket.socket


class Gate:
    """Closed until opened; waiting at it notices a client that leaves."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: list[socket.socket] = []
        self._is_shut_down = False
        self._hold_at: HoldAt | None = None
        self._renew()

    def hold(self, at: HoldAt) -> None:
        """From now on answers wait."""
        with self._lock:
            self._hold_at = at

    def release(self) -> None:
        """All that wait go on, and no later answer waits (a fault that hangs still does)."""
        with self._lock:
            self._hold_at = None
            self._open()
            self._renew()

    def ticket(self) -> Ticket:
        with self._lock:
            return Ticket(self._hold_at, self._reader)

    def wait(self, ticket: Ticket, connection: socket.socket) -> bool:
        """Until the gate opens; False when the client left before."""
        opened = ticket.opened
        if opened not in _ready(connection, opened):
            if is_gone(connection):
                return False
            _ready(opened)
        return not self._is_shut_down

    def shut_down(self) -> None:
        """Lets everybody go for good; `close` follows when nobody waits any more."""
        with self._lock:
            self._is_shut_down = True
            self._open()

    def close(self) -> None:
        for end in self._made:
            end.close()

    def _open(self) -> None:
        """A byte that nobody reads keeps the old reader ready for all who wait for it."""
        self._writer.send(b"!")

    def _renew(self) -> None:
        self._reader, self._writer = socket.socketpair()
        self._made += [self._reader, self._writer]


def is_gone(connection: socket.socket) -> bool:
    """The other end has closed or reset the line."""
    try:
        return connection.recv(1, socket.MSG_PEEK) == b""
    except OSError:
        return True


def pause(connection: socket.socket, seconds: float) -> bool:
    """That long, or until the client leaves (then False)."""
    return not (_ready(connection, seconds=seconds) and is_gone(connection))


def _ready(*sockets: socket.socket, seconds: float | None = None) -> list[object]:
    """Those of the sockets that have something to read; empty when the time is over."""
    with selectors.DefaultSelector() as selector:
        for one in sockets:
            selector.register(one, selectors.EVENT_READ)
        return [key.fileobj for key, _ in selector.select(seconds)]
