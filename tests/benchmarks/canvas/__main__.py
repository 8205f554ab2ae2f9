"""How the canvas performs: `python -m tests.benchmarks.canvas [--quick] [--json FILE]`.

Gesture: a 200 px soft brush, one stroke of 200 events across a 3840 × 2160 picture fitted into a
window of 1920 × 1080. Times are those of the calmest of some strokes; on a busy machine the ratios
to the null window and to the bare blit say more than the milliseconds.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tests.benchmarks.canvas.in_process import measure
from tests.benchmarks.canvas.report import save, table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out what takes long")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    asked = parser.parse_args()
    rows = measure(QApplication([]), quick=asked.quick)
    print(table(rows))
    if asked.json:
        save(rows, asked.json)


main()
