"""Lays the frozen folder out as the files below /usr that .deb, .rpm and AppImage share."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path

from installers import environment, icons, linux_metadata, notices
from installers.facts import PACKAGING, Facts


def lay_out(frozen: Path, stet: Facts) -> Path:
    """The root of the tree: rights of files as they have to be, and one time for all."""
    root = environment.BUILD / "linux/root"
    shutil.rmtree(root, ignore_errors=True)
    home = root / "usr/lib" / stet.command
    shutil.copytree(frozen, home, symlinks=True)
    (root / "usr/bin").mkdir()
    (root / "usr/bin" / stet.command).symlink_to(f"../lib/{stet.command}/{stet.command}")
    _write_metadata(root / "usr/share", stet)
    _draw_icons(root / "usr/share/icons/hicolor", stet)
    set_rights(root)
    set_times(root)
    return root


def set_rights(root: Path) -> None:
    """Folders and programs 755, everything else 644; nobody but the owner writes."""
    for path in root.rglob("*"):
        if path.is_symlink():
            continue
        is_program = path.is_file() and os.access(path, os.X_OK) and ".so" not in path.name
        path.chmod(0o755 if path.is_dir() or is_program else 0o644)
    root.chmod(0o755)


def set_times(root: Path) -> None:
    """The time of the commit on every file, so that two builds are the same."""
    when = environment.epoch()
    for path in (root, *root.rglob("*")):
        os.utime(path, (when, when), follow_symlinks=False)


def _write_metadata(share: Path, stet: Facts) -> None:
    when = environment.epoch()
    doc = share / "doc" / stet.command
    texts = {
        share / f"applications/{stet.command}.desktop": linux_metadata.desktop_entry(stet),
        share / f"metainfo/{stet.identifier}.metainfo.xml": linux_metadata.metainfo(stet, when),
        doc / "copyright": linux_metadata.copyright_file(stet),
    }
    for target, text in texts.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    changes = linux_metadata.debian_changelog(stet, when).encode()
    (doc / "changelog.gz").write_bytes(gzip.compress(changes, 9, mtime=when))
    (doc / notices.FILE).symlink_to(
        f"../../../lib/{stet.command}/_internal/resources/{notices.FILE}"
    )
    overrides = share / "lintian/overrides" / stet.command
    overrides.parent.mkdir(parents=True)
    shutil.copyfile(PACKAGING / "linux/lintian-overrides", overrides)


def _draw_icons(folder: Path, stet: Facts) -> None:
    for size in icons.LINUX_SIZES:
        icons.write_png(size, folder / f"{size}x{size}/apps/{stet.command}.png")
    scalable = folder / "scalable/apps"
    scalable.mkdir(parents=True)
    shutil.copyfile(icons.source(512), scalable / f"{stet.command}.svg")
