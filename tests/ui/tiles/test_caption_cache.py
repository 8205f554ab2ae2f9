"""Captions are drawn once, some in every frame, and never those of another object."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from desktop.ui.tiles import caption_cache
from desktop.ui.tiles.caption_cache import CaptionCache

SUBJECT = object()


class Captions:
    """Draws a coloured box as a caption, and counts."""

    def __init__(self) -> None:
        self.drawn = 0

    def __call__(self, painter: QPainter, rect: QRect) -> None:
        self.drawn += 1
        painter.fillRect(rect, QColor("#00ff00"))


@pytest.fixture
def sheet(qapp: QApplication) -> QPixmap:
    made = QPixmap(200, 400)
    made.fill(QColor("black"))
    return made


@pytest.fixture
def painter(sheet: QPixmap) -> Iterator[QPainter]:
    made = QPainter(sheet)
    yield made
    made.end()


def frame(cache: CaptionCache, painter: QPainter, render: Captions, names: list[str]) -> int:
    """One frame with a caption for each name; how many were left for later."""
    cache.begin_frame(painter)
    for row, name in enumerate(names):
        cache.draw(painter, QRect(0, row * 20, 100, 20), name, SUBJECT, render)
    return len(cache.take_left())


def test_a_caption_is_drawn_once_and_copied_after_that(
    painter: QPainter, sheet: QPixmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caption_cache, "FRAME_SECONDS", 10.0)
    cache, render = CaptionCache(), Captions()
    names = ["one", "two"]
    assert frame(cache, painter, render, names) == 0
    painter.fillRect(0, 0, 200, 400, QColor("black"))
    assert frame(cache, painter, render, names) == 0
    assert render.drawn == 2
    painter.end()
    assert sheet.toImage().pixelColor(50, 30) == QColor("#00ff00")


def test_without_time_every_frame_still_draws_one(
    painter: QPainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caption_cache, "FRAME_SECONDS", 1e-9)
    cache, render = CaptionCache(), Captions()
    names = [str(number) for number in range(5)]
    assert [frame(cache, painter, render, names) for _ in range(6)] == [4, 3, 2, 1, 0, 0]
    assert render.drawn == 5


def test_another_object_under_the_same_key_is_drawn_anew(
    painter: QPainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caption_cache, "FRAME_SECONDS", 10.0)
    cache, render = CaptionCache(), Captions()
    cache.begin_frame(painter)
    for subject in (object(), object()):
        cache.draw(painter, QRect(0, 0, 50, 20), 7, subject, render)
    cache.draw(painter, QRect(0, 0, 60, 20), 7, subject, render)
    assert render.drawn == 3


def test_what_was_seen_longest_ago_goes(painter: QPainter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caption_cache, "FRAME_SECONDS", 10.0)
    cache, render = CaptionCache(), Captions()
    names = [str(number) for number in range(500)]
    frame(cache, painter, render, names)
    frame(cache, painter, render, names[-300:])
    assert render.drawn == 500
    frame(cache, painter, render, names[:1])
    assert render.drawn == 501


def test_in_another_look_everything_is_drawn_anew(
    painter: QPainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caption_cache, "FRAME_SECONDS", 10.0)
    cache, render = CaptionCache(), Captions()
    for look, drawn in (("dark", 1), ("dark", 1), ("light", 2)):
        cache.begin_frame(painter, look)
        cache.draw(painter, QRect(0, 0, 50, 20), 7, SUBJECT, render)
        assert render.drawn == drawn
