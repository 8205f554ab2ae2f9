"""The exit codes that scripts rely on."""

from __future__ import annotations

from desktop.domain.problems import Area, Problem

DONE = 0
BAD_INPUT = 2
CANCELLED = 130

_CODES = {
    Area.INPUT: BAD_INPUT,
    Area.POLICY: 3,
    Area.ACCESS: 4,
    Area.LIMIT: 5,
    Area.SERVICE: 6,
    Area.DISK: 7,
    Area.CANCELLED: CANCELLED,
    Area.PROGRAM: 1,
}


def code_for(problem: Problem) -> int:
    """2 bad input, 3 refused, 4 key or access, 5 limits, 6 service, 7 disk, 130 cancelled."""
    return _CODES[problem.area]
