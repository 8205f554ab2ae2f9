"""The private environment is filled once, and again where it would not be the right one."""

from __future__ import annotations

import importlib
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """As in a checkout in `tmp_path/here`, with nothing really installed."""
    found = importlib.import_module("installers.environment")
    monkeypatch.setattr(found, "ROOT", tmp_path)
    monkeypatch.setattr(found, "_FOLDER", tmp_path / "here")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: found._FOLDER.mkdir(exist_ok=True))
    return found


def fills(environment: ModuleType, capsys: pytest.CaptureFixture[str]) -> bool:
    environment._fill(environment._python())
    return "Filling" in capsys.readouterr().out


def test_it_is_filled_once(environment: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert fills(environment, capsys)
    assert not fills(environment, capsys)


def test_one_that_was_copied_is_filled_anew(
    environment: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its programs name the interpreter of the old place, and would take the old Stet."""
    assert fills(environment, capsys)
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    monkeypatch.setattr(environment, "_FOLDER", tmp_path / "there")
    assert fills(environment, capsys)
