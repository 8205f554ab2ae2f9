"""The HTTP server: reads requests whole, has them answered, and closes without leaving a thread."""

from __future__ import annotations

import itertools
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from tests.fakes.answer import Answer, Clock, refusal_answer
from tests.fakes.desk import Desk
from tests.fakes.form_bodies import record_body
from tests.fakes.reception import answer_request, is_paid
from tests.fakes.records import SeenRequest
from tests.fakes.refusals import server_error
from tests.fakes.sending import Sending, end_line


class LoopbackServer(ThreadingHTTPServer):
    """One thread for each connection, all of them joined by `stop`."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def __init__(self, desk: Desk, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.desk = desk
        self.connections = itertools.count(1)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._serve, name="image-service")

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends every wait and every connection, then all threads."""
        self.desk.gate.shut_down()
        self._is_stopping = True
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join()
        with self._lock:
            for connection in self._open:
                _hang_up(connection)
        self.server_close()
        self.desk.gate.close()

    def _serve(self) -> None:
        """Takes connections until `stop` wakes it with one of its own."""
        while not self._is_stopping:
            self.handle_request()

    def verify_request(self, request: Any, client_address: Any) -> bool:
        return not self._is_stopping

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Closes without a FIN of its own: a reset that was asked for must stay one."""
        with self._lock:
            self._open.discard(request)
        self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Connections that break are everyday; bugs are caught where they happen."""


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.house = cast("LoopbackServer", self.server)
        self.desk = self.house.desk
        self.place = next(self.house.connections)

    def log_message(self, *_: Any) -> None:
        """Says nothing: the records hold everything."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        clock = Clock()
        request = self._record_head(clock)
        if request.is_paid and self.desk.paid_faults.take_before_upload():
            self.desk.ledger.add_request(request)
            self._break_off()
            return
        whole = self._read_body()
        if whole is None:
            request.has_client_left = True
            self.desk.ledger.add_request(request)
            self.close_connection = True
            return
        request.raw = whole
        record_body(request)
        self.desk.ledger.add_request(request)
        self._answer(request, clock)

    def _answer(self, request: SeenRequest, clock: Clock) -> None:
        answer = self._find_answer(request)
        sending = Sending(
            connection=self.connection,
            request=request,
            answer=answer,
            headers=(
                ("date", self.date_time_string()),
                ("server", "loopback"),
                *clock.headers(),
                *answer.headers,
            ),
            desk=self.desk,
        )
        if self.desk.on_answer is not None:
            self.desk.on_answer(request, answer)
        if not sending.send():
            self.close_connection = True

    def _find_answer(self, request: SeenRequest) -> Answer:
        """A bug of this service is kept for the test that runs it, which fails at its end."""
        try:
            return answer_request(request, self.desk)
        except Exception as bug:  # noqa: BLE001 - kept and raised where the test can see it
            self.desk.bugs.append(bug)
            return refusal_answer(server_error())

    def _record_head(self, clock: Clock) -> SeenRequest:
        address = urlsplit(self.path)
        path = unquote(address.path)
        return SeenRequest(
            number=0,
            method=self.command,
            path=path,
            query=address.query,
            headers={name.lower(): value for name, value in self.headers.items()},
            raw=b"",
            is_paid=is_paid(self.command, path),
            connection=self.place,
            request_id=clock.request_id,
        )

    def _read_body(self) -> bytes | None:
        """The whole body; None when the client left in the middle of it."""
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            return self._read_chunks()
        length = int(self.headers.get("content-length", 0))
        body = self._read(length)
        return body if len(body) == length else None

    def _read_chunks(self) -> bytes | None:
        body = b""
        while True:
            line = self.rfile.readline(100)
            if not line.endswith(b"\r\n"):
                return None
            length = int(line.split(b";")[0], 16)
            chunk = self._read(length + 2)
            if len(chunk) != length + 2:
                return None
            if not length:
                return body
            body += chunk[:-2]

    def _read(self, length: int) -> bytes:
        try:
            return self.rfile.read(length)
        except OSError:
            return b""

    def _break_off(self) -> None:
        end_line(self.connection, is_reset=True)
        self.close_connection = True
