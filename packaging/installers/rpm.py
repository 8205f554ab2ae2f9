"""Makes the .rpm from the laid-out tree with nfpm."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from installers import elf, environment
from installers.facts import Facts


def make(root: Path, stet: Facts) -> Path:
    """nfpm reads YAML, of which JSON is a part."""
    target = environment.DIST / f"{stet.command}-{stet.version}-1.x86_64.rpm"
    told = environment.BUILD / "linux/nfpm.json"
    told.write_text(json.dumps(configuration(root, _requires(root), stet), indent=1), "utf-8")
    environment.DIST.mkdir(exist_ok=True)
    command = [environment.tool("nfpm"), "package", "--packager", "rpm", "--config", str(told)]
    subprocess.run([*command, "--target", str(target)], check=True, env=environment.variables())
    return target


def configuration(root: Path, requires: list[str], stet: Facts) -> dict[str, object]:
    """What nfpm is told; the name of the building machine is left out of the package."""
    when = datetime.fromtimestamp(environment.epoch(), UTC)
    return {
        "name": stet.command,
        "arch": "amd64",
        "platform": "linux",
        "version": stet.version,
        "release": "1",
        "maintainer": f"{stet.publisher} <{stet.contact}>",
        "vendor": stet.publisher,
        "homepage": stet.homepage,
        "license": stet.licence,
        "description": f"{stet.summary}\n\n{stet.description.strip()}",
        "mtime": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "contents": [{"src": f"{root}/usr/", "dst": "/usr", "type": "tree"}],
        "depends": requires,
        "recommends": ["gnome-keyring", "xdg-desktop-portal"],
        "rpm": {
            "summary": stet.summary,
            "group": "Applications/Multimedia",
            "compression": "zstd:19",
            "buildhost": "localhost",
        },
    }


def _requires(root: Path) -> list[str]:
    """RPM's own way: the names of the libraries, which every distribution provides alike."""
    found = elf.binaries(root)
    libraries = [f"{name}()(64bit)" for name in sorted(elf.outside(found, root))]
    glibc = f"libc.so.6(GLIBC_{elf.oldest_glibc(found)})(64bit)"
    kept = [one for one in libraries if not one.startswith(("libc.so", "ld-linux"))]
    return [*kept, glibc, "ca-certificates", "fontconfig"]
