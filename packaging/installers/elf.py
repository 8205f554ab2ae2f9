"""What the shared libraries of a Linux folder need from each other and from the system."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_LIBRARY = re.compile(r"^lib[^/]+\.so(\.|$)")
_NEEDED = re.compile(r"^\s+NEEDED\s+(\S+)", re.MULTILINE)
_LOAD = re.compile(r"^\s+LOAD off\s+0x([0-9a-f]+) vaddr 0x([0-9a-f]+)", re.MULTILINE)
_PAGE = 4096
_GLIBC = re.compile(r"GLIBC_(\d+)\.(\d+)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Binary:
    """`needed`: names of libraries; `glibc`: the oldest that has every symbol, (0, 0) if none."""

    path: Path
    needed: tuple[str, ...]
    glibc: tuple[int, int]

    @property
    def is_library(self) -> bool:
        """A library that is found by its name, and no module or plugin that is opened by path."""
        return bool(_LIBRARY.match(self.path.name)) and "plugins" not in self.path.parts


def binaries(folder: Path) -> list[Binary]:
    """Every ELF file under `folder`, links aside, in the order of their names."""
    return [_read(path) for path in sorted(_elf_files(folder))]


def unneeded(found: list[Binary], opened_by_name: re.Pattern[str]) -> set[Path]:
    """Libraries that no program, module or plugin reaches, and none opens by name."""
    needs = {one.path.name: one.needed for one in found}
    todo = [
        one.path.name for one in found if not one.is_library or opened_by_name.match(one.path.name)
    ]
    reached = set(todo)
    while todo:
        fresh = [name for name in needs.get(todo.pop(), ()) if name not in reached]
        reached.update(fresh)
        todo.extend(fresh)
    return {one.path for one in found if one.is_library and one.path.name not in reached}


def outside(found: list[Binary], folder: Path) -> dict[str, str]:
    """Needed libraries that the folder does not have, each with a file that needs it."""
    inside = {path.name for path in folder.rglob("*")}
    return {
        name: one.path.relative_to(folder).as_posix()
        for one in found
        for name in one.needed
        if name not in inside
    }


def oldest_glibc(found: list[Binary]) -> str:
    """The C library that the folder needs at least, such as 2.35."""
    major, minor = max(one.glibc for one in found)
    return f"{major}.{minor}"


def is_loadable(path: Path) -> bool:
    """Whether each part that is loaded lies in the file as it will in memory, page for page."""
    said = subprocess.run(
        ["objdump", "-p", str(path)], capture_output=True, text=True, check=True
    ).stdout
    places = [(int(offset, 16), int(address, 16)) for offset, address in _LOAD.findall(said)]
    return bool(places) and all((address - offset) % _PAGE == 0 for offset, address in places)


def dangling_links(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_symlink() and not path.exists()]


def _elf_files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_file():
            continue
        with path.open("rb") as file:
            if file.read(4) == b"\x7fELF":
                yield path


def _read(path: Path) -> Binary:
    said = subprocess.run(
        ["objdump", "-p", str(path)], capture_output=True, text=True, check=True
    ).stdout
    versions = [(int(major), int(minor)) for major, minor in _GLIBC.findall(said)]
    return Binary(
        path=path, needed=tuple(_NEEDED.findall(said)), glibc=max(versions, default=(0, 0))
    )
