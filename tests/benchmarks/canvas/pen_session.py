"""A recorded session: `python -m tests.benchmarks.canvas.pen_session [--record DIR] [--json FILE]`.

A mouse by xdotool, then a real X pen with pressure and its eraser end, paint in the program's own
window; the mask is compared with what the formula of the brush says of the places that were sent.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
import threading
import time
from argparse import Namespace
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.canvas.report import Row, save, table
from tests.benchmarks.canvas.x_pen import PenPlace, PenServer, XPen, can_run, pen_server

SIZE = (1600, 1000)
DIAMETER, HARDNESS = 120.0, 0.5
_SMALL = 0.02
_Place = tuple[float, float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", type=Path, help="a folder for pictures of the window")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    asked = parser.parse_args()
    if not can_run():
        sys.exit("This needs root, Xorg with its input test driver, and xdotool.")
    with pen_server() as server, tempfile.TemporaryDirectory(prefix="stet-home-") as home:
        os.environ.update(DISPLAY=server.name, QT_QPA_PLATFORM="xcb", HOME=home)
        for name in [name for name in os.environ if name.startswith("XDG_")]:
            del os.environ[name]
        rows = _session(server, Path(home), asked.record)
    print(table(rows))
    if asked.json:
        save(rows, asked.json)


def _session(server: PenServer, folder: Path, record: Path | None) -> list[Row]:
    from PySide6.QtWidgets import QApplication

    from desktop.domain.settings import BrushSettings
    from desktop.startup.desktop_program import DesktopProgram
    from desktop.startup.paths import standard_paths

    options = Namespace(library=None, base_url=None, demo=True, profile=None)
    program = DesktopProgram(standard_paths(), options)
    program.start((_picture(folder),))
    flow = program.window_flow
    flow.window.setGeometry(0, 0, 1280, 800)
    _live(lambda: flow.workspace.document is not None, 20)
    canvas = flow.panels.canvas
    canvas.set_brush(BrushSettings(diameter=DIAMETER, hardness=HARDNESS))
    _live(lambda: False, 1.0)
    document = flow.workspace.document
    assert document is not None
    rows: list[Row] = []
    wanted = np.zeros((SIZE[1], SIZE[0]), np.float32)
    for name, act, places, wipes in _acts(server):
        done = len(flow.workspace.undo_stack.names)
        thread = threading.Thread(target=act)
        thread.start()
        _live(lambda thread=thread: not thread.is_alive(), 30)  # type: ignore[misc]
        _live(lambda done=done: len(flow.workspace.undo_stack.names) > done, 5)  # type: ignore[misc]
        in_picture = [
            (*canvas.viewport.to_picture(*_in_view(canvas, x, y)), p) for x, y, p in places
        ]
        coverage = _expected(in_picture)
        wanted = np.minimum(wanted, 1 - coverage) if wipes else np.maximum(wanted, coverage)
        rows += _compared(name, document.mask.pixels, wanted)
        if record is not None:
            record.mkdir(parents=True, exist_ok=True)
            _live(lambda: False, 0.3)
            flow.window.grab().save(str(record / f"{name}.png"))
    steps = len(flow.workspace.undo_stack.names) - 1
    rows.append(Row("strokes that became more or less than one step", abs(steps - 4), "", 0.0))
    program.stop()
    QApplication.processEvents()
    return rows


def _acts(server: PenServer) -> list[tuple[str, Callable[[], None], list[_Place], bool]]:
    """Who does what: the name, the deed, the places on the screen, and whether it wipes."""
    line = [(260.0 + 19 * step, float(round(230 + 3.5 * step)), 1.0) for step in range(21)]
    wave = [
        (200.0 + 6 * step, 420 + 60 * math.sin(step / 9), 0.15 + 0.8 * step / 90)
        for step in range(91)
    ]
    fade = [(780.0 - 4 * step, 180.0 + 3 * step, 1 - 0.8 * step / 90) for step in range(91)]
    rub = [(300.0 + 5 * step, 400.0 + step / 3, 0.6) for step in range(60)]
    # The driver takes one connection to each device.
    stylus, eraser = XPen(server, "stylus"), XPen(server, "eraser")
    return [
        ("mouse line", lambda: _mouse(line), line, False),
        ("pen wave", lambda: _pen(stylus, wave), wave, False),
        ("pen fade", lambda: _pen(stylus, fade), fade, False),
        ("eraser end", lambda: _pen(eraser, rub), rub, True),
    ]


def _mouse(places: list[_Place]) -> None:
    (x, y, _), *others = places
    orders = ["mousemove", f"{x:.0f}", f"{y:.0f}", "sleep", "0.2", "mousedown", "1"]
    for x, y, _ in others:
        orders += ["mousemove", f"{x:.0f}", f"{y:.0f}", "sleep", "0.02"]
    subprocess.run(["xdotool", *orders, "mouseup", "1"], check=True)


def _pen(pen: XPen, places: list[_Place]) -> None:
    pen.stroke([PenPlace(*place) for place in places])


def _in_view(canvas: object, x: float, y: float) -> tuple[float, float]:
    from PySide6.QtCore import QPointF
    from PySide6.QtWidgets import QWidget

    assert isinstance(canvas, QWidget)
    place = canvas.mapFromGlobal(QPointF(x, y)) * canvas.devicePixelRatioF()
    return place.x(), place.y()


def _expected(places: list[_Place]) -> NDArray[np.float32]:
    """Coverage of a soft round brush along the way, 0 to 1, from its definition: full up to
    hardness times the radius, then 3t² - 2t³ down to the radius, which pressure scales."""
    found = np.zeros((SIZE[1], SIZE[0]), np.float32)
    for one, other in pairwise(places):
        length = math.hypot(other[0] - one[0], other[1] - one[1])
        for step in range(max(1, math.ceil(length / 0.5)) + 1):
            share = step / max(1, math.ceil(length / 0.5))
            x, y, pressure = (a + share * (b - a) for a, b in zip(one, other, strict=True))
            _lay(found, x, y, DIAMETER / 2 * pressure)
    return found


def _lay(found: NDArray[np.float32], x: float, y: float, radius: float) -> None:
    left, right = max(0, math.floor(x - radius)), min(SIZE[0], math.ceil(x + radius) + 1)
    top, bottom = max(0, math.floor(y - radius)), min(SIZE[1], math.ceil(y + radius) + 1)
    if left >= right or top >= bottom:
        return
    across = (np.arange(left, right) + 0.5 - x) ** 2
    down = (np.arange(top, bottom) + 0.5 - y) ** 2
    t = ((radius - np.sqrt(np.add.outer(down, across))) / ((1 - HARDNESS) * radius)).clip(0, 1)
    part = found[top:bottom, left:right]
    np.maximum(part, t * t * (3 - 2 * t), out=part)


def _compared(name: str, mask: NDArray[np.uint8], wanted: NDArray[np.float32]) -> list[Row]:
    away = np.abs(mask / 255 - wanted)
    touched = (wanted > 0) | (mask > 0)
    return [
        Row(f"{name}: mean difference where painted", 255 * float(away[touched].mean()), "/255", 2),
        Row(f"{name}: largest difference", 255 * float(away.max()), "/255", 16),
        Row(f"{name}: pixels off by more than 2 %", 100 * float((away > _SMALL).mean()), "%", 0.5),
    ]


def _picture(folder: Path) -> Path:
    import cv2

    random = np.random.default_rng(7)
    coarse = random.integers(70, 190, (25, 40, 3), np.uint8)
    path = folder / "picture.png"
    assert cv2.imwrite(str(path), cv2.resize(coarse, SIZE, interpolation=cv2.INTER_CUBIC))
    return path


def _live(is_over: Callable[[], bool], seconds: float) -> None:
    """Lets the window live until it is over, or for so long."""
    from PySide6.QtWidgets import QApplication

    until = time.monotonic() + seconds
    while time.monotonic() < until and not is_over():
        QApplication.processEvents()
        time.sleep(0.002)


if __name__ == "__main__":
    main()
