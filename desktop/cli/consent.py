"""Says what something will cost and, where somebody sits at the terminal, asks whether to go on."""

from __future__ import annotations

import sys
from argparse import Namespace

from desktop.cli.context import Context

_YES = frozenset({"y", "yes"})


def is_agreed(said: str, options: Namespace, context: Context) -> bool:
    """Whether to go on. A script is not asked: who pipes or passes `--yes` has decided already."""
    print(said, file=context.err, flush=True)
    if options.yes or not sys.stdin.isatty():
        return True
    print("Send it? [y/N] ", end="", file=context.err, flush=True)
    return sys.stdin.readline().strip().casefold() in _YES
