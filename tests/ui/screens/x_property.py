"""A private X server whose root window has a property, as a colour manager leaves it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CDLL, c_char_p, c_uint8, c_uint32, c_void_p

import pytest

from desktop.ui.screens import x11_profile

needs_xvfb = pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")

_CARDINAL = 6
_BITS = 8


@contextmanager
def x_server(*options: str) -> Iterator[str]:
    """Its name for `DISPLAY`; one screen of 1280 × 800. `options` are Xvfb's own."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24"]
    server = subprocess.Popen(
        [*command, "-noreset", "-nolisten", "tcp", *options],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def set_property(display: str, name: str, data: bytes) -> None:
    """On the root window, for as long as the server lives."""
    xcb = CDLL("libxcb.so.1")
    asking = x11_profile._Asking(xcb, None, CDLL(None))
    xcb.xcb_change_property.argtypes = (
        *(c_void_p, c_uint8, c_uint32, c_uint32, c_uint32, c_uint8),
        *(c_uint32, c_char_p),
    )
    with asking.connected(display) as is_there:
        assert is_there
        cookie = xcb.xcb_intern_atom(asking._link, 0, len(name), name.encode())
        reply = xcb.xcb_intern_atom_reply(asking._link, cookie, None)
        atom = x11_profile._Atom.from_address(reply).atom
        form = (atom, _CARDINAL, _BITS, len(data), data)
        xcb.xcb_change_property(asking._link, 0, asking._root, *form)
        assert asking._root_property(atom) == data
