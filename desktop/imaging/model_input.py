"""What leaves for the service, and what comes back: upright 8-bit sRGB without any metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.problems import ProblemError, ProblemKind, ServiceWords, fail
from desktop.domain.size import Box, Size
from desktop.imaging.codec import read_picture
from desktop.imaging.depth import eight_bits, flattened
from desktop.imaging.picture import Picture
from desktop.imaging.plain_colours import ground_of, in_srgb
from desktop.imaging.png_file import encode_png
from desktop.imaging.reference_file import SentReference, reference_for_service
from desktop.imaging.region import RegionPlan, cut_region

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "SentReference",
    "answer_from_service",
    "picture_for_service",
    "pixels_for_service",
    "reference_for_service",
]


def picture_for_service(picture: Picture, box: Box, sent: Size) -> bytes:
    """Exactly what is uploaded of `picture`: the part in `box`, at the size `sent`, as a PNG.

    The file holds pixels only: no profile, no EXIF, no texts.
    """
    return encode_png(pixels_for_service(picture, box, sent))


def pixels_for_service(picture: Picture, box: Box, sent: Size) -> NDArray[np.uint8]:
    """The pixels that `picture_for_service` sends, shape (sent.height, sent.width, 3), sRGB.

    Resampled only when `sent` is not the size of `box` (by area when smaller, Lanczos when
    larger); 16 bits are dithered to 8; transparent parts are laid on white, or on grey when the
    picture itself is nearly white. Beyond the picture it is mirrored.
    """
    plan = RegionPlan(box=box, sent=sent, picture=picture.size)
    pixels = cut_region(picture.pixels, plan)
    icc = picture.facts.icc
    if not picture.has_alpha:
        return in_srgb(_resized(pixels, sent), icc)
    # Laid on the ground before it is resized, so that hidden colours do not bleed into the edges.
    alpha = eight_bits(pixels[..., -1:])
    colours = in_srgb(pixels, icc)
    whole = np.concatenate([colours, alpha], axis=2)
    return _resized(flattened(whole, ground_of(whole)), sent)


def answer_from_service(data: bytes) -> Picture:
    """The picture in the bytes of an answer. ProblemError: ANSWER_NOT_PICTURE, and why."""
    try:
        return read_picture(data, "the answer")
    except ProblemError as error:
        words = ServiceWords(detail=error.problem.sentence)
        raise fail(ProblemKind.ANSWER_NOT_PICTURE, words) from error


def _resized(pixels: NDArray[Any], size: Size) -> NDArray[Any]:
    import cv2

    if pixels.shape[:2] == (size.height, size.width):
        return pixels
    is_smaller = size.pixels < pixels.shape[0] * pixels.shape[1]
    way = cv2.INTER_AREA if is_smaller else cv2.INTER_LANCZOS4
    made = cv2.resize(np.ascontiguousarray(pixels), (size.width, size.height), interpolation=way)
    return made.reshape(size.height, size.width, pixels.shape[2])
