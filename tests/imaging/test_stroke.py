"""Strokes against the mask that mathematics expects: coverage by the distance from the path."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from desktop.domain.settings import BrushSettings, PenPressure
from desktop.domain.size import Box, Size, box_of
from desktop.imaging.brush import DabCache, DabSet, Tip, coverage_at
from desktop.imaging.mask import Mask
from desktop.imaging.stroke import MaskStroke
from desktop.imaging.stroke_path import StrokePath
from desktop.imaging.stroke_point import StrokeMode, StrokePoint

QUICK = settings(max_examples=25, deadline=None)

SIZE = Size(400, 300)
Path = list[StrokePoint]

points = st.builds(StrokePoint, st.floats(-60, 460), st.floats(-60, 360), st.just(1.0))
paths = st.lists(points, min_size=1, max_size=5)


def expected(path: Path, brush: BrushSettings, size: Size = SIZE) -> NDArray[np.float64]:
    """The mask of a stroke along straight lines, 0 to 255, from its distance alone."""
    y, x = np.mgrid[0 : size.height, 0 : size.width] + 0.5
    nearest = np.full(x.shape, np.inf)
    for start, end in zip(path, [*path[1:], path[-1]], strict=True):
        across, down = end.x - start.x, end.y - start.y
        length = across**2 + down**2
        along = ((x - start.x) * across + (y - start.y) * down) / length if length else 0 * x
        along = along.clip(0, 1)
        distance = np.hypot(x - start.x - along * across, y - start.y - along * down)
        nearest = np.minimum(nearest, distance)
    tip = Tip(brush.diameter, brush.hardness)
    return np.asarray(255.0 * coverage_at(nearest.astype(np.float32), tip), np.float64)


def allowed(brush: BrushSettings) -> float:
    """How far a value may be off: places are rounded to 1/8 or 1/4 pixel, dabs lie apart.

    A place rounded to a quarter is up to 0.18 pixels off; where a ramp is steepest, half as steep
    again as on average, that is a quarter of its height over one pixel.
    """
    return 255 * 0.27 / max(1.0, (1 - brush.hardness) * brush.diameter / 2) + 2


def painted(
    path: Path, brush: BrushSettings, mode: StrokeMode = StrokeMode.ADD, *, ground: int = 0
) -> Mask:
    mask = Mask(SIZE)
    if ground:
        mask.before_write(box_of(SIZE))
        mask.pixels.fill(ground)
        mask.written(box_of(SIZE))
        mask.finish("Fill")
    MaskStroke(mask, brush, mode, DabCache()).extend(path)
    mask.finish("Stroke")
    return mask


@pytest.mark.parametrize("diameter", [1, 3, 12, 60, 180])
@pytest.mark.parametrize("hardness", [0.0, 0.5, 1.0])
def test_a_stroke_is_where_the_pointer_was(diameter: float, hardness: float) -> None:
    path = [StrokePoint(50.3, 61.7), StrokePoint(301.2, 93.4), StrokePoint(220.9, 260.1)]
    brush = BrushSettings(diameter=diameter, hardness=hardness)
    off = painted(path, brush).pixels - expected(path, brush)
    assert np.abs(off).max() <= allowed(brush)
    assert abs(off.sum()) <= 0.04 * expected(path, brush).sum() / min(10, diameter)


@QUICK
@given(path=paths, diameter=st.floats(1, 90), hardness=st.floats(0, 1))
def test_any_stroke_is_the_expected_one(path: Path, diameter: float, hardness: float) -> None:
    brush = BrushSettings(diameter=diameter, hardness=hardness)
    off = painted(path, brush).pixels - expected(path, brush)
    assert np.abs(off).max() <= allowed(brush)


@QUICK
@given(path=paths, diameter=st.floats(1, 90), hardness=st.floats(0, 1))
def test_erasing_takes_the_same_shape_away(path: Path, diameter: float, hardness: float) -> None:
    brush = BrushSettings(diameter=diameter, hardness=hardness)
    marked = painted(path, brush).pixels
    wiped = painted(path, brush, StrokeMode.SUBTRACT, ground=255).pixels
    assert np.array_equal(wiped, 255 - marked)


@QUICK
@given(path=paths, cut=st.integers(0, 5))
def test_a_stroke_is_the_same_however_its_points_come(path: Path, cut: int) -> None:
    brush = BrushSettings(diameter=25, hardness=0.4)
    whole = painted(path, brush)
    parts = Mask(SIZE)
    stroke = MaskStroke(parts, brush, StrokeMode.ADD, DabCache())
    stroke.extend(path[:cut])
    stroke.extend(path[cut:])
    assert np.array_equal(parts.pixels, whole.pixels)


@QUICK
@given(path=paths)
def test_the_box_it_names_holds_all_that_changed(path: Path) -> None:
    mask = Mask(SIZE)
    stroke = MaskStroke(mask, BrushSettings(diameter=31), StrokeMode.ADD, DabCache())
    box = stroke.extend(path)
    outside = mask.pixels.copy()
    outside[box.slices] = 0
    assert not outside.any()


def test_a_stroke_outside_the_picture_changes_nothing() -> None:
    mask = Mask(SIZE)
    stroke = MaskStroke(mask, BrushSettings(diameter=20), StrokeMode.ADD, DabCache())
    assert stroke.extend([StrokePoint(-100, -100), StrokePoint(-50, 500)]).is_empty
    assert mask.finish("Stroke").is_empty


def test_a_stroke_may_begin_and_end_outside() -> None:
    mask = painted(
        [StrokePoint(-80, 150), StrokePoint(480, 150)], BrushSettings(diameter=20, hardness=1)
    )
    assert (mask.pixels[145:155] == 255).all()
    assert not mask.pixels[:135].any()
    assert mask.bounds == Box(0, 140, 400, 20)


def test_painting_twice_changes_nothing_more() -> None:
    path = [StrokePoint(100, 100), StrokePoint(200, 120)]
    brush = BrushSettings(diameter=40, hardness=0.2)
    mask = painted(path, brush)
    before = mask.pixels.copy()
    MaskStroke(mask, brush, StrokeMode.ADD, DabCache()).extend(path)
    assert np.array_equal(mask.pixels, before)


# opacity, flow, pressure, spacing


def test_opacity_bounds_a_stroke_and_strokes_add_up() -> None:
    path = [StrokePoint(50, 150), StrokePoint(350, 150), StrokePoint(60, 152)]
    brush = BrushSettings(diameter=60, hardness=1.0, opacity=0.5)
    mask = painted(path, brush)
    assert mask.pixels[150, 200] == 128
    again = MaskStroke(mask, brush, StrokeMode.ADD, DabCache())
    again.extend(path)
    assert mask.pixels[150, 200] == 192
    assert mask.pixels.max() == 192


def test_opacity_keeps_the_shape_of_the_brush() -> None:
    path = [StrokePoint(90, 100), StrokePoint(300, 190)]
    full = painted(path, BrushSettings(diameter=80, hardness=0.3)).pixels
    half = painted(path, BrushSettings(diameter=80, hardness=0.3, opacity=0.5)).pixels
    assert np.abs(half - full / 2).max() <= 1


def test_erasing_with_opacity_leaves_a_share() -> None:
    path = [StrokePoint(50, 150), StrokePoint(350, 150)]
    brush = BrushSettings(diameter=60, hardness=1.0, opacity=0.25)
    mask = painted(path, brush, StrokeMode.SUBTRACT, ground=200)
    assert mask.pixels[150, 200] == 150
    assert mask.pixels[10, 10] == 200


def test_flow_adds_up_along_a_stroke_and_stays_below_the_opacity() -> None:
    brush = BrushSettings(diameter=60, hardness=0.5, flow=0.05, opacity=0.8)
    path = [StrokePoint(50, 150), StrokePoint(350, 150)]
    once = painted(path, brush).pixels[150, 200]
    thrice = painted([*path, *reversed(path), *path], brush).pixels[150, 200]
    often = painted([*path, *reversed(path)] * 12, brush).pixels
    assert 20 < once < thrice
    assert often[150, 200] == pytest.approx(204, abs=2)
    assert often.max() <= 204


@settings(max_examples=25, deadline=None)
@given(path=paths, cut=st.integers(0, 5), opacity=st.floats(0.1, 1), flow=st.floats(0.05, 1))
def test_a_laid_stroke_is_the_same_however_its_points_come(
    path: Path, cut: int, opacity: float, flow: float
) -> None:
    brush = BrushSettings(diameter=25, hardness=0.4, opacity=opacity, flow=flow)
    whole = painted(path, brush)
    parts = Mask(SIZE)
    stroke = MaskStroke(parts, brush, StrokeMode.ADD, DabCache())
    stroke.extend(path[:cut])
    stroke.extend(path[cut:])
    assert np.array_equal(parts.pixels, whole.pixels)


def test_a_light_pen_draws_a_thin_line() -> None:
    path = [StrokePoint(50, 150, 0.25), StrokePoint(350, 150, 0.25)]
    mask = painted(path, BrushSettings(diameter=80, hardness=1.0))
    assert (mask.pixels[:, 200] > 127).sum() == pytest.approx(20, abs=1)


def test_a_pen_pressed_harder_along_the_way_draws_a_wedge() -> None:
    path = [StrokePoint(50, 150, 0.0), StrokePoint(350, 150, 1.0)]
    mask = painted(path, BrushSettings(diameter=100, hardness=1.0))
    widths = [(mask.pixels[:, x] > 127).sum() for x in (110, 200, 290)]
    assert widths == pytest.approx([20, 50, 80], abs=4)


def test_pressure_may_change_opacity_instead() -> None:
    path = [StrokePoint(50, 150, 0.5), StrokePoint(350, 150, 0.5)]
    brush = BrushSettings(diameter=40, hardness=1.0, pressure=PenPressure.OPACITY)
    mask = painted(path, brush)
    assert mask.pixels[150, 200] == 128
    assert (mask.pixels[:, 200] > 0).sum() == pytest.approx(40, abs=2)


def test_the_curve_bends_pressure() -> None:
    path = [StrokePoint(50, 150, 0.5), StrokePoint(350, 150, 0.5)]
    soft = painted(path, BrushSettings(diameter=80, hardness=1, pressure_curve=0.5))
    firm = painted(path, BrushSettings(diameter=80, hardness=1, pressure_curve=2.0))
    assert (soft.pixels[:, 200] > 127).sum() == pytest.approx(80 * 0.5**0.5, abs=2)
    assert (firm.pixels[:, 200] > 127).sum() == pytest.approx(80 * 0.25, abs=2)


def test_wide_spacing_leaves_dabs_apart() -> None:
    path = [StrokePoint(50, 150), StrokePoint(350, 150)]
    brush = BrushSettings(diameter=20, hardness=1.0, spacing=2.0, flow=0.99)
    mask = painted(path, brush)
    marked = mask.pixels[150] > 0
    assert np.count_nonzero(np.diff(marked.astype(int)) == 1) == 8


@QUICK
@given(path=paths)
def test_a_laid_stroke_can_be_taken_back(path: Path) -> None:
    mask = painted([StrokePoint(100, 100), StrokePoint(300, 200)], BrushSettings(diameter=90))
    before = mask.pixels.copy()
    MaskStroke(
        mask, BrushSettings(diameter=50, opacity=0.3), StrokeMode.SUBTRACT, DabCache()
    ).extend(path)
    mask.cancel()
    assert np.array_equal(mask.pixels, before)


def test_a_light_pen_leaves_no_scallops() -> None:
    mask = Mask(Size(300, 60))
    brush = BrushSettings(diameter=120, hardness=0.5, pressure=PenPressure.SIZE)
    stroke = MaskStroke(mask, brush, StrokeMode.ADD, DabCache())
    stroke.extend([StrokePoint(20, 30, 0.15), StrokePoint(280, 30, 0.15)])
    mask.finish("Stroke")
    for row in (24, 26, 34, 36):
        along = mask.pixels[row, 40:260].astype(int)
        assert along.max() - along.min() <= 12, row


# what is laid down already is left out


@QUICK
@given(
    path=paths,
    diameter=st.floats(1, 90) | st.floats(500, 560),
    hardness=st.floats(0, 1),
    spacing=st.sampled_from([0.0, 0.02, 0.7]),
)
def test_a_stroke_is_all_of_its_dabs(
    path: Path, diameter: float, hardness: float, spacing: float
) -> None:
    brush = BrushSettings(diameter=diameter, hardness=hardness, spacing=spacing)
    assert np.array_equal(painted(path, brush).pixels, of_whole_dabs(path, brush))


def test_a_slow_stroke_is_all_of_its_dabs() -> None:
    brush = BrushSettings(diameter=180, hardness=0.3)
    turn = np.linspace(0, 2 * np.pi, 400)
    path = [StrokePoint(200 + 9 * np.cos(at), 150 + 7 * np.sin(3 * at)) for at in turn]
    assert np.array_equal(painted(path, brush).pixels, of_whole_dabs(path, brush))


def of_whole_dabs(path: Path, brush: BrushSettings) -> NDArray[np.uint8]:
    """Every dab of the stroke laid whole."""
    tip = Tip(brush.diameter, brush.hardness)
    step = max(0.25, brush.spacing * brush.diameter) if brush.spacing else tip.step
    way, dabs = StrokePath(lambda _pressure: step, touches=True), DabSet(tip)
    margin = 700
    ground = np.zeros((SIZE.height + 2 * margin, SIZE.width + 2 * margin), np.uint8)
    for place in (place for point in path for run in way.runs_to(point) for place in run):
        dab, left, top = dabs.at(place.x, place.y)[:3]
        rows = slice(top + margin, top + margin + len(dab))
        columns = slice(left + margin, left + margin + len(dab))
        ground[rows, columns] = np.maximum(ground[rows, columns], dab)
    return ground[margin:-margin, margin:-margin]
