"""A drifted answer is laid in where it belongs, and Stet says truthfully whether it fits."""

from __future__ import annotations

from itertools import islice

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from desktop.domain.recipe import Blend, RegionMode
from desktop.domain.size import Box, Size, SizeRule
from desktop.imaging.composite import Composed, align_whole, compose
from desktop.imaging.picture import Picture
from desktop.imaging.region import RegionPlan, plan_region
from tests.benchmarks.fidelity.answers import OTHER_SCENES, SPILL, Answer, answers
from tests.benchmarks.fidelity.cases import Case, as_uint8, one_case
from tests.benchmarks.fidelity.drift import LEVELS
from tests.benchmarks.fidelity.metrics import edge_error, psnr
from tests.benchmarks.fidelity.pictures import Source, drawn_sources

SIDE = 384
Bytes = NDArray[np.uint8]


@pytest.fixture(scope="module")
def drawn() -> list[Source]:
    return [source for source in drawn_sources() if source.name in {"hills1", "street1"}]


def _case(drawn: list[Source], edit: str, level: int) -> Case:
    return one_case(drawn, 0, edit, LEVELS[level], (SIDE, SIDE), 3)


def _same_size(width: int, height: int) -> RegionPlan:
    size = Size(width, height)
    return RegionPlan(box=Box(0, 0, width, height), sent=size, picture=size)


def _laid(
    original: Bytes, answer: Bytes, mask: Bytes, blend: Blend | None = None, depth: int = 8
) -> Composed:
    pixels = original if depth == 8 else original.astype(np.uint16) * 257
    return compose(
        picture=Picture(pixels=np.ascontiguousarray(pixels)),
        mask=mask,
        plan=_same_size(mask.shape[1], mask.shape[0]),
        answer=Picture(pixels=answer),
        blend=blend or Blend(),
    )


@pytest.mark.parametrize(
    ("edit", "level", "least", "ring"),
    [
        ("insert", 1, 32, 1.0),
        ("glow", 2, 32, 1.0),
        ("recolour", 3, 28, 2.0),
        ("remove", 0, 36, 1.0),
    ],
)
def test_a_drifted_answer_comes_close_to_the_truth(
    drawn: list[Source], edit: str, level: int, least: float, ring: float
) -> None:
    case = _case(drawn, edit, level)
    made = _laid(as_uint8(case.original), as_uint8(case.answer), case.mask)
    pixels = made.pixels.astype(np.float32) / 255
    assert made.outside_changed == 0
    assert made.verdict == "good"
    assert psnr(pixels, case.truth, case.mask > 0) > least
    assert edge_error(pixels, case.truth, case.mask) < ring


def test_sixteen_bits_stay_sixteen_bits(drawn: list[Source]) -> None:
    case = _case(drawn, "insert", 1)
    eight = _laid(as_uint8(case.original), as_uint8(case.answer), case.mask)
    deep = _laid(as_uint8(case.original), as_uint8(case.answer), case.mask, depth=16)
    assert deep.pixels.dtype == np.uint16
    assert deep.outside_changed == 0
    inside = case.mask > 0
    apart = np.abs(deep.pixels / 257.0 - eight.pixels)[inside]
    assert np.percentile(apart, 99.9) < 1
    assert apart.max() < 4, "a pixel at the border of what changed may fall on either side"
    assert (deep.pixels[inside] % 257 != 0).mean() > 0.1


@pytest.mark.parametrize("edit", ["insert", "glow", "recolour"])
def test_a_perfect_answer_is_laid_in_exactly(drawn: list[Source], edit: str) -> None:
    case = _case(drawn, edit, 0)
    made = _laid(as_uint8(case.original), as_uint8(case.truth), case.mask)
    assert np.array_equal(made.pixels, as_uint8(case.truth))


def test_the_same_call_gives_the_same_pixels(drawn: list[Source]) -> None:
    case = _case(drawn, "insert", 2)
    first, second = (
        _laid(as_uint8(case.original), as_uint8(case.answer), case.mask) for _ in range(2)
    )
    assert np.array_equal(first.pixels, second.pixels)
    assert first.measures == second.measures


def test_another_feather_and_mask_blend_the_kept_answer_anew(drawn: list[Source]) -> None:
    case = _case(drawn, "recolour", 1)
    original, answer = as_uint8(case.original), as_uint8(case.answer)
    hard = _laid(original, answer, case.mask, Blend(feather=0))
    soft = _laid(original, answer, case.mask, Blend(feather=30))
    wide = _laid(original, answer, case.mask, Blend(grow=10))
    assert not np.array_equal(hard.pixels, soft.pixels)
    assert wide.outside_total < soft.outside_total
    assert hard.outside_changed == soft.outside_changed == wide.outside_changed == 0
    edge = (case.mask > 0) & (cv2.erode(case.mask, np.ones((3, 3), np.uint8)) == 0)
    assert (hard.pixels != original).any(axis=2)[edge].mean() > 0.9


