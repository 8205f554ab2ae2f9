"""Builds the same commit once more, from a clone of its own, and compares every byte."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from installers import environment
from installers.facts import ROOT

AGAIN = environment.BUILD / "again"
_TREES = ("build/linux/root", "build/windows/tree")
"""What the packages are cut from; where a package differs, these say in which files."""

_RECORDS = {"SHA256SUMS"}
"""Made from the others."""


def run(arguments: Sequence[str]) -> None:
    """Runs `make.py ARGUMENTS` in a fresh clone and holds its dist/ against this one.

    RuntimeError: something differs, or what lies here is not what was committed.
    """
    changed = _git("status", "--porcelain")
    if changed:
        raise RuntimeError(f"not committed, so a clone would be another program:\n{changed}")
    shutil.rmtree(AGAIN, ignore_errors=True)
    AGAIN.parent.mkdir(exist_ok=True)
    _git("clone", "--quiet", "--no-hardlinks", str(ROOT), str(AGAIN))
    subprocess.run(
        [sys.executable, str(AGAIN / "packaging/make.py"), *arguments], check=True, cwd=AGAIN
    )
    faults = list(_compared(environment.DIST, AGAIN / "dist"))
    if faults:
        _explain()
        raise RuntimeError(f"not the same bytes twice: {', '.join(faults)}")


def _compared(one: Path, other: Path) -> Iterator[str]:
    """Says of each file of the second build whether the first has the same; yields the others."""
    for file in sorted(other.iterdir()):
        if file.name in _RECORDS:
            continue
        first = one / file.name
        is_same = first.is_file() and digest(first) == digest(file)
        print("same     " if is_same else "DIFFERENT", digest(file), file.name, flush=True)
        if not is_same:
            yield file.name


def _explain() -> None:
    for tree in _TREES:
        for line in differences(ROOT / tree, AGAIN / tree):
            print("         ", line, flush=True)


def differences(one: Path, other: Path) -> list[str]:
    """Files of two trees that are not the same, each with what differs: there, bytes or rights."""
    names = {path.relative_to(root) for root in (one, other) for path in root.rglob("*")}
    said = ((name, _difference(one / name, other / name)) for name in sorted(names))
    return [f"{name}: {words}" for name, words in said if words]


def _difference(one: Path, other: Path) -> str:
    there = [path.exists() or path.is_symlink() for path in (one, other)]
    if not all(there):
        return "only in the first" if there[0] else "only in the second"
    if one.is_symlink() or other.is_symlink():
        is_same = one.is_symlink() and other.is_symlink() and one.readlink() == other.readlink()
        return "" if is_same else "links to another place"
    if one.is_dir() or other.is_dir():
        return "" if one.is_dir() and other.is_dir() else "a folder and a file"
    if one.stat().st_mode != other.stat().st_mode:
        return "other rights"
    if one.stat().st_size != other.stat().st_size:
        return f"{one.stat().st_size:,} and {other.stat().st_size:,} bytes"
    return "" if digest(one) == digest(other) else "other bytes"


def digest(file: Path) -> str:
    """SHA-256 as hexadecimal digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _git(*arguments: str) -> str:
    asked = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
