"""What goes into a package: wanted files stay, unwanted go, every part is named and counted."""

from __future__ import annotations

import importlib
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

WANTED = (
    "desktop/domain/draft.py",
    "desktop/resources/icons/check.svg",
    "resources/o200k_base.tiktoken.gz",
    "PySide6/Qt/plugins/platforms/libqxcb.so",
    "PySide6/Qt/plugins/platforms/libqwayland.so",
    "PySide6/Qt/plugins/platforms/libqoffscreen.so",
    "PySide6/plugins/platforms/qwindows.dll",
    "PySide6/Qt/plugins/imageformats/libqwebp.so",
    "PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so",
    "PySide6/Qt/translations/qtbase_de.qm",
    "PySide6/Qt6Gui.dll",
    "PySide6/QtSvg.pyd",
    "numpy/_core/_multiarray_umath.pyd",
    "cv2/cv2.pyd",
    "keyring-25.7.0.dist-info/entry_points.txt",
    "keyring-25.7.0.dist-info/METADATA",
)
UNWANTED = (
    "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
    "PySide6/Qt/plugins/platforms/libqeglfs.so",
    "PySide6/Qt/plugins/imageformats/libqpdf.so",
    "PySide6/plugins/imageformats/qpdf.dll",
    "PySide6/plugins/sqldrivers/qsqlite.dll",
    "PySide6/Qt/translations/qtbase_fi.qm",
    "PySide6/Qt/translations/qt_help_de.qm",
    "PySide6/Qt6Qml.dll",
    "PySide6/Qt6Network.dll",
    "PySide6/QtNetwork.abi3.so",
    "PySide6/plugins/tls/qschannelbackend.dll",
    "PySide6/QtQuick.pyd",
    "PySide6/opengl32sw.dll",
    "PySide6/designer.exe",
    "PySide6/QtWidgets.pyi",
    "cv2/opencv_videoio_ffmpeg500_64.dll",
    "numpy/_core/tests/test_api.py",
    "numpy-2.4.6.dist-info/RECORD",
    "stet-1.0.0.dist-info/direct_url.json",
)


def test_what_stet_uses_stays() -> None:
    contents = importlib.import_module("installers.contents")
    assert [name for name in WANTED if not contents.is_wanted(name)] == []


def test_what_stet_never_uses_goes() -> None:
    contents = importlib.import_module("installers.contents")
    assert [name for name in UNWANTED if contents.is_wanted(name)] == []


def test_no_module_that_stet_imports_is_left_out() -> None:
    contents = importlib.import_module("installers.contents")
    root = Path(__file__).parents[2] / "desktop"
    imported = re.compile(r"^\s*(?:from|import) ([\w.]+)", re.MULTILINE)
    used = {
        name for file in root.rglob("*.py") for name in imported.findall(file.read_text("utf-8"))
    }
    assert used & {one for one in contents.MODULES if not one.startswith("tiktoken")} == set()


def test_libraries_that_nothing_reaches_are_found(tmp_path: Path) -> None:
    elf = importlib.import_module("installers.elf")

    def binary(name: str, *needed: str) -> object:
        return elf.Binary(path=tmp_path / name, needed=needed, glibc=(2, 30))

    found = [
        binary("module.so", "liba.so.1", "libc.so.6"),
        binary("liba.so.1", "libb.so.2"),
        binary("libb.so.2"),
        binary("libgtk.so.3", "libcairo.so.2"),
        binary("libcairo.so.2"),
        binary("libdbus-1.so.3"),
        binary("plugins/platforms/libqxcb.so", "libxcb.so.1"),
        binary("libxcb.so.1"),
    ]
    gone = elf.unneeded(found, re.compile("libdbus-1"))
    assert {one.name for one in gone} == {"libgtk.so.3", "libcairo.so.2"}
    assert elf.oldest_glibc(found) == "2.30"


