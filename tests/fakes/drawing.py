"""Draws the pictures that the service returns: the same request and seed give the same pixels."""

from __future__ import annotations

import hashlib
import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tests.fakes.drift import DriftLevel, drift_picture
from tests.fakes.records import SeenFile
from tests.fakes.size_rule import Dimensions

if TYPE_CHECKING:
    from PIL import Image

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Motif:
    """Everything that a picture takes from the hash of its prompt: colours, angle, pace."""

    digest: bytes

    @property
    def seed(self) -> int:
        return int.from_bytes(self.digest[:8])

    @property
    def colours(self) -> tuple[Bytes, Bytes]:
        """Two that differ by at least 64 in every channel, so that what is painted shows."""
        raw = np.frombuffer(self.digest[8:14], np.uint8) % 96
        dark, light = raw[:3], raw[3:] + 160
        swapped = np.array([self.digest[16] >> channel & 1 for channel in range(3)], np.bool_)
        return np.where(swapped, light, dark), np.where(swapped, dark, light)

    @property
    def angle(self) -> float:
        return self.digest[14] / 256 * math.pi

    @property
    def pace(self) -> float:
        """Stripes along the longer side."""
        return 3 + self.digest[15] % 9


def find_motif(prompt: str, seed: int, index: int) -> Motif:
    """`index` counts the pictures of one answer, so that no two of them are the same."""
    return Motif(hashlib.sha256(f"{seed}/{index}/{prompt}".encode("utf-8", "replace")).digest())


def draw_generation(size: Dimensions, motif: Motif, *, is_transparent: bool) -> Image.Image:
    """A gradient with a striped disc; RGBA with only the disc where transparency was asked."""
    image, disc = _gradient(size, motif), _disc(size)
    image.paste(_stripes(size, motif), mask=disc)
    if is_transparent:
        image.putalpha(disc)
    return image


def draw_edit(
    files: tuple[SeenFile, ...],
    size: Dimensions,
    motif: Motif,
    *,
    drift: DriftLevel | None,
    is_transparent: bool,
) -> Image.Image:
    """The first picture, fitted to `size`, painted over where the mask or markup says so.

    Without either a disc in the middle is painted. Drift moves everything, as models do.
    """
    from PIL import ImageChops

    image = _fitted(_open(files[0]).convert("RGB"), size)
    area = _painted_area(files, size)
    image.paste(_stripes(size, motif), mask=area)
    if drift is not None:
        image = drift_picture(image, drift, motif.seed)
    if is_transparent:
        image.putalpha(ImageChops.lighter(area, _disc(size)))
    return image


def draw_partial(image: Image.Image, index: int) -> Image.Image:
    """What the picture looked like on its way: the lower the index, the coarser."""
    from PIL import Image as Pillow

    step = 32 >> index
    small = (max(1, image.width // step), max(1, image.height // step))
    coarse = image.resize(small, Pillow.Resampling.BOX)
    return coarse.resize(image.size, Pillow.Resampling.BILINEAR)


def _open(file: SeenFile) -> Image.Image:
    from PIL import Image as Pillow

    image = Pillow.open(io.BytesIO(file.data))
    image.load()
    return image


def _fitted(image: Image.Image, size: Dimensions) -> Image.Image:
    """At exactly this size; untouched, to the pixel, when it has it already."""
    from PIL import Image as Pillow

    return image if image.size == size else image.resize(size, Pillow.Resampling.LANCZOS)


def _painted_area(files: tuple[SeenFile, ...], size: Dimensions) -> Image.Image:
    """255 where the mask is wholly transparent, or where the markup is not; else 0."""
    from PIL import Image as Pillow

    mask = next((file for file in files if file.name == "mask"), None)
    markup = next((file for file in files if file.name == "markup"), None)
    overlay = mask or markup
    if overlay is None:
        return _disc(size)
    alpha = _open(overlay).getchannel("A")
    if alpha.size != size:
        alpha = alpha.resize(size, Pillow.Resampling.NEAREST)
    opened, closed = (255, 0) if mask is not None else (0, 255)
    return alpha.point([opened] + [closed] * 255)


def _gradient(size: Dimensions, motif: Motif) -> Image.Image:
    start, end = motif.colours
    steps = _along(size, motif.angle) * 255
    return _coloured(steps.astype(np.uint8), start, end, np.linspace(0, 1, 256))


def _stripes(size: Dimensions, motif: Motif) -> Image.Image:
    """Soft stripes between the two colours, across the gradient."""
    start, end = motif.colours
    wave = np.sin(np.linspace(0, 2 * math.pi, 256, endpoint=False)) * 0.5 + 0.5
    turns = _along(size, motif.angle + math.pi / 2) * (motif.pace * 256)
    return _coloured(turns.astype(np.int32).astype(np.uint8), end, start, wave)


def _coloured(steps: Bytes, start: Bytes, end: Bytes, shares: NDArray[np.float64]) -> Image.Image:
    """Steps through 256 colours on the way from one to the other."""
    from PIL import Image as Pillow

    mixed = np.outer(1 - shares, start) + np.outer(shares, end)
    image = Pillow.fromarray(steps)
    image.putpalette(mixed.round().astype(np.uint8).tobytes())
    return image.convert("RGB")


def _along(size: Dimensions, angle: float) -> NDArray[np.float32]:
    """0 to 1 across the picture in that direction; rows × columns."""
    right, down = abs(math.cos(angle)), abs(math.sin(angle))
    columns = np.linspace(0, right / (right + down), size.width, dtype=np.float32)
    rows = np.linspace(0, down / (right + down), size.height, dtype=np.float32)
    return np.asarray(rows[:, None] + columns[None, :], np.float32)


def _disc(size: Dimensions) -> Image.Image:
    """255 in the ellipse in the middle third, 0 around it."""
    from PIL import Image as Pillow
    from PIL import ImageDraw

    area = Pillow.new("L", size)
    third = (size.width // 3, size.height // 3, size.width * 2 // 3, size.height * 2 // 3)
    ImageDraw.Draw(area).ellipse(third, fill=255)
    return area
