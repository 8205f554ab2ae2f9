"""Region or whole picture: each with its detail and its price, and chosen by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.draft import Draft
from desktop.domain.recipe import RegionMode
from desktop.domain.size import Box, Size
from desktop.jobs.price_draft import price_draft
from desktop.jobs.region_offers import region_offers
from desktop.ui.prompt.region_choice import RegionChoice
from desktop.ui.region_words import detail_words
from tests.ui.prompt.conftest import Desk

MASK = Box(3000, 2000, 300, 300)
MASKED = Draft(prompt="A bowl", picture=Size(8000, 6000), has_mask=True)
DRAWN = replace(MASKED, region_mode=RegionMode.BOX, region=Box(2500, 1500, 1200, 1200))


def show(desk: Desk, draft: Draft) -> RegionChoice:
    desk.show(draft)
    known = price_draft(draft, desk.model, MASK, len)
    desk.panel.show_regions(
        region_offers(draft, desk.model, MASK, known),
        draft.region_mode,
        with_overview=draft.overview,
    )
    found = desk.panel.findChild(RegionChoice)
    assert found is not None
    return found


def choose(choice: RegionChoice, mode: RegionMode) -> None:
    QTest.mouseClick(choice.rows[mode].button, Qt.MouseButton.LeftButton)


def test_both_are_offered_with_detail_and_price(desk: Desk) -> None:
    choice = show(desk, MASKED)
    region, whole = choice.rows[RegionMode.AUTO], choice.rows[RegionMode.WHOLE]
    assert region.words.text().startswith("$0.")
    assert region.words.text().endswith("· 1 px per px")
    assert whole.words.text().endswith("· 0.3 px per px")
    assert region.button.isChecked()
    assert choice.rows[RegionMode.BOX].isHidden()
    assert "2176×1632" in whole.button.toolTip()


def test_nothing_is_offered_without_a_mask(desk: Desk) -> None:
    choice = show(desk, replace(MASKED, has_mask=False))
    assert choice.isHidden()
    assert not show(desk, MASKED).isHidden()


def test_the_whole_picture_is_chosen_by_a_click(desk: Desk) -> None:
    choose(show(desk, MASKED), RegionMode.WHOLE)
    assert desk.draft.region_mode is RegionMode.WHOLE


def test_leaving_a_drawn_region_lets_it_go(desk: Desk) -> None:
    choice = show(desk, DRAWN)
    assert choice.rows[RegionMode.BOX].button.isChecked()
    choose(choice, RegionMode.AUTO)
    assert desk.draft.region_mode is RegionMode.AUTO
    assert desk.draft.region is None
    assert show(desk, desk.draft).rows[RegionMode.BOX].isHidden()


def test_the_whole_goes_along_small_where_that_helps(desk: Desk) -> None:
    choice = show(desk, MASKED)
    assert "$0.00" in choice.overview.text()
    assert "768×576" in choice.overview.toolTip()
    alone = price_draft(MASKED, desk.model, MASK, len).total_usd
    QTest.mouseClick(choice.overview, Qt.MouseButton.LeftButton)
    assert desk.draft.overview
    both = price_draft(desk.draft, desk.model, MASK, len).total_usd
    assert alone is not None
    assert both is not None
    assert both.high > alone.high
    assert show(desk, desk.draft).overview.isChecked()
    assert show(desk, replace(MASKED, region_mode=RegionMode.WHOLE)).overview.isHidden()


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        (1.0, "1 pixel per pixel"),
        (1.58, "1.6 pixels per pixel"),
        (0.31, "0.3 pixels per pixel"),
        (0.062, "0.06 pixels per pixel"),
        (2.04, "2 pixels per pixel"),
    ],
)
def test_detail_in_words(detail: float, words: str) -> None:
    assert detail_words(detail) == words
