"""Calls that may never come back, with an end to the waiting."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


def call_within(seconds: float, work: Callable[[], Answer]) -> Answer | Exception:
    """What `work` returns, or the exception that it raised, as a value.

    TimeoutError when it takes longer; its thread then hangs on alone and does not keep the
    program alive. A value, not a raised exception, so that no traceback holds on to a secret.
    """
    answers: queue.SimpleQueue[Answer | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(work())
        except Exception as error:  # noqa: BLE001 - foreign code; the caller sorts them
            answers.put(error)

    threading.Thread(target=run, name="keychain", daemon=True).start()
    try:
        return answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
