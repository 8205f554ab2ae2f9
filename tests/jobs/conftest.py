"""A service on loopback, a library, and disks and certificates that take no time."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.storage.library import Library
from tests.builders import Studio, studio_for
from tests.fakes.image_service import KEY, ImageService

_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@pytest.fixture(autouse=True)
def quick_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Syncing and loading the system's certificates would be most of the time of these tests."""
    import httpcore2

    monkeypatch.setattr(os, "fsync", os.fstat)
    monkeypatch.setattr(httpcore2, "default_ssl_context", lambda **_options: _NO_CERTIFICATES)


@pytest.fixture
def service() -> Iterator[ImageService]:
    with ImageService() as running:
        yield running


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def studio(service: ImageService, library: Library) -> Studio:
    return studio_for(library, service.url, KEY)
