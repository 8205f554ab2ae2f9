"""Every tile has one place, and every place at most one tile."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize

from desktop.ui.tiles.tile_sheet import Flow, Step, TileSheet

SHEETS = st.builds(
    TileSheet,
    flow=st.sampled_from(Flow),
    tile=st.builds(QSize, st.integers(8, 200), st.integers(8, 200)),
    gap=st.integers(0, 20),
    margin=st.integers(0, 20),
    count=st.integers(1, 500),
    room=st.builds(QSize, st.integers(0, 900), st.integers(0, 700)),
)


@given(SHEETS, st.data())
def test_a_tile_is_found_in_its_own_place(sheet: TileSheet, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, sheet.count - 1))
    rect = sheet.rect(row)
    assert {sheet.row_at(rect.topLeft()), sheet.row_at(rect.bottomRight())} == {row}
    assert row in sheet.rows_near(rect)
    assert QRect(QPoint(0, 0), sheet.size).contains(rect)


@given(SHEETS, st.data())
def test_what_a_band_touches_is_exactly_what_it_meets(
    sheet: TileSheet, data: st.DataObject
) -> None:
    x, y = data.draw(st.integers(-50, 1500)), data.draw(st.integers(-50, 1500))
    part = QRect(x, y, data.draw(st.integers(1, 400)), data.draw(st.integers(1, 400)))
    met = [row for row in range(sheet.count) if sheet.rect(row).intersects(part)]
    assert sheet.rows_in(part) == met


@given(SHEETS)
def test_gaps_and_keys_stay_inside(sheet: TileSheet) -> None:
    for point in (QPoint(-9, -9), QPoint(0, 0), QPoint(5000, 5000), QPoint(200, 50)):
        assert 0 <= sheet.gap_at(point) <= sheet.count
    for step in Step:
        for row in (0, sheet.count // 2, sheet.count - 1):
            assert 0 <= sheet.row_after(row, step) < sheet.count


def grid(count: int = 10) -> TileSheet:
    """Tiles of 50, gap 10, so that three stand in a row of 170."""
    return TileSheet(tile=QSize(50, 50), gap=10, margin=0, count=count, room=QSize(170, 200))


def test_a_drop_left_of_the_middle_goes_before_a_tile() -> None:
    assert grid().gap_at(QPoint(20, 10)) == 0
    assert grid().gap_at(QPoint(35, 10)) == 1
    assert grid().gap_at(QPoint(169, 10)) == 3
    assert grid().gap_at(QPoint(20, 65)) == 3
    assert grid().gap_at(QPoint(160, 190)) == 10


@pytest.mark.parametrize(
    ("row", "step", "expected"),
    [
        (4, Step.UP, 1),
        (1, Step.UP, 1),
        (4, Step.DOWN, 7),
        (7, Step.DOWN, 9),
        (9, Step.DOWN, 9),
        (2, Step.RIGHT, 3),
        (0, Step.LEFT, 0),
        (5, Step.HOME, 0),
        (5, Step.END, 9),
        (9, Step.PAGE_UP, 0),
        (4, Step.PAGE_UP, 1),
        (1, Step.PAGE_DOWN, 9),
    ],
)
def test_keys_lead_where_one_looks(row: int, step: Step, expected: int) -> None:
    assert grid().row_after(row, step) == expected


def test_a_sheet_without_tiles_has_no_places() -> None:
    empty = grid(count=0)
    assert empty.row_at(QPoint(10, 10)) is None
    assert empty.gap_at(QPoint(10, 10)) == 0
    assert list(empty.rows_near(QRect(0, 0, 400, 400))) == []
    assert empty.size == QSize(0, 0)
