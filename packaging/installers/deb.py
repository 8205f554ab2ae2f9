"""Makes the .deb from the laid-out tree with dpkg-deb."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from installers import environment, linux_tree
from installers.facts import Facts

_POSTINST = """#!/bin/sh
set -e
# The triggers of desktop-file-utils, hicolor-icon-theme and shared-mime-info do the rest.
if [ "$1" = configure ] && command -v update-desktop-database >/dev/null; then
  update-desktop-database -q /usr/share/applications || true
fi
"""


def make(root: Path, depends: list[str], stet: Facts, compressor: str) -> Path:
    """`compressor` is xz for releases, zstd where minutes count more than megabytes."""
    control = root / "DEBIAN"
    shutil.rmtree(control, ignore_errors=True)
    control.mkdir()
    (control / "control").write_text(_control(root, depends, stet), "utf-8")
    (control / "md5sums").write_text(_md5sums(root), "utf-8")
    postinst = control / "postinst"
    postinst.write_text(_POSTINST, "utf-8")
    postinst.chmod(0o755)
    linux_tree.set_times(root)
    environment.DIST.mkdir(exist_ok=True)
    target = environment.DIST / f"{stet.command}_{stet.debian_version}_amd64.deb"
    command = ["dpkg-deb", "--root-owner-group", f"-Z{compressor}", "--build"]
    subprocess.run([*command, str(root), str(target)], check=True, env=environment.variables())
    shutil.rmtree(control)
    return target


def _control(root: Path, depends: list[str], stet: Facts) -> str:
    lines = [
        f"Package: {stet.command}",
        f"Version: {stet.debian_version}",
        "Architecture: amd64",
        f"Maintainer: {stet.publisher} <{stet.contact}>",
        f"Installed-Size: {_kilobytes(root)}",
        f"Depends: {', '.join(depends)}",
        "Recommends: gnome-keyring | kwalletmanager | keepassxc, xdg-desktop-portal",
        "Section: graphics",
        "Priority: optional",
        *([f"Homepage: {stet.homepage}"] if stet.homepage else []),
        f"Description: {_short(stet.summary)}",
        *_long(stet.description),
    ]
    return "\n".join(lines) + "\n"


def _short(summary: str) -> str:
    """Debian's one line begins without a capital and ends without a full stop."""
    first = summary.split(";", maxsplit=1)[0]
    return first[:1].lower() + first[1:]


def _long(description: str) -> list[str]:
    import textwrap

    paragraphs = [textwrap.wrap(one, 78) for one in description.strip().split("\n\n")]
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += [" ."] if lines else []
        lines += [f" {line}" for line in paragraph]
    return lines


def _kilobytes(root: Path) -> int:
    """As dpkg counts: each file rounded up, each folder and link one."""
    total = 0
    for path in root.rglob("*"):
        is_file = path.is_file() and not path.is_symlink()
        total += -(-os.lstat(path).st_size // 1024) if is_file else 1
    return total


def _md5sums(root: Path) -> str:
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    rows = []
    for path in files:
        name = path.relative_to(root).as_posix()
        if not name.startswith("DEBIAN/"):
            digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
            rows.append(f"{digest}  {name}\n")
    return "".join(rows)
