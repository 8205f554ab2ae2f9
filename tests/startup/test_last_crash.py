"""A run that ends without a word leaves its places in the code, which the next start shows once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from desktop.startup.last_crash import LastCrash

ROOT = Path(__file__).parents[2]
DIES = """
import ctypes, sys
from pathlib import Path
from desktop.startup.last_crash import LastCrash
watch = LastCrash(Path(sys.argv[1]))
watch.begin()
prompt = "a portrait of our unannounced client"
ctypes.string_at(0)
"""


def test_a_crash_is_taken_once_and_quotes_nobody(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DIES, str(tmp_path)], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode != 0
    found = LastCrash(tmp_path).take()
    assert found is not None
    text, file = found
    assert "ctypes" in text
    assert "portrait" not in text
    assert file.name.startswith("fault-")
    assert file.read_text() == text
    assert LastCrash(tmp_path).take() is None


def test_an_orderly_end_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    code = "import sys; from pathlib import Path; from desktop.startup.last_crash import LastCrash"
    run = f"{code}; one = LastCrash(Path(sys.argv[1])); one.begin(); one.end()"
    subprocess.run([sys.executable, "-c", run, str(folder)], cwd=ROOT, check=True)
    assert list(folder.iterdir()) == []


def test_a_window_that_is_open_elsewhere_keeps_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    fresh, old = folder / "ended-20261121-1.txt", folder / "ended-20261101-2.txt"
    fresh.touch()
    old.touch()
    os.utime(old, (1_000_000_000, 1_000_000_000))
    assert LastCrash(folder).take() is None
    assert [one.name for one in folder.iterdir()] == [fresh.name]
