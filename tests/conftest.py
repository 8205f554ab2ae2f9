"""What holds for every test: own folders, no stray environment, and nothing left behind."""

from __future__ import annotations

import gc
import itertools
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_STRAY = ("OPENAI_", "AZURE_", "STET_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_HOMES = {
    "HOME": "home",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_STATE_HOME": "home/.local/state",
    "APPDATA": "home/AppData/Roaming",
    "LOCALAPPDATA": "home/AppData/Local",
}


@pytest.fixture(autouse=True)
def fresh_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home folder of its own, and no variable that would steer Stet from outside.

    Only the home folder is made; whoever wants another makes it, as on a new computer.
    """
    for name in list(os.environ):
        if name.upper().startswith(_STRAY):
            monkeypatch.delenv(name)
    (tmp_path / "home").mkdir()
    for name, folder in _HOMES.items():
        monkeypatch.setenv(name, str(tmp_path / folder))


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """A thread or a window that outlives its test fails it, and says which."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(timeout=5)
    alive = [thread.name for thread in left if thread.is_alive()]
    assert not alive, f"threads left running: {alive}"
    assert not _windows_left(), f"windows left open: {_windows_left()}"


_COUNT = itertools.count(1)
_LOOK_AT_ALL = 50
"""Tests after which everything is looked through."""


def _windows_left() -> list[str]:
    """Top-level widgets that still exist, by class and object name (none when Qt is not loaded)."""
    import sys

    if "PySide6.QtWidgets" not in sys.modules:
        return []
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        return []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    # What survives a test is mostly here to stay: to look through it again after each test takes
    # longer than most tests do. What was not to stay after all goes every now and then.
    if next(_COUNT) % _LOOK_AT_ALL == 0:
        gc.unfreeze()
    gc.collect()
    gc.freeze()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return [
        f"{type(widget).__name__}({widget.objectName()})"
        for widget in QApplication.topLevelWidgets()
        if widget.isVisible()
    ]


@pytest.fixture(autouse=True)
def no_unexpected_warnings_in_log(
    caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> Iterator[None]:
    """A warning in the log fails the test unless it is marked `logs`."""
    yield
    if request.node.get_closest_marker("logs"):
        return
    records = [
        f"{record.name}: {record.getMessage()}"
        for when in ("setup", "call")
        for record in caplog.get_records(when)
        if record.levelno >= logging.WARNING and record.name.startswith("desktop")
    ]
    assert not records, f"unexpected log lines: {records}"


RESOURCES = Path(__file__).parent.parent / "resources"


@pytest.fixture(scope="session")
def resources() -> Path:
    """The folder with icons, pictures and the table of models."""
    return RESOURCES
