"""An X server with a pen: Xorg on a dummy screen, whose test driver moves real input devices."""

from __future__ import annotations

import os
import shutil
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SCREEN = (1280, 800)
_RANGE = 65535
_PRESSURE = 1000
_PATIENCE = 10.0
_PENS = ("stylus", "eraser")
_CONFIG = """
Section "ServerFlags"
 Option "AutoAddDevices" "false"
 Option "DontVTSwitch" "true"
EndSection
Section "Device"
 Identifier "dummy"
 Driver "dummy"
 VideoRam 256000
EndSection
Section "Monitor"
 Identifier "mon"
 HorizSync 5.0 - 1000.0
 VertRefresh 5.0 - 200.0
 Modeline "1280x800" 83.50 1280 1352 1480 1680 800 803 809 831
EndSection
Section "Screen"
 Identifier "scr"
 Device "dummy"
 Monitor "mon"
 DefaultDepth 24
 SubSection "Display"
  Depth 24
  Modes "1280x800"
 EndSubSection
EndSection
"""
_PEN = """
Section "InputDevice"
 Identifier "Rig Wacom Pen {name}"
 Driver "inputtest"
 Option "SocketPath" "{folder}/{name}.sock"
 Option "DeviceType" "PointerAbsoluteProximity"
 Option "PointerHasPressure" "true"
EndSection
"""
_OTHER = """
Section "InputDevice"
 Identifier "Rig {name}"
 Driver "inputtest"
 Option "SocketPath" "{folder}/{name}.sock"
 Option "DeviceType" "{kind}"
 Option "Core{kind}" "true"
EndSection
"""
_LAYOUT = """
Section "ServerLayout"
 Identifier "rig"
 Screen "scr"
 InputDevice "Rig mouse" "CorePointer"
 InputDevice "Rig keys" "CoreKeyboard"
 InputDevice "Rig Wacom Pen stylus" "SendCoreEvents"
 InputDevice "Rig Wacom Pen eraser" "SendCoreEvents"
EndSection
"""


@dataclass(frozen=True)
class PenPlace:
    """A place on the screen and the pressure there, 0 to 1."""

    x: float
    y: float
    pressure: float


@dataclass(frozen=True)
class PenServer:
    """The server's name, and the folder with the sockets of its devices."""

    name: str
    folder: Path


def can_run() -> bool:
    """Xorg with the driver is there; only root may start it without a console."""
    is_there = shutil.which("Xorg") is not None and shutil.which("xdotool") is not None
    driver = Path("/usr/lib/xorg/modules/input/inputtest_drv.so")
    return is_there and driver.exists() and os.geteuid() == 0


@contextmanager
def pen_server() -> Iterator[PenServer]:
    """Until the block ends."""
    with tempfile.TemporaryDirectory(prefix="stet-pen-") as found:
        folder = Path(found)
        (folder / "xorg.conf").write_text(_config(folder), encoding="ascii")
        read, write = os.pipe()
        command = ["Xorg", "-displayfd", str(write), "-config", str(folder / "xorg.conf")]
        command += ["-logfile", str(folder / "log"), "-nolisten", "tcp", "-noreset"]
        command += ["-novtswitch", "-sharevts"]
        with (folder / "out").open("wb") as out:
            server = subprocess.Popen(command, pass_fds=[write], stdout=out, stderr=out)
        os.close(write)
        try:
            with os.fdopen(read) as told:
                name = f":{told.readline().strip()}"
            _await_socket(folder / "eraser.sock")
            yield PenServer(name=name, folder=folder)
        finally:
            server.terminate()
            server.wait()


def _config(folder: Path) -> str:
    pens = [_PEN.format(name=name, folder=folder) for name in _PENS]
    others = [
        _OTHER.format(name=name, folder=folder, kind=kind)
        for name, kind in (("mouse", "Pointer"), ("keys", "Keyboard"))
    ]
    return "\n".join([_CONFIG, *pens, *others, _LAYOUT])


def _await_socket(path: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while not path.exists():
        if time.monotonic() > until:
            raise TimeoutError("The X server made no pen.")
        time.sleep(0.02)


class XPen:
    """One end of the pen: `stylus` or `eraser`. Every call has reached the server on return."""

    def __init__(self, server: PenServer, end: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(server.folder / f"{end}.sock"))
        self._socket.sendall(struct.pack("<IIHH", 12, 0, 1, 1))
        self._socket.recv(64)

    def stroke(self, places: list[PenPlace], pause: float = 0.012) -> None:
        """Comes near, presses at the first place, goes over all, lifts and leaves."""
        first, last = places[0], places[-1]
        self._send(3, struct.pack("<I4x", 1) + _axes(first.x, first.y, 0))
        self._send(2, struct.pack("<I4x", 1) + _axes(first.x, first.y, 0))
        time.sleep(0.1)
        self._send(4, struct.pack("<iiI4x", 1, 1, 1) + _axes(first.x, first.y, first.pressure))
        for place in places[1:]:
            self._send(2, struct.pack("<I4x", 1) + _axes(place.x, place.y, place.pressure))
            time.sleep(pause)
        self._send(4, struct.pack("<iiI4x", 1, 1, 0) + _axes(last.x, last.y, 0))
        self._send(3, struct.pack("<I4x", 0) + _axes(last.x, last.y, 0))

    def close(self) -> None:
        self._socket.close()

    def _send(self, kind: int, body: bytes) -> None:
        self._socket.sendall(struct.pack("<II", 8 + len(body), kind) + body)
        self._socket.sendall(struct.pack("<II", 8, 1))
        self._socket.recv(64)


def _axes(x: float, y: float, pressure: float) -> bytes:
    """Valuators 0, 1 and 4 of the driver's protocol, and which of them are set."""
    values = [0.0] * 64
    values[0], values[1] = x * _RANGE / SCREEN[0], y * _RANGE / SCREEN[1]
    values[4] = pressure * _PRESSURE
    return struct.pack("<I8s4x64d64d", 0, 0b10011.to_bytes(8, "little"), *values, *[0.0] * 64)
