"""The ICC profile of a screen under X11, by the "ICC Profiles in X" convention.

A profile is a property `_ICC_PROFILE` of the screen's output, or of the root window, there with the
screen's number behind it from the second on. It is asked for over a connection of its own, so that
any thread can wait for the answer.
"""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_log = logging.getLogger(__name__)

_ANY_TYPE = 0
_WORDS = 4 << 20
"""Of four bytes each: no profile is longer than 16 MB."""

_PROPERTY = "_ICC_PROFILE"


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Iterator(ctypes.Structure):
    _fields_ = (("data", ctypes.c_void_p), ("rem", ctypes.c_int), ("index", ctypes.c_int))


class _Atom(ctypes.Structure):
    _fields_ = (("head", ctypes.c_uint32 * 2), ("atom", ctypes.c_uint32))


class _Extension(ctypes.Structure):
    """xcb_query_extension_reply_t as far as it is read."""

    _fields_ = (("head", ctypes.c_uint32 * 2), ("present", ctypes.c_uint8))


class _Monitor(ctypes.Structure):
    """xcb_randr_monitor_info_t; the outputs follow it."""

    _fields_ = (
        ("name", ctypes.c_uint32),
        ("primary", ctypes.c_uint8),
        ("automatic", ctypes.c_uint8),
        ("outputs", ctypes.c_uint16),
        ("x", ctypes.c_int16),
        ("y", ctypes.c_int16),
        ("rest", ctypes.c_uint32 * 3),
    )


@dataclass(frozen=True, slots=True)
class _Screen:
    """A screen's number and its outputs."""

    number: int
    outputs: tuple[int, ...]


def x11_profile(x: int, y: int, display: str | None = None) -> bytes | None:
    """The profile of the screen whose upper left corner is there; None without one."""
    try:
        xcb, libc = ctypes.CDLL("libxcb.so.1"), ctypes.CDLL(None)
    except OSError as error:
        _log.info("The screen's profile cannot be asked for: %s", error)
        return None
    asking = _Asking(xcb, _randr(), libc)
    with asking.connected(display) as is_there:
        return asking.profile(x, y) if is_there else None


def _randr() -> Any:
    """What knows of several screens; without it there is one."""
    try:
        return ctypes.CDLL("libxcb-randr.so.0")
    except OSError:
        return None


class _Asking:
    """One connection to the X server."""

    def __init__(self, xcb: Any, randr: Any, libc: Any) -> None:
        self._xcb, self._randr, self._libc = xcb, randr, libc
        self._link = ctypes.c_void_p()
        self._root = 0
        _declare(xcb, randr, libc)

    @contextmanager
    def connected(self, display: str | None) -> Iterator[bool]:
        """Whether there is a server; None means the one that the environment names."""
        xcb, number = self._xcb, ctypes.c_int()
        named = display.encode() if display else None
        self._link = ctypes.c_void_p(xcb.xcb_connect(named, ctypes.byref(number)))
        try:
            is_there = not xcb.xcb_connection_has_error(self._link)
            if is_there:
                self._root = self._root_of(number.value)
            yield is_there
        finally:
            xcb.xcb_disconnect(self._link)

    def profile(self, x: int, y: int) -> bytes | None:
        screen = self._screen_at(x, y)
        if screen is None:
            return None
        plain = self._atom(_PROPERTY)
        for output in screen.outputs:
            if found := self._output_property(output, plain):
                return found
        named = f"{_PROPERTY}_{screen.number}" if screen.number else _PROPERTY
        return self._root_property(self._atom(named)) or None

    def _root_of(self, number: int) -> int:
        """The root window of the display's screen, the first field of its description."""
        screens = self._xcb.xcb_setup_roots_iterator(self._xcb.xcb_get_setup(self._link))
        for _ in range(number):
            self._xcb.xcb_screen_next(ctypes.byref(screens))
        return int(ctypes.c_uint32.from_address(screens.data).value)

    def _screen_at(self, x: int, y: int) -> _Screen | None:
        if not self._has_several():
            return _Screen(0, ()) if (x, y) == (0, 0) else None
        cookie = self._randr.xcb_randr_get_monitors(self._link, self._root, 1)
        reply = self._randr.xcb_randr_get_monitors_reply(self._link, cookie, None)
        if not reply:
            return _Screen(0, ()) if (x, y) == (0, 0) else None
        try:
            return self._found_in(reply, x, y)
        finally:
            self._libc.free(reply)

    def _has_several(self) -> bool:
        """Asked first: libxcb ends a connection on which a missing extension is used."""
        if self._randr is None:
            return False
        name = b"RANDR"
        cookie = self._xcb.xcb_query_extension(self._link, len(name), name)
        reply = self._xcb.xcb_query_extension_reply(self._link, cookie, None)
        if not reply:
            return False
        is_present = bool(_Extension.from_address(reply).present)
        self._libc.free(reply)
        return is_present

    def _found_in(self, reply: int, x: int, y: int) -> _Screen | None:
        monitors = self._randr.xcb_randr_get_monitors_monitors_iterator(reply)
        number = 0
        while monitors.rem:
            one = _Monitor.from_address(monitors.data)
            if (one.x, one.y) == (x, y):
                start = monitors.data + ctypes.sizeof(_Monitor)
                outputs = (ctypes.c_uint32 * one.outputs).from_address(start)
                return _Screen(number, tuple(outputs))
            number += 1
            self._randr.xcb_randr_monitor_info_next(ctypes.byref(monitors))
        return None

    def _atom(self, name: str) -> int:
        """0 when nobody has ever used that name."""
        cookie = self._xcb.xcb_intern_atom(self._link, 1, len(name), name.encode())
        reply = self._xcb.xcb_intern_atom_reply(self._link, cookie, None)
        if not reply:
            return 0
        atom = _Atom.from_address(reply).atom
        self._libc.free(reply)
        return int(atom)

    def _root_property(self, atom: int) -> bytes:
        if not atom:
            return b""
        cookie = self._xcb.xcb_get_property(self._link, 0, self._root, atom, _ANY_TYPE, 0, _WORDS)
        reply = self._xcb.xcb_get_property_reply(self._link, cookie, None)
        return self._value(reply, self._xcb, "xcb_get_property_value")

    def _output_property(self, output: int, atom: int) -> bytes:
        if not atom:
            return b""
        cookie = self._randr.xcb_randr_get_output_property(
            self._link, output, atom, _ANY_TYPE, 0, _WORDS, 0, 0
        )
        reply = self._randr.xcb_randr_get_output_property_reply(self._link, cookie, None)
        return self._value(reply, self._randr, "xcb_randr_get_output_property_data")

    def _value(self, reply: int | None, library: Any, reader: str) -> bytes:
        """The bytes of a property, and the end of the reply."""
        if not reply:
            return b""
        data = getattr(library, reader)(reply)
        value = ctypes.string_at(data, getattr(library, f"{reader}_length")(reply))
        self._libc.free(reply)
        return value