@pytest.fixture(scope="module")
def judged(drawn: list[Source]) -> dict[str, list[tuple[Answer, Composed]]]:
    found: dict[str, list[tuple[Answer, Composed]]] = {}
    for answer in islice(answers(drawn, 384, 8), 12):
        made = _laid(as_uint8(answer.original), as_uint8(answer.answer), answer.mask)
        found.setdefault(answer.kind, []).append((answer, made))
    return found


@pytest.mark.parametrize("kind", OTHER_SCENES)
def test_another_scene_is_never_called_good(
    judged: dict[str, list[tuple[Answer, Composed]]], kind: str
) -> None:
    assert {made.verdict for _, made in judged[kind]} <= {"changed", "check", "spilled"}


def test_a_change_across_the_edge_is_called_spilled_and_shown(
    judged: dict[str, list[tuple[Answer, Composed]]],
) -> None:
    for answer, made in judged[SPILL]:
        assert made.verdict == "spilled"
        assert made.spill is not None
        assert made.spill.any()
        assert not made.spill[answer.mask > 0].any()
        assert made.outside_changed == 0


def test_a_drifted_answer_is_never_refused(
    judged: dict[str, list[tuple[Answer, Composed]]],
) -> None:
    for level in LEVELS:
        assert {made.verdict for _, made in judged[level.name]} <= {"good", "check"}


def test_a_model_that_did_nothing_is_told(
    judged: dict[str, list[tuple[Answer, Composed]]],
) -> None:
    assert any(made.verdict == "unchanged" for _, made in judged["nothing done"])


def test_a_mask_that_covers_everything_is_said_and_laid_plainly(drawn: list[Source]) -> None:
    case = _case(drawn, "insert", 0)
    mask = np.full_like(case.mask, 255)
    made = _laid(as_uint8(case.original), as_uint8(case.answer), mask)
    assert made.verdict == "none"
    assert "nothing outside it" in made.notes[0]
    assert np.array_equal(made.pixels, as_uint8(case.answer))
    assert made.outside_total == 0


def _noise(height: int, width: int, channels: int = 3, seed: int = 0) -> Bytes:
    return np.random.default_rng(seed).integers(0, 256, (height, width, channels), np.uint8)


def _middle(height: int, width: int) -> Bytes:
    mask = np.zeros((height, width), np.uint8)
    mask[height // 3 : max(height // 3 + 1, 2 * height // 3), width // 3 : 2 * width // 3 + 1] = 255
    return mask


@pytest.mark.parametrize(
    ("original", "answer"),
    [
        (np.full((200, 300, 3), 90, np.uint8), np.full((200, 300, 3), 90, np.uint8)),
        (np.full((200, 300, 3), 90, np.uint8), np.full((200, 300, 3), 200, np.uint8)),
        (_noise(200, 300), np.full((200, 300, 3), 255, np.uint8)),
        (np.full((200, 300, 3), 0, np.uint8), _noise(200, 300)),
        (_noise(1, 1), _noise(1, 1, seed=1)),
        (_noise(3, 400), _noise(3, 400, seed=1)),
    ],
    ids=["flat", "flat, another", "uniform answer", "flat, noise", "1x1", "thin"],
)
def test_pictures_with_nothing_to_hold_on_to_are_laid_without_harm(
    original: Bytes, answer: Bytes
) -> None:
    mask = _middle(*original.shape[:2])
    made = _laid(original, answer, mask)
    assert made.outside_changed == 0
    assert np.array_equal(made.pixels[mask == 0], original[mask == 0])


def test_a_very_long_picture_is_planned_and_laid() -> None:
    size = Size(30_000, 200)
    mask = np.zeros((200, 30_000), np.uint8)
    mask[60:120, 15_000:15_080] = 255
    plan = plan_region(
        picture=size, mask=Box(15_000, 60, 80, 60), rule=SizeRule(), mode=RegionMode.AUTO
    )
    picture = Picture(pixels=_noise(200, 30_000))
    answer = Picture(pixels=_noise(plan.sent.height, plan.sent.width, seed=4))
    made = compose(picture=picture, mask=mask, plan=plan, answer=answer, blend=Blend())
    assert made.outside_changed == 0
    assert made.outside_total == 30_000 * 200 - 80 * 60


@pytest.mark.parametrize("size", [(512, 512), (500, 516), (300, 700), (1024, 1024)])
def test_an_answer_of_another_size_or_shape_is_brought_to_the_region(
    drawn: list[Source], size: tuple[int, int]
) -> None:
    case = _case(drawn, "insert", 0)
    answer = cv2.resize(as_uint8(case.truth), size, interpolation=cv2.INTER_AREA)
    made = _laid(as_uint8(case.original), np.asarray(answer, np.uint8), case.mask)
    assert made.pixels.shape == (SIDE, SIDE, 3)
    assert made.outside_changed == 0
    assert made.verdict in {"good", "check"}


@pytest.mark.parametrize("channels", [1, 2, 4])
def test_grey_and_alpha_stay_what_they_are(drawn: list[Source], channels: int) -> None:
    case = _case(drawn, "insert", 1)
    colour = as_uint8(case.original)
    grey = cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY)[..., None]
    base = colour if channels == 4 else np.asarray(grey, np.uint8)
    alpha = np.full((SIDE, SIDE, 1), 255, np.uint8)
    alpha[:40] = 0
    original = base if channels == 1 else np.concatenate([base, alpha], axis=2)
    made = _laid(np.ascontiguousarray(original), as_uint8(case.answer), case.mask)
    assert made.pixels.shape == original.shape
    assert made.outside_changed == 0
    assert (made.pixels != original).any()


