"""Writes layers as files that other programs open: Photoshop's PSD and OpenRaster (ORA)."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np

from desktop.domain.problems import ProblemKind, fail
from desktop.domain.size import Box, Size
from desktop.imaging.depth import as_rgb
from desktop.imaging.png_file import PngExtras, encode_png

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image
    from psd_tools import PSDImage
    from psd_tools.psd import PSD

LONGEST_PSD_SIDE = 30_000
"""Adobe's file format specification, file header section: beyond it lies PSB."""

_LONGEST_NAME = 120
_THUMBNAIL = 256
"""OpenRaster's specification: at most so many pixels on a side."""


class LayeredFormat(StrEnum):
    """The value is the file's suffix."""

    PSD = ".psd"
    ORA = ".ora"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """`pixels` (h, w, 1 to 4 channels) uint8 lie at `box` of the picture.

    `shown` (h, w) uint8 is the layer's mask: 0 hides a pixel, 255 shows it; None shows all.
    """

    name: str
    box: Box
    pixels: NDArray[np.uint8]
    shown: NDArray[np.uint8] | None = None


def encode_layers(
    layers: tuple[Layer, ...], merged: NDArray[np.uint8], icc: bytes | None, form: LayeredFormat
) -> bytes:
    """The file's bytes: `layers` from the lowest to the highest, `merged` (h, w, c) all together.

    ProblemError (CANNOT_WRITE) when the picture is larger than the format allows.
    """
    size = Size(int(merged.shape[1]), int(merged.shape[0]))
    if form is LayeredFormat.ORA:
        return _ora(layers, merged, size, icc)
    if max(size.width, size.height) > LONGEST_PSD_SIDE:
        reason = f"PSD files end at {LONGEST_PSD_SIDE:,} pixels; OpenRaster (.ora) has no such end"
        raise fail(ProblemKind.CANNOT_WRITE, name="The PSD", reason=reason)
    return _psd(layers, merged, size, icc)


# PSD ----------------------------------------------------------------------------------------


def _psd(
    layers: tuple[Layer, ...], merged: NDArray[np.uint8], size: Size, icc: bytes | None
) -> bytes:
    from psd_tools import PSDImage

    record = _empty_psd(size)
    document = PSDImage(record)
    for layer in layers:
        _add_layer(document, layer)
    if icc:
        _set_profile(record, icc)
    colours = as_rgb(merged)
    record.image_data.set_data(
        [np.ascontiguousarray(colours[..., one]).tobytes() for one in range(3)], record.header
    )
    sink = io.BytesIO()
    record.write(sink)
    return sink.getvalue()


def _empty_psd(size: Size) -> PSD:
    from psd_tools.constants import ColorMode, Compression
    from psd_tools.psd import PSD
    from psd_tools.psd.header import FileHeader
    from psd_tools.psd.image_data import ImageData
    from psd_tools.psd.image_resources import ImageResources

    header = FileHeader(
        width=size.width, height=size.height, depth=8, channels=3, color_mode=ColorMode.RGB
    )
    # The library makes its own flattened picture on saving, in floats for the whole picture at
    # once. Giving it ours through the record costs neither that memory nor another rounding.
    return PSD(
        header=header,
        image_data=ImageData(compression=Compression.RLE),
        image_resources=ImageResources.new(),
    )


def _add_layer(document: PSDImage, layer: Layer) -> None:
    made = document.create_pixel_layer(
        _as_image(layer.pixels), name="Layer", top=layer.box.y, left=layer.box.x
    )
    made.name = layer.name[:_LONGEST_NAME]
    if layer.shown is not None:
        if made.has_mask():
            made.remove_mask()
        made.create_mask(_as_image(layer.shown[..., None]), top=layer.box.y, left=layer.box.x)


def _as_image(pixels: NDArray[np.uint8]) -> Image:
    from PIL import Image

    if pixels.shape[2] == 1:
        return Image.fromarray(np.ascontiguousarray(pixels[..., 0]))
    if pixels.shape[2] == 2:
        return Image.fromarray(np.dstack([as_rgb(pixels[..., :1]), pixels[..., 1]]))
    return Image.fromarray(np.ascontiguousarray(pixels))


def _set_profile(record: PSD, icc: bytes) -> None:
    from psd_tools.constants import Resource
    from psd_tools.psd.image_resources import ImageResource

    key = Resource.ICC_PROFILE
    record.image_resources[key] = ImageResource(key=key.value, data=icc)


# OpenRaster ---------------------------------------------------------------------------------


def _ora(
    layers: tuple[Layer, ...], merged: NDArray[np.uint8], size: Size, icc: bytes | None
) -> bytes:
    """Source: openraster.org, file layout and layer stack specifications."""
    extras = PngExtras(icc=icc)
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("mimetype", "image/openraster")
        archive.writestr("stack.xml", _stack(layers, size))
        for number, layer in enumerate(layers):
            archive.writestr(_place(number), encode_png(_with_mask(layer), extras))
        archive.writestr("mergedimage.png", encode_png(merged, extras))
        archive.writestr("Thumbnails/thumbnail.png", encode_png(_small(merged), extras))
    return sink.getvalue()


def _stack(layers: tuple[Layer, ...], size: Size) -> bytes:
    """The highest layer comes first there."""
    image = ET.Element("image", version="0.0.3", w=str(size.width), h=str(size.height))
    stack = ET.SubElement(image, "stack")
    for number, layer in reversed(list(enumerate(layers))):
        place = ET.SubElement(stack, "layer", name=layer.name[:_LONGEST_NAME], src=_place(number))
        place.set("x", str(layer.box.x))
        place.set("y", str(layer.box.y))
    made: bytes = ET.tostring(image, encoding="UTF-8", xml_declaration=True)
    return made


def _place(number: int) -> str:
    return f"data/layer{number:03}.png"


def _with_mask(layer: Layer) -> NDArray[np.uint8]:
    """OpenRaster has no masks beside layers: they become the layer's alpha."""
    if layer.shown is None:
        return layer.pixels
    colours = as_rgb(layer.pixels[..., :1] if layer.pixels.shape[2] == 2 else layer.pixels)
    alpha: NDArray[Any] = layer.shown
    if layer.pixels.shape[2] in {2, 4}:
        own = layer.pixels[..., -1].astype(np.uint16)
        alpha = ((own * layer.shown + 127) // 255).astype(np.uint8)
    return np.ascontiguousarray(np.dstack([colours, alpha]))


def _small(merged: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import cv2

    height, width = merged.shape[:2]
    factor = min(1.0, _THUMBNAIL / max(height, width))
    wanted = (max(1, round(width * factor)), max(1, round(height * factor)))
    made = cv2.resize(merged, wanted, interpolation=cv2.INTER_AREA)
    return np.asarray(made, np.uint8).reshape(wanted[1], wanted[0], merged.shape[2])
