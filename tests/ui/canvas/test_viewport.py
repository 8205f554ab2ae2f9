"""Where the picture lies: there and back, zooming at a place, panning with an end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.size import Box, Size
from desktop.imaging.pyramid import level_count
from desktop.ui.canvas.viewport import (
    Viewport,
    last_level,
    next_zoom,
    shown_level,
    zoom_towards,
)

QUICK = settings(max_examples=60, deadline=None)

places = st.tuples(st.floats(-500, 2500), st.floats(-500, 2500))


def viewport(picture: Size | None = None, view: Size | None = None) -> Viewport:
    made = Viewport()
    made.set_view(view or Size(1000, 700))
    made.set_picture(picture or Size(3840, 2160))
    return made


@QUICK
@given(place=places, zoom=st.floats(0.01, 64), turn=st.floats(0, 360), flips=st.booleans())
def test_there_and_back(place: tuple[float, float], zoom: float, turn: float, flips: bool) -> None:
    port = viewport()
    port.set_zoom(zoom, 400, 300)
    port.turn(turn, 300, 200)
    if flips:
        port.flip(500, 350)
    back = port.to_picture(*port.to_view(*place))
    assert back == pytest.approx(place, abs=1e-5)


@QUICK
@given(at=st.tuples(st.floats(0, 1000), st.floats(0, 700)), zoom=st.floats(0.02, 64))
def test_what_is_under_the_pointer_stays_there(at: tuple[float, float], zoom: float) -> None:
    port = viewport()
    before = port.to_picture(*at)
    inside = 0 <= before[0] <= 3840 and 0 <= before[1] <= 2160
    port.set_zoom(zoom, *at)
    after = port.to_view(*before)
    if inside:
        assert after == pytest.approx(at, abs=0.51)


def test_zooming_in_and_out_again_comes_back_exactly() -> None:
    port = viewport()
    port.set_zoom(0.5, 500, 350)
    start = port.to_view(1000, 1000)
    for factor in (2.0, 3.7, 0.9, 0.5, 0.1, 1.0, 0.5):
        port.set_zoom(factor, 612, 333)
    assert port.to_view(1000, 1000) == pytest.approx(start, abs=2)


@pytest.mark.parametrize("picture", [Size(3840, 2160), Size(300, 5000), Size(20, 10)])
def test_fit_shows_all_of_it_in_the_middle(picture: Size) -> None:
    port = viewport(picture)
    rect = port.view_rect(Box(0, 0, picture.width, picture.height))
    assert rect.width() <= 1001
    assert rect.height() <= 701
    assert abs(rect.center().x() - 500) <= 1
    assert abs(rect.center().y() - 350) <= 1
    assert port.zoom <= 1


def test_a_fitted_picture_stays_fitted_when_the_view_changes() -> None:
    port = viewport()
    port.set_view(Size(500, 400))
    assert port.is_fitted
    assert port.zoom == pytest.approx(500 / 3840, rel=1e-3)
    port.set_zoom(1.0, 0, 0)
    port.set_view(Size(800, 600))
    assert port.zoom == 1.0


@QUICK
@given(st.lists(st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000)), max_size=6))
def test_the_picture_never_leaves_the_view(ways: list[tuple[float, float]]) -> None:
    port = viewport()
    port.set_zoom(0.3, 10, 10)
    for way in ways:
        port.pan(*way)
    seen = port.view_rect(Box(0, 0, 3840, 2160))
    assert seen.left() < 1000 - 40
    assert seen.right() > 40
    assert seen.top() < 700 - 40
    assert seen.bottom() > 40


def test_panning_says_by_how_many_whole_pixels() -> None:
    port = viewport()
    port.set_zoom(1.0, 0, 0)
    moved = [port.pan(0.4, -0.4) for _ in range(10)]
    assert sum(across for across, _ in moved) == 4
    assert sum(down for _, down in moved) == -4


def test_boxes_and_rectangles_hold_each_other() -> None:
    port = viewport()
    port.set_zoom(0.37, 200, 100)
    box = Box(811, 623, 40, 17)
    rect = port.view_rect(box)
    assert port.picture_box(rect).holds(box)
    assert port.picture_box(rect.translated(-5000, 0)).is_empty


def test_turning_around_a_place_leaves_it_there() -> None:
    port = viewport()
    held = port.to_picture(600, 200)
    port.turn(37, 600, 200)
    assert port.to_view(*held) == pytest.approx((600, 200), abs=0.75)
    port.stand_upright()
    assert port.is_upright


def test_a_flip_mirrors_what_is_seen() -> None:
    port = viewport()
    left, right = port.to_picture(400, 350), port.to_picture(600, 350)
    port.flip(500, 350)
    assert port.to_view(*left) == pytest.approx((600, 350), abs=0.75)
    assert port.to_view(*right) == pytest.approx((400, 350), abs=0.75)


def test_zoom_stops_at_100_percent_on_the_way() -> None:
    assert zoom_towards(0.9, 1.2) == 1.0
    assert zoom_towards(1.0, 1.2) == 1.2
    assert zoom_towards(1.1, 0.8) == 1.0
    assert zoom_towards(0.5, 1.2) == 0.6


def test_steps_go_up_and_down_through_the_usual_values() -> None:
    assert next_zoom(0.49, 1) == 0.5
    assert next_zoom(0.5, 1) == 0.6667
    assert next_zoom(1.0, -1) == 0.6667
    assert next_zoom(64, 1) == 64
    assert next_zoom(0.01, -1) == 0.01


@pytest.mark.parametrize(
    ("zoom", "level"), [(8, 0), (1, 0), (0.51, 0), (0.5, 1), (0.49, 1), (0.25, 2), (0.01, 6)]
)
def test_the_shown_level_is_never_enlarged(zoom: float, level: int) -> None:
    assert shown_level(zoom) == level
    if zoom < 1:
        assert 0.5 < zoom * 2**level <= 1


@pytest.mark.parametrize("longest", [1, 63, 64, 65, 128, 129, 1600, 8000])
def test_the_last_level_is_the_pyramids_own(longest: int) -> None:
    size = Size(longest, 1)
    assert last_level(size) == level_count(size) - 1
