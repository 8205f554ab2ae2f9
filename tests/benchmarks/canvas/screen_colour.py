"""What a screen with a profile shows: `python -m tests.benchmarks.canvas.screen_colour`.

The whole program under Xvfb, once without a profile and once with Display P3 on the root window;
prints the shown pixels of eight patches beside what the standards' formulas give.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.benchmarks.canvas.x_server import XServer, x_server
from tests.imaging.test_screen_icc import P3, on_p3
from tests.ui.screens.x_property import set_property

_PATCHES = np.array(
    [
        [[255, 0, 0], [0, 255, 0], [0, 0, 255], [200, 120, 40]],
        [[40, 180, 90], [128, 128, 128], [250, 240, 10], [12, 30, 200]],
    ],
    np.uint8,
)
_SIDE = 100
_PATIENCE = 60.0
_FOLDERS = ("CONFIG", "DATA", "STATE", "CACHE")


def main() -> None:
    for name, profile in (("no profile", None), ("Display P3", P3)):
        with x_server((1280, 800)) as server, tempfile.TemporaryDirectory() as home:
            if profile is not None:
                set_property(server.name, "_ICC_PROFILE", profile)
            wanted = _PATCHES.astype(float)
            wanted = wanted if profile is None else on_p3(wanted)
            shown = _shown(server, Path(home), wanted)
        print(f"{name}: largest difference {np.abs(shown - wanted).max():.2f} of 255")
        print(f"  shown  {shown.reshape(-1, 3).tolist()}")
        print(f"  wanted {wanted.reshape(-1, 3).round(1).tolist()}")


def _shown(server: XServer, home: Path, wanted: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The middles of the patches, once they are as wanted or patience has an end."""
    picture = home / "patches.png"
    Image.fromarray(_PATCHES.repeat(_SIDE, 0).repeat(_SIDE, 1)).save(picture)
    own = {f"XDG_{name}_HOME": str(home / name.lower()) for name in _FOLDERS}
    command = [sys.executable, "-m", "tests.benchmarks.canvas.program", str(picture)]
    program = subprocess.Popen(command, env=server.environment | own | {"HOME": str(home)})
    try:
        until = time.monotonic() + _PATIENCE
        found = _middles(server.screen)
        while time.monotonic() < until and (found is None or np.abs(found - wanted).max() > 1):
            time.sleep(0.3)
            found = _middles(server.screen)
    finally:
        program.kill()
        program.wait()
    if found is None:
        raise TimeoutError("The picture was not seen.")
    return found


def _middles(screen: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Found by its only pure red patch, the upper left one, at a zoom of 1."""
    seen = screen[..., 2::-1].astype(int)
    red = seen[..., 0] - seen[..., 1] - seen[..., 2] > _SIDE
    rows, columns = np.flatnonzero(red.sum(1) >= _SIDE), np.flatnonzero(red.sum(0) >= _SIDE)
    if not rows.size or not columns.size:
        return None
    down, across = (np.arange(count) * _SIDE + _SIDE // 2 for count in _PATCHES.shape[:2])
    return np.asarray(seen[rows[0] + down][:, columns[0] + across], np.uint8)


main()
