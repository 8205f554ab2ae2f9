"""What is measured on a real X server, from outside: the program's own window under real events."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.benchmarks.canvas.report import Row
from tests.benchmarks.canvas.rig import PICTURES
from tests.benchmarks.canvas.x_gesture import (
    Place,
    XStroke,
    cpu_seconds,
    find_picture,
    tint_of,
    x_stroke,
)
from tests.benchmarks.canvas.x_hand import Hand
from tests.benchmarks.canvas.x_programs import design, gimp, has_gimp, picture_file, stet
from tests.benchmarks.canvas.x_server import XServer, x_server

_STROKES = 5
_UNDOS = 8
_IDLE_SECONDS = 4.0


def measure_on_x(*, quick: bool) -> list[Row]:
    """All rows; about a minute, and half a minute more with GIMP."""
    with tempfile.TemporaryDirectory(prefix="stet-pictures-") as folder, x_server() as server:
        picture = picture_file(Path(folder), PICTURES["4K"])
        hand = Hand(server.name)
        rows, own = _own_window(server, hand, picture)
        rows += _with_workers(server, hand, picture)
        if not quick:
            rows += _large(server, hand, Path(folder), own)
        rows += _floor(server, hand)
        if has_gimp():
            rows += _peer(picture)
        hand.close()
    return rows


def _strokes(server: XServer, hand: Hand, pid: int, place: Place) -> list[XStroke]:
    return [
        x_stroke(server, hand, pid, place, 0.12 + 0.76 * number / _STROKES)
        for number in range(_STROKES)
    ]


def _calmest(strokes: list[XStroke]) -> tuple[float, float, float]:
    """CPU, p50 and p99: of the strokes the one the machine disturbed least."""
    return (
        min(one.cpu for one in strokes),
        min(one.at(50) for one in strokes),
        min(one.at(99) for one in strokes),
    )


def _own_window(server: XServer, hand: Hand, picture: Path) -> tuple[list[Row], float]:
    with stet(server, picture) as pid:
        place = find_picture(server)
        hand.move(place.left + 50, place.top + 50)
        idle = _idle_share(pid)
        cpu, median, worst = _calmest(_strokes(server, hand, pid, place))
        undo = _undo_ms(server, hand, place)
        after = _idle_share(pid)
    rows = [
        Row("X: CPU per event", cpu, "ms", goal=1.0),
        Row("X: event to screen, p50", median, "ms", goal=3.0),
        Row("X: event to screen, p99", worst, "ms", goal=16.0),
        Row("X: undo to screen", undo, "ms", goal=16.0),
        Row("X: idle CPU with a picture", 100 * idle, "%", goal=0.1),
        Row("X: idle CPU after painting", 100 * after, "%", goal=0.1),
    ]
    return rows, cpu


def _with_workers(server: XServer, hand: Hand, picture: Path) -> list[Row]:
    with stet(server, picture, workers=2) as pid:
        place = find_picture(server)
        time.sleep(6)
        _, median, worst = _calmest(_strokes(server, hand, pid, place))
    return [
        Row("X: event to screen, p50, two busy workers", median, "ms", goal=3.0),
        Row("X: event to screen, p99, two busy workers", worst, "ms", goal=16.0),
    ]


def _large(server: XServer, hand: Hand, folder: Path, small: float) -> list[Row]:
    with stet(server, picture_file(folder, PICTURES["48 MP"], ".jpg")) as pid:
        place = find_picture(server)
        time.sleep(1)
        cpu, _, _ = _calmest(_strokes(server, hand, pid, place))
    return [Row("X: 48 megapixels against 4K", cpu / small, "×", goal=1.5)]


def _floor(server: XServer, hand: Hand) -> list[Row]:
    rows = []
    whole = Place(60, 60, server.screen.shape[1] - 60, server.screen.shape[0] - 60)
    for name, said in (("null", "null window"), ("pixmap", "pixmap for each event")):
        with design(server, name) as pid:
            time.sleep(1.5)
            costs = [x_stroke(server, hand, pid, whole, 0.3 + 0.2 * n).cpu for n in range(2)]
        rows.append(Row(f"X: CPU per event, {said}", min(costs), "ms"))
    return rows


def _peer(picture: Path) -> list[Row]:
    """Stroke by stroke in turn, each on a screen of its own, so that both meet the same machine."""
    ours: list[XStroke] = []
    theirs: list[XStroke] = []
    with (
        x_server() as one,
        x_server() as other,
        stet(one, picture) as own,
        gimp(other, picture) as peer,
    ):
        hands = Hand(one.name), Hand(other.name)
        places = find_picture(one), find_picture(other, patience=120)
        time.sleep(4)
        for number in range(_STROKES):
            down = 0.12 + 0.76 * number / _STROKES
            ours.append(x_stroke(one, hands[0], own, places[0], down))
            theirs.append(x_stroke(other, hands[1], peer, places[1], down))
        for hand in hands:
            hand.close()
    cpu, median, worst = _calmest(theirs)
    mine = _calmest(ours)
    ratios = [a.cpu / b.cpu for a, b in zip(ours, theirs, strict=True)]
    return [
        Row("X: GIMP in turn with Stet, CPU per event", cpu, "ms"),
        Row("X: Stet in turn with GIMP, CPU per event", mine[0], "ms"),
        Row("X: GIMP, event to screen, p50", median, "ms"),
        Row("X: GIMP, event to screen, p99", worst, "ms"),
        Row("X: CPU per event against GIMP", statistics.median(ratios), "×", goal=0.5),
    ]


def _idle_share(pid: int) -> float:
    """The share of a processor while nothing moves, once everything has come to rest."""
    shares: list[float] = []
    for _ in range(4):
        start, begin = cpu_seconds(pid), time.perf_counter()
        time.sleep(_IDLE_SECONDS)
        shares.append((cpu_seconds(pid) - start) / (time.perf_counter() - begin))
        if shares[-1] < 0.0005:
            break
    return min(shares)


def _undo_ms(server: XServer, hand: Hand, place: Place) -> float:
    """From Ctrl+Z until the last stroke is gone from the screen, all of it, and from Ctrl+Y until
    it is back; the middle one of many."""
    area = server.screen[place.top : place.bottom, place.left : place.right]
    took = []
    hand.move(place.left + 5, place.top + 5)
    time.sleep(0.3)
    for keys in (("Control_L", "z"), ("Control_L", "y")) * _UNDOS:
        known, start = tint_of(area), time.perf_counter()
        hand.keys(*keys)
        last = start
        while time.perf_counter() < max(start + 0.15, last + 0.1):
            now = tint_of(area)
            if not np.array_equal(now, known):
                known, last = now, time.perf_counter()
        if last > start:
            took.append(1000 * (last - start))
    return statistics.median(took)
