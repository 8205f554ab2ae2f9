"""The comparison as a hand drives it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.imaging.changed_places import ChangedPlaces
from desktop.imaging.pyramid import build_levels
from desktop.jobs.compare_pictures import Comparison, Sight
from desktop.ui.compare.compare_dialog import CompareDialog
from desktop.ui.compare.compare_view import CompareMode, CompareView
from desktop.ui.theme import ThemeKeeper

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
FIRST, SECOND, THIRD = (200, 30, 30), (30, 200, 30), (30, 30, 200)


def plain(colour: tuple[int, int, int]) -> tuple[NDArray[np.uint8], ...]:
    """Levels of a picture of 400 × 300 in one colour (red, green, blue)."""
    pixels = np.empty((300, 400, 4), np.uint8)
    pixels[...] = (*colour[::-1], 255)
    return (pixels, *build_levels(pixels))


@pytest.fixture
def view(qtbot: QtBot, theme: ThemeKeeper) -> CompareView:
    made = CompareView(("Original", "Result"))
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    qtbot.waitExposed(made)
    made.show_pictures(plain(FIRST), plain(SECOND), plain(THIRD))
    return made


def two_places() -> ChangedPlaces:
    """The left and the right third of the upper half."""
    labels = np.zeros((30, 40), np.uint8)
    labels[:15, :13], labels[:15, 27:] = 1, 2
    return ChangedPlaces(labels=labels, count=2)


def colour_at(view: CompareView, x: int, y: int) -> tuple[int, int, int]:
    image = view.grab().toImage()
    ratio = image.devicePixelRatio()
    found = QColor(image.pixel(int(x * ratio), int(y * ratio)))
    return (found.red(), found.green(), found.blue())


def test_the_divider_follows_the_hand(view: CompareView) -> None:
    assert colour_at(view, 100, 50) == FIRST
    assert colour_at(view, 300, 50) == SECOND
    QTest.mousePress(view, LEFT, pos=QPoint(200, 100))
    QTest.mouseMove(view, QPoint(340, 100))
    QTest.mouseRelease(view, LEFT, pos=QPoint(340, 100))
    assert view.split == pytest.approx(0.85)
    assert colour_at(view, 300, 50) == FIRST
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.split == pytest.approx(0.87)


def test_side_by_side_both_are_whole(view: CompareView) -> None:
    view.set_mode(CompareMode.BESIDE)
    assert view.zoom < 0.5
    assert colour_at(view, 100, 150) == FIRST
    assert colour_at(view, 300, 150) == SECOND


def test_the_difference_is_shown(view: CompareView) -> None:
    view.set_mode(CompareMode.DIFFERENCE)
    assert colour_at(view, 100, 50) == colour_at(view, 300, 50) == THIRD


def test_they_blink_only_while_somebody_looks(view: CompareView, qtbot: QtBot) -> None:
    view.set_mode(CompareMode.BLINK)
    assert colour_at(view, 100, 50) == SECOND
    qtbot.waitUntil(lambda: colour_at(view, 100, 50) == FIRST, timeout=5000)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert colour_at(view, 100, 50) == SECOND
    view.hide()
    assert not view._clock.isActive()


def wheel(view: CompareView, place: QPointF, steps: int) -> None:
    event = QWheelEvent(
        place,
        view.mapToGlobal(place),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def test_the_wheel_zooms_at_the_pointer(view: CompareView) -> None:
    place = QPointF(120, 80)
    before = (place - view._origin) / view.zoom
    wheel(view, place, 3)
    assert view.zoom == pytest.approx(1.25**3)
    after = (place - view._origin) / view.zoom
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()))


def test_dragging_moves_both_alike(view: CompareView) -> None:
    before = QPointF(view._origin)
    QTest.mousePress(view, MIDDLE, pos=QPoint(50, 50))
    QTest.mouseMove(view, QPoint(60, 45))
    QTest.mouseRelease(view, MIDDLE, pos=QPoint(60, 45))
    moved = view._origin - before
    assert (moved.x(), moved.y()) == (10, -5)
    assert view.split == 0.5
    QTest.keyClick(view, Qt.Key.Key_0)
    assert view._origin == before


def comparison(changed: int, *, is_scaled: bool = False) -> Comparison:
    return Comparison(
        first=Sight(levels=plain(FIRST)),
        second=Sight(levels=plain(SECOND)),
        difference=Sight(levels=plain(THIRD)),
        places=two_places(),
        changed=changed,
        total=120_000,
        is_scaled=is_scaled,
    )


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (comparison(0), "Not one pixel differs."),
        (comparison(12), "12 pixels differ, less than 0.1 % of the picture."),
        (comparison(1234), "1,234 pixels differ, 1.0 % of the picture."),
        (comparison(0, is_scaled=True), "Not one pixel differs. The second picture has another"),
    ],
)
def test_the_dialog_says_how_much_differs(
    qtbot: QtBot, theme: ThemeKeeper, found: Comparison, words: str
) -> None:
    dialog = CompareDialog(("Original", "Result"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert any(label.text() == "Reading the pictures…" for label in dialog.findChildren(QLabel))
    dialog.show_comparison(found)
    assert any(label.text().startswith(words) for label in dialog.findChildren(QLabel))


def test_the_dialog_changes_the_way(qtbot: QtBot, theme: ThemeKeeper) -> None:
    dialog = CompareDialog(("Original", "Result"))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_comparison(comparison(3))
    button = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Difference")
    QTest.mouseClick(button, LEFT)
    assert dialog.findChildren(CompareView)[0].mode is CompareMode.DIFFERENCE


def test_chosen_changes_are_kept(qtbot: QtBot, theme: ThemeKeeper) -> None:
    dialog = CompareDialog(("Original", "Result"), can_keep=True)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_comparison(comparison(changed=7))
    view, keep = dialog._view, dialog._keep
    assert keep.isHidden()
    dialog._choose(CompareMode.PLACES)
    assert keep.isVisible()
    assert not keep.isEnabled()
    scale = view.zoom / view.devicePixelRatioF()
    for x in (20, 390, 390):
        place = (view._origin + QPointF(x, 20) * scale).toPoint()
        QTest.mouseClick(view, LEFT, pos=place)
    QTest.mouseClick(view, LEFT, pos=(view._origin + QPointF(200, 250) * scale).toPoint())
    assert keep.isEnabled()
    assert "2 places are changed. Click those to keep: 1 chosen." in dialog._words.text()
    with qtbot.waitSignal(dialog.keep_requested) as told:
        keep.click()
    assert told.args is not None
    assert told.args[1] == frozenset({1})
    dialog._choose(CompareMode.SLIDER)
    assert keep.isHidden()


def test_between_two_results_nothing_can_be_restored(qtbot: QtBot, theme: ThemeKeeper) -> None:
    dialog = CompareDialog(("Older", "Newer"))
    qtbot.addWidget(dialog)
    texts = {button.text() for button in dialog.findChildren(QPushButton)}
    assert "Difference" in texts
    assert "Changes" not in texts
