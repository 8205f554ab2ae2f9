"""How soon the frozen program shows its window beside the source run, and what it holds idle.

An X server of its own keeps its screen in a file; a window counts as painted once its pixels are
there, and as whole once it has many colours: the first look at it has only three. The two programs
take turns, and the fastest start of each counts: other work on the machine only ever adds.
"""

from __future__ import annotations

import mmap
import os
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from installers import sizes
from installers.facts import ROOT

_ROUNDS = 7
_PATIENCE = 60.0
_SETTLED_AFTER = 5.0
_HEADER_WORDS = 25
"""The words of an X window dump's header, and what lies where, are of X11's XWDFile.h."""

_SAMPLES = 2000
_FIRST, _WHOLE = 3, 12
"""Colours of the first look at the window, and at least so many of the window itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """An X server's name, and its pixels as they are now."""

    name: str
    pixels: mmap.mmap
    start: int

    def colours(self) -> int:
        """How many there are in some places all over the screen; 1 while it is black."""
        step = (len(self.pixels) - self.start) // _SAMPLES // 4 * 4 + 4
        places = range(self.start, len(self.pixels) - 4, step)
        return len({self.pixels[one : one + 3] for one in places})


def hold(program: Path) -> None:
    """Prints what was measured; RuntimeError where budget.toml allows less."""
    frozen, source = [str(program)], [sys.executable, "-m", "desktop"]
    allowed = sizes.limits("speed")
    slow = []
    for name, colours in (("first painted window", _FIRST), ("whole window", _WHOLE)):
        starts = [(_start(frozen, colours), _start(source, colours)) for _ in range(_ROUNDS)]
        ours, theirs = (min(one) for one in zip(*starts, strict=True))
        print(f"{name}: {ours:.0f} ms frozen, {theirs:.0f} ms from source", end="")
        print(f" (fastest of {_ROUNDS}): {ours / theirs:.2f} times", flush=True)
        slow += [name] if ours > allowed["times the source run"] * theirs else []
    _forget(program.parent)
    idle = _idle(frozen)
    print(f"idle: {idle:.1f} MB resident")
    if slow:
        raise RuntimeError(f"more than {allowed['times the source run']} times: {slow}")
    if idle > allowed["idle megabytes"]:
        raise RuntimeError(f"idle, it holds more than {allowed['idle megabytes']} MB")


def _start(command: Sequence[str], colours: int) -> float:
    """Milliseconds until so many colours are on the screen."""
    with _running(command, colours) as (began, painted, _):
        return 1000 * (painted - began)


def _idle(command: Sequence[str]) -> float:
    """Megabytes resident some time after the window stands, when nothing more is loaded."""
    with _running(command, _WHOLE) as (_began, _painted, number):
        before, since = 0.0, time.monotonic()
        while time.monotonic() - since < _SETTLED_AFTER:
            held = _resident(number)
            if abs(held - before) > 0.5:
                before, since = held, time.monotonic()
            time.sleep(0.2)
        return before


def _forget(folder: Path) -> None:
    """Has Linux drop the folder from its cache, so that the program comes from the disk.

    Files that were just written stay in the cache in larger pieces than files that were read, and
    whole pieces count as resident: 13 MB that nobody has who installed the package some time ago.
    """
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


@contextmanager
def _running(command: Sequence[str], colours: int) -> Iterator[tuple[float, float, int]]:
    """When it was started, when so many colours were painted (s), and the process's number."""
    with tempfile.TemporaryDirectory(prefix="stet-speed-") as home, _screen() as screen:
        known = {"PATH": os.defpath, "HOME": home, "LC_ALL": "C.UTF-8"}
        began = time.monotonic()
        program = subprocess.Popen(
            command,
            env=known | {"DISPLAY": screen.name, "QT_QPA_PLATFORM": "xcb"},
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
        )
        try:
            painted = _wait(lambda: screen.colours() >= colours, program)
            yield began, painted, program.pid
        finally:
            program.terminate()
            program.wait()


def _wait(is_so: Callable[[], bool], program: subprocess.Popen[bytes]) -> float:
    until = time.monotonic() + _PATIENCE
    while not is_so():
        if time.monotonic() > until or program.poll() is not None:
            raise RuntimeError("no window was painted")
        time.sleep(0.002)
    return time.monotonic()


def _resident(number: int) -> float:
    status = Path(f"/proc/{number}/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024 / 1e6


@contextmanager
def _screen() -> Iterator[Screen]:
    with tempfile.TemporaryDirectory(prefix="stet-screen-") as folder:
        read, write = os.pipe()
        options = ["-displayfd", str(write), "-screen", "0", "1440x900x24", "-fbdir", folder]
        command = ["Xvfb", *options, "-nolisten", "tcp", "-noreset"]
        server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        try:
            with os.fdopen(read) as told:
                name = f":{told.readline().strip()}"
            yield _mapped(name, Path(folder) / "Xvfb_screen0")
        finally:
            server.terminate()
            server.wait()


def _mapped(name: str, file: Path) -> Screen:
    with file.open("rb") as opened:
        pixels = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    words = struct.unpack(f">{_HEADER_WORDS}I", pixels[: 4 * _HEADER_WORDS])
    return Screen(name=name, pixels=pixels, start=words[0] + 12 * words[19])
