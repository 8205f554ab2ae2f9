"""Means over neighbourhoods: the filters that registration, colour and texture share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.size import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]
    Mask = NDArray[np.uint8]

_REACH = 3.0
"""How far a Gaussian reaches, in σ."""

_LITTLE = 20_000
"""Pixels that are looked at in any case."""

_STARTS, _OFF = 96, 0.03
"""Places at which an enlargement may begin, and how far beside a pixel it may begin."""


def blur(values: Field, sigma: float) -> Field:
    """Gaussian mean, to 3 σ; `values` (h, w) or (h, w, up to 4)."""
    import cv2

    side = 2 * int(np.ceil(_REACH * sigma)) + 1
    return np.asarray(cv2.GaussianBlur(values, (side, side), sigma), dtype=np.float32)


def wide_blur(values: Field, sigma: float, finest: float = 3.0) -> Field:
    """Gaussian mean for wide `sigma`, made on a smaller copy; as fast however wide it is."""
    return enlarged(small_mean(values, sigma, finest), (values.shape[1], values.shape[0]))


def small_mean(values: Field, sigma: float, finest: float) -> Field:
    """As `wide_blur`, but left at the smaller size."""
    import cv2

    factor = int(sigma // finest)
    height, width = values.shape[:2]
    if factor < 2 or min(height, width) < 4 * factor:
        return blur(values, sigma)
    small = cv2.resize(values, (width // factor, height // factor), interpolation=cv2.INTER_AREA)
    return blur(np.asarray(small, dtype=np.float32), sigma / factor)


def box_mean(values: Field, radius: int) -> Field:
    """Plain mean over a square of 2·radius + 1 pixels; `values` (h, w) or (h, w, c)."""
    import cv2

    side = 2 * radius + 1
    return np.asarray(cv2.blur(values, (side, side)), dtype=np.float32)


def shrunk(values: Field, scale: float) -> Field:
    """At `scale` (at most 1) by area; the same array at scale 1."""
    import cv2

    if scale >= 1:
        return values
    size = max(1, round(values.shape[1] * scale)), max(1, round(values.shape[0] * scale))
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def pooled(values: Field, factor: int) -> Field:
    """Means of squares of `factor` pixels."""
    import cv2

    size = max(1, values.shape[1] // factor), max(1, values.shape[0] // factor)
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def halved(values: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Means of squares of two pixels; an odd last row or column is left out."""
    import cv2

    size = max(1, values.shape[1] // 2), max(1, values.shape[0] // 2)
    part = values[: max(1, 2 * size[1]), : max(1, 2 * size[0])]
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def enlarged(values: Field, size: tuple[int, int]) -> Field:
    """At another size (width, height), linear in between."""
    import cv2

    if (values.shape[1], values.shape[0]) == size:
        return values
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def enlarged_part(
    values: Field, first: tuple[int, int], share: tuple[float, float], box: Box, *, cubic: bool
) -> Field:
    """The part `box` of a field that is enlarged by 1 / `share` (across, down; at most 1).

    `values` (h, w) or (h, w, c) begin at the pixel `first` (x, y) of that field. What lies beyond
    them is the nearest of them.
    """
    import cv2

    way = cv2.INTER_CUBIC if cubic else cv2.INTER_LINEAR
    across = _span(box.x, box.right, share[0], first[0], values.shape[1])
    down = _span(box.y, box.bottom, share[1], first[1], values.shape[0])
    if across is None or down is None:
        return _warped_part(values, first, share, box, way)
    (left, columns), (top, rows) = across, down
    grown = 1 / share[0], 1 / share[1]
    made = cv2.resize(values[rows, columns], None, fx=grown[0], fy=grown[1], interpolation=way)
    part = made[box.y - top : box.bottom - top, box.x - left : box.right - left]
    if part.shape[:2] != (box.height, box.width):
        return _warped_part(values, first, share, box, way)
    return np.asarray(part, dtype=np.float32)


def _span(begin: int, end: int, share: float, first: int, length: int) -> tuple[int, slice] | None:
    """A place at or before `begin` that lies on a pixel's edge, and the pixels from there on.

    From there OpenCV's resize, many times faster than its warp, hits every place. None where
    there is no such place near.
    """
    ahead = int(np.ceil(3 / share))
    starts = np.arange(max(0, begin - ahead - _STARTS), max(0, begin - ahead) + 1)
    places = np.rint(starts * share)
    off = np.abs(starts * share - places) + 10.0 * (places < first)
    best = len(off) - 1 - int(np.argmin(off[::-1]))
    if off[best] > _OFF or share > 1:
        return None
    start, place = int(starts[best]), int(places[best])
    last = min(length, int(np.ceil(end * share)) + 4 - first)
    return (start, slice(place - first, last)) if place - first < last else None


def _warped_part(
    values: Field, first: tuple[int, int], share: tuple[float, float], box: Box, way: int
) -> Field:
    import cv2

    (across, down), (left, top) = share, first
    place = np.array(
        [
            [across, 0, (box.x + 0.5) * across - 0.5 - left],
            [0, down, (box.y + 0.5) * down - 0.5 - top],
        ],
        np.float32,
    )
    size, flags = (box.width, box.height), way | cv2.WARP_INVERSE_MAP
    made = cv2.warpAffine(values, place, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(made, dtype=np.float32)


def each_channel(values: Field) -> Field:
    """(h, w) as three channels alike: many times faster than numpy's broadcasting over them."""
    import cv2

    return np.asarray(cv2.merge([values, values, values]), dtype=np.float32)


def channel_sum(values: Field) -> Field:
    """The sum over the channels of (h, w, 3), many times faster than a reduction over them."""
    import cv2

    return np.asarray(cv2.transform(values, np.ones((1, 3), np.float32)), dtype=np.float32)


def by_channel(values: Field, factors: NDArray[Any], more: NDArray[Any]) -> Field:
    """(h, w, 3) times a factor and plus a term for each channel, as fast as were they alike."""
    import cv2

    both = np.concatenate([np.diag(factors), more[:, None]], axis=1)
    return np.asarray(cv2.transform(values, both), dtype=np.float32)


def channel_max(values: Field) -> Field:
    """The largest of the channels of (h, w, 3)."""
    return np.maximum(np.maximum(values[..., 0], values[..., 1]), values[..., 2])


def seen_at(values: NDArray[Any], where: NDArray[np.bool_], step: int) -> NDArray[Any]:
    """What `values` (h, w) or (h, w, c) hold where `where` (h, w) says so: every `step`-th row and
    column of it, or all of it where that is little."""
    part = np.s_[::step, ::step] if where.size > _LITTLE * step * step else np.s_[:, :]
    return np.asarray(values[part][where[part]])


def percentile(values: NDArray[Any], share: float) -> float:
    """The value below which `share` per cent of all lie; 0 of nothing. Much quicker than numpy's,
    whose first call loads its masked arrays."""
    flat = values.ravel()
    if not flat.size:
        return 0.0
    place = min(flat.size - 1, int(flat.size * share / 100))
    return float(np.partition(flat, place)[place])


def disk(radius: float) -> Mask:
    import cv2

    side = 2 * max(1, round(radius)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), dtype=np.uint8)


def widened(marked: Mask, radius: float) -> Mask:
    """Everything within `radius` pixels of what is marked (1 or 255), marked too."""
    import cv2

    return np.asarray(cv2.dilate(marked, disk(radius)), dtype=np.uint8)


def positions(width: int, height: int) -> tuple[Field, Field]:
    """Column and row of every pixel, each (h, w)."""
    columns = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width))
    rows = np.broadcast_to(np.arange(height, dtype=np.float32)[:, None], (height, width))
    return columns, rows


def spread(values: Field, weight: Field, sigma: float) -> Field:
    """Weighted Gaussian mean of `values` (h, w, 3); what has no weight near is filled from afar.

    Push-pull: coarser and coarser means take over where the finer have nothing to say.
    """
    import cv2

    sums, weights = [blur(values * weight[..., None], sigma)], [blur(weight, sigma)]
    while min(weights[-1].shape) > 4:
        sums.append(np.asarray(cv2.pyrDown(sums[-1]), dtype=np.float32))
        weights.append(np.asarray(cv2.pyrDown(weights[-1]), dtype=np.float32))
    made = sums[-1] / (weights[-1][..., None] + 1e-6)
    for total, share in zip(sums[-2::-1], weights[-2::-1], strict=True):
        trust = np.clip(share * 8, 0, 1)[..., None]
        coarse = enlarged(made, (share.shape[1], share.shape[0]))
        made = coarse * (1 - trust) + total / (share[..., None] + 1e-6) * trust
    return np.asarray(made, dtype=np.float32)
