"""The theme and the icons for tests of widgets."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.domain.settings import Theme
from desktop.ui.icons import Icons
from desktop.ui.theme import ThemeKeeper


def pytest_configure(config: pytest.Config) -> None:
    """Qt's offscreen platform says this of every window with a minimum size; it means nothing."""
    config.addinivalue_line("qt_log_ignore", "This plugin does not support propagateSizeHints")


@pytest.fixture
def theme(qapp: QApplication, resources: Path) -> ThemeKeeper:
    keeper = ThemeKeeper(qapp, resources)
    keeper.choose(Theme.DARK)
    return keeper


@pytest.fixture
def icons(theme: ThemeKeeper, resources: Path) -> Icons:
    return Icons(resources / "icons", theme)
