"""Qt, which knows these colour spaces by itself, takes the profiles in exported files for them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColorSpace, QImage

from desktop.domain.export_preset import ExportColours
from desktop.imaging.deep_colours import converted_deep
from desktop.imaging.icc import colours_meant
from desktop.imaging.icc_writing import profile_of
from desktop.imaging.rgb_space import SPACES

NAMED = {
    ExportColours.SRGB: QColorSpace.NamedColorSpace.SRgb,
    ExportColours.DISPLAY_P3: QColorSpace.NamedColorSpace.DisplayP3,
    ExportColours.ADOBE_RGB: QColorSpace.NamedColorSpace.AdobeRgb,
}


@pytest.mark.parametrize("colours", list(NAMED))
def test_qt_takes_the_profile_for_its_own_space(colours: ExportColours) -> None:
    known = QColorSpace(NAMED[colours])
    read = QColorSpace.fromIccProfile(profile_of(colours))
    assert read == known
    assert read.description() == colours.profile_name
    assert colours_meant(bytes(known.iccProfile().data())) is colours


@pytest.mark.parametrize("target", list(NAMED))
@pytest.mark.parametrize("source", list(NAMED))
def test_qt_converts_16_bits_to_the_same_numbers(
    source: ExportColours, target: ExportColours
) -> None:
    pixels = np.random.default_rng(5).integers(0, 65536, (40, 40, 4)).astype(np.uint16)
    pixels[..., 3] = 65535
    image = QImage(pixels.tobytes(), 40, 40, 320, QImage.Format.Format_RGBA64)
    image.setColorSpace(QColorSpace(NAMED[source]))
    image.convertToColorSpace(QColorSpace(NAMED[target]))
    by_qt = np.frombuffer(image.constBits(), np.uint16).reshape(40, 40, 4)[..., :3]
    made = converted_deep(pixels, profile_of(source), SPACES[target])
    assert np.median(np.abs(made.astype(int) - by_qt)) <= 40  # Qt's tables have some 4,000 steps
    light = SPACES[target].curve.decoded(np.stack([made, by_qt]) / 65535)
    assert np.abs(light[0] - light[1]).max() < 1e-3
