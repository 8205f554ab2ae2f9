"""A service on loopback, a home with files, and a designer who can sit down more than once."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.startup import compose
from tests.builders import Ring, jpeg, keychain_with, photo, png
from tests.fakes.image_service import KEY, ImageService
from tests.journeys.designer import Designer

Sit = Callable[..., Designer]
"""Starts the program: pictures to open; `demo`, `key` and `url` as they are given to it."""

_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def pytest_configure(config: pytest.Config) -> None:
    """Qt's offscreen platform says this of windows in front, menus and sizes; it means nothing."""
    config.addinivalue_line("qt_log_ignore", "This plugin does not support ")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Syncing and certificates take no time here."""
    import httpcore2

    monkeypatch.setattr(os, "fsync", os.fstat)
    monkeypatch.setattr(httpcore2, "default_ssl_context", lambda **_options: _NO_CERTIFICATES)


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    """The keychain of this computer; it is empty."""
    made = Ring()
    monkeypatch.setattr(compose, "Keychain", keychain_with(made))
    return made


@pytest.fixture
def service() -> Iterator[ImageService]:
    with ImageService() as running:
        yield running


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    path = tmp_path / "harbour.png"
    path.write_bytes(png(photo()))
    return path


@pytest.fixture
def guides(tmp_path: Path) -> tuple[Path, Path]:
    """Two pictures to use as references."""
    paths = tmp_path / "boat.jpg", tmp_path / "sky.jpg"
    for seed, path in enumerate(paths, 2):
        path.write_bytes(jpeg(photo(seed=seed)))
    return paths


@pytest.fixture
def sit(
    qtbot: QtBot,
    quick: None,
    ring: Ring,
    service: ImageService,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Sit]:
    """Sits down before the program, whose service is the one on loopback; leaves at the end."""
    seated: list[Designer] = []

    def sit_down(
        *pictures: Path, key: str | None = KEY, demo: bool = False, url: str | None = None
    ) -> Designer:
        if key is None:
            monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        else:
            monkeypatch.setenv("OPENAI_API_KEY", key)
        designer = Designer(qtbot, url=url or service.url, demo=demo)
        seated.append(designer)
        designer.start(*pictures)
        return designer

    yield sit_down
    for one in seated:
        one.leave()
