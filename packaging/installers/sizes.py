"""How large each package may be, and what is inside it with its size."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

from installers.facts import PACKAGING

BUDGET = PACKAGING / "budget.toml"


def hold(name: str, made: Path) -> None:
    """RuntimeError when `made` is larger than budget.toml allows for `name`."""
    allowed = budget()[name]
    size = total(made) / 1e6
    if size > allowed:
        raise RuntimeError(f"{name}: {size:.1f} MB, where {allowed} MB are allowed")


def budget() -> dict[str, float]:
    """Name of a package to its megabytes (of a million bytes)."""
    return limits("megabytes")


def limits(part: str) -> dict[str, float]:
    """One part of budget.toml: what is limited, and how far it may go."""
    found: dict[str, float] = tomllib.loads(BUDGET.read_text("utf-8"))[part]
    return found


def total(made: Path) -> int:
    """Bytes of a file, or of all files of a folder, links aside."""
    if made.is_file():
        return made.stat().st_size
    return sum(_size(path) for path in made.rglob("*"))


def inside(folder: Path) -> Path:
    """Where the libraries lie in the folder that a package is cut from."""
    known = (folder / "_internal", folder / "python/Lib")
    return next((one for one in known if one.is_dir()), folder)


def listed(folder: Path, depth: int = 2) -> str:
    """What is inside, the largest first, with its share."""
    libraries = inside(folder)
    counted: Counter[str] = Counter()
    for path in folder.rglob("*"):
        base = libraries if path.is_relative_to(libraries) else folder
        counted["/".join(path.relative_to(base).parts[:depth])] += _size(path)
    whole = sum(counted.values())
    rows = [
        f"{size / 1e6:9.2f} MB {size / whole:6.1%}  {name}"
        for name, size in counted.most_common()
        if size
    ]
    return "\n".join([f"{whole / 1e6:9.2f} MB 100.0%  all", *rows]) + "\n"


def _size(path: Path) -> int:
    return 0 if path.is_symlink() or path.is_dir() else path.stat().st_size
