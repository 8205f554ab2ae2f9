"""Drags on a real X screen: to a file manager, from panel to panel, and inside the tray."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.history.history_panel import HistoryPanel
from desktop.ui.icons import Icons
from desktop.ui.mime import DragForm, DraggedPicture
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.references.reference_tray import ReferenceTray
from tests.ui.hand import drag, needs, xdotool
from tests.ui.samples import Pages, content_of, edit, png, reference

NAME = "lamp-post-ü-0001.png"
PICTURE = png(640, 480)


class Drags:
    """Makes the files of a drag, and keeps count."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: list[DraggedPicture] = []
        self.named: list[DraggedPicture] = []

    def __call__(self, picture: DraggedPicture) -> Path:
        assert picture.result is not None
        number = picture.result.edit[-11:-10]
        path = self.folder / f"{number}-{NAME}"
        if picture.is_planned:
            self.named.append(picture)
            assert not path.exists(), "a file is made at the drop and no earlier"
        else:
            self.made.append(picture)
            path.write_bytes(PICTURE)
        return path


@pytest.fixture
def drags(tmp_path: Path) -> Drags:
    folder = tmp_path / "drags"
    folder.mkdir()
    return Drags(folder)


@pytest.fixture
def panel(icons: Icons, loader: PictureLoader, drags: Drags) -> Iterator[HistoryPanel]:
    with ThreadPoolExecutor(1) as pool:
        yield HistoryPanel(icons, loader, pool.submit, drags)


@pytest.fixture
def tray(icons: Icons, loader: PictureLoader) -> ReferenceTray:
    return ReferenceTray(icons, loader)


@pytest.fixture
def desk(qtbot: QtBot, panel: HistoryPanel, tray: ReferenceTray) -> Iterator[QWidget]:
    """History and tray side by side, with two edits and three references."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.addWidget(panel, 1)
    row.addWidget(tray, 1)
    qtbot.addWidget(made)
    made.setGeometry(40, 80, 620, 500)
    with qtbot.waitExposed(made):
        made.show()
    with qtbot.waitSignal(panel.model.page_read):
        panel.show_source(Pages((edit(2), edit(1))))
    tray.show_references(tuple(reference(name) for name in "abc"))
    yield made
    made.hide()


def tile_of_history(panel: HistoryPanel, row: int) -> QPoint:
    view = panel._list
    return view.viewport().mapToGlobal(view.visualRect(panel.model.index(row)).center())


def tile_of_tray(tray: ReferenceTray, row: int) -> QPoint:
    view = tray._view
    return view.viewport().mapToGlobal(view.visualRect(view.model().index(row, 0)).center())


def drag_until(qtbot: QtBot, start: QPoint, end: QPoint, seen: list[object]) -> None:
    hand = drag(start, end)
    qtbot.waitUntil(lambda: bool(seen) and hand.poll() is not None, timeout=20_000)


@pytest.fixture
def folder(tmp_path: Path, qtbot: QtBot) -> Iterator[Path]:
    """An empty folder open in the file manager, at the right of the screen."""
    target = tmp_path / "target"
    target.mkdir()
    silent = subprocess.DEVNULL
    manager = subprocess.Popen(["thunar", str(target)], stdout=silent, stderr=silent)
    search = ("search", "--onlyvisible", "--name", target.name)
    qtbot.waitUntil(lambda: bool(xdotool(*search)), timeout=15_000)
    window = xdotool(*search).split()[-1]
    xdotool("windowsize", "--sync", window, 560, 480)
    xdotool("windowmove", "--sync", window, 680, 40)
    yield target
    manager.terminate()
    manager.wait(10)


class TestFileManager:
    pytestmark = needs("thunar", "openbox")

    def test_a_result_dropped_on_a_folder_is_a_file_there(
        self, qtbot: QtBot, desk: QWidget, panel: HistoryPanel, drags: Drags, folder: Path
    ) -> None:
        hand = drag(tile_of_history(panel, 1), QPoint(1050, 380))
        dropped = folder / f"1-{NAME}"
        qtbot.waitUntil(lambda: dropped.exists() and hand.poll() is not None, timeout=20_000)
        qtbot.waitUntil(lambda: dropped.stat().st_size == len(PICTURE))
        assert dropped.read_bytes() == PICTURE
        assert [picture.result for picture in drags.made] == [
            panel.model.tile(panel.model.index(1)).ref
        ]

    def test_several_results_are_as_many_files(
        self, qtbot: QtBot, desk: QWidget, panel: HistoryPanel, drags: Drags, folder: Path
    ) -> None:
        panel._list.selectAll()
        hand = drag(tile_of_history(panel, 1), QPoint(1050, 380))
        both = (folder / f"1-{NAME}", folder / f"2-{NAME}")
        qtbot.waitUntil(
            lambda: all(one.exists() for one in both) and hand.poll() is not None, timeout=20_000
        )
        qtbot.waitUntil(lambda: all(one.stat().st_size == len(PICTURE) for one in both))
        assert [one.read_bytes() for one in both] == [PICTURE, PICTURE]

    def test_alt_held_while_dragging_asks_for_the_mask_as_alpha(
        self, qtbot: QtBot, desk: QWidget, panel: HistoryPanel, drags: Drags, folder: Path
    ) -> None:
        hand = drag(tile_of_history(panel, 0), QPoint(1050, 380), held="Alt_L")
        qtbot.waitUntil(lambda: bool(drags.made) and hand.poll() is not None, timeout=20_000)
        assert drags.made[0].form is DragForm.CUT_OUT


class TestPanels:
    pytestmark = needs("openbox")

    def test_a_result_dropped_on_the_tray_is_known_by_its_content(
        self, qtbot: QtBot, desk: QWidget, panel: HistoryPanel, tray: ReferenceTray, drags: Drags
    ) -> None:
        seen: list[object] = []
        tray.stored_dropped.connect(seen.append)
        drag_until(qtbot, tile_of_history(panel, 0), tile_of_tray(tray, 1), seen)
        (file,) = seen
        assert getattr(file, "content", None) == content_of("result 0")
        assert drags.made == []
        assert not tray._is_dropping

    def test_a_reference_is_moved_by_hand(
        self, qtbot: QtBot, desk: QWidget, tray: ReferenceTray
    ) -> None:
        seen: list[object] = []
        tray.moved.connect(lambda *places: seen.append(places))
        drag_until(qtbot, tile_of_tray(tray, 0), tile_of_tray(tray, 2) + QPoint(20, 0), seen)
        assert seen == [(0, 3)]
        assert tray._view._mark is None
