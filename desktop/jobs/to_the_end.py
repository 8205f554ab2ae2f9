"""Work in a thread that is finished whatever is cancelled meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


async def to_the_end(function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Runs `function` in a thread to its end and gives its result, also to a cancelled caller.

    For what must not stop half-way: storing what was paid for.
    """
    work = asyncio.create_task(asyncio.to_thread(function, *args, **kwargs))
    while True:
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            if work.cancelled():
                raise
