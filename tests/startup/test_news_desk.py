"""Whom the window may ask for new versions: whoever the build names, and else nobody."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from desktop.api import release_note
from desktop.domain.update import Release, UpdateSource
from desktop.startup.desktop_program import _news_desk


def test_sources_ask_nobody(resources: Path) -> None:
    assert _news_desk(resources) is None


def test_a_build_asks_the_address_it_was_made_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"address": "https://news.example/stet", "key": base64.b64encode(bytes(32)).decode()}
    (tmp_path / "update.json").write_text(json.dumps(told))
    asked: list[UpdateSource] = []

    def answer(source: UpdateSource) -> Release:
        asked.append(source)
        return Release(version="9.0.0", page="https://news.example/9")

    monkeypatch.setattr(release_note, "newest_release", answer)
    desk = _news_desk(tmp_path)
    assert desk is not None
    assert desk.host == "news.example"
    assert asked == []
    assert desk.newest() == Release(version="9.0.0", page="https://news.example/9")
    assert asked == [UpdateSource(**told)]
