"""The RGB colour spaces into which pictures are converted, from their published numbers.

Sources: IEC 61966-2-1 (sRGB), SMPTE RP 431-2 primaries with sRGB's white and curve (Display P3),
Adobe RGB (1998) Color Image Encoding, version 2005-05.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.export_preset import ExportColours

if TYPE_CHECKING:
    from numpy.typing import NDArray

D50 = (0.96420288, 1.0, 0.82490540)
"""The white in which ICC profiles state colours, as XYZ."""

_D65 = (0.3127, 0.3290)
_BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)


@dataclass(frozen=True, slots=True)
class Curve:
    """How numbers from 0 to 1 become light: (a x + b) ^ power from `knee` on, slope x below."""

    power: float
    a: float = 1.0
    b: float = 0.0
    slope: float = 0.0
    knee: float = 0.0

    @property
    def is_plain(self) -> bool:
        """Nothing but a power."""
        return self.knee == 0

    def decoded(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """Numbers as light, both from 0 to 1."""
        bent = np.power(np.maximum(self.a * numbers + self.b, 0), self.power)
        return np.where(numbers >= self.knee, bent, self.slope * numbers)

    def encoded(self, light: NDArray[Any]) -> NDArray[Any]:
        """The inverse of `decoded`."""
        bent: NDArray[Any] = (np.power(np.maximum(light, 0), 1 / self.power) - self.b) / self.a
        if self.is_plain:
            return bent
        return np.where(light >= self.slope * self.knee, bent, light / self.slope)


@dataclass(frozen=True)
class RgbSpace:
    """`primaries` are the chromaticities x, y of red, green and blue; the white is D65."""

    name: str
    primaries: tuple[tuple[float, float], ...]
    curve: Curve

    @cached_property
    def matrix(self) -> NDArray[np.float64]:
        """Light of red, green and blue (columns) as XYZ in D50, (3, 3)."""
        light = np.array([_xyz(*one) for one in self.primaries]).T
        shares = np.linalg.solve(light, _xyz(*_D65))
        made: NDArray[np.float64] = adaptation() @ (light * shares)
        return made


def adaptation() -> NDArray[np.float64]:
    """XYZ seen in D65 as XYZ in D50, by Bradford (ICC.1:2010, annex E)."""
    before, after = _BRADFORD @ _xyz(*_D65), _BRADFORD @ np.array(D50)
    made: NDArray[np.float64] = np.linalg.inv(_BRADFORD) @ np.diag(after / before) @ _BRADFORD
    return made


def _xyz(x: float, y: float) -> NDArray[np.float64]:
    return np.array([x / y, 1.0, (1 - x - y) / y])


_SRGB_CURVE = Curve(power=2.4, a=1 / 1.055, b=0.055 / 1.055, slope=1 / 12.92, knee=0.04045)

SRGB = RgbSpace(
    ExportColours.SRGB.profile_name, ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06)), _SRGB_CURVE
)
DISPLAY_P3 = RgbSpace(
    ExportColours.DISPLAY_P3.profile_name,
    ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    _SRGB_CURVE,
)
ADOBE_RGB = RgbSpace(
    ExportColours.ADOBE_RGB.profile_name,
    ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06)),
    Curve(power=563 / 256),
)

SPACES = {
    ExportColours.SRGB: SRGB,
    ExportColours.DISPLAY_P3: DISPLAY_P3,
    ExportColours.ADOBE_RGB: ADOBE_RGB,
}
"""What an export can be converted into."""
