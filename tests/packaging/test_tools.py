"""The programs around the packages: pinned, complete, without a trace of the building machine."""

from __future__ import annotations

import importlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"


def test_every_target_is_told_by_help() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from installers import command; command.run(['--help'])"],
        cwd=PACKAGING,
        capture_output=True,
        text=True,
        check=False,
    )
    command = importlib.import_module("installers.command")
    assert done.returncode == 0, done.stderr
    assert all(target in done.stdout for target in command.TARGETS)


def test_tools_are_locked_with_their_hashes() -> None:
    wanted = re.findall(r"^([a-z][\w-]*)", (PACKAGING / "lock/tools.in").read_text(), re.MULTILINE)
    lock = (PACKAGING / "lock/tools.txt").read_text()
    blocks = re.split(r"\n(?=\S)", lock)
    assert all("--hash=sha256:" in block for block in blocks)
    assert {block.split("==")[0] for block in blocks} >= set(wanted)
    assert "http" not in lock


def test_the_command_that_fills_the_environment_is_what_the_readme_says() -> None:
    readme = (PACKAGING / "README.md").read_text("utf-8")
    command = importlib.import_module("installers.command")
    assert [one for one in command.TARGETS if f"`{one}`" not in readme] == []


@pytest.mark.parametrize("script", sorted(PACKAGING.glob("*/*.sh")), ids=lambda one: one.name)
def test_scripts_parse_and_stop_at_the_first_error(script: Path) -> None:
    shell = "bash" if script.read_text().startswith("#!/bin/bash") else "sh"
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell}")
    assert "\nset -eu\n" in script.read_text()
    subprocess.run([shell, "-n", str(script)], check=True)


def test_actions_are_pinned_and_get_no_more_than_they_need() -> None:
    text = (ROOT / ".github/workflows/packages.yml").read_text("utf-8")
    used = re.findall(r"uses: (\S+)(.*)", text)
    assert used
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name) for name, _ in used)
    assert all(re.search(r"# v\d+\.\d+\.\d+", comment) for _, comment in used)
    assert "\npermissions: {}\n" in text
    assert "write" not in re.sub(r"write-\w+", "", text)


def test_the_flatpak_manifest_agrees_with_the_facts() -> None:
    facts = importlib.import_module("installers.facts")
    stet = facts.read()
    told = json.loads((PACKAGING / f"flatpak/{stet.identifier}.json").read_text("utf-8"))
    assert told["id"] == stet.identifier
    assert told["command"] == stet.command
    allowed = set(told["finish-args"])
    assert not any(one.startswith("--filesystem") for one in allowed), "portals open the files"
    assert "--talk-name=org.freedesktop.secrets" in allowed


@pytest.mark.parametrize("size", [16, 24, 32, 48, 256, 512])
def test_icons_are_drawn_at_every_size(size: int, tmp_path: Path) -> None:
    icons = importlib.import_module("installers.icons")
    from PIL import Image

    target = tmp_path / "icon.png"
    icons.write_png(size, target)
    with Image.open(target) as picture:
        assert picture.size == (size, size)
        assert picture.mode == "RGBA"
        least, most = picture.getchannel("A").getextrema()
    assert (least, most) == (0, 255)


def test_the_icon_of_windows_holds_all_its_sizes(tmp_path: Path) -> None:
    icons = importlib.import_module("installers.icons")
    from PIL import Image

    icons.write_ico(tmp_path / "stet.ico", tmp_path)
    with Image.open(tmp_path / "stet.ico") as picture:
        sizes = picture.info["sizes"]
    assert {width for width, _ in sizes} == {16, 20, 24, 32, 40, 48, 64, 128, 256}
    icons.write_icns(tmp_path / "stet.icns", tmp_path)
    with Image.open(tmp_path / "stet.icns") as picture:
        assert (512, 512, 2) in picture.info["sizes"]


def test_install_and_removal_are_the_same_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = importlib.import_module("installers.windows")
    facts = importlib.import_module("installers.facts")
    monkeypatch.setattr(windows, "TREE", tmp_path)
    for name in ("stet.exe", "python/Lib/desktop/a.py", "python/Lib/price$.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    lists = windows._lists(facts.read())
    put = [line for line in lists["install.nsh"] if line.startswith("File")]
    gone = [line for line in lists["remove.nsh"] if line.startswith("Delete")]
    assert len(put) == len(gone) == 3
    assert 'Delete "$INSTDIR\\python\\Lib\\price$$.txt"' in gone
    folders = [line for line in lists["remove.nsh"] if line.startswith("RMDir")]
    assert folders == [
        'RMDir "$INSTDIR\\python\\Lib\\desktop"',
        'RMDir "$INSTDIR\\python\\Lib"',
        'RMDir "$INSTDIR\\python"',
    ]
    assert len(lists["associate.nsh"]) == len(lists["dissociate.nsh"]) == 9


def test_nothing_names_a_machine_or_a_registry() -> None:
    traces = re.compile(
        r"(?<![\w.])/(?:root|home/\w+|work/main|opt/py\w+|tmp/pk)/|pypi\.org|deb\.debian\.org"
    )
    files = [
        one for one in PACKAGING.rglob("*") if one.is_file() and "__pycache__" not in one.parts
    ]
    found = [
        one.relative_to(ROOT).as_posix()
        for one in files
        if traces.search(one.read_text("utf-8")) and "licences" not in one.parts
    ]
    assert found == []
