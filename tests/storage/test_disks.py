"""A disk that is really full, and a folder that is really read-only (needs the right to mount)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.storage.library import Library

ROOT = Path(__file__).parent.parent.parent
TINY = 'mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@"'
READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'


def run_in(mount: str, folder: Path, *arguments: str) -> str:
    """Run Python in a mount namespace of its own; skips where that is not permitted."""
    folder.mkdir(exist_ok=True)
    own = ["unshare", "-m", "bash", "-c", mount, str(folder)]
    try:
        subprocess.run([*own, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no file system can be mounted here: {error}")
    done = subprocess.run(
        [*own, sys.executable, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder = tmp_path / "tiny"
    said = json.loads(
        run_in(TINY, folder, "-m", "tests.storage.on_a_full_disk", str(folder), str(elsewhere))
    )
    assert said == {
        "too much expected": "disk_full",
        "entries left": 0,
        "mark on a full disk": "disk_full",
        "expected answer": "done",
        "expected answer is whole": True,
        "expected answer is in its place": True,
        "longer answer": "done",
        "longer answer is whole": True,
        "longer answer is elsewhere": True,
        "picture": "disk_full",
        "edit": "disk_full",
        "settings": "disk_full",
        "settings that stand": "before",
        "history that stands": 1,
        "old picture": True,
        "old edit": True,
        "opening": "disk_full",
        "states": ["complete", "complete", "prepared"],
        "faults afterwards": [],
        "litter": [],
    }
    assert list(elsewhere.iterdir()) == []


OPEN = """
import sys
from pathlib import Path
from desktop.domain.problems import ProblemError
from desktop.storage.library import Library
for path in sys.argv[1:]:
    try:
        Library.open(Path(path))
    except ProblemError as error:
        print(error.problem.kind.value, "|", error.problem.sentence)
"""


def test_a_folder_that_is_really_read_only(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    Library.open(folder / "old").close()
    old, new = str(folder / "old"), str(folder / "new")
    said = run_in(READ_ONLY, folder, "-c", OPEN, old, new).splitlines()
    assert said == [
        f"folder_read_only | {old} cannot be written to.",
        f"folder_read_only | {new} cannot be written to.",
    ]
