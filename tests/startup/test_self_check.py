"""The self-check as a process, and that each kind of damage is seen."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop.domain.problems import ProblemKind, fail
from desktop.startup import checked_edit, checked_parts
from desktop.startup.finding import Check, CheckFailedError, Finding, Verdict
from desktop.startup.paths import Paths
from desktop.startup.self_check import run_self_check
from desktop.storage.api_key import Keychain
from desktop.storage.keychain_backends import Backend

ROOT = Path(__file__).parents[2]

PARTS = {
    *("resources", "prompt tokens", "write pictures", "read pictures", "opencv", "certificates"),
    *("database", "keychain", "demo edit", "layers", "window system", "qt pictures"),
    *("icons", "fonts"),
}


@pytest.fixture
def paths(tmp_path: Path, resources: Path) -> Paths:
    folders = {name: tmp_path / name for name in ("config", "library", "logs")}
    return Paths(resources=resources, **folders)


def verdicts(table: str) -> dict[str, str]:
    """Name of the part to its verdict; the names may hold a blank."""
    rows = table.splitlines()[1:-1]
    return {line[8:22].strip(): line[:6].strip() for line in rows}


def checked(paths: Paths, *checks: Check) -> tuple[int, str]:
    out = io.StringIO()
    code = run_self_check(paths, out, [(f"part {n}", one) for n, one in enumerate(checks)])
    return code, out.getvalue()


def test_a_program_with_nothing_around_it_passes(tmp_path: Path) -> None:
    """No display, no variable but the path: as a package is tried right after its installation."""
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "--self-check"],
        env={"PATH": os.defpath, "HOME": str(tmp_path / "home")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = verdicts(done.stdout)
    assert set(found) == PARTS
    assert set(found.values()) <= {"ok", "note"}
    assert {name for name, verdict in found.items() if verdict == "note"} <= {
        *("keychain", "window system")
    }
    assert not list((tmp_path / "home").rglob("library*")), "the designer's own library is touched"


def test_every_failure_is_a_row_and_decides_the_exit_code(paths: Paths) -> None:
    def works(_: Paths) -> Finding:
        return Finding(words="as it should")

    def is_wrong(_: Paths) -> Finding:
        raise CheckFailedError("3 where 2\nwere meant")

    def is_refused(_: Paths) -> Finding:
        raise fail(ProblemKind.LIBRARY_BUSY)

    def breaks(_: Paths) -> Finding:
        raise ZeroDivisionError("by nought")

    code, table = checked(paths, is_wrong, is_refused, breaks, works)
    assert code == 1
    assert list(verdicts(table).values()) == ["FAILED", "FAILED", "FAILED", "ok"]
    assert "3 where 2 were meant" in table
    assert "Another Stet is using this library." in table
    assert "ZeroDivisionError: by nought" in table
    assert table.splitlines()[-1] == "4 checks, 3 failed."


def test_a_note_fails_nothing(paths: Paths) -> None:
    code, table = checked(paths, lambda _: Finding(verdict=Verdict.NOTE, words="good to know"))
    assert code == 0
    assert list(verdicts(table).values()) == ["note"]


def test_checks_work_in_scratch_folders_that_go(paths: Paths) -> None:
    seen: list[Path] = []

    def writes(given: Paths) -> Finding:
        given.library.mkdir(parents=True)
        seen.append(given.library)
        return Finding(words="written")

    assert checked(paths, writes)[0] == 0
    assert seen[0] != paths.library
    assert not seen[0].exists()


def test_layers_without_an_edit_are_no_success(paths: Paths) -> None:
    code, table = checked(paths, checked_edit.CHECKS["layers"])
    assert code == 1
    assert "no edit to export" in table


def test_without_a_terminal_only_the_exit_code_speaks(paths: Paths) -> None:
    assert run_self_check(paths, None, [("part", lambda _: Finding(words="fine"))]) == 0


@pytest.mark.parametrize("gone", ["o200k_base.tiktoken.gz", "styles/stet.qss", "fonts"])
def test_a_missing_resource_is_named(tmp_path: Path, paths: Paths, gone: str) -> None:
    copy = shutil.copytree(paths.resources, tmp_path / "resources")
    target = copy / gone
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    with pytest.raises(CheckFailedError, match=gone.rpartition("/")[2]):
        checked_parts.CHECKS["resources"](replace(paths, resources=copy))


def test_one_changed_pixel_outside_the_mask_is_counted(tmp_path: Path) -> None:
    from PIL import Image

    before = np.full((8, 12, 3), 90, np.uint8)
    mask = np.zeros((8, 12), np.uint8)
    mask[2:4, 2:5] = 255
    after = before.copy()
    after[2, 2] = 7
    after[7, 11, 2] += 1
    for name, pixels in (("before", before), ("mask", mask), ("after", after)):
        Image.fromarray(pixels).save(tmp_path / f"{name}.png")
    counted = checked_edit.changed_pixels(
        tmp_path / "before.png", tmp_path / "mask.png", tmp_path / "after.png"
    )
    assert counted == (1, 1)


def ring(**answers: object) -> Backend:
    """A keychain as Windows has it, that keeps nothing unless told to."""
    kept: dict[tuple[str, str], str] = {}

    def set_password(_: object, service: str, name: str, word: str) -> None:
        kept[service, name] = word

    body = {
        "set_password": set_password,
        "get_password": lambda _, service, name: answers.get("gives", kept.get((service, name))),
        "delete_password": lambda _, service, name: kept.pop((service, name), *answers.values()),
        "__module__": "keyring.backends.Windows",
    }
    made: Backend = type("Ring", (), body)()
    return made


def test_a_keychain_is_proved_and_left_as_it_was() -> None:
    one = ring()
    finding = checked_parts.prove_keychain(Keychain(lambda: [one]))
    assert finding.verdict is Verdict.OK
    assert "Windows Credential Locker" in finding.words
    with pytest.raises(KeyError):
        one.delete_password("Stet", "self-check-0000")


def test_a_keychain_that_forgets_fails() -> None:
    with pytest.raises(CheckFailedError, match="does not give back"):
        checked_parts.prove_keychain(Keychain(lambda: [ring(gives="another word")]))


def test_no_keychain_is_a_note() -> None:
    finding = checked_parts.prove_keychain(Keychain(list))
    assert finding.verdict is Verdict.NOTE
    assert "no keychain" in finding.words
