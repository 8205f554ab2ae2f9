"""The libraries of another system: its wheels in a folder, cut down to what is wanted."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from installers import contents, environment, parts
from installers.facts import PACKAGING


def install(target: Path, platform: str, **told: str) -> None:
    """uv, since pip would read the conditions of the requirements as those of this machine.

    `platform` as uv calls it; `told` are variables of its environment.
    """
    where = ["--python-platform", platform, "--python-version", f"3.{sys.version_info.minor}"]
    only = [
        "--only-binary",
        ":all:",
        "--no-compile-bytecode",
        "--require-hashes",
        "--link-mode=copy",
    ]
    command = [environment.tool("uv"), "pip", "install", "-q", "--target", str(target)]
    lock = str(PACKAGING / "requirements.txt")
    subprocess.run([*command, *where, *only, "-r", lock], check=True, env=os.environ | told)


def drop_unwanted(library: Path, system: str) -> None:
    """Build tools that the lock file holds for other purposes, and what `contents` names.

    `system` as `sys.platform` has it.
    """
    kept = {one.name.lower() for one in parts.python_packages(library, system)}
    for found in list(metadata.distributions(path=[str(library)])):
        if found.metadata["Name"].lower() not in kept:
            for file in found.files or []:
                Path(str(found.locate_file(file))).unlink(missing_ok=True)
    for path in sorted(library.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif not contents.is_wanted(path.relative_to(library).as_posix()):
            path.unlink()
