"""The ICC profile of a screen under Windows, which the colour management there keeps as a file."""

from __future__ import annotations

import ctypes
import logging
from pathlib import Path
from typing import Any

_log = logging.getLogger(__name__)

_NEAREST = 2
_LONGEST = 32_768
"""Characters of the longest path."""


class _Point(ctypes.Structure):
    _fields_ = (("x", ctypes.c_long), ("y", ctypes.c_long))


class _Rect(ctypes.Structure):
    _fields_ = tuple((side, ctypes.c_long) for side in ("left", "top", "right", "bottom"))


class _Monitor(ctypes.Structure):
    """MONITORINFOEXW of the Windows API."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("whole", _Rect),
        ("work", _Rect),
        ("flags", ctypes.c_uint32),
        ("device", ctypes.c_wchar * 32),
    )


def windows_profile(x: int, y: int) -> bytes | None:
    """The profile of the screen at this place; None without one, or when it cannot be read."""
    # Of our own: what is declared on those of `ctypes.windll` holds for everybody in the process.
    library: Any = getattr(ctypes, "WinDLL")  # noqa: B009  # only there under Windows
    path = _path(library("user32"), library("gdi32"), x, y)
    if not path:
        return None
    try:
        return Path(path).read_bytes()
    except OSError as error:
        _log.info("The profile of the screen cannot be read: %s", error)
        return None


def _path(user32: Any, gdi32: Any, x: int, y: int) -> str:
    """Asks with GetICMProfileW, on a device context for that screen alone."""
    user32.MonitorFromPoint.argtypes = (_Point, ctypes.c_uint32)
    user32.MonitorFromPoint.restype = ctypes.c_void_p
    user32.GetMonitorInfoW.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
    gdi32.CreateDCW.argtypes = (ctypes.c_wchar_p,) * 3 + (ctypes.c_void_p,)
    gdi32.CreateDCW.restype = ctypes.c_void_p
    gdi32.DeleteDC.argtypes = (ctypes.c_void_p,)
    gdi32.GetICMProfileW.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_wchar_p)
    monitor = _Monitor(size=ctypes.sizeof(_Monitor))
    handle = user32.MonitorFromPoint(_Point(x, y), _NEAREST)
    if not user32.GetMonitorInfoW(handle, ctypes.byref(monitor)):
        return ""
    context = gdi32.CreateDCW(monitor.device, None, None, None)
    if not context:
        return ""
    length = ctypes.c_uint32(_LONGEST)
    path = ctypes.create_unicode_buffer(_LONGEST)
    is_found = gdi32.GetICMProfileW(context, ctypes.byref(length), path)
    gdi32.DeleteDC(context)
    return path.value if is_found else ""
