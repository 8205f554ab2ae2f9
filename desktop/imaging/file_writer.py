"""Writes pictures: PNG, JPEG, WebP and TIFF, and says beforehand what a format cannot keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.problems import ProblemKind, fail
from desktop.imaging.depth import as_rgb, eight_bits, flattened, row_strips
from desktop.imaging.exif import exif_dpi
from desktop.imaging.icc import fits_channels
from desktop.imaging.jpeg_file import LONGEST_SIDE as LONGEST_JPEG
from desktop.imaging.jpeg_file import encode_jpeg, is_too_long_for_jpeg
from desktop.imaging.picture import FileFacts, Picture
from desktop.imaging.png_file import PngExtras, encode_png
from desktop.imaging.tiff_writer import encode_tiff
from desktop.imaging.webp_file import LONGEST_SIDE as LONGEST_WEBP
from desktop.imaging.webp_file import encode_webp
from desktop.imaging.write_options import Format, Metadata, WriteOptions

if TYPE_CHECKING:
    from numpy.typing import NDArray

DEFAULTS = WriteOptions()

_LONGEST = {Format.JPEG: LONGEST_JPEG, Format.WEBP: LONGEST_WEBP}


def write_picture(picture: Picture, target: Format, options: WriteOptions = DEFAULTS) -> bytes:
    """The picture as a file. PNG, TIFF and lossless WebP keep every bit that they can hold.

    ProblemError (BAD_ARGUMENT) when the format cannot hold a picture of that size.
    `writing_notes` says what else a format cannot keep.
    """
    _check_size(picture, target)
    facts = _facts_to_write(picture.facts, options)
    if target is Format.PNG:
        return encode_png(
            _for_png(picture.pixels), _png_extras(picture, facts, options), options.effort
        )
    if target is Format.TIFF:
        return encode_tiff(picture.pixels, facts, options.effort)
    pixels = eight_bits(picture.pixels, is_dithered=True)
    if target is Format.WEBP:
        return encode_webp(_for_webp(pixels), facts, options)
    return encode_jpeg(_for_jpeg(pixels, options.ground), facts, options)


def writing_notes(
    picture: Picture, target: Format, options: WriteOptions = DEFAULTS
) -> tuple[str, ...]:
    """In sentences: what the file will not hold, or not exactly, of what the picture has."""
    return (
        *_depth_notes(picture, target),
        *_alpha_notes(picture, target, options.ground),
        *_loss_notes(target, options),
        *_metadata_notes(picture, target, options),
    )


def is_exact(picture: Picture, target: Format, options: WriteOptions = DEFAULTS) -> bool:
    """Whether the file, opened again, has every pixel bit for bit."""
    is_lossy = any(_loss_notes(target, options))
    is_flattened = target is Format.JPEG and picture.has_alpha
    return not (is_lossy or is_flattened or any(_depth_notes(picture, target)))


def _check_size(picture: Picture, target: Format) -> None:
    longest = _LONGEST.get(target)
    if longest is None or picture.size.longest <= longest:
        return
    raise fail(
        ProblemKind.BAD_ARGUMENT,
        reason=f"{target.shown} holds at most {longest:,} pixels along a side; "
        f"this picture is {picture.size.shown}.",
        suggestion="Save it as PNG or TIFF.",
    )


def _facts_to_write(facts: FileFacts, options: WriteOptions) -> FileFacts:
    facts = replace(facts, dpi=options.dpi or facts.dpi)
    if options.metadata is Metadata.STRIP:
        return replace(facts, exif=None, xmp=None)
    return facts


def _png_extras(picture: Picture, facts: FileFacts, options: WriteOptions) -> PngExtras:
    is_stripped = options.metadata is Metadata.STRIP
    fits = fits_channels(facts.icc, picture.pixels.shape[2])
    return PngExtras(
        icc=facts.icc if fits else None,
        exif=facts.exif,
        xmp=facts.xmp,
        dpi=facts.dpi,
        texts=() if is_stripped else options.texts,
    )


def _for_png(pixels: NDArray[Any]) -> NDArray[Any]:
    """Float becomes 16 bits, the most that PNG holds."""
    if pixels.dtype.kind != "f":
        return pixels
    made = np.empty(pixels.shape, np.uint16)
    for rows in row_strips(pixels):
        made[rows] = np.rint(np.clip(np.nan_to_num(pixels[rows], nan=0.0), 0, 1) * 65535)
    return made


def _for_webp(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """WebP knows only RGB and RGBA."""
    if pixels.shape[2] >= 3:
        return pixels
    alpha = (pixels[..., 1:],) if pixels.shape[2] == 2 else ()
    return np.ascontiguousarray(np.concatenate([as_rgb(pixels), *alpha], axis=2))


def _for_jpeg(pixels: NDArray[np.uint8], ground: tuple[int, int, int]) -> NDArray[np.uint8]:
    """JPEG knows no alpha; grey stays grey where the ground is grey."""
    if pixels.shape[2] in {1, 3}:
        return pixels
    flat = flattened(pixels, ground)
    is_grey = pixels.shape[2] == 2 and len(set(ground)) == 1
    return np.ascontiguousarray(flat[..., :1]) if is_grey else flat


def _depth_notes(picture: Picture, target: Format) -> Iterator[str]:
    depth = picture.pixels.dtype
    if depth == np.uint8 or target is Format.TIFF:
        return
    if target is Format.PNG and depth == np.uint16:
        return
    held = "16 bits per channel" if target is Format.PNG else "8 bits per channel"
    has = "16-bit" if depth == np.uint16 else "floating-point"
    yield f"{target.shown} holds {held}; the {has} picture is reduced to that."


def _alpha_notes(picture: Picture, target: Format, ground: tuple[int, int, int]) -> Iterator[str]:
    if target is Format.JPEG and picture.has_alpha:
        colour = {(255, 255, 255): "white", (0, 0, 0): "black"}.get(
            ground, f"#{bytes(ground).hex()}"
        )
        yield f"JPEG knows no transparency; transparent parts become {colour}."


def _loss_notes(target: Format, options: WriteOptions) -> Iterator[str]:
    if target is Format.JPEG:
        yield "JPEG changes pixels everywhere, also those outside the mask; PNG and TIFF do not."
    elif target is Format.WEBP and not options.lossless:
        yield "WebP with loss changes pixels everywhere, also those outside the mask."


def _metadata_notes(picture: Picture, target: Format, options: WriteOptions) -> Iterator[str]:
    facts, channels = picture.facts, picture.pixels.shape[2]
    if target is Format.WEBP:
        channels = max(channels, 3)
    if facts.icc and not fits_channels(facts.icc, channels):
        yield "The colour profile is not one for these pixels, and is left out."
    if options.metadata is Metadata.STRIP:
        return
    if target is Format.JPEG and is_too_long_for_jpeg(facts):
        yield "EXIF or XMP are too long for JPEG, and are left out."
    if target is Format.WEBP and facts.dpi and exif_dpi(facts.exif) is None:
        yield f"WebP has no place for the resolution ({facts.dpi[0]:.0f} dpi), which is left out."
    if target is not Format.PNG and options.texts:
        yield f"{target.shown} has no place for the texts, which are left out."