def _declare(xcb: Any, randr: Any, libc: Any) -> None:
    """What each function takes and gives; ctypes would cut pointers to 32 bits."""
    link, small, word = ctypes.c_void_p, ctypes.c_uint8, ctypes.c_uint32
    _give(xcb, "xcb_connect", ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
    _give(xcb, "xcb_connection_has_error", ctypes.c_int, link)
    _give(xcb, "xcb_disconnect", None, link)
    _give(xcb, "xcb_get_setup", ctypes.c_void_p, link)
    _give(xcb, "xcb_setup_roots_iterator", _Iterator, ctypes.c_void_p)
    _give(xcb, "xcb_screen_next", None, ctypes.c_void_p)
    _ask(xcb, "xcb_query_extension", link, ctypes.c_uint16, ctypes.c_char_p)
    _ask(xcb, "xcb_intern_atom", link, small, ctypes.c_uint16, ctypes.c_char_p)
    _ask(xcb, "xcb_get_property", link, small, word, word, word, word, word)
    _read(xcb, "xcb_get_property_value")
    _give(libc, "free", None, ctypes.c_void_p)
    if randr is not None:
        _ask(randr, "xcb_randr_get_monitors", link, word, small)
        _give(randr, "xcb_randr_get_monitors_monitors_iterator", _Iterator, ctypes.c_void_p)
        _give(randr, "xcb_randr_monitor_info_next", None, ctypes.c_void_p)
        _ask(
            randr, "xcb_randr_get_output_property", link, word, word, word, word, word, small, small
        )
        _read(randr, "xcb_randr_get_output_property_data")


def _give(library: Any, name: str, gives: Any, *takes: Any) -> None:
    function = getattr(library, name)
    function.restype, function.argtypes = gives, takes


def _ask(library: Any, name: str, *takes: Any) -> None:
    """A request and the function that waits for its reply."""
    _give(library, name, _Cookie, *takes)
    _give(library, f"{name}_reply", ctypes.c_void_p, ctypes.c_void_p, _Cookie, ctypes.c_void_p)


def _read(library: Any, name: str) -> None:
    """Where the bytes of a reply begin, and how many they are."""
    _give(library, name, ctypes.c_void_p, ctypes.c_void_p)
    _give(library, f"{name}_length", ctypes.c_int, ctypes.c_void_p)
