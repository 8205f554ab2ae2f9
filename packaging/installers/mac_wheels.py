"""Looks, on any system, at the libraries that the macOS wheels bring: what of them could not run.

Nothing of it is executed. It finds wheels that ask for a newer macOS than the bundle does, files of
the wrong processor, libraries that nothing brings, and files that the signing would not reach.
"""

from __future__ import annotations

import shutil
import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from installers import environment, macos, wheels
from installers.macos_bundle import OLDEST_MACOS

WORK = environment.BUILD / "macos-wheels"
PROCESSORS = {"arm64": "aarch64-apple-darwin", "x86_64": "x86_64-apple-darwin"}
_CPU_TYPES = {0x0100000C: "arm64", 0x01000007: "x86_64"}
_VERSION_MIN, _BUILD_VERSION, _SIGNATURE, _RPATH = 0x24, 0x32, 0x1D, 0x8000001C
_AD_HOC = 0x2
_SIGNATURES, _CODE_DIRECTORY, _CERTIFICATES = 0xFADE0CC0, 0, 0x10000
"""Magic and slots of an embedded signature, of Apple's cs_blobs.h."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """One processor's part of a Mach-O file, by its name in the folder."""

    name: str
    processor: str
    oldest: tuple[int, int]
    needs: tuple[str, ...]
    search: tuple[str, ...]
    signature: str

    @property
    def package(self) -> str:
        return PurePosixPath(self.name).parts[0]


def check() -> None:
    """Prints a table for each processor; RuntimeError says what could not run."""
    problems = []
    for processor, platform in PROCESSORS.items():
        folder = WORK / processor
        shutil.rmtree(folder, ignore_errors=True)
        wheels.install(folder, platform, MACOSX_DEPLOYMENT_TARGET=OLDEST_MACOS)
        wheels.drop_unwanted(folder, "darwin")
        found = [one for one in libraries(folder) if one.processor == processor]
        print("\n".join(table(processor, found)), flush=True)
        lacking = {one.name for one in libraries(folder)} - {one.name for one in found}
        problems += [f"{name} has nothing for {processor}" for name in sorted(lacking)]
        problems += list(faults(found))
    if problems:
        raise RuntimeError("\n".join(problems))


def libraries(folder: Path) -> list[Library]:
    """All Mach-O files of `folder`, each with one entry for each processor."""
    return [one for path in macos.mach_files(folder) for one in _read(path, folder)]


def faults(found: Iterable[Library]) -> Iterator[str]:
    """What keeps one of them from loading on OLDEST_MACOS, or from being signed."""
    found = list(found)
    inside = {PurePosixPath(one.name).name for one in found}
    oldest = tuple(int(one) for one in OLDEST_MACOS.split("."))
    for one in found:
        if one.oldest > oldest:
            yield f"{one.name} needs macOS {_dotted(one.oldest)}; {OLDEST_MACOS} is promised"
        for name in one.needs:
            if not name.startswith(macos.OF_THE_SYSTEM) and PurePosixPath(name).name not in inside:
                yield f"{one.name} needs {name}, which nothing brings"
        if not _is_signed_by_us(PurePosixPath(one.name)):
            yield f"{one.name} would not be signed by sign.sh"


def table(processor: str, found: Iterable[Library]) -> list[str]:
    """Rows for people: package, files, the newest macOS that one of them asks for, signatures."""
    rows = [
        f"{processor}: {'files':>5} {'macOS':>6}  signatures of the wheels; all are signed anew"
    ]
    by_package: dict[str, list[Library]] = {}
    for one in found:
        by_package.setdefault(one.package, []).append(one)
    for package, its in sorted(by_package.items()):
        oldest = _dotted(max(one.oldest for one in its))
        signed = Counter(one.signature for one in its)
        words = ", ".join(f"{count} {kind}" for kind, count in sorted(signed.items()))
        absolute = sum(any(path.startswith("/") for path in one.search) for one in its)
        words += f"; {absolute} look in a fixed folder" if absolute else ""
        rows.append(f"{len(its):>12} {oldest:>6}  {package}: {words}")
    return rows


def _read(path: Path, folder: Path) -> Iterator[Library]:
    from macholib.MachO import MachO

    data = path.read_bytes()
    for header in MachO(str(path)).headers:
        search = [text for kind, _, text in header.commands if kind.cmd == _RPATH]
        yield Library(
            name=path.relative_to(folder).as_posix(),
            processor=_CPU_TYPES.get(header.header.cputype, hex(header.header.cputype)),
            oldest=_oldest(header.commands),
            needs=tuple(name for _, _, name in header.walkRelocatables()),
            search=tuple(bytes(one).rstrip(b"\0").decode() for one in search),
            signature=_signature(data[header.offset :], header.commands),
        )


def _oldest(commands: list[tuple[Any, Any, Any]]) -> tuple[int, int]:
    """The macOS that a file says it needs; 0.0 where it says nothing."""
    for kind, told, _ in commands:
        if kind.cmd in {_VERSION_MIN, _BUILD_VERSION}:
            is_old = kind.cmd == _VERSION_MIN
            number = int(told.version if is_old else told.minos)
            return number >> 16, number >> 8 & 0xFF
    return 0, 0


def _signature(data: bytes, commands: list[tuple[Any, Any, Any]]) -> str:
    for kind, told, _ in commands:
        if kind.cmd == _SIGNATURE:
            return signature_kind(data[told.dataoff :][: told.datasize])
    return "unsigned"


def signature_kind(blob: bytes) -> str:
    """Whose an embedded signature is: nobody's (ad hoc), or that of a certificate."""
    if len(blob) < 12 or struct.unpack_from(">I", blob)[0] != _SIGNATURES:
        return "unreadable"
    (count,) = struct.unpack_from(">I", blob, 8)
    slots = dict(struct.unpack_from(">2I", blob, 12 + 8 * one) for one in range(count))
    place = slots.get(_CERTIFICATES)
    if place is not None and struct.unpack_from(">I", blob, place + 4)[0] > 8:
        return "by a certificate"
    flags = struct.unpack_from(">I", blob, slots[_CODE_DIRECTORY] + 12)[0]
    return "ad hoc" if flags & _AD_HOC else "without a certificate"


def _is_signed_by_us(name: PurePosixPath) -> bool:
    """sign.sh takes libraries by their endings, and frameworks as a whole."""
    is_framework = any(one.suffix == ".framework" for one in name.parents)
    return name.suffix in {".so", ".dylib"} or is_framework


def _dotted(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"
