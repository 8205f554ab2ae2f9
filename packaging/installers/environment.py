"""The private environment in `build/` in which packages are made, filled from two lock files."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
DIST = ROOT / "dist"
_LOCKS = (ROOT / "packaging/requirements.txt", ROOT / "packaging/lock/tools.txt")
_FOLDER = BUILD / f"environment-3.{sys.version_info.minor}"


def enter(arguments: list[str]) -> None:
    """Goes on inside the environment, as a new process in place of this one on Linux and macOS."""
    python = _python()
    if Path(sys.prefix).resolve() == _FOLDER.resolve():
        return
    _fill(python)
    command = [str(python), *arguments]
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)  # noqa: S606  # no shell is meant


def install_stet() -> None:
    """Stet itself, as it lies here, so that its metadata are those of this version."""
    command = [str(_python()), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    options = ["--no-deps", "--no-build-isolation", "--force-reinstall", "--no-compile"]
    subprocess.run([*command, *options, str(ROOT)], check=True, env=variables())


def site_packages() -> Path:
    """Where the libraries lie that go into the packages."""
    if os.name == "nt":
        return _FOLDER / "Lib/site-packages"
    return _FOLDER / f"lib/python3.{sys.version_info.minor}/site-packages"


def tool(name: str) -> str:
    """The full path of a program that the tools' lock file brought."""
    return str(_python().with_name(name + (".exe" if os.name == "nt" else "")))


def epoch() -> int:
    """The time that every file in a package gets: SOURCE_DATE_EPOCH, else that of the commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None:
        asked = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        given = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    return int(given)


def variables() -> dict[str, str]:
    """What makes a second build give the same bytes."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {
        "SOURCE_DATE_EPOCH": str(epoch()),
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
    }


def _python() -> Path:
    return _FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _fill(python: Path) -> None:
    """Installs what the lock files name; nothing to do, nothing done."""
    # An environment that was moved or copied goes on running the programs of its old place.
    parts = (*(lock.read_bytes() for lock in _LOCKS), str(_FOLDER).encode())
    state = hashlib.sha256(b"".join(parts)).hexdigest()
    stamp = _FOLDER / ".filled"
    if stamp.is_file() and stamp.read_text() == state:
        return
    print(f"Filling {_FOLDER.relative_to(ROOT)} (some minutes the first time)", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(_FOLDER)], check=True)
    for lock in _LOCKS:
        command = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*command, "--require-hashes", "-r", str(lock)], check=True)
    stamp.write_text(state)