def test_what_the_system_must_bring_is_told(tmp_path: Path) -> None:
    elf = importlib.import_module("installers.elf")
    (tmp_path / "liba.so.1").touch()
    found = [elf.Binary(path=tmp_path / "liba.so.1", needed=("libc.so.6",), glibc=(2, 4))]
    assert elf.outside(found, tmp_path) == {"libc.so.6": "liba.so.1"}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads ELF files with objdump")
def test_an_elf_file_is_read_and_a_text_is_not(tmp_path: Path) -> None:
    elf = importlib.import_module("installers.elf")
    import _ctypes
    import shutil

    if shutil.which("objdump") is None:
        pytest.skip("no objdump")
    shutil.copyfile(_ctypes.__file__, tmp_path / "module.so")
    (tmp_path / "notes.so").write_text("no library at all")
    (one,) = elf.binaries(tmp_path)
    assert any(name.startswith("libc.so") for name in one.needed)
    assert one.glibc > (2, 0)


@pytest.mark.parametrize(("address", "loads"), [("1000", True), ("2100", False)])
def test_a_library_that_strip_has_spoilt_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, address: str, loads: bool
) -> None:
    """A part that lies at another place of its page in the file than in memory does not load."""
    elf = importlib.import_module("installers.elf")
    line = f"    LOAD off    0x0000000000001000 vaddr 0x000000000000{address} paddr 0x0 align 2**12"

    def said(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 0, stdout=f"Program Header:\n{line}\n")

    monkeypatch.setattr(subprocess, "run", said)
    assert elf.is_loadable(tmp_path / "a.so") is loads


def test_a_package_larger_than_its_budget_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = importlib.import_module("installers.sizes")
    monkeypatch.setattr(sizes, "BUDGET", tmp_path / "budget.toml")
    (tmp_path / "budget.toml").write_text("[megabytes]\nfolder = 1\n")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "one").write_bytes(bytes(900_000))
    sizes.hold("folder", folder)
    (folder / "two").write_bytes(bytes(200_000))
    with pytest.raises(RuntimeError, match=r"1\.1 MB, where 1 MB"):
        sizes.hold("folder", folder)
    assert "0.90 MB  81.8%  one" in sizes.listed(folder)


def test_the_budget_is_that_of_the_mission() -> None:
    sizes = importlib.import_module("installers.sizes")
    assert sizes.budget() == {
        "linux folder": 390,
        "deb": 115,
        "AppImage": 145,
        "windows tree": 265,
        "setup": 65,
    }


def test_what_would_be_saved_is_measured(tmp_path: Path) -> None:
    savings = importlib.import_module("installers.savings")
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/words_de").write_bytes(bytes(500_000))
    (tmp_path / "lib/words_fr").write_bytes(bytes(400_000))
    (tmp_path / "kept").write_bytes(random.Random(1).randbytes(90_000))
    (tmp_path / "link").symlink_to("lib/words_de")

    def candidate(name: str, *files: str) -> object:
        return savings.Candidate(name=name, files=files, lose="Words.", takes="a line")

    words, absent = candidate("Words", "words_(de|fr)$", "link"), candidate("Not here", "there")
    heavy = candidate("Heavy", "^kept$")
    first, second = savings.measured(tmp_path, [words, absent, heavy])
    assert (first.candidate, first.unpacked) == (heavy, 90_000)
    assert (second.candidate, second.unpacked) == (words, 900_000)
    assert second.compressed < 1_000
    assert first.compressed >= 90_000
    told = savings.listed(tmp_path, [words, absent])
    assert "0.90 MB      0.00 MB  Words\n" in told
    assert "Not here" not in told


def test_each_part_that_could_be_left_out_is_complete() -> None:
    savings = importlib.import_module("installers.savings")
    contents = importlib.import_module("installers.contents")
    candidates = savings.read()
    assert len({one.name for one in candidates}) == len(candidates) > 5
    assert all(one.lose.endswith(".") and one.takes for one in candidates)
    wanted = [name for name in WANTED if contents.is_wanted(name)]
    assert any(one.holds(name) for one in candidates for name in wanted)
