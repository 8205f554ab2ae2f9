"""Tells how far an answer is laid into the picture, and hears the wish to stop that."""

from __future__ import annotations

import asyncio
import threading

from desktop.domain.identity import EditId
from desktop.domain.job_events import Composing
from desktop.imaging.laying import Told
from desktop.jobs.ask_service import Report

Stop = threading.Event
"""Set when the designer wants the laying in to end; the answer stays where it is."""


def telling(job: EditId, report: Report, stop: Stop | None) -> Told:
    """For work in a thread: what it tells is reported on the loop that runs now, in order."""
    loop = asyncio.get_running_loop()

    def progress(share: float) -> None:
        loop.call_soon_threadsafe(report, Composing(job=job, share=share))

    return Told(progress=progress, is_cancelled=None if stop is None else stop.is_set)
