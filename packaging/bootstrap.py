#!/usr/bin/env python3
"""Sets Stet up in `.venv` and runs it: `bootstrap.py demo`, `test` or `setup`.

Standard library only, for Python 3.11 and later on Linux, macOS and Windows. Versions come from
the lock files beside it, so that next year's installation gives the same program.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCKS = {
    "run": ROOT / "packaging/requirements.txt",
    "test": ROOT / "packaging/requirements-test.txt",
}

# What Qt needs on Debian and Ubuntu: library to look for, package that holds it.
WINDOW_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# What the tests of the real window and the real keychain need: program to look for, its package.
TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "dbus-run-session": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
    "git": "git",
}


def main() -> int:
    arguments = _parse()
    if sys.version_info < (3, 11):  # noqa: UP036  # this file runs before anything is checked
        return _stop(f"Stet needs Python 3.11 or later; this is {sys.version.split()[0]}.")
    wants_tests = arguments.task == "test"
    if not arguments.no_system_packages:
        problem = _system_packages(with_tests=wants_tests)
        if problem:
            return _stop(problem)
    _install("test" if wants_tests else "run")
    if arguments.task == "test":
        return _test(arguments.rest)
    return _demo(arguments.rest) if arguments.task == "demo" else 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=["demo", "test", "setup"])
    parser.add_argument(
        "--no-system-packages",
        action="store_true",
        help="do not look for system libraries, and install none",
    )
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="handed on to stet or pytest")
    return parser.parse_args()


def _stop(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


# system packages ------------------------------------------------------------------------------


def _system_packages(*, with_tests: bool) -> str | None:
    """Installs what is missing where that can be done; otherwise the sentence that says how."""
    if not sys.platform.startswith("linux"):
        return None
    missing = [package for name, package in WINDOW_LIBRARIES.items() if not _has_library(name)]
    if with_tests:
        missing += [package for name, package in TEST_PROGRAMS.items() if not shutil.which(name)]
    if not _has_venv():
        missing.append("python3-venv")
    if not missing:
        return None
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if not shutil.which("apt-get"):
        return f"These system packages are missing (Debian's names): {' '.join(missing)}"
    is_root = os.geteuid() == 0
    if not is_root and not (shutil.which("sudo") and sys.stdin.isatty()):
        return (
            "System packages are missing. Install them, then run this again:\n  sudo "
            + " ".join(command)
        )
    prefix = [] if is_root else ["sudo"]
    print("Installing system packages:", " ".join(missing), flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*prefix, "apt-get", "update", "-qq"], check=True, env=environment)
    quiet = [*prefix, *command, "-qq", "-o", "DPkg::Lock::Timeout=600"]
    subprocess.run(quiet, check=True, env=environment, stdout=subprocess.DEVNULL)
    return None


def _has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _has_venv() -> bool:
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


# the environment ------------------------------------------------------------------------------


def _install(kind: str) -> None:
    """Creates `.venv` and brings it to the state of the lock file; nothing to do, nothing done."""
    lock = LOCKS[kind]
    stamp = VENV / f".installed-{kind}"
    state = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == state:
        return
    if not PYTHON.exists():
        print("Creating .venv", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    print(f"Installing what {lock.name} names (a minute or two the first time)", flush=True)
    _pip("install", "--require-hashes", "-r", str(lock))
    _pip("install", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    stamp.write_text(state)


def _pip(*arguments: str) -> None:
    quiet = ["-q", "--disable-pip-version-check"]
    subprocess.run([str(PYTHON), "-m", "pip", *arguments, *quiet], check=True)


# what it is for -------------------------------------------------------------------------------


def _demo(rest: list[str]) -> int:
    """The window on the demo engine with a sample picture; without a display, one demo edit."""
    pictures = ROOT / "resources/pictures"
    if rest:
        return subprocess.call([str(PYTHON), "-m", "desktop", "--demo", *rest])
    if _has_display():
        return subprocess.call(
            [str(PYTHON), "-m", "desktop", "--demo", str(pictures / "sample.jpg")]
        )
    print("There is no display here, so one demo edit runs without the window.", flush=True)
    target = ROOT / "build/demo.png"
    target.parent.mkdir(exist_ok=True)
    command = ["edit", str(pictures / "sample.jpg"), "a small red hot-air balloon"]
    mask = ["--mask", str(pictures / "sample-mask.png")]
    call = [str(PYTHON), "-m", "desktop", *command, *mask, "--demo", "-o", str(target)]
    return subprocess.call(call)


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)


def _test(rest: list[str]) -> int:
    """Style, types, the import contracts and all tests; stops at the first that fails."""
    checks = [
        ["ruff", "format", "--check", "."],
        ["ruff", "check", "."],
        ["mypy"],
        ["lint-imports"],
    ]
    for check in [] if rest else checks:
        print("·", " ".join(check), flush=True)
        code = subprocess.call([str(BIN / check[0]), *check[1:]], cwd=ROOT)
        if code:
            return code
    command = [str(PYTHON), "-m", "pytest", *(rest or ["-q", "-n", "auto"])]
    print("·", "pytest", flush=True)
    return subprocess.call(command, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
