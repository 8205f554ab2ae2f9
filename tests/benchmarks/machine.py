"""How fast this machine is just now, beside the one on which the goals in milliseconds were set.

    python -m tests.benchmarks.machine

Shared machines swing by a factor of two and more within minutes, so a figure in milliseconds says
little by itself. Three pieces of work that are none of Stet's were timed when the goals were set;
every benchmark times them again and prints by how much they take longer now.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np

_TIMES = 7


@dataclass(frozen=True, slots=True)
class Work:
    """`then` is how many milliseconds of processor it took when the goals were set."""

    name: str
    then: float
    do: Callable[[], object]

    def now(self) -> float:
        """The median of some runs, in milliseconds of this thread."""
        took = []
        for _ in range(_TIMES):
            start = time.thread_time()
            self.do()
            took.append((time.thread_time() - start) * 1000)
        return median(took)


def works() -> tuple[Work, ...]:
    """Copies of what fits no cache, and a resize by OpenCV."""
    import cv2

    picture = np.random.default_rng(1).integers(0, 255, (2160, 3840, 4), np.uint8)
    place = np.empty_like(picture)

    def halve() -> object:
        return cv2.resize(picture, (1920, 1080), interpolation=cv2.INTER_AREA)

    return (
        Work("a 4K picture halved by OpenCV", 1.8, halve),
        Work("33 MB copied into their place", 3.1, lambda: np.copyto(place, picture)),
        Work("33 MB copied into fresh memory", 6.5, picture.copy),
    )


def slowness() -> float:
    """How many times as long as then; the geometric mean of all pieces."""
    import cv2

    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        return float(np.exp(np.mean([np.log(one.now() / one.then) for one in works()])))
    finally:
        cv2.setNumThreads(threads)


def machine_line() -> str:
    """One line for the head of a table."""
    return f"This machine just now: {slowness():.1f} times as slow as where the goals were set."


if __name__ == "__main__":
    for work in works():
        took = work.now()
        print(f"{work.name:32} {took:7.2f} ms, then {work.then} ms: {took / work.then:.2f} times")
    print(machine_line())
