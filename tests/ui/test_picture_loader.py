"""Thumbnails come off the window's thread, newest wish first, within their budget."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QColorSpace, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.identity import ContentHash
from desktop.ui.picture_loader import PictureLoader, read_scaled
from tests.ui.samples import Thumbnails, content_of, png


def test_a_picture_comes_later_and_stays(
    qtbot: QtBot, loader: PictureLoader, thumbnails: Thumbnails
) -> None:
    one = content_of("one")
    with qtbot.waitSignal(loader.thumbnail_ready) as ready:
        assert loader.thumbnail(one, 20, 1.0) is None
    assert ready.args == [one, 20]
    pixmap = loader.thumbnail(one, 20, 1.0)
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (20, 15)
    assert thumbnails.asked == [one]


def test_the_screen_s_ratio_asks_for_more_pixels(qtbot: QtBot, loader: PictureLoader) -> None:
    one = content_of("one")
    with qtbot.waitSignal(loader.thumbnail_ready):
        loader.thumbnail(one, 16, 2.0)
    pixmap = loader.thumbnail(one, 16, 2.0)
    assert pixmap is not None
    assert pixmap.width() == 32
    assert loader.thumbnail(one, 16, 1.0) is None


def test_reading_happens_on_another_thread(qtbot: QtBot, qapp: QApplication) -> None:
    seen: list[str] = []

    def source(_content: ContentHash, _pixels: int) -> bytes:
        seen.append(threading.current_thread().name)
        return png()

    loader = PictureLoader(source)
    with qtbot.waitSignal(loader.thumbnail_ready):
        loader.thumbnail(content_of("one"), 20, 1.0)
    loader.shut_down()
    assert seen[0].startswith("thumbnails")


def test_a_missing_picture_is_asked_for_once(
    qtbot: QtBot, loader: PictureLoader, thumbnails: Thumbnails
) -> None:
    lost = content_of("lost")
    thumbnails.gone.add(lost)
    with qtbot.waitSignal(loader.thumbnail_ready):
        loader.thumbnail(lost, 20, 1.0)
    assert loader.thumbnail(lost, 20, 1.0) is None
    assert loader.has_failed(lost, 20, 1.0)
    thumbnails.gone.clear()
    loader.forget(lost)
    with qtbot.waitSignal(loader.thumbnail_ready):
        loader.thumbnail(lost, 20, 1.0)
    assert loader.thumbnail(lost, 20, 1.0) is not None
    assert thumbnails.asked == [lost, lost]


def test_bytes_that_are_no_picture_fail(qtbot: QtBot, loader: PictureLoader) -> None:
    with qtbot.waitSignal(loader.thumbnail_ready):
        loader.decode("preview", b"\x89PNG\r\n\x1a\n and nothing more", 20, 1.0)
    assert loader.has_failed("preview", 20, 1.0)


def test_bytes_at_hand_are_decoded(qtbot: QtBot, loader: PictureLoader) -> None:
    data = png(100, 50)
    with qtbot.waitSignal(loader.thumbnail_ready):
        assert loader.decode("preview", data, 48, 1.0) is None
    pixmap = loader.decode("preview", data, 48, 1.0)
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (48, 24)


def blocked() -> tuple[PictureLoader, Thumbnails, threading.Event]:
    """A loader both of whose threads wait at a gate, so that wishes pile up."""
    gate = threading.Event()
    source = Thumbnails(gate=gate)
    loader = PictureLoader(source)
    for name in ("busy 1", "busy 2"):
        loader.thumbnail(content_of(name), 20, 1.0)
    return loader, source, gate


def test_the_newest_wish_is_served_first(qtbot: QtBot, qapp: QApplication) -> None:
    loader, source, gate = blocked()
    qtbot.waitUntil(lambda: len(source.asked) == 2)
    names = [content_of(f"tile {number}") for number in range(6)]
    for name in names:
        loader.thumbnail(name, 20, 1.0)
    loader.thumbnail(names[0], 20, 1.0)
    gate.set()
    qtbot.waitUntil(lambda: len(source.asked) == 8)
    loader.shut_down()
    assert set(source.asked[2:4]) <= {names[0], names[5], names[4]}
    assert source.asked.index(names[0]) < source.asked.index(names[1])


def test_what_scrolled_away_is_not_read(qtbot: QtBot, qapp: QApplication) -> None:
    loader, source, gate = blocked()
    qtbot.waitUntil(lambda: len(source.asked) == 2)
    names = [content_of(f"tile {number}") for number in range(20)]
    other = content_of("of another list")
    for name in names:
        loader.thumbnail(name, 20, 1.0, "history")
    loader.thumbnail(other, 20, 1.0, "tray")
    loader.keep_only("history", {names[3]})
    gate.set()
    qtbot.waitUntil(lambda: len(source.asked) == 4)
    loader.shut_down()
    assert sorted(source.asked[2:]) == sorted([names[3], other])


def test_the_budget_drops_what_was_seen_longest_ago(qtbot: QtBot, qapp: QApplication) -> None:
    source = Thumbnails()
    loader = PictureLoader(source, budget=3 * 20 * 15 * 4)
    names = [content_of(number) for number in range(4)]
    for name in names:
        with qtbot.waitSignal(loader.thumbnail_ready):
            loader.thumbnail(name, 20, 1.0)
        loader.thumbnail(names[0], 20, 1.0)
    assert loader.held_bytes <= 3 * 20 * 15 * 4
    assert loader.thumbnail(names[0], 20, 1.0) is not None
    assert loader.thumbnail(names[1], 20, 1.0) is None
    loader.shut_down()


def test_shutting_down_leaves_wishes_unread(qapp: QApplication) -> None:
    loader, source, gate = blocked()
    for number in range(50):
        loader.thumbnail(content_of(number), 20, 1.0)
    threading.Timer(0.05, gate.set).start()
    loader.shut_down()
    assert len(source.asked) <= 2


@pytest.mark.logs
def test_a_fault_in_the_source_is_logged(
    qtbot: QtBot, qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_content: ContentHash, _pixels: int) -> Path:
        raise RuntimeError("a fault")

    loader = PictureLoader(broken)
    with qtbot.waitSignal(loader.thumbnail_ready):
        loader.thumbnail(content_of("one"), 20, 1.0)
    loader.shut_down()
    assert loader.has_failed(content_of("one"), 20, 1.0)
    assert "Work beside the window failed" in caplog.text


def test_a_file_is_read_scaled_and_never_enlarged(qapp: QApplication, tmp_path: Path) -> None:
    file = tmp_path / "wide.png"
    file.write_bytes(png(400, 4))
    assert read_scaled(file, 100).size().toTuple() == (100, 1)
    assert read_scaled(file, 1000).size().toTuple() == (400, 4)


def test_thumbnails_follow_the_screens_profile(qtbot: QtBot, loader: PictureLoader) -> None:
    icc = bytes(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3).iccProfile().data())
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor(255, 0, 0))
    store = QBuffer()
    store.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(store, "PNG")  # type: ignore[call-overload]  # the stubs know bytes as names only
    data = bytes(store.data().data())

    def seen() -> tuple[int, ...]:
        with qtbot.waitSignal(loader.thumbnail_ready):
            assert loader.decode("red", data, 20, 2.0) is None
        pixmap = loader.decode("red", data, 20, 2.0)
        assert pixmap is not None
        colour = pixmap.toImage().pixelColor(3, 3)
        return colour.red(), colour.green(), colour.blue()

    assert seen() == (255, 0, 0)
    with qtbot.waitSignal(loader.thumbnail_ready) as told:
        loader.show_for(icc)
    assert told.args == ["red", 20]
    assert loader.held_bytes == 0
    assert np.abs(np.subtract(seen(), (234, 51, 35))).max() <= 1
    loader.show_for(None)
    assert seen() == (255, 0, 0)


def test_what_was_being_read_for_another_screen_is_read_again(
    qtbot: QtBot, qapp: QApplication
) -> None:
    """The profile of the screen is found while the first thumbnails are on their way."""
    asked, may_go = threading.Event(), threading.Event()

    def source(_content: ContentHash, _pixels: int) -> bytes:
        asked.set()
        assert may_go.wait(10)
        return png(colour="#ff0000")

    loader, one = PictureLoader(source), content_of("one")
    assert loader.thumbnail(one, 20, 1.0) is None
    assert asked.wait(10)
    loader.show_for(bytes(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3).iccProfile().data()))
    with qtbot.waitSignal(loader.thumbnail_ready):
        may_go.set()
    pixmap = loader.thumbnail(one, 20, 1.0)
    loader.shut_down()
    assert pixmap is not None
    assert pixmap.toImage().pixelColor(3, 3).green() in range(50, 53)
