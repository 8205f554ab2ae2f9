"""The verdict in plain words, and only what helps with it: never a silent bad paste."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.edit import Edit
from desktop.domain.recipe import Blend, InputFile, Inputs
from desktop.domain.size import Size
from desktop.ui.icons import Icons
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.variations.variation_strip import VariationStrip
from tests.ui.samples import content_of, edit, result

LEFT = Qt.MouseButton.LeftButton
SEA = InputFile(content=content_of("sea"), name="sea.jpg", size=Size(1536, 1024))


@pytest.fixture
def strip(qtbot: QtBot, icons: Icons, loader: PictureLoader) -> Iterator[VariationStrip]:
    made = VariationStrip(icons, loader)
    made.resize(760, 200)
    qtbot.addWidget(made)
    yield made
    made.hide()


def judged(verdict: str) -> Edit:
    first = result(0)
    assert first.placement is not None
    placed = replace(first, placement=replace(first.placement, verdict=verdict))
    return replace(edit(1), results=(placed,), inputs=Inputs(picture=SEA))


def buttons(strip: VariationStrip) -> list[str]:
    return [button.text() for button in strip.card.findChildren(QPushButton) if button.isVisible()]


def press(strip: VariationStrip, text: str) -> None:
    found = [one for one in strip.card.findChildren(QPushButton) if one.text().startswith(text)]
    QTest.mouseClick(found[0], LEFT)


@pytest.mark.parametrize(
    ("verdict", "title", "offered"),
    [
        ("good", "Fits", []),
        ("check", "Look at the edge", ["Ask again · $0.0527"]),
        ("spilled", "Crosses the mask", ["Grow the mask there", "Ask again · $0.0527"]),
        ("changed", "Another scene", ["Keep as a new picture", "Ask again · $0.0527"]),
        ("unchanged", "Nothing changed", ["Ask again · $0.0527"]),
        ("none", "Not compared", []),
    ],
)
def test_each_verdict_says_what_it_is_and_what_helps(
    strip: VariationStrip, verdict: str, title: str, offered: list[str]
) -> None:
    strip.show_edit(judged(verdict))
    assert strip.card.title == title
    assert buttons(strip) == offered


def test_the_proof_is_said(strip: VariationStrip) -> None:
    strip.show_edit(judged("good"))
    assert strip.card._proof.text() == "0 of 47,312,204 pixels changed outside the mask"
    assert strip.card._proof.isVisible()


def test_what_helps_is_asked_for(qtbot: QtBot, strip: VariationStrip) -> None:
    strip.show_edit(judged("spilled"))
    for text, signal in (
        ("Grow", strip.card.grow_requested),
        ("Ask", strip.card.ask_requested),
    ):
        with qtbot.waitSignal(signal):
            press(strip, text)
    strip.show_edit(judged("changed"))
    with qtbot.waitSignal(strip.card.keep_requested):
        press(strip, "Keep")


def test_another_scene_is_not_taken_in_passing(qtbot: QtBot, strip: VariationStrip) -> None:
    strip.show_edit(judged("changed"))
    qtbot.waitExposed(strip)
    strip.take_focus()
    with qtbot.assertNotEmitted(strip.accepted):
        QTest.keyClick(strip._view, Qt.Key.Key_Return)
    assert strip.isVisible()
    assert strip._use.text() == "Use anyway"
    with qtbot.waitSignal(strip.accepted):
        QTest.mouseClick(strip._use, LEFT)


def test_a_look_at_the_original_hides_the_verdict(strip: VariationStrip) -> None:
    strip.show_edit(judged("spilled"))
    QTest.keyClick(strip._view, Qt.Key.Key_Left)
    assert strip.card.isHidden()
    assert not strip._blink.isEnabled()


def test_blinking_ends_with_the_strip(strip: VariationStrip) -> None:
    seen: list[bool] = []
    strip.blink_toggled.connect(seen.append)
    strip.show_edit(judged("check"))
    QTest.mouseClick(strip._blink, LEFT)
    assert seen == [True]
    strip.close_strip()
    assert seen == [True, False]


def test_blending_anew_is_told_and_used_as_such(qtbot: QtBot, strip: VariationStrip) -> None:
    made = judged("spilled")
    strip.show_edit(made)
    strip.card.show_blend(Blend(), has_canvas_mask=True, takes_canvas_mask=False)
    QTest.mouseClick(strip._adjust, LEFT)
    assert strip.card._fields.isVisible()
    with qtbot.waitSignal(strip.card.blend_edited) as edited:
        QTest.mouseClick(
            strip.card._fields.colours, LEFT, pos=strip.card._fields.colours.rect().center()
        )
    assert edited.args == [Blend(colour_match=False)]
    with qtbot.waitSignal(strip.card.mask_switched) as switched:
        strip.card._mask.click()
    assert switched.args == [True]
    strip.show_anew(judged("good").results[0])
    assert strip.card.title == "Fits"
    with qtbot.assertNotEmitted(strip.accepted), qtbot.waitSignal(strip.anew_accepted):
        QTest.mouseClick(strip._use, LEFT)
    assert strip.isVisible()


def test_an_answer_as_it_came_has_no_verdict(strip: VariationStrip) -> None:
    plain = result(0, placement=None, outside_changed=None, outside_total=None)
    strip.show_edit(replace(edit(1), results=(plain,)))
    assert not strip.card._title.isVisible()
    assert not strip._adjust.isEnabled()
    assert buttons(strip) == []


@pytest.mark.parametrize("verdict", ["spilled", "changed", "check"])
@pytest.mark.parametrize("width", [420, 560, 900])
def test_no_button_is_cut_off_however_narrow(
    qtbot: QtBot, strip: VariationStrip, verdict: str, width: int
) -> None:
    strip.resize(width, 200)
    strip.show_edit(judged(verdict))
    qtbot.waitExposed(strip)
    card = strip.card
    shown = [one for one in card.findChildren(QPushButton) if one.isVisible()]
    assert shown

    def is_whole(one: QPushButton) -> bool:
        corner = one.mapTo(card, one.rect().bottomRight())
        return card.rect().contains(corner) and one.width() >= one.sizeHint().width()

    qtbot.waitUntil(lambda: all(is_whole(one) for one in shown))
