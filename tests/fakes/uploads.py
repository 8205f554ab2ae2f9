"""Looks at uploaded files as strictly as the facts, sections 1.2, 1.5 and 5.2, say."""

from __future__ import annotations

from collections.abc import Sequence

from tests.fakes import broken_rules as no
from tests.fakes.parameters import ImageOrder
from tests.fakes.records import Decoded, SeenFile
from tests.fakes.refusals import RefusedError

MOST_IMAGES = 16
IMAGE_BYTES = 50_000_000
MASK_BYTES = 4_000_000

_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
_MODES = ("RGB", "RGBA")
_SIDEWAYS = (5, 6, 7, 8)


def check_uploads(order: ImageOrder, files: Sequence[SeenFile]) -> None:
    """RefusedError for the first file that the service would not take."""
    images = [file for file in files if file.name not in {"mask", "markup"}]
    mask = next((file for file in files if file.name == "mask"), None)
    markup = next((file for file in files if file.name == "markup"), None)
    if not images:
        raise RefusedError(no.missing_parameter("image"))
    if len(images) > MOST_IMAGES:
        raise RefusedError(no.too_many_items("image", len(images), MOST_IMAGES))
    for file in files:
        _check_type(file)
    _check_together(order, mask, markup)
    first, *_ = [_check_image(number, file) for number, file in enumerate(images, 1)]
    if mask is not None:
        _check_mask(mask, first)
    if markup is not None:
        _check_markup(markup, first)


def _check_type(file: SeenFile) -> None:
    name = file.name.removesuffix("[]")
    if file.media_type is None:
        raise RefusedError(no.untyped_file(name))
    if file.media_type not in _FORMATS:
        raise RefusedError(no.octet_stream(name, file.media_type))


def _check_together(order: ImageOrder, mask: SeenFile | None, markup: SeenFile | None) -> None:
    if markup is not None and not order.abilities.has_markup:
        raise RefusedError(no.not_taken_by_model("markup", order.model))
    if mask is not None and markup is not None:
        raise RefusedError(no.bad_combination("markup", "'markup' cannot be combined with 'mask'."))
    if mask is not None and order.output_format == "gif":
        raise RefusedError(no.bad_combination("mask", "GIF output does not support masks."))


def _check_image(number: int, file: SeenFile) -> Decoded:
    if len(file.data) >= IMAGE_BYTES:
        raise RefusedError(no.image_too_large(file.name.removesuffix("[]"), IMAGE_BYTES))
    decoded = file.decoded
    if decoded is None or decoded.format != _FORMATS[str(file.media_type)]:
        raise RefusedError(no.bad_image(number))
    if decoded.mode not in _MODES or decoded.bits != 8 or decoded.frames != 1:
        raise RefusedError(no.bad_image(number))
    return decoded


def _check_mask(mask: SeenFile, first: Decoded) -> None:
    decoded = _check_overlay(mask, "mask")
    if len(mask.data) >= MASK_BYTES:
        raise RefusedError(no.image_too_large("mask", MASK_BYTES))
    if decoded.size != first.size:
        raise RefusedError(no.bad_overlay("mask", "mask size does not match image size"))


def _check_markup(markup: SeenFile, first: Decoded) -> None:
    decoded = _check_overlay(markup, "markup")
    upright = first.size[::-1] if first.orientation in _SIDEWAYS else first.size
    if tuple(decoded.size) != tuple(upright):
        raise RefusedError(no.bad_overlay("markup", "markup size does not match image size"))
    if decoded.alpha_range is None or decoded.alpha_range[0] == 255:
        raise RefusedError(no.bad_overlay("markup", "markup has no transparent pixels"))


def _check_overlay(file: SeenFile, name: str) -> Decoded:
    """What mask and markup have in common: an 8-bit PNG with an alpha channel."""
    decoded = file.decoded
    if decoded is None or decoded.format != "PNG" or file.media_type != "image/png":
        raise RefusedError(no.bad_overlay(name, f"{name} image must be a PNG"))
    if decoded.mode not in {"RGBA", "LA"} or decoded.bits != 8:
        raise RefusedError(no.bad_overlay(name, f"{name} image missing alpha channel"))
    return decoded
