"""The tray's numbers are those of the request."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from desktop.domain.recipe import PICTURE_LIMIT
from desktop.domain.reference import References, sent
from desktop.domain.size import Size
from desktop.ui.references.reference_model import ReferenceModel, TileKind
from tests.ui.samples import reference

pytestmark = pytest.mark.usefixtures("qapp")

REFERENCES = st.lists(st.booleans(), max_size=16).map(
    lambda switches: tuple(reference(place, is_on=is_on) for place, is_on in enumerate(switches))
)


@given(REFERENCES, st.sampled_from([None, Size(6000, 4000)]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_numbers_are_the_order_in_which_pictures_are_sent(
    references: References, picture: Size | None
) -> None:
    model = ReferenceModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    model.show_references(references, picture, ())
    tiles = [model.tile(model.index(row)) for row in range(model.rowCount())]
    numbered = [tile.reference.file for tile in tiles if tile.number and tile.reference]
    assert tuple(numbered) == sent(references)
    numbers = [tile.number for tile in tiles if tile.number is not None]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [tile.kind for tile in tiles].count(TileKind.CANVAS) == (picture is not None)
    assert tiles[-1].kind is TileKind.ADD
    assert tiles[-1].room == max(0, PICTURE_LIMIT - len(tiles) + 1)


def test_rows_and_places_agree(qapp: QApplication) -> None:
    model = ReferenceModel()
    model.show_references((reference("a"), reference("b")), Size(10, 10), ())
    assert [model.place_of(row) for row in range(-1, 5)] == [None, None, 0, 1, None, None]
    assert [model.row_of(place) for place in range(3)] == [1, 2, 3]


def test_a_tile_says_what_it_is_and_what_it_costs() -> None:
    model = ReferenceModel()
    references = (reference("<chair>"), reference("lamp", is_on=False))
    model.show_references(references, Size(6000, 4000), ("$0.0059", "$0.0059"))
    spoken = [model.data(model.index(row), Qt.ItemDataRole.AccessibleTextRole) for row in range(4)]
    assert spoken == [
        "The picture on the canvas, 6000×4000, sent as number 1",
        "<chair>.png, 800×600, sent as number 2, costs $0.0059",
        "lamp.png, 800×600, not sent",
        "Add references",
    ]
    tooltip = model.data(model.index(1), Qt.ItemDataRole.ToolTipRole)
    assert tooltip is not None
    assert "&lt;chair>.png" in tooltip


def test_a_full_tray_says_so() -> None:
    model = ReferenceModel()
    model.show_references(tuple(reference(n) for n in range(15)), Size(10, 10), ())
    assert model.data(model.index(16)) == "The tray is full"
