"""Lets threads that compute beside the window come after it, where the system can do that."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

_log = logging.getLogger(__name__)

_P = ParamSpec("_P")
_T = TypeVar("_T")

_NICE = 10
"""On Linux's scale from -20 to 19: such a thread gets a tenth of what the window's thread gets
while both want the same processor, and all of it otherwise."""


def give_way() -> None:
    """The calling thread, and every thread that it will start, computes when the window does not.

    Linux counts niceness by thread; elsewhere it belongs to the whole program, and nothing is
    done. A system that refuses it is no trouble: the work is then done at the usual pace.
    """
    if sys.platform != "linux":
        return
    thread = threading.get_native_id()
    try:
        present = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, max(present, _NICE))
    except OSError as error:
        _log.info("A thread keeps its priority: %s", error)


def aside(work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Does `work` in a thread that gives way, and waits for it; what it raises is raised here.

    For what computes long, such as pixels, in a thread that must not give way for ever: what
    brings a cancel or an answer to disk is short, and somebody waits for it.
    """
    context = copy_context()
    with ThreadPoolExecutor(1, thread_name_prefix="aside", initializer=give_way) as pool:
        return pool.submit(context.run, partial(work, *args, **kwargs)).result()
