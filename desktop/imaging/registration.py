"""Finds where every pixel of the original lies in the answer, from what lies outside the mask.

A model's answer is shifted, scaled, turned and bent by some pixels. First one affine transform is
found (the best of identity, phase correlation and matched features, refined by ECC), then a smooth
local displacement. Pictures are compared after local contrast normalisation, which makes the
comparison blind to gain, gamma and slow light.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.domain.size import Box, box_between
from desktop.imaging.flow import Evidence, look_up, nudged, refined_map
from desktop.imaging.neighbourhood import (
    blur,
    enlarged,
    positions,
    shrunk,
    small_mean,
    wide_blur,
    widened,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]
    Mask = NDArray[np.uint8]
    Map = tuple[Field, Field]
    Transform = NDArray[np.float32]

WORK_SIDE = 1024
"""Long side at which the displacement is found; larger regions are brought down to it."""

START_SIDE, FEATURE_SIDE = 256, 512
LEAST_EVIDENCE = 2000
"""Pixels outside the mask, at work size, below which nothing is registered."""

LEAST_SIDE = 48
"""Nor is a picture with a shorter side, at work size."""

_FEATURES_BELOW, _LARGER_BELOW, _CAREFUL_BELOW = 0.80, 0.90, 0.60
"""Matches at the start size below which more is tried."""

_MANY = 250_000
"""Pixels above which a match is judged by every second row and column."""

_CLEARLY_BETTER = 0.02
_NORMAL_WIDTH, _NORMAL_FLOOR = 12.0, 4e-4
_IDENTITY = np.array([[1, 0, 0], [0, 1, 0]], np.float32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Registration:
    """Where the original's pixels lie in the answer, both at the size they were compared at.

    `map_x`, `map_y` (h, w) are positions in the answer.
    `start` is the match of the unmoved answer, `affine` and `match` after each step (weighted
    correlation outside the mask, 1 is equal); `shift` the mean displacement in given pixels.
    `is_measured` says that there was something to compare.
    """

    map_x: Field
    map_y: Field
    start: float
    affine: float
    match: float
    shift: float
    is_measured: bool = True


def register(original: Field, answer: Field, marked: Mask) -> Registration:
    """Both grey, (h, w) float from 0 to 1, of the same shape; `marked` > 0 is no evidence."""
    scale = min(1.0, WORK_SIDE / max(original.shape))
    pair = _Pair.made(original, answer, marked, scale)
    if not pair.has_evidence:
        return unmoved((pair.original.shape[0], pair.original.shape[1]))
    transform = _found_transform(pair)
    coarse = _map_of(transform, pair.original.shape)
    fine = refined_map(pair.original, pair.answer, pair.evidence, coarse, pair.focus)
    affine, match = pair.match(coarse), pair.match(fine)
    start = pair.at(START_SIDE).match_of(_IDENTITY)
    map_x, map_y = fine if match >= affine else coarse
    return Registration(
        map_x=map_x,
        map_y=map_y,
        start=start,
        affine=affine,
        match=max(match, affine),
        shift=_shift((map_x, map_y)) / scale,
    )


def _shift(at: Map) -> float:
    """How far a map moves the pixels, on average of every fourth row and column."""
    part = np.s_[::4, ::4]
    columns, rows = positions(*at[0].shape[::-1])
    return float(np.hypot(at[0][part] - columns[part], at[1][part] - rows[part]).mean())


def normalised(grey: Field) -> Field:
    """Grey with its local mean taken away, divided by its local deviation."""
    from_mean = grey - wide_blur(grey, _NORMAL_WIDTH)
    variance = small_mean(from_mean * from_mean, _NORMAL_WIDTH, 3.0)
    share = 1 / np.sqrt(variance + np.float32(_NORMAL_FLOOR))
    from_mean *= enlarged(share, (grey.shape[1], grey.shape[0]))
    return from_mean


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pair:
    """Both pictures normalised at work size, and where they may be compared."""

    original: Field
    answer: Field
    evidence: Evidence
    focus: Box

    @staticmethod
    def made(original: Field, answer: Field, marked: Mask, scale: float) -> _Pair:
        covered = shrunk((marked > 0).astype(np.float32), scale) > 0.01
        return _Pair(
            original=normalised(shrunk(original, scale)),
            answer=normalised(shrunk(answer, scale)),
            evidence=_evidence(covered),
            focus=_focus(covered),
        )

    @property
    def has_evidence(self) -> bool:
        enough = min(LEAST_EVIDENCE, self.original.size // 20)
        is_large = min(self.original.shape) >= LEAST_SIDE
        return is_large and int(np.count_nonzero(self.evidence.outside)) >= enough

    def at(self, side: int) -> _Pair:
        """The same, no larger than `side`."""
        scale = min(1.0, side / max(self.original.shape))
        outside = shrunk(self.evidence.outside, scale)
        return _Pair(
            original=shrunk(self.original, scale),
            answer=shrunk(self.answer, scale),
            evidence=Evidence(
                outside=(outside > 0.99).astype(np.float32), inside=np.zeros_like(outside)
            ),
            focus=self.focus,
        )

    def match(self, at: Map) -> float:
        """Weighted correlation outside the mask: 1 is equal, 0 unrelated."""
        step = 2 if self.original.size > _MANY else 1
        part = np.s_[::step, ::step]
        moved = look_up(self.answer, (at[0][part], at[1][part]))
        return _correlation(self.original[part], moved, self.evidence.outside[part])

    def match_of(self, transform: Transform) -> float:
        return self.match(_map_of(transform, self.original.shape))


def _focus(covered: NDArray[np.bool_]) -> Box:
    """The mask's bounds with what surrounds it (10 % of the side); everything without a mask."""
    height, width = covered.shape
    rows, columns = np.flatnonzero(covered.any(axis=1)), np.flatnonzero(covered.any(axis=0))
    if not len(rows):
        return Box(0, 0, width, height)
    tight = box_between(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return tight.grown(max(16, round(0.1 * max(covered.shape)))).clipped(Box(0, 0, width, height))


def _evidence(covered: NDArray[np.bool_]) -> Evidence:
    """Away from the mask's edge (0.6 % of the side) and from the frame (2 %)."""
    side = max(covered.shape)
    frame = np.zeros(covered.shape, np.float32)
    rim = max(1, round(0.02 * min(side, 4 * min(covered.shape))))
    frame[rim:-rim, rim:-rim] = 1
    marked = covered.astype(np.uint8)
    outside = (widened(marked, 0.006 * side) == 0) * frame
    inside = (widened(1 - marked, 0.008 * side) == 0) * frame
    return Evidence(outside=outside.astype(np.float32), inside=inside.astype(np.float32))


def _correlation(first: Field, second: Field, weight: Field) -> float:
    total = float(weight.sum()) + 1e-6
    one, other = first * weight, second * weight
    mean_one, mean_other = float(one.sum()) / total, float(other.sum()) / total
    both = float(np.vdot(one, second)) - total * mean_one * mean_other
    of_one = float(np.vdot(one, first)) - total * mean_one**2
    of_other = float(np.vdot(other, second)) - total * mean_other**2
    return float(both / np.sqrt(max(of_one * of_other, 1e-12)))


def _map_of(transform: Transform, shape: tuple[int, ...]) -> Map:
    columns, rows = positions(shape[1], shape[0])
    at_x, at_y = (
        np.asarray(row[0] * columns + row[1] * rows + row[2], dtype=np.float32) for row in transform
    )
    return at_x, at_y


def _scaled(transform: Transform, scale: float) -> Transform:
    """The same transform for pictures `scale` times as large."""
    made = transform.copy()
    made[:, 2] *= scale
    return made


def _is_sane(transform: Transform, shape: tuple[int, ...]) -> bool:
    """A model's drift, not another picture: bounded scale, turn and shift of the middle."""
    sizes = np.linalg.svd(transform[:, :2])[1]
    middle = np.array([shape[1], shape[0]]) / 2
    shift = np.abs(transform[:, :2] @ middle + transform[:, 2] - middle).max()
    return bool(
        sizes.max() < 1.4
        and sizes.min() > 0.7
        and sizes.max() < 1.15 * sizes.min()
        and shift < 0.15 * max(shape)
        and abs(transform[1, 0]) < 0.14
    )


def _found_transform(pair: _Pair) -> Transform:
    """The best affine transform at work size."""
    small = pair.at(START_SIDE)
    scale = max(small.original.shape) / max(pair.original.shape)
    starts = [_IDENTITY, _phase(small)]
    best = _refined(small, max(_sane(starts, small), key=small.match_of))
    match = small.match_of(best)
    if match < _FEATURES_BELOW:
        found = [_refined(small, _scaled(one, scale)) for one in _feature_transforms(pair)]
        best = max([best, *_sane(found, small)], key=small.match_of)
        match = small.match_of(best)
    best = _scaled(best, 1 / scale)
    if match < _LARGER_BELOW:
        medium = pair.at(FEATURE_SIDE)
        factor = max(medium.original.shape) / max(pair.original.shape)
        best = _scaled(_refined(medium, _scaled(best, factor)), 1 / factor)
    return _careful(pair, best) if match < _CAREFUL_BELOW else best


def _sane(transforms: list[Transform], pair: _Pair) -> list[Transform]:
    return [one for one in transforms if _is_sane(one, pair.original.shape)]


def _phase(pair: _Pair) -> Transform:
    """The shift by phase correlation, the mask blanked."""
    import cv2

    window = cv2.createHanningWindow(pair.original.shape[::-1], cv2.CV_32F)
    window = window * blur(pair.evidence.outside, 2.0)
    (across, down), _ = cv2.phaseCorrelate(pair.original * window, pair.answer * window)
    made = _IDENTITY.copy()
    made[:, 2] = across, down
    return made


def _refined(pair: _Pair, start: Transform) -> Transform:
    """`start` after affine ECC, where that is sane and matches better."""
    import cv2

    rounds = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 40, 1e-4)
    evidence = (pair.evidence.outside * 255).astype(np.uint8)
    try:
        _, found = cv2.findTransformECC(
            pair.original, pair.answer, start.copy(), cv2.MOTION_AFFINE, rounds, evidence, 5
        )
    except cv2.error:
        return start
    made = np.asarray(found, dtype=np.float32)
    is_better = _is_sane(made, pair.original.shape) and pair.match_of(made) >= pair.match_of(start)
    return made if is_better else start


