"""A private X server whose screen is a file in memory, so that what is shown can be read."""

from __future__ import annotations

import mmap
import os
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SCREEN = (1920, 1080)
_HEADER_WORDS = 25
_PATIENCE = 10.0


@dataclass(frozen=True)
class XServer:
    """Its name for `DISPLAY`, and the pixels of its screen, (h, w, 4) BGRX, always as they are."""

    name: str
    screen: NDArray[np.uint8]

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"}
        return kept | {"DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb"}


def can_run() -> bool:
    return all(shutil.which(name) for name in ("Xvfb", "xdotool"))


@contextmanager
def x_server(size: tuple[int, int] = SCREEN) -> Iterator[XServer]:
    """Xvfb until the block ends, with a window manager where there is one."""
    with tempfile.TemporaryDirectory(prefix="stet-x-") as folder:
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size[0]}x{size[1]}x24"]
        command += ["-fbdir", folder, "-nolisten", "tcp", "-noreset"]
        server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        try:
            with os.fdopen(read) as told:
                name = f":{told.readline().strip()}"
            found = XServer(name=name, screen=_screen(Path(folder) / "Xvfb_screen0"))
            with _window_manager(found):
                yield found
        finally:
            server.terminate()
            server.wait()


@contextmanager
def _window_manager(server: XServer) -> Iterator[None]:
    if shutil.which("openbox") is None:
        yield
        return
    manager = subprocess.Popen(["openbox"], env=server.environment, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        manager.terminate()
        manager.wait()


def _screen(file: Path) -> NDArray[np.uint8]:
    """The pixels behind the header of an X window dump, shared with the server."""
    until = time.monotonic() + _PATIENCE
    while not file.exists() or file.stat().st_size < 4 * _HEADER_WORDS:
        if time.monotonic() > until:
            raise TimeoutError("The X server made no screen.")
        time.sleep(0.01)
    with file.open("rb") as opened:
        shared = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    words = struct.unpack(f">{_HEADER_WORDS}I", shared[: 4 * _HEADER_WORDS])
    start = words[0] + 12 * words[19]
    width, height, row = words[4], words[5], words[12]
    pixels = np.frombuffer(shared, np.uint8, height * row, start).reshape(height, row // 4, 4)
    return pixels[:, :width]
