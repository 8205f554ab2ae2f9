"""The programs that make packages are no part of Stet's package; their folder is added here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGING = Path(__file__).parents[2] / "packaging"


@pytest.fixture(autouse=True)
def packaging_path(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(PACKAGING))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    yield
    for name in [one for one in sys.modules if one.split(".")[0] == "installers"]:
        del sys.modules[name]
