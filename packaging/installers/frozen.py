"""Makes the folder that the Linux packages are cut from: frozen, pruned, with its licences."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from installers import additions, elf, environment, parts
from installers.facts import PACKAGING, ROOT

FOLDER = environment.BUILD / "linux/stet"
_ORIGINS = environment.BUILD / "linux-origins.json"
OLDEST_GLIBC = "2.35"
"""That of Ubuntu 22.04."""

_OPENED_BY_NAME = re.compile(r"lib(dbus-1|python3\.\d+)\.so")


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemLibraries:
    """Name of a library to the Debian package; those of `instead` are taken out of the folder."""

    always: dict[str, str]
    instead: dict[str, str]

    def package(self, library: str) -> str | None:
        return self.always.get(library) or self.instead.get(library)


def make() -> Path:
    """FOLDER, complete; RuntimeError where it would not start on the systems it is meant for."""
    environment.install_stet()
    origins = freeze(environment.BUILD / "linux")
    take = read_libraries()
    for name in (*take.always, *take.instead):
        (FOLDER / "_internal" / name).unlink(missing_ok=True)
    _prune()
    _strip()
    check(FOLDER, take)
    additions.write(FOLDER / "_internal/resources", inventory(FOLDER, origins))
    prove(FOLDER / "stet")
    return FOLDER


def prove(program: Path) -> None:
    """CalledProcessError where the program does not find all its parts: stripped too far, say."""
    nothing = {"PATH": os.defpath, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"}
    with tempfile.TemporaryDirectory() as home:
        asked = [str(program), "--self-check"]
        subprocess.run(asked, check=True, env=nothing | {"HOME": home})


def freeze(target: Path) -> dict[str, Path]:
    """Runs PyInstaller; from the name of each binary in the folder to where it came from."""
    work = target / "work"
    shutil.rmtree(target, ignore_errors=True)
    work.mkdir(parents=True)
    _ORIGINS.unlink(missing_ok=True)
    command = [environment.tool("pyinstaller"), "--noconfirm", "--clean", "--log-level", "ERROR"]
    folders = ["--distpath", str(target), "--workpath", str(work)]
    subprocess.run(
        [*command, *folders, str(PACKAGING / "frozen/stet.spec")],
        check=True,
        cwd=ROOT,
        env=environment.variables() | {"STET_ORIGINS": str(_ORIGINS)},
    )
    found: dict[str, str] = json.loads(_ORIGINS.read_text("utf-8"))
    shutil.rmtree(work)
    return {name: Path(source) for name, source in found.items()}


def read_libraries() -> SystemLibraries:
    return SystemLibraries(**tomllib.loads((PACKAGING / "linux/libraries.toml").read_text("utf-8")))


def check(folder: Path, take: SystemLibraries) -> None:
    """RuntimeError: a library that nothing promises, a link to nowhere, or too new a C library."""
    found = elf.binaries(folder)
    missing = {
        name: user for name, user in elf.outside(found, folder).items() if not take.package(name)
    }
    if missing:
        raise RuntimeError(f"neither in the folder nor in linux/libraries.toml: {missing}")
    dangling = elf.dangling_links(folder)
    if dangling:
        raise RuntimeError(f"links to nowhere: {dangling}")
    oldest = elf.oldest_glibc(found)
    if _numbers(oldest) > _numbers(OLDEST_GLIBC):
        raise RuntimeError(f"needs glibc {oldest}; {OLDEST_GLIBC} has to do")


def debian_depends(folder: Path) -> list[str]:
    """The packages whose libraries `folder` needs, as Debian's Depends wants them.

    Certificates and the rules of fontconfig are files that no library names.
    """
    found = elf.binaries(folder)
    take = read_libraries()
    packages = {take.package(name) for name in elf.outside(found, folder)}
    names = {name for name in packages if name} - {"libc6"}
    return [
        f"libc6 (>= {elf.oldest_glibc(found)})",
        *sorted(names),
        "ca-certificates",
        "fontconfig-config",
    ]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(one) for one in version.split("."))


def _prune() -> None:
    """Links first: PyInstaller links a library of a wheel from the top, where many look for it."""
    gone = elf.unneeded(elf.binaries(FOLDER), _OPENED_BY_NAME)
    for path in gone:
        path.unlink()
    for link in elf.dangling_links(FOLDER):
        if link.resolve() not in gone:
            raise RuntimeError(f"{link} led nowhere before anything was taken out")
        link.unlink()
    for folder in sorted(FOLDER.rglob("*"), reverse=True):
        if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
            folder.rmdir()


def _strip() -> None:
    """Symbols for debuggers are 25 MB of a Python that was compiled here, and some of the wheels.

    Some libraries of wheels were rewritten in a way that strip does not keep; those stay whole.
    """
    for one in elf.binaries(FOLDER / "_internal"):
        stripped = one.path.with_name(one.path.name + ".stripped")
        subprocess.run(["strip", "--strip-unneeded", "-o", stripped, one.path], check=True)
        if elf.is_loadable(stripped):
            stripped.replace(one.path)
        else:
            stripped.unlink()


def read_inventory() -> list[parts.Part]:
    """That of the folder as it was made last."""
    origins: dict[str, str] = json.loads(_ORIGINS.read_text("utf-8"))
    return inventory(FOLDER, {name: Path(source) for name, source in origins.items()})


def inventory(folder: Path, origins: dict[str, Path]) -> list[parts.Part]:
    """Everything in the folder that is not Stet's own."""
    packages = parts.python_packages(environment.site_packages(), sys.platform)
    system = [
        source
        for name, source in origins.items()
        if source.parts[1] in {"lib", "usr"} and (folder / "_internal" / name).exists()
    ]
    qt = next(one.version for one in packages if one.name.lower().startswith("pyside6"))
    return [
        *packages,
        parts.running_python(),
        parts.qt(qt),
        *parts.resources(),
        *parts.system_libraries(system),
    ]
