"""Bill of materials, page of third parties and sums: complete, valid, the same twice."""

from __future__ import annotations

import hashlib
import importlib
import json
import site
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def packages() -> list[Any]:
    parts = importlib.import_module("installers.parts")
    found: list[Any] = parts.python_packages(Path(site.getsitepackages()[-1]), sys.platform)
    return found


def test_the_closure_holds_what_runs_and_no_tool(packages: list[Any]) -> None:
    names = {one.name.lower().replace("_", "-") for one in packages}
    assert {"pyside6-essentials", "shiboken6", "openai", "pydantic-core", "numpy"} <= names
    assert names.isdisjoint({"pytest", "ruff", "mypy", "pip", "hatchling", "pyinstaller", "stet"})


def test_other_systems_bring_other_parts() -> None:
    parts = importlib.import_module("installers.parts")
    here = Path(site.getsitepackages()[-1])
    if not any(here.glob("secretstorage-*")):
        pytest.skip("not the libraries of Linux")
    linux, windows = (
        {one.name.lower() for one in parts.python_packages(here, system)}
        for system in ("linux", "win32")
    )
    assert "secretstorage" in linux
    assert "secretstorage" not in windows


def test_each_licence_text_stands_once_with_all_it_is_for() -> None:
    parts = importlib.import_module("installers.parts")
    notices = importlib.import_module("installers.notices")
    facts = importlib.import_module("installers.facts")

    def part(name: str, text: str) -> object:
        return parts.Part(
            name=name, version="1.0", licence="MIT", kind="pypi", texts=(("LICENSE", text),)
        )

    page = notices.page(
        facts.read(), [part("b", "Do as you like.\n"), part("a", "Do as you like.\r\n")]
    )
    assert page.count("Do as you like.") == 1
    assert "\na, b\n" in page
    assert page.index("a      ") < page.index("b      ")


def test_qt_comes_with_the_text_of_its_licence() -> None:
    parts = importlib.import_module("installers.parts")
    texts = " ".join(text for _, text in parts.qt("6.11.3").texts)
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in texts
    assert "GNU GENERAL PUBLIC LICENSE" in texts
    assert "download.qt.io" in texts


def test_fonts_icons_and_vocabulary_are_named() -> None:
    parts = importlib.import_module("installers.parts")
    found = parts.resources()
    assert {one.name for one in found} == {"Inter", "Lucide", "o200k_base vocabulary"}
    told = (ROOT / "resources/LICENCES.md").read_text("utf-8")
    assert all(one.name.split()[0] in told for one in found)
    assert all(text for one in found for _, text in one.texts)


def test_the_bill_is_the_same_twice_and_names_every_part(packages: list[Any]) -> None:
    records = importlib.import_module("installers.records")
    facts = importlib.import_module("installers.facts")
    stet = facts.read()
    one = json.dumps(records.bill(stet, "linux", packages), sort_keys=True)
    assert one == json.dumps(records.bill(stet, "linux", reversed(packages)), sort_keys=True)
    told = json.loads(one)
    assert len(told["components"]) == len(packages)
    assert all(part["purl"].startswith("pkg:pypi/") for part in told["components"])
    assert told["metadata"]["component"]["version"] == stet.version


def test_sums_are_those_of_sha256sum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = importlib.import_module("installers.records")
    environment = importlib.import_module("installers.environment")
    monkeypatch.setattr(environment, "DIST", tmp_path)
    (tmp_path / "b.deb").write_bytes(b"package")
    (tmp_path / "a.rpm").write_bytes(b"other")
    text = records.write_sums().read_text()
    rows = [line.split("  ") for line in text.splitlines()]
    assert [name for _, name in rows] == ["a.rpm", "b.deb"]
    assert rows[1][0] == hashlib.sha256(b"package").hexdigest()
    assert records.write_sums().read_text() == text, "the sums do not sum themselves"


def test_two_trees_are_told_apart(tmp_path: Path) -> None:
    repetition = importlib.import_module("installers.repetition")
    one, other = tmp_path / "one", tmp_path / "other"
    for root in (one, other):
        (root / "bin").mkdir(parents=True)
        (root / "bin/same").write_text("same")
        (root / "bin/longer").write_text("a")
        (root / "bin/bytes").write_text("a")
        (root / "bin/rights").write_text("a")
        (root / "bin/link").symlink_to("same")
    assert repetition.differences(one, other) == []
    (other / "bin/longer").write_text("aa")
    (other / "bin/bytes").write_text("b")
    (other / "bin/rights").chmod(0o755)
    (other / "bin/link").unlink()
    (other / "bin/link").symlink_to("bytes")
    (one / "bin/first").touch()
    (other / "bin/second").touch()
    assert repetition.differences(one, other) == [
        "bin/bytes: other bytes",
        "bin/first: only in the first",
        "bin/link: links to another place",
        "bin/longer: 1 and 2 bytes",
        "bin/rights: other rights",
        "bin/second: only in the second",
    ]


def test_a_note_of_a_version_is_read_by_the_program() -> None:
    from nacl.signing import SigningKey

    from desktop.api.release_note import read_note
    from desktop.domain.update import Release, UpdateSource

    announcement = importlib.import_module("installers.announcement")
    key = SigningKey(bytes(range(32)))
    source = UpdateSource(
        address="https://news.example/stet", key=announcement._text(bytes(key.verify_key))
    )
    note = announcement.note("9.1.0", "https://news.example/9", key)
    assert read_note(note, source) == Release(version="9.1.0", page="https://news.example/9")


def test_no_note_is_signed_without_address_key_and_page() -> None:
    announcement = importlib.import_module("installers.announcement")
    with pytest.raises(RuntimeError, match="names no address"):
        announcement.write()


def test_a_build_asks_nobody_or_whom_it_can_believe() -> None:
    additions = importlib.import_module("installers.additions")
    facts = importlib.import_module("installers.facts")

    def updates(address: str, key: str) -> object:
        return facts.Updates(address=address, key=key, page="")

    assert additions.source(facts.read().updates) is None
    assert additions.source(updates("https://a.example", "AA==")) == {
        "address": "https://a.example",
        "key": "AA==",
    }
    for half in (updates("https://a.example", ""), updates("", "AA==")):
        with pytest.raises(ValueError, match="only one"):
            additions.source(half)
