"""Work on a thread beside the window's: who runs it, and how a fault in it is not lost."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future

log = logging.getLogger(__name__)

Submit = Callable[[Callable[[], None]], Future[None]]
"""Runs a function on a worker thread, such as `ThreadPoolExecutor.submit`."""


def tell_of_fault(done: Future[None]) -> None:
    """A fault in work whose Future nobody asks would vanish; the log keeps it."""
    if not done.cancelled() and done.exception() is not None:
        log.error("Work beside the window failed.", exc_info=done.exception())
