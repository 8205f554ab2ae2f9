"""How much memory this process takes."""

from __future__ import annotations

import ctypes
from pathlib import Path


def pss_mb() -> float:
    """Memory of this process, shared pages counted in part."""
    text = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    line = next(one for one in text.splitlines() if one.startswith("Pss:"))
    return int(line.split()[1]) / 1024


def give_back() -> None:
    """Has the C library hand what was freed back to the system, so that what is left is in use."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
