"""Stet's engine as a program that is run, and killed, again and again; forked from one that has
loaded everything.

    python -m tests.benchmarks.campaign.program

Each line on its input is a `Run` as JSON; the process is told as `process NUMBER`, its end as
`ended CODE` or `killed`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import time
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from desktop.domain.job_events import Ending, JobEvent
from desktop.domain.order import EditOrder
from desktop.domain.problems import ProblemError
from desktop.jobs.job_runner import JobRunner
from desktop.storage.library import Library
from tests.builders import Studio

_LIMIT = 60.0


def preload() -> None:
    """Everything that a job would load late, so that kills hit jobs and not imports."""
    import ssl

    import cv2
    import httpcore2
    import openai.resources.images
    import PIL.Image
    import pydantic

    assert all((openai, PIL.Image, pydantic, cv2))
    none = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    httpcore2.default_ssl_context = lambda **_options: none


def studio(library: Library, run: dict[str, Any]) -> Studio:
    """Services that wait no longer than they must, with a clock that has jumped."""
    from desktop.api.connection import Timeouts
    from desktop.api.openai_client import OpenAIClient
    from desktop.domain.profile import Profile

    patience = Timeouts(connect=5, read=6.0, overall=20, after_last=0.2)
    profile = Profile(base_url=run["url"])
    made = Studio(library, lambda _: OpenAIClient(profile, run["key"], timeouts=patience))
    clock = JumpingClock(run["clock"], run["jump"], run["jumps_after"])
    object.__setattr__(made.services, "now", lambda: datetime.now(UTC) + clock.wrong_by)
    before = time.time_ns
    time.time_ns = lambda: before() + int(clock.wrong_by.total_seconds()) * 1_000_000_000
    return made


class JumpingClock:
    """By how much the clock is wrong: from the start, and from a moment later on by more."""

    def __init__(self, wrong: float, jump: float, after: float) -> None:
        self._wrong, self._later = timedelta(seconds=wrong), timedelta(seconds=wrong + jump)
        self._jumps_at = time.monotonic() + after

    @property
    def wrong_by(self) -> timedelta:
        return self._wrong if time.monotonic() < self._jumps_at else self._later


class Ends:
    """Counts the jobs that are over."""

    def __init__(self, wanted: int) -> None:
        self._left = wanted
        self.all = threading.Event()
        if not wanted:
            self.all.set()

    def __call__(self, event: JobEvent) -> None:
        if isinstance(event, Ending):
            self._left -= 1
            if self._left == 0:
                self.all.set()


def order_of(made: Studio, prompt: str, place: int, *, is_stream: bool) -> EditOrder:
    """Generations and masked edits, streamed or not; of what is not streamed two at a time too."""
    previews = 1 + place % 3 if is_stream else 0
    count = 2 if place % 4 == 3 and not is_stream else 1
    if place % 5 == 2:
        return made.edit_order(prompt=prompt, previews=previews, count=count)
    return made.order(prompt=prompt, previews=previews, count=count)


def work(run: dict[str, Any]) -> None:
    """What waited goes on, because here somebody says so; then the new jobs. Nothing else."""
    with Library.open(Path(run["library"])) as library:
        made = studio(library, run)
        waiting = library.waiting.all()
        orders = [
            order_of(made, prompt, place, is_stream=run["is_stream"])
            for place, prompt in enumerate(run["prompts"])
        ]
        ends = Ends(len(waiting) + len(orders))
        runner = JobRunner(made.services, ends, at_once=run["at_once"])
        runner.start()
        for order in (*waiting, *orders):
            runner.submit(order)
        ends.all.wait(_LIMIT)
        runner.stop()


def start(run: dict[str, Any]) -> int:
    process = os.fork()
    if process == 0:
        code = 1
        try:
            work(run)
            code = 0
        except ProblemError as error:  # a full disk, or a library that another has open
            os.write(2, f"refused: {error.problem.sentence}\n".encode())
            code = 3
        except BaseException:  # noqa: BLE001 - it goes to the campaign, whatever it is
            os.write(2, traceback.format_exc().encode())
        finally:
            os._exit(code)
    return process


def main() -> None:
    preload()
    asyncio.run(asyncio.sleep(0))
    for line in sys.stdin:
        process = start(json.loads(line))
        os.write(1, f"process {process}\n".encode())
        _, status = os.waitpid(process, 0)
        code = os.waitstatus_to_exitcode(status)
        os.write(1, (f"ended {code}\n" if code >= 0 else "killed\n").encode())


if __name__ == "__main__":
    main()
