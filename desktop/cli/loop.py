"""The event loop of one command, which an interrupt always ends."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import TypeVar

_T = TypeVar("_T")


def run_to_end(work: Awaitable[_T]) -> _T:
    """What `work` gives, on a loop of its own. Ctrl+C cancels it and raises KeyboardInterrupt."""

    async def inside() -> _T:
        with _woken_by_signals():
            return await work

    return asyncio.run(inside())


@contextmanager
def _woken_by_signals() -> Iterator[None]:
    """The running loop looks up at every signal.

    Python's own handler only makes a note, which the main thread reads when it is next awake. A
    signal in the moment before the loop begins to wait, or one that reached another thread, would
    be read only when the service says something, which may take minutes.
    """
    # On Windows the loop does this by itself.
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    ear, mouth = socket.socketpair()
    ear.settimeout(0)
    mouth.settimeout(0)
    loop.add_reader(ear, ear.recv, 4096)
    before = signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        loop.remove_reader(ear)
        ear.close()
        mouth.close()
