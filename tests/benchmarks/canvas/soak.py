"""An hour of random input in minutes: `python -m tests.benchmarks.canvas.soak [--doings N]`.

Prints the memory (PSS) at ten places on the way, less what the undo stack may hold up to its
limit, and how much it grows over the second half.
"""

from __future__ import annotations

import argparse
import gc
import os
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

from desktop.domain.settings import Theme
from desktop.domain.size import Size
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.icons import Icons
from desktop.ui.theme import ThemeKeeper
from tests.benchmarks.canvas.memory import pss_mb
from tests.ui.canvas.soaking import Soak

_RESOURCES = Path(__file__).parents[3] / "resources"
_PARTS = 10
_UNDO_BYTES = 48 << 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--doings", type=int, default=12_000)
    parser.add_argument("--seed", type=int, default=20)
    asked = parser.parse_args()
    app = QApplication([])
    theme = ThemeKeeper(app, _RESOURCES)
    theme.choose(Theme.DARK)
    view = CanvasView(theme, Icons(_RESOURCES / "icons", theme))
    view.resize(1200, 800)
    view.show()
    soak = Soak(view, _RESOURCES / "models.json", asked.seed, Size(1600, 1100))
    soak.space.undo_stack.set_limit(_UNDO_BYTES)
    memory: list[float] = []
    start = time.monotonic()
    for part in range(_PARTS):
        soak.run(asked.doings // _PARTS)
        gc.collect()
        held = soak.space.undo_stack.bytes_held / 2**20
        memory.append(pss_mb() - held)
        steps = len(soak.space.undo_stack.names)
        print(
            f"{(part + 1) * asked.doings // _PARTS:>7} doings {time.monotonic() - start:6.0f} s "
            f"{memory[-1]:7.1f} MB and {steps} steps of {held:.1f} MB",
            flush=True,
        )
    half = memory[_PARTS // 2 :]
    slope = float(np.polyfit(range(len(half)), half, 1)[0]) * len(half)
    print(f"growth over the second half: {slope:+.1f} MB")


main()