def _feature_transforms(pair: _Pair) -> Iterator[Transform]:
    """The similarity that SIFT features agree on, at work size; nothing where they do not."""
    import cv2

    medium = pair.at(FEATURE_SIDE)
    scale = max(medium.original.shape) / max(pair.original.shape)
    evidence = (medium.evidence.outside * 255).astype(np.uint8)
    sift = cv2.SIFT.create(1200, contrastThreshold=0.02)
    (points, marks), (others, other_marks) = (
        sift.detectAndCompute(np.clip(one * 40 + 128, 0, 255).astype(np.uint8), evidence)
        for one in (medium.original, medium.answer)
    )
    if len(points) < 8 or len(others) < 8:
        return
    pairs = cv2.BFMatcher().knnMatch(marks, other_marks, 2)
    good = [two[0] for two in pairs if len(two) == 2 and two[0].distance < 0.8 * two[1].distance]
    if len(good) < 8:
        return
    here = np.array([points[one.queryIdx].pt for one in good], np.float32)
    there = np.array([others[one.trainIdx].pt for one in good], np.float32)
    found, agreed = cv2.estimateAffinePartial2D(
        here, there, method=cv2.RANSAC, ransacReprojThreshold=2.0, confidence=0.999
    )
    if np.ndim(found) == 2 and np.sum(agreed) >= 8:
        yield _scaled(np.asarray(found, dtype=np.float32), 1 / scale)


def _careful(pair: _Pair, start: Transform) -> Transform:
    """For pictures with almost nothing to hold on to: more starts, judged at the full work size.

    Nothing is moved unless that is clearly better.
    """
    starts = [start]
    for side in (FEATURE_SIDE, WORK_SIDE):
        level = pair.at(side)
        scale = max(level.original.shape) / max(pair.original.shape)
        starts.append(_scaled(_phase(level), 1 / scale))
    best, match = _IDENTITY, pair.match_of(_IDENTITY) + _CLEARLY_BETTER
    for one in _sane(starts, pair):
        found = nudged(pair.original, pair.answer, pair.evidence, one)
        if _is_sane(found, pair.original.shape) and pair.match_of(found) > match:
            best, match = found, pair.match_of(found)
    return best


def unmoved(shape: tuple[int, int]) -> Registration:
    """For an answer that lies where it should, or with which nothing can be compared."""
    map_x, map_y = _map_of(_IDENTITY, shape)
    return Registration(
        map_x=map_x,
        map_y=map_y,
        start=0.0,
        affine=0.0,
        match=0.0,
        shift=0.0,
        is_measured=False,
    )
