"""What all endpoints of one running service share: key, day, records, planned faults, files."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from tests.fakes.answer import Answer
from tests.fakes.capabilities import Access
from tests.fakes.drift import DriftLevel
from tests.fakes.effects import Line, Where
from tests.fakes.faults import Fault
from tests.fakes.gate import Gate
from tests.fakes.kept_responses import Responses
from tests.fakes.records import Ledger, SeenFile, SeenRequest
from tests.fakes.size_rule import Dimensions
from tests.fakes.storeroom import Storeroom

DEFAULT_ACCESS = frozenset({Access.TRANSPARENT_PREVIEW, Access.PROVENANCE})


class FaultPlan:
    """The mishaps of the coming requests in order, and the one for all others."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._coming: deque[Fault | None] = deque()
        self._always: Fault | None = None

    def add(self, faults: tuple[Fault | None, ...]) -> None:
        with self._lock:
            self._coming.extend(faults)

    def set_always(self, fault: Fault | None) -> None:
        with self._lock:
            self._always = fault

    def take(self) -> Fault | None:
        """What happens to this request; None when all goes well."""
        with self._lock:
            return self._coming.popleft() if self._coming else self._always

    def take_before_upload(self) -> Fault | None:
        """The next one, if it strikes while the body is still coming; else it stays planned."""
        with self._lock:
            coming = self._coming[0] if self._coming else self._always
            if coming is None or not _strikes_upload(coming):
                return None
            return self._coming.popleft() if self._coming else coming


def _strikes_upload(fault: Fault) -> bool:
    return isinstance(fault.effect, Line) and fault.effect.where is Where.UPLOAD


@dataclass(frozen=True, kw_only=True)
class ServedPicture:
    """A picture that is fetched by address; `data` None answers 404."""

    media_type: str
    data: bytes | None


@dataclass(kw_only=True)
class Desk:
    """One service's state. Everything in it may be used from any thread."""

    key: str
    today: date
    drift: DriftLevel | None = None
    seed: int = 0
    access: frozenset[Access] = DEFAULT_ACCESS
    auto_size: Dimensions | None = None
    deployments: dict[str, str] = field(default_factory=dict)
    ignores: frozenset[str] = frozenset()
    address: str = ""
    ledger: Ledger = field(default_factory=Ledger)
    paid_faults: FaultPlan = field(default_factory=FaultPlan)
    free_faults: FaultPlan = field(default_factory=FaultPlan)
    gate: Gate = field(default_factory=Gate)
    shelf: dict[str, SeenFile] = field(default_factory=dict)
    served: dict[str, ServedPicture] = field(default_factory=dict)
    storeroom: Storeroom = field(default_factory=Storeroom)
    responses: Responses = field(default_factory=Responses)
    bugs: list[BaseException] = field(default_factory=list)
    on_answer: Callable[[SeenRequest, Answer], None] | None = None


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request on its way through the service, with the part of the path that was a name."""

    request: SeenRequest
    desk: Desk
    is_azure: bool = False
    argument: str = ""
    fault: Fault | None = None


@dataclass(frozen=True, kw_only=True)
class Route:
    """One address. `answer` may raise RefusedError; `is_paid` ones take the paid faults."""

    method: str
    pattern: str
    answer: Callable[[Call], Answer]
    is_paid: bool = False
    is_azure: bool = False
    needs_key: bool = True
