"""The tray does by keys, clicks and drops what the domain's list of references can do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QColor, QDragEnterEvent, QDropEvent, QImage, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.problems import Problem, ProblemKind, problem
from desktop.domain.reference import References, move, remove, switch
from desktop.domain.size import Size
from desktop.ui.icons import Icons
from desktop.ui.mime import DraggedPicture, PictureMimeData
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.references.reference_tray import ReferenceTray
from desktop.ui.references.tray_menus import MenuChoice, Wish
from desktop.ui.references.tray_view import TrayView
from tests.ui.samples import content_of, png, reference

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


class Desk:
    """Stands for the workspace: keeps the list, and shows it again after every change."""

    def __init__(self, tray: ReferenceTray, references: References, picture: Size | None) -> None:
        self.tray, self.references, self.picture = tray, references, picture
        tray.moved.connect(self.moved)
        tray.removed.connect(self.removed)
        tray.switched.connect(self.switched)
        self.show()

    def show(self) -> None:
        self.tray.show_references(self.references, picture=self.picture)

    def moved(self, source: int, before: int) -> None:
        self.references = move(self.references, source, before)
        self.show()

    def removed(self, place: int) -> None:
        self.references = remove(self.references, place)
        self.show()

    def switched(self, place: int, is_on: bool) -> None:
        self.references = switch(self.references, place, is_on=is_on)
        self.show()

    @property
    def names(self) -> str:
        return "".join(
            one.file.name[0] if one.is_on else f"({one.file.name[0]})" for one in self.references
        )


@pytest.fixture
def tray(qtbot: QtBot, icons: Icons, loader: PictureLoader) -> Iterator[ReferenceTray]:
    made = ReferenceTray(icons, loader)
    made.resize(280, 260)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.hide()


@pytest.fixture
def view(tray: ReferenceTray) -> TrayView:
    return tray._view


@pytest.fixture
def desk(tray: ReferenceTray) -> Desk:
    return Desk(tray, tuple(reference(name) for name in "abcd"), Size(6000, 4000))


def go_to(view: TrayView, row: int) -> None:
    view.setFocus()
    view.setCurrentIndex(view.model().index(row, 0))


def place(view: TrayView, row: int) -> QPoint:
    return view.visualRect(view.model().index(row, 0)).center()


def count_words(tray: ReferenceTray) -> str:
    return tray._count.text()


def test_the_header_counts_with_the_canvas(tray: ReferenceTray) -> None:
    three = tuple(reference(name) for name in "abc")
    tray.show_references(three)
    assert count_words(tray) == "3 of 16"
    tray.show_references(three, picture=Size(10, 10))
    assert count_words(tray) == "4 of 16, canvas included"
    tray.show_references(switch(three, 1, is_on=False), picture=Size(10, 10))
    assert count_words(tray) == "4 of 16, canvas included, 1 left out"


def test_ctrl_and_an_arrow_move_and_stay_with_the_tile(view: TrayView, desk: Desk) -> None:
    go_to(view, 1)
    QTest.keyClick(view, Qt.Key.Key_Right, CTRL)
    assert desk.names == "bacd"
    QTest.keyClick(view, Qt.Key.Key_Right, CTRL)
    assert desk.names == "bcad"
    assert view.currentIndex().row() == 3
    QTest.keyClick(view, Qt.Key.Key_Left, CTRL)
    assert desk.names == "bacd"


def test_nothing_moves_beyond_the_ends(view: TrayView, desk: Desk) -> None:
    go_to(view, 1)
    QTest.keyClick(view, Qt.Key.Key_Left, CTRL)
    go_to(view, 4)
    QTest.keyClick(view, Qt.Key.Key_Right, CTRL)
    assert desk.names == "abcd"


def test_space_leaves_out_and_delete_removes(view: TrayView, desk: Desk) -> None:
    go_to(view, 2)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert desk.names == "a(b)cd"
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert desk.names == "abcd"
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert desk.names == "acd"
    assert view.currentIndex().row() == 2


def test_the_canvas_and_the_tile_to_add_cannot_be_removed(view: TrayView, desk: Desk) -> None:
    for row in (0, 5):
        go_to(view, row)
        QTest.keyClick(view, Qt.Key.Key_Delete)
        QTest.keyClick(view, Qt.Key.Key_Space)
    assert desk.names == "abcd"


def test_eye_and_cross_do_what_they_show(view: TrayView, desk: Desk) -> None:
    index = view.model().index(2, 0)
    eye, cross = view.itemDelegate().buttons(view.visualRect(index), index)  # type: ignore[attr-defined]
    QTest.mouseClick(view.viewport(), LEFT, pos=eye.rect.center())
    assert desk.names == "a(b)cd"
    QTest.mouseClick(view.viewport(), LEFT, pos=cross.rect.center())
    assert desk.names == "acd"


def drop_inside(view: TrayView, source_row: int, point: QPoint) -> None:
    """What Qt does at the end of a drag that began on a tile of this very view."""
    view._dragged = view._model.place_of(source_row)
    data, action = QMimeData(), Qt.DropAction.MoveAction
    modifiers = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(point, action, data, LEFT, modifiers)
    view.dragEnterEvent(enter)
    assert enter.isAccepted()
    view.dropEvent(QDropEvent(QPointF(point), action, data, LEFT, modifiers))
    view._dragged = None


@pytest.mark.parametrize(
    ("source", "target", "side", "expected"),
    [
        (1, 3, "left", "bacd"),
        (1, 3, "right", "bcad"),
        (4, 1, "left", "dabc"),
        (4, 0, "left", "dabc"),
        (2, 2, "left", "abcd"),
        (2, 2, "right", "abcd"),
        (1, 5, "right", "bcda"),
    ],
)
def test_dragging_puts_a_tile_where_the_mark_was(
    view: TrayView, desk: Desk, source: int, target: int, side: str, expected: str
) -> None:
    shift = QPoint(-20 if side == "left" else 20, 0)
    drop_inside(view, source, place(view, target) + shift)
    assert desk.names == expected


def test_what_comes_from_elsewhere_is_not_a_move(view: TrayView, desk: Desk) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/a.png")])
    enter = QDragEnterEvent(
        place(view, 1), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier
    )
    view.dragEnterEvent(enter)
    assert not enter.isAccepted()


def drop(tray: ReferenceTray, data: QMimeData) -> bool:
    """True when the tray takes it; then it is dropped."""
    action, modifiers = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), action, data, LEFT, modifiers)
    enter.ignore()
    tray.dragEnterEvent(enter)
    if enter.isAccepted():
        tray.dropEvent(QDropEvent(QPointF(50, 50), action, data, LEFT, modifiers))
    return enter.isAccepted()


def test_several_files_arrive_in_one_go(tray: ReferenceTray, qtbot: QtBot, tmp_path: Path) -> None:
    files = [tmp_path / "a b.png", tmp_path / "ü.jpg"]
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    with qtbot.waitSignal(tray.files_dropped) as dropped:
        assert drop(tray, data)
    assert dropped.args == [files]


def test_a_bitmap_out_of_a_browser_arrives(tray: ReferenceTray, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.png")])
    data.setData("application/octet-stream", QByteArray(png()))
    with qtbot.waitSignal(tray.image_dropped) as dropped:
        assert drop(tray, data)
    assert dropped.args == [png()]


def test_text_is_not_taken(tray: ReferenceTray) -> None:
    data = QMimeData()
    data.setText("a red apple")
    assert not drop(tray, data)


def never(_problem: Problem) -> None:
    raise AssertionError("no problem was expected")


def test_a_picture_of_this_library_arrives_by_content(tray: ReferenceTray, qtbot: QtBot) -> None:
    file = reference("a").file
    data = PictureMimeData((DraggedPicture(file=file),), None, never)
    with qtbot.waitSignal(tray.stored_dropped) as dropped:
        tray.take(data, is_own=True)
    assert dropped.args == [file]


def test_a_picture_of_another_stet_arrives_as_a_file(
    tray: ReferenceTray, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "made.png"
    data = PictureMimeData((DraggedPicture(file=reference("a").file),), lambda _: file, never)
    with qtbot.assertNotEmitted(tray.stored_dropped), qtbot.waitSignal(tray.files_dropped) as got:
        tray.take(data, is_own=False)
    assert got.args == [[file]]


def test_pasting_and_choosing_are_asked_for(
    tray: ReferenceTray, view: TrayView, desk: Desk, qtbot: QtBot
) -> None:
    go_to(view, 1)
    with qtbot.waitSignal(tray.paste_requested):
        QTest.keyClick(view, Qt.Key.Key_V, CTRL)
    QApplication.clipboard().setText("no picture")
    go_to(view, 5)
    QTest.keyClick(view, Qt.Key.Key_Return)
    choose, paste = open_menu(tray).actions()
    assert not paste.isEnabled()
    assert paste.toolTip() == "There is no picture in the clipboard."
    with qtbot.waitSignal(tray.choose_requested):
        choose.trigger()
    close_menu(tray)


def test_a_click_on_the_tile_to_add_opens_its_menu(
    tray: ReferenceTray, view: TrayView, desk: Desk
) -> None:
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    QApplication.clipboard().setImage(image)
    QTest.mouseClick(view.viewport(), LEFT, pos=place(view, 5))
    assert all(action.isEnabled() for action in open_menu(tray).actions())
    close_menu(tray)
    QApplication.clipboard().clear()


def open_menu(tray: ReferenceTray) -> QMenu:
    menu = tray._menu
    assert menu is not None
    assert menu.isVisible()
    return menu


def close_menu(tray: ReferenceTray) -> None:
    open_menu(tray).close()
    QApplication.sendPostedEvents(None, 52)  # deferred deletion
    assert tray._menu is None


def action_of(menu: QMenu, wish: Wish) -> QAction:
    return next(
        action
        for action in menu.actions()
        if isinstance(action.data(), MenuChoice) and action.data().wish is wish
    )


def test_the_menu_of_a_tile_does_the_same(tray: ReferenceTray, desk: Desk) -> None:
    for wish, expected in [
        (Wish.MOVE_RIGHT, "bacd"),
        (Wish.SWITCH, "(b)acd"),
        (Wish.REMOVE, "acd"),
    ]:
        menu = tray._tile_menu(0)
        menu.triggered.connect(tray._do_choice)
        assert not action_of(menu, Wish.MOVE_LEFT).isEnabled()
        action_of(menu, wish).trigger()
        menu.deleteLater()
        assert desk.names == expected


def test_the_seventeenth_is_refused_with_a_sentence(tray: ReferenceTray, desk: Desk) -> None:
    tray.show_problem(problem(ProblemKind.TOO_MANY_PICTURES, limit=16, left_out=1))
    bar = tray._message
    assert bar.isVisible()
    assert bar.text.startswith("The service takes 16 pictures in all; 1 did not fit.")
    desk.removed(0)
    tray.show_problem(None)
    assert not bar.isVisible()


def test_it_grows_to_three_rows_and_then_scrolls(tray: ReferenceTray, view: TrayView) -> None:
    tray.show_references(())
    one = view.height()
    tray.show_references(tuple(reference(n) for n in range(4)))
    two = view.height()
    tray.show_references(tuple(reference(n) for n in range(15)), picture=Size(10, 10))
    assert one < two < view.height()
    assert view.verticalScrollBar().maximum() > 0
    assert view.height() < 4 * one


def test_it_never_asks_for_more_width_than_a_narrow_dock(tray: ReferenceTray) -> None:
    long = "a very long file name that goes on and on " * 8
    tray.show_references((reference(long), reference("صورة مرجعية"), reference("参考画像")))
    tray.show_problem(problem(ProblemKind.FILE_MISSING, name=long))
    assert tray.minimumSizeHint().width() <= 280


@pytest.mark.parametrize("width", [280, 500])
def test_every_state_can_be_drawn(tray: ReferenceTray, desk: Desk, width: int) -> None:
    pixmap = QPixmap(64, 48)
    pixmap.fill(QColor("green"))
    tray.show_canvas_thumbnail(pixmap)
    tray.resize(width, 300)
    desk.switched(1, False)
    go_to(tray._view, 2)
    image = tray.grab().toImage()
    colours = {image.pixelColor(x, y).rgb() for x in range(0, width, 3) for y in range(0, 200, 3)}
    assert QColor("green").rgb() in colours
    assert len(colours) > 4


def test_thumbnails_are_asked_for_once_they_are_seen(
    tray: ReferenceTray, desk: Desk, loader: PictureLoader, qtbot: QtBot
) -> None:
    with qtbot.waitSignals([loader.thumbnail_ready] * 4):
        tray.repaint()
    ratio = tray.devicePixelRatioF()
    side = tray._view.sheet.tile.width() - 8
    assert loader.thumbnail(content_of("a"), 2 * side, ratio) is not None


def test_names_for_automation_and_screen_readers(tray: ReferenceTray) -> None:
    assert tray.objectName() == "references"
    assert tray.accessibleName() == "References"
    assert tray.focusProxy() is not None
    assert all(isinstance(child, QWidget) for child in tray.findChildren(QWidget))
