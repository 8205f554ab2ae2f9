"""Makes the AppImage: a small start program, and the laid-out tree as a compressed file system."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from installers import environment, icons, linux_tree
from installers.facts import PACKAGING, Facts

_LIBRARIES = ("squashfuse_ll", "squashfuse", "fuse3", "z", "zstd", "lz4", "lzma", "lzo2")
_MARK = b"AI\x02"
"""At byte 8: an AppImage of type 2."""


def make(root: Path, stet: Facts, level: int) -> Path:
    """`level` is that of zstd: 3 is quick, 19 is small."""
    folder = _application_folder(root, stet)
    image = environment.BUILD / "linux/stet.squashfs"
    image.unlink(missing_ok=True)
    _compress(folder, image, level)
    target = environment.DIST / f"{stet.name}-{stet.version}-x86_64.AppImage"
    environment.DIST.mkdir(exist_ok=True)
    target.write_bytes(_marked(_start_program()) + image.read_bytes())
    target.chmod(0o755)
    image.unlink()
    return target


def _application_folder(root: Path, stet: Facts) -> Path:
    folder = environment.BUILD / "linux/AppDir"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(root, folder, symlinks=True)
    (folder / "AppRun").symlink_to(f"usr/lib/{stet.command}/{stet.command}")
    entry = f"{stet.command}.desktop"
    (folder / entry).symlink_to(f"usr/share/applications/{entry}")
    icons.write_png(256, folder / f"{stet.command}.png")
    (folder / ".DirIcon").symlink_to(f"{stet.command}.png")
    linux_tree.set_rights(folder)
    linux_tree.set_times(folder)
    return folder


def _compress(folder: Path, image: Path, level: int) -> None:
    when = str(environment.epoch())
    variables = environment.variables()
    del variables["SOURCE_DATE_EPOCH"]  # mksquashfs refuses it beside the options that say the same
    kind = ["-comp", "zstd", "-Xcompression-level", str(level), "-b", "256K"]
    times = ["-mkfs-time", when, "-all-time", when]
    plain = ["-root-owned", "-noappend", "-no-xattrs", "-no-progress", "-quiet"]
    command = ["mksquashfs", str(folder), str(image), *kind, *times, *plain]
    subprocess.run(command, check=True, env=variables)


def _start_program() -> bytes:
    """Linked statically, so that it runs on any distribution."""
    target = environment.BUILD / "linux/appimage_start"
    flags = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-static", "-s", "-D_FILE_OFFSET_BITS=64"]
    include = "-I/usr/include/squashfuse"
    source = str(PACKAGING / "linux/appimage_start.c")
    libraries = [f"-l{name}" for name in _LIBRARIES]
    command = ["gcc", *flags, include, "-o", str(target), source, *libraries, "-lpthread", "-ldl"]
    subprocess.run(command, check=True)
    return target.read_bytes()


def _marked(program: bytes) -> bytes:
    return program[:8] + _MARK + program[8 + len(_MARK) :]
