"""Decides from the arguments whether a window opens or a command runs."""

from __future__ import annotations

import io
import sys
from argparse import Namespace
from collections.abc import Sequence

from desktop.cli.commands import COMMANDS
from desktop.startup.logging_setup import set_up_logging
from desktop.startup.paths import Paths, standard_paths


def run(arguments: Sequence[str]) -> int:
    """Runs what the arguments ask for; the exit code is that of the command or the window."""
    paths = standard_paths()
    set_up_logging(paths.logs)
    if _is_command(arguments):
        return _run_command(arguments)
    if list(arguments) == ["--self-check"]:
        return _run_self_check(paths)
    from desktop.startup.window import run_window

    return run_window(arguments, paths)


def _is_command(arguments: Sequence[str]) -> bool:
    """A command's name, or a question about the grammar; everything else opens the window."""
    return bool(arguments) and arguments[0] in {*COMMANDS, "-h", "--help", "--version"}


def _run_command(arguments: Sequence[str]) -> int:
    from desktop.cli.context import Context
    from desktop.cli.main import run_command
    from desktop.startup.compose import command_context

    def make_context(options: Namespace) -> Context:
        return command_context(standard_paths(), options)

    _print_anything()
    return run_command(arguments, make_context)


def _run_self_check(paths: Paths) -> int:
    from desktop.startup.self_check import run_self_check

    _print_anything()
    return run_self_check(paths, sys.stdout)


def _print_anything() -> None:
    """A prompt or file name that the terminal's code page lacks is spelt out, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
