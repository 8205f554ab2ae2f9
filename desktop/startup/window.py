"""Starts the window: parses its arguments, builds what it needs, runs, and shuts down in order."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from desktop.domain.problems import ProblemError
from desktop.startup import qt_imports
from desktop.startup.paths import Paths
from desktop.startup.system_libraries import obstacle


def run_window(arguments: Sequence[str], paths: Paths) -> int:
    """The exit code of the window."""
    options = _parser().parse_args(arguments)
    hindrance = obstacle(os.environ)
    if hindrance is not None:
        print(f"stet: {hindrance}", file=sys.stderr)  # noqa: T201  # there is no window to say it in
        return 1
    try:
        qt_imports.quicken()
        from PySide6.QtWidgets import QApplication

        from desktop.startup.first_window import FirstWindow

        app = QApplication(sys.argv[:1])
        app.setApplicationName("stet")
        app.setDesktopFileName(os.environ.get("FLATPAK_ID", "stet"))
        first = FirstWindow(paths.settings)
        first.show_now()
        from desktop.startup.desktop_program import DesktopProgram
    except ImportError as error:
        print(f"stet: Qt cannot be loaded: {error}", file=sys.stderr)  # noqa: T201  # as above
        return 1
    try:
        program = DesktopProgram(paths, options)
    except ProblemError as error:
        first.close()
        print(f"stet: {error}", file=sys.stderr)  # noqa: T201  # as above
        return 7
    return program.run(tuple(options.pictures), first)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="stet", description="Open Stet's window.")
    parser.add_argument("pictures", nargs="*", type=Path, metavar="PICTURE")
    parser.add_argument("--library", type=Path, metavar="DIR", help="the library to use")
    service = parser.add_mutually_exclusive_group()
    service.add_argument("--base-url", metavar="URL", help="the service's address")
    service.add_argument("--profile", metavar="NAME", help="a service of the settings, by its name")
    parser.add_argument("--demo", action="store_true", help="simulate the service; no key needed")
    return parser
