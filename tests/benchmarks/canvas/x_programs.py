"""The programs under the hand: Stet's own window, the floor and the ceiling, and GIMP."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from desktop.domain.size import Size
from tests.benchmarks.canvas.gesture import DIAMETER, HARDNESS
from tests.benchmarks.canvas.rig import picture
from tests.benchmarks.canvas.x_server import XServer

_ROOT = Path(__file__).parents[3]
_MARK = 96


def picture_file(folder: Path, size: Size, suffix: str = ".png") -> Path:
    """Soft noise with a green square in each corner, by which it is found on the screen."""
    import cv2

    pixels = picture(size)
    pixels = np.repeat(pixels[..., :1], 3, axis=2)
    for rows in (slice(None, _MARK), slice(-_MARK, None)):
        for columns in (slice(None, _MARK), slice(-_MARK, None)):
            pixels[rows, columns] = (0, 255, 0)
    path = folder / f"picture-{size.width}{suffix}"
    assert cv2.imwrite(str(path), pixels)
    return path


@contextmanager
def stet(server: XServer, path: Path, *, workers: int = 0) -> Iterator[int]:
    """The whole program with the picture open, its window as large as the screen; its process."""
    with tempfile.TemporaryDirectory(prefix="stet-home-") as home:
        settings = Path(home) / ".config" / "stet" / "settings.json"
        settings.parent.mkdir(parents=True)
        brush = {"diameter": DIAMETER, "hardness": HARDNESS}
        settings.write_text(json.dumps({"brush": brush}), encoding="utf-8")
        command = ["-m", "tests.benchmarks.canvas.program", str(path), "--workers", str(workers)]
        with _running([sys.executable, *command], server, home) as pid:
            _fill_screen(server, "stet")
            yield pid


@contextmanager
def design(server: XServer, name: str) -> Iterator[int]:
    """The null window or the naive one."""
    command = ["-m", "tests.benchmarks.canvas.program", "--design", name]
    with _running([sys.executable, *command], server, None) as pid:
        _fill_screen(server, name)
        yield pid


def has_gimp() -> bool:
    return shutil.which("gimp") is not None


@contextmanager
def gimp(server: XServer, path: Path) -> Iterator[int]:
    """GIMP with its paintbrush: 200 px, hardness 050, red; in one window as large as the screen."""
    with tempfile.TemporaryDirectory(prefix="gimp-home-") as home:
        folder = Path(home) / ".config" / "GIMP" / "2.10"
        (folder / "tool-options").mkdir(parents=True)
        context = (
            '(tool "gimp-paintbrush-tool")\n(paint-info "gimp-paintbrush")\n'
            '(foreground (color-rgb 1 0 0))\n(brush "2. Hardness 050")\n(opacity 1)\n'
        )
        (folder / "contextrc").write_text(context, encoding="utf-8")
        options = f"{context}(brush-size {DIAMETER})\n(brush-spacing 0.1)\n"
        (folder / "tool-options" / "gimp-paintbrush-tool").write_text(options, encoding="utf-8")
        plain = (
            "(show-tips no)\n(check-updates no)\n(cursor-mode tool-icon)\n(show-brush-outline no)\n"
        )
        (folder / "gimprc").write_text(plain, encoding="utf-8")
        command = ["gimp", "--no-splash", "--new-instance", "--no-fonts", str(path)]
        with _running(command, server, home) as pid:
            _fill_screen(server, "gimp")
            yield pid


@contextmanager
def _running(command: list[str], server: XServer, home: str | None) -> Iterator[int]:
    environment = server.environment
    if home is not None:
        kept = {name: value for name, value in environment.items() if not name.startswith("XDG_")}
        environment = kept | {"HOME": home}
    with (Path(tempfile.gettempdir()) / f"canvas-benchmark-{os.getpid()}.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=_ROOT, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _fill_screen(server: XServer, title: str, patience: float = 90.0) -> None:
    """Waits for the window and gives it the whole screen."""
    until = time.monotonic() + patience
    height, width = server.screen.shape[:2]
    while time.monotonic() < until:
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", title],
            env=server.environment,
            capture_output=True,
            text=True,
            check=False,
        ).stdout.split()
        if found:
            window = found[-1]
            for order in (
                ["windowmove", window, "0", "0"],
                ["windowsize", window, str(width), str(height)],
                ["windowactivate", window],
            ):
                subprocess.run(["xdotool", *order], env=server.environment, check=False)
            return
        time.sleep(0.2)
    raise TimeoutError(f"The window of {title} did not come.")
