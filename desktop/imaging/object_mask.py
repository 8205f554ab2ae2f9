"""Selects the object: from a loose box around it, or from strokes inside and outside.

GrabCut (Rother, Kolmogorov, Blake 2004, in OpenCV) finds it on a small copy; a guided filter
(He, Sun, Tang 2010) takes its edge to the picture's own pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from desktop.domain.size import Box, Size, box_of
from desktop.imaging.selection import Selection
from desktop.imaging.tiles import tile_box, tiles_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]

_SMALL = 420
_ROUNDS = 3
_ROUNDS_AT_EDGE = 1
_EDGE = 4
"""Pixels of the small copy beside the edge, to each side, that are cut again."""
_MARGIN = 0.15
_EDGE_WEIGHT = 1e-4


def object_in(
    pixels: NDArray[np.uint8], box: Box, marks: NDArray[np.uint8] | None = None
) -> Selection:
    """The object inside `box` of `pixels` (h, w, channels).

    `marks` (h, w), when given: 255 is certainly the object, 1 certainly not, 0 is to be found out.
    The selection is empty (a box of no pixels) when nothing in the box stands out.
    """
    around = _with_margin(box, pixels.shape[1], pixels.shape[0])
    crop = _three_channels(pixels[around.slices])
    inner = box.seen_from(around)
    hints = None if marks is None else marks[around.slices]
    rough = _rough(crop, inner, hints)
    if not rough.any():
        return Selection(box=Box(box.x, box.y, 0, 0), coverage=np.zeros((0, 0), np.uint8))
    fine = _refined(crop, rough)
    outside = np.ones(fine.shape, bool)
    outside[inner.slices] = False
    fine[outside] = 0
    if hints is not None:
        fine[hints == 255] = 255
        fine[hints == 1] = 0
    return Selection(box=around, coverage=fine)


def _with_margin(box: Box, width: int, height: int) -> Box:
    """Some surroundings on every side, by which the background is known."""
    margin = max(8, round(_MARGIN * max(box.width, box.height)))
    return box.grown(margin).clipped(Box(0, 0, width, height))


def _rough(
    crop: NDArray[np.uint8], inner: Box, hints: NDArray[np.uint8] | None
) -> NDArray[np.uint8]:
    """0 or 255 on the small copy."""
    height, width = crop.shape[:2]
    scale = min(1.0, _SMALL / max(height, width))
    size = (max(4, round(width * scale)), max(4, round(height * scale)))
    small = np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_AREA), np.uint8)
    labels = np.full((size[1], size[0]), cv2.GC_BGD, np.uint8)
    left, top = round(inner.x * size[0] / width), round(inner.y * size[1] / height)
    right = max(left + 1, round(inner.right * size[0] / width))
    bottom = max(top + 1, round(inner.bottom * size[1] / height))
    labels[top:bottom, left:right] = cv2.GC_PR_FGD
    if hints is not None:
        _mark(labels, hints, size)
    return _cut(small, labels)


def _mark(labels: NDArray[np.uint8], hints: NDArray[np.uint8], size: tuple[int, int]) -> None:
    for value, label in ((255, cv2.GC_FGD), (1, cv2.GC_BGD)):
        said = (hints == value).astype(np.uint8)
        small = cv2.resize(said, size, interpolation=cv2.INTER_AREA)
        at_all = cv2.resize(cv2.dilate(said, np.ones((3, 3), np.uint8)), size) if said.any() else 0
        labels[(np.asarray(small) > 0) | (np.asarray(at_all) > 0)] = label


def _cut(small: NDArray[np.uint8], labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """0 or 255: the colours of both sides are learnt at half the size, where that costs a quarter
    and grain is even; from there only what lies near the edge is cut again."""
    if not _has_both(labels):
        return np.where(labels == cv2.GC_BGD, 0, 255).astype(np.uint8)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    size = -(-labels.shape[1] // 2), -(-labels.shape[0] // 2)
    tiny = np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_AREA), np.uint8)
    begun = np.asarray(cv2.resize(labels, size, interpolation=cv2.INTER_NEAREST), np.uint8)
    if not _has_both(begun):
        return _grabbed(small, labels, models, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    inside = _grabbed(tiny, begun, models, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    near = _open_at_edge(inside, labels)
    if not _has_both(near):
        return np.where(near == cv2.GC_BGD, 0, 255).astype(np.uint8)
    return _grabbed(small, near, models, _ROUNDS_AT_EDGE, cv2.GC_EVAL)


def _has_both(labels: NDArray[np.uint8]) -> bool:
    is_outside = labels == cv2.GC_BGD
    return bool(is_outside.any() and not is_outside.all())


def _open_at_edge(inside: NDArray[np.uint8], labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Labels like `labels` in which only the surroundings of the edge are still to be found out."""
    size = labels.shape[1], labels.shape[0]
    wide = np.asarray(cv2.resize(inside, size, interpolation=cv2.INTER_NEAREST), np.uint8)
    around = np.ones((2 * _EDGE + 1, 2 * _EDGE + 1), np.uint8)
    near = np.where(wide > 0, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    near[cv2.erode(wide, around) > 0] = cv2.GC_FGD
    near[cv2.dilate(wide, around) == 0] = cv2.GC_BGD
    is_said = (labels == cv2.GC_FGD) | (labels == cv2.GC_BGD)
    near[is_said] = labels[is_said]
    return near


def _grabbed(
    picture: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    models: tuple[NDArray[np.float64], NDArray[np.float64]],
    rounds: int,
    mode: int,
) -> NDArray[np.uint8]:
    """0 or 255; `models` of the background's and the object's colours go on from what they are."""
    everything = (0, 0, labels.shape[1], labels.shape[0])
    cv2.setRNGSeed(7)
    cv2.grabCut(picture, labels, everything, *models, rounds, mode)
    meant = (labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)
    return np.where(meant, 255, 0).astype(np.uint8)


def _refined(crop: NDArray[np.uint8], rough: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The rough mask at full size, its edge pulled to the picture's edges.

    Square by square: where all is inside or outside as far as the filter looks, it stays so.
    """
    size = Size(crop.shape[1], crop.shape[0])
    ends = size.width, size.height
    wide = np.asarray(cv2.resize(rough, ends, interpolation=cv2.INTER_LINEAR), np.uint8)
    radius = max(2, round(1.5 * size.longest / max(rough.shape)))
    fine = np.empty(wide.shape, np.uint8)
    for tile in tiles_in(box_of(size)):
        square = tile_box(tile, size)
        seen = square.grown(2 * radius).clipped(box_of(size))
        values = wide[seen.slices]
        least, most, _, _ = cv2.minMaxLoc(values)
        if least == most and most in {0, 255}:
            fine[square.slices] = int(most)
        else:
            inner = square.seen_from(seen)
            fine[square.slices] = _drawn_in(crop[seen.slices], values, radius)[inner.slices]
    return fine


def _drawn_in(crop: NDArray[np.uint8], wide: NDArray[np.uint8], radius: int) -> NDArray[np.uint8]:
    guide = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    soft = _guided(_share(guide), _share(wide), radius)
    sharp = np.clip((soft - 0.5) * 3 + 0.5, 0, 1)
    return np.asarray(np.rint(255 * sharp), np.uint8)


def _share(pixels: object) -> Field:
    """Bytes as shares from 0 to 1."""
    return np.asarray(pixels, np.float32) / np.float32(255)


def _guided(guide: Field, values: Field, radius: int) -> Field:
    """He, Sun, Tang: values become a local linear function of the guide."""
    window = (2 * radius + 1, 2 * radius + 1)

    def mean(field: Field) -> Field:
        return np.asarray(cv2.blur(field, window), np.float32)

    mean_guide, mean_values = mean(guide), mean(values)
    spread = np.asarray(mean(guide * guide) - mean_guide * mean_guide, np.float32)
    together = mean(guide * values) - mean_guide * mean_values
    slope = together / (spread + np.float32(_EDGE_WEIGHT))
    offset = np.asarray(mean_values - slope * mean_guide, np.float32)
    return np.asarray(mean(slope) * guide + mean(offset), np.float32)


def _three_channels(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    channels = pixels.shape[2]
    if channels == 3:
        return np.ascontiguousarray(pixels)
    code = cv2.COLOR_BGRA2BGR if channels == 4 else cv2.COLOR_GRAY2BGR
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(pixels), code), np.uint8)
