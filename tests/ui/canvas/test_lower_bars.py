"""The bars over the lower edge of the canvas: in its middle, with what there is room for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.canvas.crop_bar import CropBar
from desktop.ui.canvas.lower_bar import LowerBar
from desktop.ui.canvas.markup_bar import MarkupBar
from desktop.ui.canvas.select_bar import SelectBar
from desktop.ui.theme import ThemeKeeper


@pytest.fixture
def over(qtbot: QtBot, theme: ThemeKeeper) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    return made


@pytest.mark.parametrize("kind", [CropBar, MarkupBar, SelectBar])
def test_a_bar_lies_in_the_middle_of_the_lower_edge(
    over: QWidget, kind: Callable[[QWidget], LowerBar]
) -> None:
    bar = kind(over)
    assert bar.isHidden()
    bar.show_for(is_chosen=True)
    for width in (900, 640):
        over.resize(width, 500)
        bar.settle()
        assert abs(bar.geometry().center().x() - width / 2) <= 1
        assert bar.geometry().bottom() == 500 - 12 - 1
        assert QRect(0, 0, width, 500).contains(bar.geometry())
    bar.show_for(is_chosen=False)
    assert bar.isHidden()


def test_what_was_left_out_where_it_was_narrow_comes_back(over: QWidget) -> None:
    bar = SelectBar(over)
    bar.show_options(("combine", "feather"))
    seen = []
    for width in (900, 400, 900):
        over.resize(width, 500)
        bar.settle()
        seen.append(bar._feather.isVisible())
    assert seen == [True, False, True]


def test_markup_keeps_its_kinds_apart_where_it_is_narrow(over: QWidget) -> None:
    bar = MarkupBar(over)
    bar.show_for(is_chosen=True)
    shown = {}
    for width in (900, 580, 480):
        over.resize(width, 500)
        bar.settle()
        assert bar.width() <= width
        assert bar.sizeHint().width() <= width or width < 500
        shown[width] = (bar._width.isVisible(), bar._clear.isVisible())
    assert shown == {900: (True, True), 580: (False, True), 480: (False, False)}
