"""A hand on an X server: pointer, buttons and keys through XTEST, as other programs send them."""

from __future__ import annotations

import ctypes
from ctypes.util import find_library

_x11 = ctypes.CDLL(find_library("X11") or "libX11.so.6")
_test = ctypes.CDLL(find_library("Xtst") or "libXtst.so.6")
_x11.XOpenDisplay.restype = ctypes.c_void_p
for _call in (_x11.XFlush, _x11.XSync, _x11.XCloseDisplay, _x11.XKeysymToKeycode):
    _call.argtypes = [ctypes.c_void_p]
_x11.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
_x11.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
_x11.XStringToKeysym.restype = ctypes.c_ulong
_test.XTestFakeMotionEvent.argtypes = [ctypes.c_void_p, *[ctypes.c_int] * 3, ctypes.c_ulong]
_test.XTestFakeButtonEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
_test.XTestFakeKeyEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]


class Hand:
    """Every call has reached the server when it returns."""

    def __init__(self, display: str) -> None:
        self._display = _x11.XOpenDisplay(display.encode())
        if not self._display:
            raise ConnectionError(f"There is no X server at {display}.")

    def move(self, x: float, y: float) -> None:
        _test.XTestFakeMotionEvent(self._display, 0, round(x), round(y), 0)
        _x11.XFlush(self._display)

    def press(self, button: int = 1) -> None:
        _test.XTestFakeButtonEvent(self._display, button, 1, 0)
        _x11.XFlush(self._display)

    def release(self, button: int = 1) -> None:
        _test.XTestFakeButtonEvent(self._display, button, 0, 0)
        _x11.XFlush(self._display)

    def keys(self, *names: str) -> None:
        """All down in this order, and up again: `keys("Control_L", "z")`."""
        codes = [
            _x11.XKeysymToKeycode(self._display, _x11.XStringToKeysym(name.encode()))
            for name in names
        ]
        for code in codes:
            _test.XTestFakeKeyEvent(self._display, code, 1, 0)
        for code in reversed(codes):
            _test.XTestFakeKeyEvent(self._display, code, 0, 0)
        _x11.XSync(self._display, 0)

    def close(self) -> None:
        _x11.XCloseDisplay(self._display)
