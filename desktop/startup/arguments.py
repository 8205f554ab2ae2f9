"""Decides from the arguments whether a window opens or a command runs."""

from __future__ import annotations

from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Runs what the arguments ask for; the exit code is that of the command."""
    raise NotImplementedError(arguments)
