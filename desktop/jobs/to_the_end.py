"""Work that is finished whatever is cancelled meanwhile, and where a cancel then counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


async def to_the_end(function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Runs `function` in a thread to its end and gives its result, also to a cancelled caller.

    For what must not stop half-way, such as a change on disk. A cancel that came meanwhile still
    stands: `heed_cancel` acts on it where that is safe.
    """
    return await finish(asyncio.to_thread(function, *args, **kwargs))


async def finish(work: Coroutine[Any, Any, _T]) -> _T:
    """The same for a coroutine, such as storing what was paid for."""
    task = asyncio.create_task(work)
    while True:
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled():
                raise


def heed_cancel() -> None:
    """Stops the running task here if somebody has cancelled it."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
