"""Converts the colours of pictures deeper than 8 bits, where the profile is a matrix and curves.

LittleCMS as Pillow offers it takes 8 bits only. The same formula here: numbers to light by the
profile's curves, one matrix, clipped to what the target can show, and back by its curve (relative
colorimetric; the black of such profiles is 0, so that nothing has to be compensated).
Layouts of the tags: ICC.1:2010, sections 10.5 and 10.15.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.imaging.depth import as_rgb, full_value, row_strips
from desktop.imaging.icc import BadProfileError, space_of
from desktop.imaging.rgb_space import SRGB, RgbSpace

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STEPS = 65_536


@dataclass(frozen=True, slots=True)
class _Source:
    """`tables` say for numbers from 0 to 65535 how much light they are; `matrix` is to D50."""

    tables: tuple[NDArray[np.float32], ...]
    matrix: NDArray[np.float64]


def converted_deep(pixels: NDArray[Any], icc: bytes | None, target: RgbSpace) -> NDArray[Any]:
    """Colours (h, w, 3) of the depth of `pixels` (uint16 or float32), its alpha left out.

    `icc` None is sRGB. BadProfileError when the profile works by tables of colours, which only
    LittleCMS knows to read.
    """
    source = _source(icc)
    matrix = (np.linalg.inv(target.matrix) @ source.matrix).astype(np.float32)
    made = np.empty((*pixels.shape[:2], 3), pixels.dtype)
    full = np.float32(full_value(pixels))
    for rows in row_strips(pixels):
        light = _light(as_rgb(pixels[rows]), source.tables)
        shown = np.clip(light @ matrix.T, 0, 1)
        numbers = np.clip(target.curve.encoded(shown), 0, 1) * full
        made[rows] = np.rint(numbers) if full > 1 else numbers
    return made


def _light(colours: NDArray[Any], tables: tuple[NDArray[np.float32], ...]) -> NDArray[np.float32]:
    if colours.dtype == np.uint16:
        parts = [table[colours[..., at]] for at, table in enumerate(tables)]
    else:
        places = np.nan_to_num(colours, nan=0.0).clip(0, 1) * (_STEPS - 1)
        steps = np.arange(_STEPS)
        parts = [np.interp(places[..., at], steps, table) for at, table in enumerate(tables)]
    return np.stack(parts, axis=-1).astype(np.float32, copy=False)


@lru_cache(maxsize=4)
def _source(icc: bytes | None) -> _Source:
    steps = np.linspace(0, 1, _STEPS)
    if icc is None:
        table = SRGB.curve.decoded(steps).astype(np.float32)
        return _Source((table,) * 3, SRGB.matrix)
    try:
        return _read(icc, steps)
    except (struct.error, LookupError, ArithmeticError, ValueError) as error:
        raise BadProfileError(f"No matrix and curves: {error}") from error


def _read(icc: bytes, steps: NDArray[np.float64]) -> _Source:
    tags = _tags(icc)
    if any(name.startswith((b"A2B", b"D2B")) for name in tags):
        raise BadProfileError("The profile works by tables of colours.")
    if space_of(icc) == "L":
        table = _curve(tags[b"kTRC"], steps)
        return _Source((table,) * 3, SRGB.matrix)  # any matrix does: grey is grey in all
    columns = [_xyz(tags[name]) for name in (b"rXYZ", b"gXYZ", b"bXYZ")]
    tables = tuple(_curve(tags[name], steps) for name in (b"rTRC", b"gTRC", b"bTRC"))
    return _Source(tables, np.array(columns).T)


def _tags(icc: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">I", icc, 128)
    if count > 200:
        raise ValueError(f"{count} tags")
    entries = (struct.unpack_from(">4sII", icc, 132 + 12 * at) for at in range(count))
    return {name: icc[start : start + length] for name, start, length in entries}


def _xyz(tag: bytes) -> tuple[float, ...]:
    if tag[:4] != b"XYZ ":
        raise ValueError("no XYZ")
    return _fixed(tag, 8, 3)


def _fixed(tag: bytes, start: int, count: int) -> tuple[float, ...]:
    return tuple(one / 65_536 for one in struct.unpack_from(f">{count}i", tag, start))


def _curve(tag: bytes, steps: NDArray[np.float64]) -> NDArray[np.float32]:
    if tag[:4] == b"curv":
        made = _sampled(tag, steps)
    elif tag[:4] == b"para":
        made = _parametric(tag, steps)
    else:
        raise ValueError("no curve")
    return np.clip(made, 0, 1).astype(np.float32)


def _sampled(tag: bytes, steps: NDArray[np.float64]) -> NDArray[np.float64]:
    (count,) = struct.unpack_from(">I", tag, 8)
    if count == 0:
        return steps
    values = np.frombuffer(tag, ">u2", count, 12)
    if count == 1:
        return np.power(steps, float(values[0]) / 256)
    return np.interp(steps, np.linspace(0, 1, count), values / 65_535)


_NUMBERS = {0: 1, 1: 3, 2: 4, 3: 5, 4: 7}
"""How many numbers each kind of parametric curve has."""


def _parametric(tag: bytes, steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Kinds 0 to 4 are all special cases of (a x + b)^g + e from d on, c x + f below."""
    (kind,) = struct.unpack_from(">H", tag, 8)
    given = _fixed(tag, 12, _NUMBERS[kind])
    power, a, b, c, d, e, f = (*given, *(0.0,) * 7)[:7]
    if kind == 0:
        a = 1.0
    elif kind in {1, 2}:
        c, d, e, f = 0.0, -b / a, c, c
    bent = np.power(np.maximum(a * steps + b, 0), power) + e
    return np.where(steps >= d, bent, c * steps + f)
