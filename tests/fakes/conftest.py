"""One running service for a test, and none of the folders that only the program needs."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.fakes.image_service import ImageService


@pytest.fixture(autouse=True)
def fresh_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes the place of the folders of every test: making and deleting them takes longer than
    what is tested here, and nothing here has a home. The SDK's variables go all the same.
    """
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "AZURE_")):
            monkeypatch.delenv(name)


@pytest.fixture
def service() -> Iterator[ImageService]:
    with ImageService() as running:
        yield running
