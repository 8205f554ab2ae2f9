"""One running service for a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.image_service import ImageService


@pytest.fixture
def service() -> Iterator[ImageService]:
    with ImageService() as running:
        yield running
