"""What the packages say about Stet: once, the same everywhere, in the form that is asked for."""

from __future__ import annotations

import configparser
import importlib
import plistlib
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from string import Template

import pytest

from desktop import __version__

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"


def test_the_version_stands_in_one_place_only() -> None:
    facts = importlib.import_module("installers.facts")
    assert facts.read().version == __version__
    held = re.compile(rf"(?<![\d.]){re.escape(__version__)}(?![\d.])")
    files = [one for one in PACKAGING.rglob("*") if one.is_file() and one.stat().st_size < 40_000]
    repeated = [
        one.relative_to(ROOT).as_posix()
        for one in files
        if one.suffix not in {".pyc", ".txt"}
        and one.name != "CHANGELOG.md"
        and held.search(one.read_text("utf-8"))
    ]
    assert repeated == []


@pytest.mark.parametrize("bad", ['__version__ = "1"', '__version__ = "1.2.3-x"', "version = 1"])
def test_a_version_that_packages_cannot_order_is_refused(bad: str) -> None:
    facts = importlib.import_module("installers.facts")
    with pytest.raises(ValueError, match="__version__"):
        facts._version(bad)


def test_a_candidate_sorts_before_its_release() -> None:
    facts = importlib.import_module("installers.facts")
    from dataclasses import replace

    stet = replace(facts.read(), version="1.2.3rc1")
    assert stet.debian_version == "1.2.3~rc1"
    assert stet.windows_version == "1.2.3.1"


def test_the_newest_entry_of_the_changelog_is_this_version() -> None:
    changelog = importlib.import_module("installers.changelog")
    newest = changelog.releases()[0]
    assert newest.version == __version__
    assert len(newest.points) >= 3
    assert all(point.endswith(".") for point in newest.points)


def test_a_changelog_without_releases_is_refused() -> None:
    changelog = importlib.import_module("installers.changelog")
    with pytest.raises(ValueError, match="no heading"):
        changelog.releases("# Changelog\n\nNothing yet.\n")


def test_every_picture_that_stet_opens_is_offered_to_it() -> None:
    facts = importlib.import_module("installers.facts")
    linux_metadata = importlib.import_module("installers.linux_metadata")
    macos_bundle = importlib.import_module("installers.macos_bundle")
    stet = facts.read()
    entry = configparser.ConfigParser(interpolation=None)
    entry.read_string(linux_metadata.desktop_entry(stet))
    told = entry["Desktop Entry"]
    assert told["MimeType"].strip(";").split(";") == list(stet.picture_types)
    assert told["Exec"] == "stet %F"
    (kind,) = macos_bundle.information(stet)["CFBundleDocumentTypes"]
    assert len(kind["LSItemContentTypes"]) == len(stet.picture_types)
    assert kind["LSHandlerRank"] == "Alternate"


def test_the_desktop_entry_is_that_of_the_window() -> None:
    """By this name the desktop finds the icon of a window."""
    facts = importlib.import_module("installers.facts")
    named = f'setDesktopFileName(os.environ.get("FLATPAK_ID", "{facts.read().command}"))'
    for name in ("desktop_program", "window"):
        assert named in (ROOT / f"desktop/startup/{name}.py").read_text("utf-8")


def test_the_appstream_page_is_complete() -> None:
    facts = importlib.import_module("installers.facts")
    linux_metadata = importlib.import_module("installers.linux_metadata")
    stet = facts.read()
    page = ET.fromstring(linux_metadata.metainfo(stet, 1_800_000_000).encode())
    assert page.findtext("id") == stet.identifier
    assert page.findtext("project_license") == "Apache-2.0"
    assert page.findtext("launchable") == "stet.desktop"
    newest = page.find("releases/release")
    assert newest is not None
    assert newest.get("version") == __version__
    assert len(page.findall("description/p")) == 2
    assert page.find("url") is None, "no homepage is known, so none is told"


def test_debian_reads_the_changelog() -> None:
    facts = importlib.import_module("installers.facts")
    linux_metadata = importlib.import_module("installers.linux_metadata")
    text = linux_metadata.debian_changelog(facts.read(), 1_800_000_000)
    first, *_, last = text.strip().splitlines()
    assert first == f"stet ({__version__}) stable; urgency=medium"
    assert re.fullmatch(r" -- .+ <\S+@\S+>  \w{3}, \d\d \w{3} \d{4} 12:00:00 \+0000", last)
    assert max(len(line) for line in text.splitlines() if line.startswith("  ")) <= 80


def test_entitlements_allow_no_more_than_is_needed() -> None:
    allowed = plistlib.loads((PACKAGING / "macos/entitlements.plist").read_bytes())
    assert allowed == {
        "com.apple.security.cs.allow-unsigned-executable-memory": True,
        "com.apple.security.network.client": True,
    }


@pytest.mark.parametrize("name", ["windows/stet.manifest.in", "windows/launcher.rc.in"])
def test_templates_of_windows_are_filled_completely(name: str) -> None:
    template = Template((PACKAGING / name).read_text("utf-8"))
    known = {
        *("name", "command", "identifier", "publisher", "licence", "version", "dots", "commas"),
    }
    assert set(template.get_identifiers()) <= known


def test_the_windows_program_runs_as_whoever_started_it() -> None:
    text = (PACKAGING / "windows/stet.manifest.in").read_text("utf-8")
    page = ET.fromstring(text.encode())
    level = page.find(".//{urn:schemas-microsoft-com:asm.v3}requestedExecutionLevel")
    assert level is not None
    assert level.get("level") == "asInvoker"


def test_the_uninstaller_never_removes_a_folder_it_did_not_fill() -> None:
    script = (PACKAGING / "windows/installer.nsi").read_text("utf-8")
    assert re.findall(r"^\s*RMDir /r (.+)$", script, re.MULTILINE) == ['"$LOCALAPPDATA\\stet"']
    section = script[: script.index('RMDir /r "$LOCALAPPDATA')].rpartition("Section")[2]
    assert section.startswith(" /o "), "only where the designer ticks it"
