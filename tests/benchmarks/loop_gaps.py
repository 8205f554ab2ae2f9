"""Gaps of a window's event loop, and what became of the time in each of them.

A gap is the time between two turns of the loop, seen by a timer of 1 ms. Four clocks are read at
each turn, so that what Stet does is told apart from what else runs on the machine:

- *computed*: what the window's own thread computed. That is Stet's, whatever else runs.
- *queued*: how long that thread could have run and was given no processor (Linux: the run delay of
  `/proc/.../schedstat`). With as many idle processors as busy threads it is nothing.
- *waited*: the rest. The thread slept: until Python let it in, or for the timer.
- *all*: what all threads of this process computed meanwhile.
"""

from __future__ import annotations

import ctypes
import os
import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QTimer

LONG = 0.050
"""Seconds above which a gap is told by itself."""

_MOST_LINES = 12


class RunDelay:
    """How long the thread that asks has stood in the queue for a processor; 0 where nobody says."""

    def __init__(self) -> None:
        path = Path("/proc/thread-self/schedstat")
        self._file = os.open(path, os.O_RDONLY) if path.exists() else -1
        self._text = ctypes.create_string_buffer(128)
        # Through PyDLL, which does not let go of Python: asking must not make the gap it measures.
        self._read = ctypes.PyDLL(None).pread if self._file >= 0 else None

    def seconds(self) -> float:
        if self._read is None:
            return 0.0
        length = self._read(self._file, self._text, len(self._text), 0)
        return int(self._text.raw[:length].split()[1]) / 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Seconds: of the wall, computed by the window's thread, queued, computed by all threads."""

    wall: float
    own: float
    queued: float
    all: float

    @staticmethod
    def now(delay: RunDelay) -> Clocks:
        return Clocks(
            wall=time.perf_counter(),
            own=time.thread_time(),
            queued=delay.seconds(),
            all=time.process_time(),
        )

    def since(self, before: Clocks) -> Clocks:
        return Clocks(
            wall=self.wall - before.wall,
            own=self.own - before.own,
            queued=self.queued - before.queued,
            all=self.all - before.all,
        )

    @property
    def waited(self) -> float:
        return max(0.0, self.wall - self.own - self.queued)

    @property
    def unqueued(self) -> float:
        """How long it would have been had a processor always been free for the window's thread."""
        return self.wall - self.queued

    def __str__(self) -> str:
        return (
            f"{_ms(self.wall)}: computed {_ms(self.own)}, queued {_ms(self.queued)}, "
            f"waited {_ms(self.waited)} (all threads computed {_ms(self.all)})"
        )


class Gaps:
    """All gaps between `start` and `stop`."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._tick)
        self._delay = RunDelay()
        self._last = Clocks.now(self._delay)
        self.all: list[Clocks] = []

    def start(self) -> None:
        self._last = Clocks.now(self._delay)
        self.all.clear()
        self._timer.start()

    def stop(self) -> None:
        self._tick()
        self._timer.stop()

    def _tick(self) -> None:
        now = Clocks.now(self._delay)
        self.all.append(now.since(self._last))
        self._last = now

    @property
    def lines(self) -> tuple[str, ...]:
        """The longest by each clock, then each long one by itself."""
        long = sorted((one for one in self.all if one.wall > LONG), key=lambda one: -one.wall)
        return (
            f"longest gaps {_three([one.wall for one in self.all])}",
            f"  without the queue for a processor {_three([one.unqueued for one in self.all])}",
            f"  computed by the window's thread {_three([one.own for one in self.all])}",
            f"  computed by all threads {_three([one.all for one in self.all])}",
            f"gaps above {_ms(LONG)}: {len(long)} of {len(self.all)}",
            *(f"  {one}" for one in long[:_MOST_LINES]),
        )


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _three(seconds: list[float]) -> str:
    """The three longest."""
    return ", ".join(_ms(one) for one in sorted(seconds)[:-4:-1])
