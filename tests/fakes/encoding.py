"""Writes pictures as files with the marks that OpenAI's files carry (facts, section 8).

The manifest is no real one: it stands at the same place with the same name, and is different in
every file, so that a test can tell whether bytes were kept untouched.
"""

from __future__ import annotations

import io
import math
import struct
import uuid
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.fakes.size_rule import Dimensions

if TYPE_CHECKING:
    from PIL import Image

SOFTWARE = "image service of the tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileForm:
    """How the picture is to be written."""

    output_format: str
    compression: int = 100
    frames: int = 9
    frame_ms: int = 200


def write_picture(image: Image.Image, form: FileForm) -> bytes:
    """The file's bytes, still without a manifest: PNG, JPEG, WebP, GIF or SVG."""
    writers = {"png": _png, "jpeg": _jpeg, "webp": _webp, "gif": _gif, "svg": _svg}
    return writers[form.output_format](image, form)


def sign_file(data: bytes, output_format: str) -> bytes:
    """The same file with a manifest of its own, where such files have it; GIF and SVG have none."""
    signers = {"png": _sign_png, "jpeg": _sign_jpeg, "webp": _sign_webp}
    sign = signers.get(output_format)
    return data if sign is None else sign(data, _manifest())


def _manifest() -> bytes:
    """A JUMBF superbox around a text that no other file has."""
    text = f"c2pa stand-in of the {SOFTWARE}, {uuid.uuid4()}".encode()
    return struct.pack(">I4s", len(text) + 8, b"jumb") + text


def _sign_png(data: bytes, manifest: bytes) -> bytes:
    """A `caBX` chunk right behind the head."""
    head = 8 + 25
    chunk = b"caBX" + manifest
    crc = struct.pack(">I", zlib.crc32(chunk))
    return data[:head] + struct.pack(">I", len(manifest)) + chunk + crc + data[head:]


def _sign_jpeg(data: bytes, manifest: bytes) -> bytes:
    """An APP11 segment right behind APP0."""
    (length,) = struct.unpack(">H", data[4:6])
    content = b"JP" + struct.pack(">HI", 1, 1) + manifest
    segment = b"\xff\xeb" + struct.pack(">H", len(content) + 2) + content
    return data[: 4 + length] + segment + data[4 + length :]


def _sign_webp(data: bytes, manifest: bytes) -> bytes:
    """A RIFF chunk at the end."""
    chunk = b"C2PA" + struct.pack("<I", len(manifest)) + manifest + b"\0" * (len(manifest) % 2)
    content = data[8:] + chunk
    return b"RIFF" + struct.pack("<I", len(content)) + content


def _png(image: Image.Image, form: FileForm) -> bytes:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Software", SOFTWARE)
    store = io.BytesIO()
    image.save(store, "PNG", pnginfo=info, compress_level=1)
    return store.getvalue()


def _jpeg(image: Image.Image, form: FileForm) -> bytes:
    store = io.BytesIO()
    quality = max(1, min(95, form.compression))
    image.convert("RGB").save(store, "JPEG", quality=quality)
    return store.getvalue()


def _webp(image: Image.Image, form: FileForm) -> bytes:
    store = io.BytesIO()
    image.save(store, "WEBP", quality=form.compression, method=0)
    return store.getvalue()


def _gif(image: Image.Image, form: FileForm) -> bytes:
    step = 360 / form.frames
    frames = [image.rotate(step * turn) for turn in range(form.frames)]
    store = io.BytesIO()
    frames[0].save(
        store, "GIF", save_all=True, append_images=frames[1:], duration=form.frame_ms, loop=0
    )
    return store.getvalue()


def _svg(image: Image.Image, form: FileForm) -> bytes:
    """Two shapes in the picture's own colours, with the size it was drawn at."""
    size = Dimensions(*image.size)
    ground, shape = (_hex(image, place) for place in ((0, 0), (size.width // 2, size.height // 2)))
    radius = math.floor(min(size) / 3)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size.width}" height="{size.height}" '
        f'viewBox="0 0 {size.width} {size.height}">'
        f'<rect width="100%" height="100%" fill="{ground}"/>'
        f'<circle cx="50%" cy="50%" r="{radius}" fill="{shape}"/></svg>'
    ).encode()


def _hex(image: Image.Image, place: tuple[int, int]) -> str:
    pixel = image.convert("RGB").getpixel(place)
    assert isinstance(pixel, tuple)
    return "#" + "".join(f"{value:02x}" for value in pixel)
