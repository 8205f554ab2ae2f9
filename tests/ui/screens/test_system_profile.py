"""The system's profile of a screen: from a real X server, and from Windows as it answers."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from desktop.ui.screens.screen_place import ScreenPlace
from desktop.ui.screens.system_profile import system_profile
from desktop.ui.screens.windows_profile import windows_profile
from desktop.ui.screens.x11_profile import x11_profile
from tests.ui.screens.x_property import needs_xvfb, set_property, x_server

PROFILE = bytes(range(256)) * 5000


@needs_xvfb
def test_the_root_windows_profile_belongs_to_the_first_screen() -> None:
    with x_server() as display:
        assert x11_profile(0, 0, display) is None
        set_property(display, "_ICC_PROFILE_1", b"the second screen's")
        assert x11_profile(0, 0, display) is None
        set_property(display, "_ICC_PROFILE", PROFILE)
        assert x11_profile(0, 0, display) == PROFILE
        assert x11_profile(1280, 0, display) is None, "no screen begins there"


@needs_xvfb
def test_a_server_that_knows_of_no_several_screens_has_one() -> None:
    """Asking for an extension that is missing would end the connection."""
    with x_server("-extension", "RANDR") as display:
        set_property(display, "_ICC_PROFILE", PROFILE)
        assert x11_profile(0, 0, display) == PROFILE
        assert x11_profile(1280, 0, display) is None


def test_without_a_server_there_is_none() -> None:
    assert x11_profile(0, 0, ":987") is None


def test_other_platforms_take_srgb() -> None:
    for platform in ("wayland", "cocoa", "offscreen"):
        place = ScreenPlace(platform=platform, name="DP-1", x=0, y=0)
        assert system_profile(place) is None


class Windows:
    """Windows with one screen, whose profile is the file at `path`."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.asked: list[object] = []
        user32 = SimpleNamespace(
            MonitorFromPoint=Function(self._monitor), GetMonitorInfoW=Function(self._name)
        )
        gdi32 = SimpleNamespace(
            CreateDCW=Function(self._context),
            DeleteDC=Function(self.asked.append),
            GetICMProfileW=Function(self._profile),
        )
        self._libraries = {"user32": user32, "gdi32": gdi32}

    def library(self, name: str) -> SimpleNamespace:
        """`ctypes.WinDLL`: not what the whole process shares, on which nothing may be declared."""
        return self._libraries[name]

    def _monitor(self, place: Any, how: int) -> int:
        self.asked.append((place.x, place.y, how))
        return 7

    def _name(self, handle: int, monitor: Any) -> int:
        monitor._obj.device = "\\\\.\\DISPLAY2"
        return int(handle == 7)

    def _context(self, device: str, *_: object) -> int:
        self.asked.append(device)
        return 11

    def _profile(self, _context: int, length: Any, path: Any) -> int:
        path.value = self.path
        return int(bool(self.path) and length._obj.value > len(self.path))


class Function:
    """A function of a library, which is told what it takes and gives."""

    def __init__(self, does: Any) -> None:
        self._does = does

    def __call__(self, *given: Any) -> Any:
        return self._does(*given)


def test_windows_tells_the_file_of_the_screen_at_a_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "panel.icm"
    file.write_bytes(PROFILE)
    windows = Windows(str(file))
    monkeypatch.setattr("ctypes.WinDLL", windows.library, raising=False)
    assert windows_profile(1920, -40) == PROFILE
    assert windows.asked == [(1920, -40, 2), "\\\\.\\DISPLAY2", 11]


@pytest.mark.parametrize("path", ["", "gone.icm"])
def test_windows_without_a_profile(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.WinDLL", Windows(path).library, raising=False)
    assert windows_profile(0, 0) is None
