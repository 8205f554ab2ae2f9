"""The gesture with real X events 8 ms apart: what it takes, and when it is seen on the screen."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.canvas.gesture import EVENTS
from tests.benchmarks.canvas.x_hand import Hand
from tests.benchmarks.canvas.x_server import XServer

PAUSE = 0.008
_POLL = 0.0004
_LATEST = 3.0
_RED = 20
"""Red beyond green, compared with before, from which a pixel counts as painted."""


@dataclass(frozen=True)
class Place:
    """Where the picture lies on the screen, in its pixels."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class XStroke:
    """Milliseconds of the processor for each event, and from each event to the screen."""

    cpu: float
    seen: tuple[float, ...]

    def at(self, percent: float) -> float:
        return float(np.percentile(self.seen, percent))


def cpu_seconds(pid: int) -> float:
    """What a process and its children have used so far, to the nanosecond."""
    total = 0
    for one in (pid, *_children(pid)):
        for task in Path(f"/proc/{one}/task").glob("*/schedstat"):
            try:
                total += int(task.read_text(encoding="ascii").split()[0])
            except (FileNotFoundError, ProcessLookupError):
                continue
    return total / 1e9


def find_picture(server: XServer, patience: float = 60.0) -> Place:
    """By the green squares in its corners, once they have stood still for a moment."""
    until, known = time.monotonic() + patience, None
    while time.monotonic() < until:
        found = _corners(server.screen)
        if found is not None and found == known:
            return found
        known = found
        time.sleep(0.5)
    raise TimeoutError("The picture did not come.")


def x_stroke(server: XServer, hand: Hand, pid: int, place: Place, down: float) -> XStroke:
    """One stroke at a height from 0 to 1 of the picture."""
    y = round(place.top + down * (place.bottom - place.top))
    width = place.right - place.left
    xs = np.linspace(place.left + 0.06 * width, place.right - 0.1 * width, EVENTS + 1)
    _settle(server, hand, float(xs[0]), y)
    row = server.screen[y]
    before = _redness(row)
    hand.press()
    time.sleep(0.1)
    start = cpu_seconds(pid)
    sent, fronts = _move_along(hand, row, before, xs[1:], y)
    spent = 1000 * (cpu_seconds(pid) - start) / EVENTS
    hand.release()
    time.sleep(0.3)
    return XStroke(cpu=spent, seen=_delays(sent, fronts, xs[1:], _front(row, before)))


def _settle(server: XServer, hand: Hand, x: float, y: int) -> None:
    """Aside first, so that no outline of a brush lies where is looked at."""
    hand.move(x, max(0, y - 300))
    time.sleep(0.1)
    hand.move(x, y)
    time.sleep(0.4)
    assert server.screen is not None


def _move_along(
    hand: Hand, row: NDArray[np.uint8], before: NDArray[np.int16], xs: NDArray[np.float64], y: int
) -> tuple[list[float], list[tuple[float, int]]]:
    """When each event was sent, and how far the paint had come at which time."""
    sent: list[float] = []
    fronts: list[tuple[float, int]] = []
    begin = time.perf_counter()
    for number, x in enumerate(xs):
        due = begin + number * PAUSE
        while time.perf_counter() < due:
            fronts.append((time.perf_counter(), _front(row, before)))
            time.sleep(_POLL)
        sent.append(time.perf_counter())
        hand.move(float(x), y)
    last, until = fronts[-1][1], time.perf_counter() + _LATEST
    quiet = time.perf_counter()
    while time.perf_counter() < min(until, quiet + 0.5):
        front = _front(row, before)
        fronts.append((time.perf_counter(), front))
        if front != last:
            last, quiet = front, time.perf_counter()
        time.sleep(_POLL)
    return sent, fronts


def _delays(
    sent: list[float], fronts: list[tuple[float, int]], xs: NDArray[np.float64], final: int
) -> tuple[float, ...]:
    """For each event until the paint has come as far beyond the pointer as it does at the end."""
    beyond = final - xs[-1]
    times = np.array([at for at, _ in fronts])
    reached = np.maximum.accumulate([front for _, front in fronts])
    delays = []
    for at, x in zip(sent, xs, strict=True):
        place = int(np.searchsorted(reached, x + beyond - 1.5))
        if place < len(times):
            delays.append(1000 * max(0.0, times[place] - at))
    return tuple(delays)


def tint_of(area: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which pixels of a coarse grid are painted."""
    return _redness(area[::8, ::8].reshape(-1, 4)) > _RED


def _front(row: NDArray[np.uint8], before: NDArray[np.int16]) -> int:
    """The rightmost painted pixel of the row."""
    painted = np.flatnonzero(_redness(row) - before > _RED)
    return int(painted[-1]) if len(painted) else 0


def _redness(row: NDArray[np.uint8]) -> NDArray[np.int16]:
    return row[:, 2].astype(np.int16) - row[:, 1]


def _corners(screen: NDArray[np.uint8]) -> Place | None:
    blue, green, red = (screen[..., channel].astype(np.int16) for channel in range(3))
    marked = ((green > 200) & (red < 70) & (blue < 70)).astype(np.uint8)
    # A thumbnail of the picture somewhere else has such corners too, but small ones.
    large = cv2.dilate(cv2.erode(marked, np.ones((9, 9))), np.ones((9, 9)))
    rows, columns = np.nonzero(large)
    if len(rows) < 16:
        return None
    place = Place(int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max()))
    return place if place.right - place.left > 600 else None


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(one) for one in task.read_text(encoding="ascii").split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found + [lower for child in found for lower in _children(child)]
