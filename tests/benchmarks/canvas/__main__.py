"""How the canvas performs: `python -m tests.benchmarks.canvas [--quick] [--only P] [--json FILE]`.

Gesture: a 200 px soft brush, one stroke of 200 events across a 3840 × 2160 picture fitted into a
window of 1920 × 1080. Times are those of the calmest of some strokes; on a busy machine the ratios
to the null window, to the bare blit and to GIMP say more than the milliseconds. Rows that begin
with X drive the whole program from outside, by XTEST events 8 ms apart under Xvfb, and read the
screen; they need Xvfb and xdotool, those of GIMP need GIMP, and are left out without.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tests.benchmarks.canvas.in_files import measure_files
from tests.benchmarks.canvas.in_process import measure
from tests.benchmarks.canvas.on_x import measure_on_x
from tests.benchmarks.canvas.report import Row, save, table
from tests.benchmarks.canvas.x_server import can_run
from tests.benchmarks.machine import machine_line

_PARTS = ("canvas", "files", "x")


def _measured(part: str, *, quick: bool) -> list[Row]:
    if part == "canvas":
        return measure(QApplication([]), quick=quick)
    if part == "files":
        return measure_files()
    if not can_run():
        print("Left out: there is no Xvfb or no xdotool.")
        return []
    return measure_on_x(quick=quick)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out what takes long")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--only", choices=_PARTS, help="one part of the table")
    asked = parser.parse_args()
    print(machine_line(), flush=True)
    rows: list[Row] = []
    for part in _PARTS if asked.only is None else (asked.only,):
        rows += _measured(part, quick=asked.quick)
    print(table(rows))
    if asked.json:
        save(rows, asked.json)


main()
