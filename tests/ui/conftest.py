"""The theme and the icons for tests of widgets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.domain.settings import Theme
from desktop.ui.icons import Icons
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.theme import ThemeKeeper
from tests.ui.samples import Thumbnails


@pytest.fixture
def theme(qapp: QApplication, resources: Path) -> ThemeKeeper:
    keeper = ThemeKeeper(qapp, resources)
    keeper.choose(Theme.DARK)
    return keeper


@pytest.fixture
def icons(theme: ThemeKeeper, resources: Path) -> Icons:
    return Icons(resources / "icons", theme)


@pytest.fixture
def thumbnails() -> Thumbnails:
    return Thumbnails()


@pytest.fixture
def loader(qapp: QApplication, thumbnails: Thumbnails) -> Iterator[PictureLoader]:
    made = PictureLoader(thumbnails)
    yield made
    made.shut_down()
