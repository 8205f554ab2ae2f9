"""Draws the pictures that the service returns: the same request and seed give the same pixels."""

from __future__ import annotations

import hashlib
import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tests.fakes.drift import DriftLevel, drift_picture
from tests.fakes.parameters import ImageOrder
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


def draw_generation(order: ImageOrder, size: Dimensions, motif: Motif) -> Image.Image:
    """A gradient with stripes and a disc; RGBA with only the disc where transparency was asked."""
    from PIL import Image as Pillow

    pixels = _gradient(size, motif)
    disc = _disc(size)
    pixels[disc] = _stripes(size, motif)[disc]
    if order.background != "transparent":
        return Pillow.fromarray(pixels)
    alpha = np.where(disc, 255, 0).astype(np.uint8)
    return Pillow.fromarray(np.dstack([pixels, alpha]))


def draw_edit(
    order: ImageOrder,
    files: tuple[SeenFile, ...],
    size: Dimensions,
    motif: Motif,
    level: DriftLevel | None,
) -> Image.Image:
    """The first picture, fitted to `size`, painted over where the mask or markup says so.

    Without either a disc in the middle is painted. Drift moves everything, as models do.
    """
    from PIL import Image as Pillow

    first = _fitted(_open(files[0]).convert("RGB"), size)
    pixels = np.asarray(first).copy()
    area = _painted_area(files, size)
    pixels[area] = _stripes(size, motif)[area]
    if level is not None:
        pixels = np.asarray(drift_picture(Pillow.fromarray(pixels), level, motif.seed)).copy()
    if order.background != "transparent":
        return Pillow.fromarray(pixels)
    alpha = _disc(size) | area
    return Pillow.fromarray(np.dstack([pixels, np.where(alpha, 255, 0).astype(np.uint8)]))


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


def _painted_area(files: tuple[SeenFile, ...], size: Dimensions) -> NDArray[np.bool_]:
    from PIL import Image as Pillow

    mask = next((file for file in files if file.name == "mask"), None)
    markup = next((file for file in files if file.name == "markup"), None)
    overlay = mask or markup
    if overlay is None:
        return _disc(size)
    alpha = _open(overlay).getchannel("A")
    if alpha.size != size:
        alpha = alpha.resize(size, Pillow.Resampling.NEAREST)
    values = np.asarray(alpha)
    return values == 0 if mask is not None else values > 0


def _gradient(size: Dimensions, motif: Motif) -> Bytes:
    start, end = (colour.astype(np.float32) for colour in motif.colours)
    along = _along(size, motif.angle)[..., None]
    return _rounded(start * (1 - along) + end * along)


def _stripes(size: Dimensions, motif: Motif) -> Bytes:
    """Soft stripes between the two colours, across the gradient."""
    start, end = (colour.astype(np.float32) for colour in motif.colours)
    wave = np.sin(_along(size, motif.angle + math.pi / 2) * (2 * math.pi * motif.pace)) * 0.5 + 0.5
    return _rounded(end * (1 - wave[..., None]) + start * wave[..., None])


def _rounded(values: NDArray[np.floating[Any]]) -> Bytes:
    return np.asarray(values.round(), np.uint8)


def _along(size: Dimensions, angle: float) -> NDArray[np.float32]:
    """0 to 1 across the picture in that direction; rows × columns."""
    across = np.linspace(0, 1, size.width, dtype=np.float32)[None, :] * abs(math.cos(angle))
    down = np.linspace(0, 1, size.height, dtype=np.float32)[:, None] * abs(math.sin(angle))
    return np.asarray((across + down) / (abs(math.cos(angle)) + abs(math.sin(angle))), np.float32)


def _disc(size: Dimensions) -> NDArray[np.bool_]:
    """The ellipse in the middle third."""
    across = np.linspace(-3, 3, size.width, dtype=np.float32)[None, :]
    down = np.linspace(-3, 3, size.height, dtype=np.float32)[:, None]
    return np.asarray(across * across + down * down < 1, np.bool_)
