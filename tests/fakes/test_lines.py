"""Lines that break, hang and trickle do so for real, and book what they should."""

from __future__ import annotations

import http.client
import socket
import threading

import pytest

from tests.fakes.effects import Line
from tests.fakes.faults import FAULTS, Fault
from tests.fakes.image_service import ImageService
from tests.fakes.raw_client import GENERATIONS, generate

LINES: dict[str, type[Exception] | tuple[type[Exception], ...]] = {
    "RESET_IN_UPLOAD": (ConnectionResetError, BrokenPipeError),
    "CUT_BEFORE_HEAD": http.client.RemoteDisconnected,
    "RESET_BEFORE_HEAD": ConnectionResetError,
    "CUT_AFTER_HEAD": http.client.IncompleteRead,
    "RESET_AFTER_HEAD": ConnectionResetError,
    "CUT_IN_BODY": http.client.IncompleteRead,
    "CUT_IN_BODY_CHUNKED": http.client.IncompleteRead,
    "RESET_IN_BODY": ConnectionResetError,
}


def test_every_line_fault_is_tried() -> None:
    others = {"CUT_IN_BODY_UNFRAMED", "TRICKLE", "HANG_BEFORE_HEAD", "HANG_AFTER_HEAD",
              "HANG_IN_BODY"}  # fmt: skip
    assert LINES.keys() | others == {
        name for name, fault in FAULTS.items() if isinstance(fault.effect, Line)
    }


@pytest.mark.parametrize("name", LINES)
def test_broken_lines(service: ImageService, name: str) -> None:
    service.next(FAULTS[name])
    with pytest.raises(LINES[name]) as caught:
        generate(service)
    if name == "CUT_BEFORE_HEAD":
        assert not isinstance(caught.value, http.client.IncompleteRead)
    assert len(service.billed) == (name != "RESET_IN_UPLOAD")
    assert not any(picture.has_left_whole for picture in service.billed)
    assert service.returned == []
    assert len(service.paid_requests) == 1
    assert generate(service).status == 200


def test_half_the_body_comes_through(service: ImageService) -> None:
    service.next(Fault.CUT_IN_BODY, Fault.cut(0.1), Fault.RESET_IN_BODY)
    for share in (0.5, 0.1):
        with pytest.raises(http.client.IncompleteRead) as caught:
            generate(service)
        got = len(caught.value.partial)
        assert caught.value.expected is not None
        assert got == pytest.approx(share * (got + caught.value.expected), abs=2)


def test_a_body_without_length_just_ends(service: ImageService) -> None:
    service.next(Fault.CUT_IN_BODY_UNFRAMED)
    reply = generate(service)
    assert reply.status == 200
    assert "content-length" not in reply.headers
    with pytest.raises(ValueError, match="Unterminated string"):
        _ = reply.json


def test_trickle_arrives_in_the_end(service: ImageService) -> None:
    service.next(Fault.trickle(pieces=8, pause=0.005))
    assert generate(service).status == 200
    assert [picture.has_left_whole for picture in service.billed] == [True]


@pytest.mark.parametrize("name", ["HANG_BEFORE_HEAD", "HANG_AFTER_HEAD", "HANG_IN_BODY"])
def test_hanging_answers_go_on_when_released(service: ImageService, name: str) -> None:
    service.next(FAULTS[name])
    found: list[int] = []
    asking = threading.Thread(target=lambda: found.append(generate(service).status))
    asking.start()
    service.wait_for_held()
    assert found == []
    assert len(service.billed) == 1
    assert not service.billed[0].has_left_whole
    service.release()
    asking.join(10)
    assert found == [200]
    assert service.billed[0].has_left_whole


def read_all(line: socket.socket) -> None:
    while line.recv(1 << 20):
        pass


def test_silence_runs_into_the_timeout_of_the_client(service: ImageService) -> None:
    service.next(Fault.HANG_IN_BODY)
    address = ("127.0.0.1", int(service.url.split(":")[2].split("/")[0]))
    body = b'{"model":"gpt-image-2","prompt":"x","size":"1440x480"}'
    head = (
        f"POST {GENERATIONS} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {service.desk.key}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    ).encode()
    with socket.create_connection(address, timeout=20) as line:
        line.sendall(head + body)
        service.wait_for_held()
        line.settimeout(0.05)
        with pytest.raises(TimeoutError):
            read_all(line)
    service.wait_for_departures()
    assert service.requests[0].has_client_left
    assert [picture.has_left_whole for picture in service.billed] == [False]
