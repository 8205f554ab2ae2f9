"""The image service on loopback, for every test that talks to one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.exchange import KEY
from tests.fakes.image_service import ImageService


@pytest.fixture
def service() -> Iterator[ImageService]:
    with ImageService(key=KEY) as running:
        yield running