def test_a_region_larger_than_the_answer_keeps_the_fine_lines(drawn: list[Source]) -> None:
    fine = as_uint8(drawn[1].make(1000, 1000))
    mask = np.zeros((1000, 1000), np.uint8)
    cv2.circle(mask, (500, 500), 215, 255, -1)
    redder = fine.astype(np.float32)
    redder[mask > 0] = redder[mask > 0] * [0.9, 0.75, 0.75] + [20, 0, 0]
    truth = np.clip(redder, 0, 255).astype(np.uint8)
    plan = RegionPlan(box=Box(0, 0, 1000, 1000), sent=Size(592, 592), picture=Size(1000, 1000))
    answer = np.asarray(cv2.resize(truth, (592, 592), interpolation=cv2.INTER_AREA), np.uint8)
    made = compose(
        picture=Picture(pixels=fine),
        mask=mask,
        plan=plan,
        answer=Picture(pixels=answer),
        blend=Blend(),
    )
    plain = cv2.resize(answer, (1000, 1000), interpolation=cv2.INTER_LANCZOS4)
    inside = cv2.erode(mask, np.ones((21, 21), np.uint8)) > 0
    ours, theirs = (
        float(np.abs(one.astype(int) - truth)[inside].mean()) for one in (made.pixels, plain)
    )
    assert made.outside_changed == 0
    assert ours < 0.8 * theirs


def test_a_transparent_answer_gives_alpha_and_keeps_the_pictures_own_pixels(
    drawn: list[Source],
) -> None:
    original = as_uint8(drawn[0].make(SIDE, SIDE))
    alpha = np.zeros((SIDE, SIDE), np.uint8)
    cv2.circle(alpha, (SIDE // 2, SIDE // 2), SIDE // 3, 255, -1, cv2.LINE_AA)
    move = np.array([[1, 0, 3], [0, 1, 2]], np.float32)
    moved, moved_alpha = (
        np.asarray(cv2.warpAffine(one, move, (SIDE, SIDE), borderMode=cv2.BORDER_REFLECT), np.uint8)
        for one in (original, alpha)
    )
    answer = np.dstack([np.clip(moved * 0.97, 0, 255).astype(np.uint8), moved_alpha])
    answer[moved_alpha == 0] = 0
    made = compose(
        picture=Picture(pixels=original),
        mask=None,
        plan=_same_size(SIDE, SIDE),
        answer=Picture(pixels=np.ascontiguousarray(answer)),
        blend=Blend(),
    )
    assert made.pixels.shape == (SIDE, SIDE, 4)
    found = made.pixels[..., 3].astype(int)
    assert np.abs(found - alpha).mean() < 2
    inner = cv2.erode(alpha, np.ones((9, 9), np.uint8)) == 255
    assert np.array_equal(made.pixels[..., :3][inner], original[inner])


def test_an_edit_without_a_mask_is_put_back_onto_the_grid(drawn: list[Source]) -> None:
    original = as_uint8(drawn[1].make(SIDE, SIDE))
    move = np.array([[1.01, 0, 4], [0, 0.99, -5]], np.float32)
    answer = np.asarray(
        cv2.warpAffine(original, move, (SIDE, SIDE), borderMode=cv2.BORDER_REFLECT), np.uint8
    )
    made = align_whole(
        picture=Picture(pixels=original), plan=_same_size(SIDE, SIDE), answer=Picture(pixels=answer)
    )
    core = np.s_[30:-30, 30:-30]
    before = np.abs(answer[core].astype(int) - original[core]).mean()
    after = np.abs(made.pixels[core].astype(int) - original[core]).mean()
    assert made.pixels.shape == original.shape
    assert after < 0.25 * before


def test_progress_only_grows_and_reaches_the_end(drawn: list[Source]) -> None:
    case = _case(drawn, "insert", 0)
    told: list[float] = []
    compose(
        picture=Picture(pixels=as_uint8(case.original)),
        mask=case.mask,
        plan=_same_size(SIDE, SIDE),
        answer=Picture(pixels=as_uint8(case.answer)),
        blend=Blend(),
        progress=told.append,
    )
    assert told == sorted(told)
    assert told[-1] == 1
