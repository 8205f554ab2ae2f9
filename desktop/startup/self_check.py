"""`stet --self-check`: proves the parts of this installation one by one and prints a table."""

from __future__ import annotations

import faulthandler
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from desktop import __version__
from desktop.domain.problems import ProblemError
from desktop.startup.finding import Check, CheckFailedError, Finding, Verdict
from desktop.startup.paths import Paths

_PATIENCE = 300.0
"""Seconds after which a check that hangs ends the program with a traceback."""

_WIDTHS = (6, 14)

_SOURCES = Path(__file__).resolve().parents[2] / "pyproject.toml"
"""Only a source tree has it; a bundle and an installed package have not."""


NamedChecks = Iterable[tuple[str, Check]]


def run_self_check(paths: Paths, out: TextIO | None, checks: NamedChecks | None = None) -> int:
    """Runs every check, prints a line for each as it ends; 0 when none failed, else 1."""
    with _watched(), _scratch(paths) as apart:
        _say(out, _headline())
        wanted = _checks() if checks is None else checks
        verdicts = [_run(name, check, apart, out) for name, check in wanted]
    failed = verdicts.count(Verdict.FAILED)
    _say(out, f"{len(verdicts)} checks, {failed} failed." if failed else "Everything works.")
    return 1 if failed else 0


def _checks() -> Iterator[tuple[str, Check]]:
    """Name and check. Qt comes last: where a plugin is missing it ends the whole program."""
    from desktop.startup import checked_edit, checked_parts, checked_window

    yield from checked_parts.CHECKS.items()
    yield from checked_edit.CHECKS.items()
    yield from checked_window.CHECKS.items()


def _run(name: str, check: Check, paths: Paths, out: TextIO | None) -> Verdict:
    try:
        finding = check(paths)
    except (CheckFailedError, ProblemError) as error:
        finding = Finding(verdict=Verdict.FAILED, words=str(error))
    except Exception as error:  # noqa: BLE001  # whatever a broken part raises is the finding
        words = f"{type(error).__name__}: {error}"
        finding = Finding(verdict=Verdict.FAILED, words=words)
    words = " ".join(finding.words.split())
    _say(out, f"{finding.verdict:{_WIDTHS[0]}}  {name:{_WIDTHS[1]}}  {words}")
    return finding.verdict


def _say(out: TextIO | None, line: str) -> None:
    """A program without a terminal on Windows has no output at all; its exit code still counts."""
    if out is not None:
        print(line, file=out, flush=True)


def _headline() -> str:
    kind = "from source" if _SOURCES.is_file() else "installed"
    python = platform.python_version()
    return f"Stet {__version__}, {kind}, Python {python}, {platform.system()} {platform.machine()}"


@contextmanager
def _scratch(paths: Paths) -> Iterator[Paths]:
    """The real resources, and for everything else a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="stet-check-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        yield replace(
            paths, config=folder / "config", library=folder / "library", logs=folder / "logs"
        )


@contextmanager
def _watched() -> Iterator[None]:
    """A check that hangs must not hang whoever waits for the exit code."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123  # os.devnull is a name
        target = sys.stderr if _has_file(sys.stderr) else nowhere
        faulthandler.dump_traceback_later(_PATIENCE, exit=True, file=target)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def _has_file(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.fileno() >= 0
    except (OSError, ValueError):
        return False
