"""The estimate in words agrees with the vectors of the published prices, part by part."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.domain.cost import Estimate, TokenRange
from desktop.domain.draft import Draft, estimate
from desktop.domain.image_models import ModelTable
from desktop.domain.size import Size
from desktop.ui.icons import Icons
from desktop.ui.prompt.estimate_view import EstimateView
from desktop.ui.prompt.estimate_words import (
    parts,
    short_tokens_text,
    tokens_text,
    total_text,
)

SQUARE = Size(1024, 1024)


def priced(table: ModelTable, draft: Draft, text: int, *sent: Size, factor: str = "1") -> Estimate:
    return estimate(
        draft,
        table.get(draft.model),
        text_tokens=text,
        sent_sizes=sent,
        output_size=draft.size,
        factor=Decimal(factor),
    )


def shown(price: Estimate) -> dict[str, str]:
    return {fact.name: fact.value for fact in parts(price)}


@pytest.mark.parametrize(
    ("draft", "text", "sent", "factor", "total"),
    [
        (Draft(size=SQUARE, previews=0), 20, (), "1", "About $0.053"),
        (Draft(size=SQUARE, previews=0), 20, (), "0.5", "About $0.026"),
        (Draft(size=SQUARE, previews=2), 20, (), "1", "About $0.059"),
        (Draft(size=SQUARE, previews=0), 50, (SQUARE, SQUARE), "1", "About $0.069"),
        (Draft(size=SQUARE, quality="low", count=4), 20, (), "1", "About $0.024"),
        (Draft(quality="auto", previews=0), 20, (), "1", "$0.0049 – $0.21"),
        (Draft(model="typed"), 20, (), "1", "Price unknown"),
    ],
)
def test_totals(
    table: ModelTable, draft: Draft, text: int, sent: tuple[Size, ...], factor: str, total: str
) -> None:
    assert total_text(priced(table, draft, text, *sent, factor=factor)) == total


def test_every_part_is_named_with_tokens_and_dollars(table: ModelTable) -> None:
    draft = Draft(size=SQUARE, picture=SQUARE, quality="low")
    assert shown(priced(table, draft, 50, SQUARE, Size(256, 256))) == {
        "Each result": "tokens · dollars",
        "Text": "56 · $0.0003",
        "Picture 1": "1,024 · $0.0082",
        "Picture 2": "256 · $0.0020",
        "Result": "196 · $0.0059",
        "Previews": "200 · $0.0060",
    }


def test_variations_and_factors_are_said(table: ModelTable) -> None:
    facts = shown(priced(table, Draft(size=SQUARE, count=4), 20, factor="1.10"))
    assert facts["Variations"] == "× 4"
    assert facts["Price factor (included above)"] == "× 1.1"


def test_many_tokens_are_told_in_thousands() -> None:
    assert short_tokens_text(TokenRange(9_999, 9_999)) == "9,999 tokens"
    assert short_tokens_text(TokenRange(19_156, 21_808)) == "19.2k – 21.8k tokens"
    assert short_tokens_text(TokenRange(19_156, 19_160)) == "19.2k tokens"


def test_without_prices_the_parts_are_tokens_only(table: ModelTable) -> None:
    facts = shown(priced(table, Draft(model="typed"), 20, SQUARE))
    assert facts == {
        "Each result": "tokens",
        "Text": "26",
        "Picture 1": "1,024",
        "Previews": "200",
    }


def test_the_view_opens_its_parts_and_says_what_is_uncertain(
    qtbot: QtBot, icons: Icons, table: ModelTable
) -> None:
    view = EstimateView(icons)
    qtbot.addWidget(view)
    view.resize(256, 40)
    view.show()
    assert view.total == "No estimate yet"
    price = priced(table, Draft(model="gpt-image-2.6-flare", size=SQUARE), 20)
    view.show_estimate(price)
    assert view.total == total_text(price)
    assert view.tokens == tokens_text(price.total_tokens)
    assert total_text(price) in view.accessibleName()
    assert not view.is_expanded
    QTest.mouseClick(view._total, Qt.MouseButton.LeftButton)
    assert bool(view.is_expanded)
    texts = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    assert any("no token figures" in text for text in texts)
    QTest.mouseClick(view._arrow, Qt.MouseButton.LeftButton)
    assert not view.is_expanded
    view.show_estimate(None)
    assert view.total == "No estimate yet"


def test_many_pictures_scroll_instead_of_growing(
    qtbot: QtBot, icons: Icons, table: ModelTable
) -> None:
    view = EstimateView(icons)
    qtbot.addWidget(view)
    view.resize(256, 40)
    view.show()
    view.show_estimate(priced(table, Draft(size=SQUARE), 20, *([SQUARE] * 16)))
    view.set_expanded(is_expanded=True)
    assert view.sizeHint().height() < 260
    assert view.minimumSizeHint().width() <= 256
