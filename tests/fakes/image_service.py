"""OpenAI's image service on loopback, strict and breakable: `with ImageService() as service: ...`.

By hand: `python -m tests.fakes.image_service --port 8080 --key sk-test-0123456789`.
"""

from __future__ import annotations

import argparse
import json
import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from tests.fakes.answer import Answer
from tests.fakes.capabilities import Access
from tests.fakes.desk import DEFAULT_ACCESS, Desk
from tests.fakes.drift import DRIFT_LEVELS, DriftLevel
from tests.fakes.faults import FAULTS, Fault
from tests.fakes.gate import HoldAt
from tests.fakes.kept_responses import BilledTurn, TurnChange
from tests.fakes.records import BilledPicture, SeenFile, SeenRequest
from tests.fakes.server import LoopbackServer
from tests.fakes.size_rule import Dimensions

KEY = "sk-test-0123456789"
TODAY = date(2026, 11, 21)

Kind = Literal["paid", "free"]


class ImageService:
    """The service while the `with` block runs.

    `access` is what the project was granted, `auto_size` what `size=auto` becomes, `deployments`
    Azure's names for models, `ignores` the parameters and files that a gateway passes over. An
    error in the service's own code fails the block at its end.
    """

    def __init__(
        self,
        key: str = KEY,
        *,
        today: date = TODAY,
        drift: DriftLevel | None = None,
        seed: int = 0,
        access: frozenset[Access] = DEFAULT_ACCESS,
        auto_size: tuple[int, int] | None = None,
        deployments: Mapping[str, str] | None = None,
        ignores: frozenset[str] = frozenset(),
        port: int = 0,
    ) -> None:
        self.desk = Desk(
            key=key,
            today=today,
            drift=drift,
            seed=seed,
            access=access,
            auto_size=Dimensions(*auto_size) if auto_size else None,
            deployments=dict(deployments or {}),
            ignores=ignores,
        )
        self._port = port

    def __enter__(self) -> Self:
        self._server = LoopbackServer(self.desk, self._port)
        self.desk.address = f"http://127.0.0.1:{self._server.port}"
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.stop()
        if self.desk.bugs and error is None:
            raise AssertionError("The image service itself is broken.") from self.desk.bugs[0]

    @property
    def url(self) -> str:
        """The base address as OpenAI's clients want it, with /v1 and without a slash."""
        return f"{self.desk.address}/v1"

    @property
    def azure_url(self) -> str:
        """The resource's address, to which Azure's clients add /openai and what follows."""
        return self.desk.address

    def next(self, *faults: Fault | None, to: Kind = "paid") -> None:
        """What happens to the coming requests, one after the other; None lets one pass.

        A request that breaks a rule is refused as ever and uses none of them up.
        """
        (self.desk.paid_faults if to == "paid" else self.desk.free_faults).add(faults)

    def always(self, fault: Fault | None, *, to: Kind = "paid") -> None:
        """What happens to every request for which nothing else is planned; None ends it."""
        (self.desk.paid_faults if to == "paid" else self.desk.free_faults).set_always(fault)

    def hold(self, at: HoldAt = HoldAt.LAST_PICTURE) -> None:
        """Paid answers wait: a stream after its partials, anything else with nothing sent."""
        self.desk.gate.hold(at)

    def release(self) -> None:
        """Held and hanging answers go on; from now on none is held."""
        self.desk.gate.release()

    def keep_file(self, file_id: str, data: bytes, media_type: str = "image/png") -> None:
        """A file that JSON edits can name as `file_id`."""
        file = SeenFile(name=file_id, filename=file_id, media_type=media_type, data=data)
        self.desk.shelf[file_id] = file

    def next_turn(self, *changes: TurnChange | None) -> None:
        """What is odd about the coming turns of conversations; None lets one pass."""
        self.desk.responses.plan.extend(changes)

    def forget_responses(self) -> None:
        """The stored turns expire."""
        self.desk.responses.forget_all()

    @property
    def billed_turns(self) -> list[BilledTurn]:
        """What the outer models used, turn by turn."""
        return list(self.desk.responses.billed)

    @property
    def requests(self) -> list[SeenRequest]:
        """Every request, in the order in which they were read."""
        return self.desk.ledger.requests

    @property
    def paid_requests(self) -> list[SeenRequest]:
        """The requests for pictures, refused ones included."""
        return [request for request in self.requests if request.is_paid]

    @property
    def billed(self) -> list[BilledPicture]:
        """Every picture that was made, whether or not it arrived."""
        return self.desk.ledger.billed

    @property
    def returned(self) -> list[bytes]:
        """The finished pictures' bytes in answers that left whole, in order."""
        return self.desk.ledger.returned

    def wait_for_requests(self, n: int, timeout: float = 10) -> list[SeenRequest]:
        """Until that many requests were read in all; TimeoutError says what came instead."""
        ledger = self.desk.ledger
        ledger.wait(lambda: len(ledger.requests) >= n, timeout, f"{n} requests")
        return ledger.requests

    def wait_for_held(self, n: int = 1, timeout: float = 10) -> None:
        """Until answers have come to wait at the gate that many times (held or hanging)."""
        ledger = self.desk.ledger
        ledger.wait(lambda: ledger.held >= n, timeout, f"{n} held answers")

    def wait_for_departures(self, n: int = 1, timeout: float = 10) -> None:
        """Until that many clients have gone before their answer was whole."""
        ledger = self.desk.ledger
        ledger.wait(
            lambda: sum(request.has_client_left for request in ledger.requests) >= n,
            timeout,
            f"{n} clients to leave",
        )


# --- by hand -----------------------------------------------------------------------------------


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.image_service")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--key", default=KEY)
    parser.add_argument("--fault", type=Fault.named, help=f"for every answer: {', '.join(FAULTS)}")
    parser.add_argument("--drift", choices=DRIFT_LEVELS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--today", type=date.fromisoformat, default=TODAY)
    parser.add_argument("--access", nargs="*", type=Access, default=list(Access))
    parser.add_argument("--log", type=Path, help="one JSON line for every request")
    return parser.parse_args()


def _log_line(request: SeenRequest, answer: Answer, service: ImageService) -> str:
    billed = [picture for picture in service.billed if picture.request == request.number]
    return json.dumps(
        {
            "number": request.number,
            "method": request.method,
            "path": request.path,
            "bytes": request.raw_size,
            "fields": {name: str(value)[:200] for name, value in request.fields.items()},
            "files": [
                [file.name, file.filename, file.media_type, len(file.data), file.size, file.mode]
                for file in request.files
            ],
            "status": answer.status,
            "billed": len(billed),
            "request_id": request.request_id,
        }
    )


def _write_log(service: ImageService, path: Path | None) -> None:
    """Every answer, just before it leaves."""

    def write(request: SeenRequest, answer: Answer) -> None:
        line = _log_line(request, answer, service)
        if path is None:
            print(line, flush=True)
            return
        with path.open("a") as log:
            log.write(line + "\n")

    service.desk.on_answer = write


def main() -> None:
    """Serves until interrupted."""
    chosen = _read_arguments()
    with ImageService(
        chosen.key,
        today=chosen.today,
        drift=chosen.drift,
        seed=chosen.seed,
        access=frozenset(chosen.access),
        port=chosen.port,
    ) as service:
        service.always(chosen.fault)
        _write_log(service, chosen.log)
        print(service.url, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("Stopped.", flush=True)


if __name__ == "__main__":
    main()
