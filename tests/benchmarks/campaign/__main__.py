"""Plays a fault campaign and prints the four numbers that must hold.

    python -m tests.benchmarks.campaign --jobs 200 --seed 1

Where file systems may be mounted (`unshare -m`) the library lies on a small disk of its own, which
is filled to the last byte now and then.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

_OWN_DISK = "STET_CAMPAIGN_DISK"
_MOUNT = 'mount -t tmpfs -o size=300m tmpfs "$0" && exec "$@"'


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.campaign")
    parser.add_argument("--jobs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    own = os.environ.get(_OWN_DISK)
    if own is None and _can_mount():
        return _again_on_own_disk()
    from tests.benchmarks.campaign.campaign import play

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(own or scratch)
        report = play(folder, jobs=chosen.jobs, seed=chosen.seed, may_fill=own is not None)
    print("\n".join(report.lines))
    return 0 if report.holds else 1


def _can_mount() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run(
            ["unshare", "-m", "bash", "-c", _MOUNT, folder, "true"],
            capture_output=True,
            check=False,
        )
    return tried.returncode == 0


def _again_on_own_disk() -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.benchmarks.campaign", *sys.argv[1:]]
        done = subprocess.run(
            ["unshare", "-m", "bash", "-c", _MOUNT, folder, *command],
            env=os.environ | {_OWN_DISK: folder},
            check=False,
        )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
