"""Whom a build asks for new versions: its own data, or nobody."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from desktop.domain.update import UpdateSource
from desktop.storage.update_source import FILE, load_update_source

KEY = base64.b64encode(bytes(range(32))).decode()


def test_a_build_without_the_file_asks_nobody(tmp_path: Path, resources: Path) -> None:
    assert load_update_source(tmp_path) is None
    assert load_update_source(resources) is None, "sources are never set up for it"


def test_a_build_with_the_file_asks_its_address(tmp_path: Path) -> None:
    told = {"address": "https://news.example/stet", "key": KEY}
    (tmp_path / FILE).write_text(json.dumps(told))
    assert load_update_source(tmp_path) == UpdateSource(**told)


@pytest.mark.logs
@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        json.dumps({"address": "https://news.example/stet"}),
        json.dumps({"address": "http://news.example/stet", "key": KEY}),
        json.dumps({"address": "https:///stet", "key": KEY}),
        json.dumps({"address": "https://news.example/stet", "key": KEY[:-8]}),
        json.dumps({"address": "https://news.example/stet", "key": "no base64"}),
    ],
)
def test_a_file_with_a_fault_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert load_update_source(tmp_path) is None
