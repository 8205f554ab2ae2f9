"""A request that is waited for: how long by now, and what went wrong with it as a problem."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.api.connection import Upload, upload_of_task
from desktop.api.errors import Asked, moved, problem_of
from desktop.api.network_errors import network_exceptions, problem_of_failure
from desktop.api.service_error import read_error
from desktop.domain.problems import Problem, ProblemError

if TYPE_CHECKING:
    import openai


class Waiting:
    """What was asked, for how long by now, and whether all of it has left this computer."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._since = time.monotonic()
        self._upload = Upload()
        upload_of_task.set(self._upload)

    def now(self) -> Asked:
        seconds = time.monotonic() - self._since
        return replace(self._asked, seconds=seconds, is_sent=self._upload.is_sent)


@asynccontextmanager
async def told(waiting: Waiting, seconds: float) -> AsyncIterator[None]:
    """Turns what the SDK, the network and the watchdog raise into problems.

    The causes are not chained: their texts may hold headers. What they say is in the detail.
    """
    import openai

    try:
        async with asyncio.timeout(seconds):
            yield
    except openai.APIStatusError as error:
        raise ProblemError(_status_problem(error, waiting.now())) from None
    except openai.OpenAIError as error:
        raise ProblemError(problem_of_failure(error, waiting.now())) from None
    except network_exceptions() as error:
        raise ProblemError(problem_of_failure(error, waiting.now())) from None


def _status_problem(error: openai.APIStatusError, asked: Asked) -> Problem:
    headers = {name.lower(): value for name, value in error.response.headers.items()}
    if 300 <= error.status_code < 400:
        return moved(headers.get("location", ""), asked)
    return problem_of(read_error(error.status_code, error.response.content), headers, asked)
