"""What would be saved by leaving what out: measured in the folder that a package is cut from."""

from __future__ import annotations

import lzma
import re
import textwrap
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from installers.facts import PACKAGING

CANDIDATES = PACKAGING / "savings.toml"
_PRESET = 0
"""Of xz: a tenth of the time of what packages use, for what is a third larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A part that could be left out: its files, what is lost, and what leaving it out takes."""

    name: str
    files: tuple[str, ...]
    lose: str
    takes: str

    def holds(self, name: str) -> bool:
        return any(re.search(one, name) for one in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """A candidate with its bytes, unpacked and compressed by itself."""

    candidate: Candidate
    unpacked: int
    compressed: int


def read() -> list[Candidate]:
    found = tomllib.loads(CANDIDATES.read_text("utf-8"))["part"]
    return [Candidate(**one | {"files": tuple(one["files"])}) for one in found]


def measured(folder: Path, candidates: Iterable[Candidate]) -> list[Saving]:
    """Those that are inside, the heaviest download first."""
    names = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
    found = []
    for one in candidates:
        files = [path for name, path in names.items() if one.holds(name)]
        if files:
            found.append(_saving(one, files))
    return sorted(found, key=lambda one: -one.compressed)


def listed(folder: Path, candidates: Iterable[Candidate]) -> str:
    """A table for people; parts may overlap, so the rows are not to be added up."""
    lines = [
        "What would be saved by leaving out (unpacked, and compressed by itself with xz -0;",
        "some parts are inside others):",
        "",
    ]
    for one in measured(folder, candidates):
        candidate = one.candidate
        sizes = f"{one.unpacked / 1e6:9.2f} MB {one.compressed / 1e6:9.2f} MB"
        lines += [f"{sizes}  {candidate.name}"]
        lines += _indented(f"Lost: {candidate.lose}")
        lines += _indented(f"Takes: {candidate.takes}.")
    return "\n".join(lines) + "\n"


def _saving(candidate: Candidate, files: Sequence[Path]) -> Saving:
    press = lzma.LZMACompressor(preset=_PRESET)
    unpacked = compressed = 0
    for file in files:
        data = file.read_bytes()
        unpacked += len(data)
        compressed += len(press.compress(data))
    compressed += len(press.flush())
    return Saving(candidate=candidate, unpacked=unpacked, compressed=compressed)


def _indented(words: str) -> list[str]:
    space = " " * 28
    return textwrap.wrap(words, 100, initial_indent=space, subsequent_indent=space)
