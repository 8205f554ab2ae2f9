"""The markup that goes with a request: a transparent layer, cut to what is sent of the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from desktop.domain.problems import ProblemKind, fail
from desktop.domain.size import Size
from desktop.imaging.codec import read_picture
from desktop.imaging.depth import eight_bits
from desktop.imaging.mask_shelf import fits_by_scaling
from desktop.imaging.png_file import encode_png
from desktop.imaging.region import RegionPlan, cut_region

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Layer = NDArray[np.uint8]


def read_markup(data: bytes, name: str, size: Size) -> Layer:
    """The layer in a file as large as the picture (`size`): (h, w, 4) RGBA.

    A smaller or larger one of the same shape is scaled. ProblemError: no picture, another shape,
    not transparent anywhere, or empty.
    """
    picture = read_picture(data, name)
    if not fits_by_scaling(picture.size, size):
        raise _refused(f"{name} is {picture.size.shown}, the picture {size.shown}.")
    pixels = eight_bits(picture.pixels)
    if not picture.has_alpha or pixels[..., -1].min() == 255:
        raise _refused(f"{name} is not transparent anywhere: it would hide the picture.")
    if not pixels[..., -1].any():
        raise _refused(f"Nothing is drawn on {name}.")
    colours = pixels[..., :-1]
    if colours.shape[2] == 1:
        colours = np.repeat(colours, 3, axis=2)
    layer = np.concatenate([colours, pixels[..., -1:]], axis=2)
    return _scaled(layer, (size.width, size.height))


def markup_for_service(layer: Layer, plan: RegionPlan) -> bytes:
    """An RGBA PNG as large as what is sent, of a layer (h, w, 4) as large as the picture."""
    part = np.ascontiguousarray(cut_region(layer, plan))
    return encode_png(_scaled(part, (plan.sent.width, plan.sent.height)))


def _scaled(layer: Layer, size: tuple[int, int]) -> Layer:
    """At another size; premultiplied meanwhile, so that no colour comes from where nothing is."""
    if (layer.shape[1], layer.shape[0]) == size:
        return layer
    import cv2

    how = cv2.INTER_AREA if size[0] < layer.shape[1] else cv2.INTER_LINEAR
    alpha = layer[..., 3:].astype(np.uint16)
    colours = ((layer[..., :3] * alpha + 127) // 255).astype(np.uint8)
    weighed = np.concatenate([colours, layer[..., 3:]], axis=2)
    found = np.asarray(cv2.resize(weighed, size, interpolation=how), np.uint8)
    alpha = np.maximum(found[..., 3:].astype(np.uint16), 1)
    plain = np.minimum((found[..., :3].astype(np.uint16) * 255 + alpha // 2) // alpha, 255)
    return np.concatenate([plain.astype(np.uint8), found[..., 3:]], axis=2)


def _refused(reason: str) -> Exception:
    return fail(
        ProblemKind.BAD_ARGUMENT,
        reason=reason,
        suggestion="A markup is a transparent PNG as large as the picture, with marks on it.",
    )
