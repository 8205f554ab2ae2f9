"""Picture files, pixels and profiles as test input, made without the code that is tested."""

from __future__ import annotations

import struct
from functools import cache
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from desktop.imaging.picture import FileFacts, Picture
from desktop.imaging.tiff_directory import ASCII, EXIF, GPS, LONG, SHORT, Entry, entry, written

DEPTHS = (np.uint8, np.uint16, np.float32)


def noise(
    width: int = 37, height: int = 23, channels: int = 3, depth: Any = np.uint8, seed: int = 0
) -> NDArray[Any]:
    """Random pixels over the whole range of `depth`."""
    random = np.random.default_rng(seed)
    shape = (height, width, channels)
    if depth is np.float32:
        return random.random(shape, np.float32)
    return random.integers(0, np.iinfo(depth).max, shape, depth, endpoint=True)


def smooth(width: int = 48, height: int = 32) -> NDArray[np.uint8]:
    """An RGB gradient with a bright corner, so that turning it shows."""
    across = np.linspace(0, 200, width)[None, :, None] * np.array([1, 0.5, 0.2])
    down = np.linspace(0, 55, height)[:, None, None] * np.array([0.2, 0.8, 1])
    made: NDArray[np.uint8] = (across + down).astype(np.uint8)
    made[: height // 3, : width // 3] = (250, 240, 20)
    return made


def picture(channels: int = 3, depth: Any = np.uint8, seed: int = 0, **facts: Any) -> Picture:
    return Picture(
        pixels=noise(channels=channels, depth=depth, seed=seed), facts=FileFacts(**facts)
    )


def saved(pixels: NDArray[Any] | Image.Image, kind: str, **options: Any) -> bytes:
    """A file written by Pillow."""
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    made = BytesIO()
    image.save(made, kind, **options)
    return made.getvalue()


def with_pillow(data: bytes) -> NDArray[Any]:
    """The file's pixels as Pillow reads them, (h, w, channels)."""
    with Image.open(BytesIO(data)) as image:
        pixels = np.asarray(image)
    return pixels.reshape(*pixels.shape[:2], -1)


def with_opencv(data: bytes) -> NDArray[Any]:
    """The file's pixels as OpenCV reads them, in our order of channels."""
    import cv2

    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert pixels is not None
    pixels = pixels.reshape(*pixels.shape[:2], -1)
    return pixels[..., [2, 1, 0, 3][: pixels.shape[2]]] if pixels.shape[2] >= 3 else pixels


def exif(orientation: int | None = None, *, has_place: bool = False) -> bytes:
    """EXIF with a maker, an artist in UTF-8, exposure data, and a place where asked for."""
    inner = (entry(37510, 7, b"ASCII\0\0\0a comment"), entry(34855, SHORT, [400]))
    entries = [
        entry(271, ASCII, b"Maker\0"),
        entry(315, ASCII, "Zoë Müller\0".encode()),
        Entry(tag=EXIF, kind=LONG, raw=b"\0\0\0\0", inner=inner),
    ]
    if orientation is not None:
        entries.append(entry(274, SHORT, [orientation]))
    if has_place:
        place = (entry(1, ASCII, b"N\0"), entry(2, 5, [52, 1, 31, 1, 12, 1]))
        entries.append(Entry(tag=GPS, kind=LONG, raw=b"\0\0\0\0", inner=place))
    return b"II*\0\x08\0\0\0" + written(entries, 8)


XMP = b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"/><?xpacket end="w"?>'


@cache
def srgb_icc() -> bytes:
    return bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())


@cache
def swapped_icc() -> bytes:
    """An RGB profile whose red is blue and whose blue is red: no conversion can go unnoticed."""
    data = bytearray(srgb_icc())
    tags = {}
    for index in range(struct.unpack_from(">I", data, 128)[0]):
        name, start, length = struct.unpack_from(">4sII", data, 132 + 12 * index)
        tags[name] = slice(start, start + length)
    red, blue = bytes(data[tags[b"rXYZ"]]), bytes(data[tags[b"bXYZ"]])
    data[tags[b"rXYZ"]], data[tags[b"bXYZ"]] = blue, red
    data[84:100] = bytes(16)  # the checksum is of the old contents
    return bytes(data)


@cache
def grey_icc(gamma: float = 1.0) -> bytes:
    """A grey profile with a plain gamma; 1.0 is so far from sRGB that using it shows."""
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    return _profile(b"GRAY", b"mntr", {b"kTRC": curve})


@cache
def cmyk_icc(full_cyan: tuple[int, int, int] = (128, 128, 128)) -> bytes:
    """A CMYK profile in which every ink makes its own odd colour; full cyan alone is mid grey.

    A table with two steps per ink into Lab, 8 bits (ICC.1:2010, 10.8).
    """
    table = bytearray()
    for inks in range(16):
        cyan, magenta, yellow, black = (inks >> bit & 1 for bit in (3, 2, 1, 0))
        lightness = 255 - 120 * cyan - 60 * (magenta + yellow) - 200 * black
        is_cyan_alone = cyan and not (magenta or yellow or black)
        table += bytes(
            full_cyan
            if is_cyan_alone
            else (max(0, lightness), 128 + 40 * magenta, 128 + 60 * yellow)
        )
    ramp = bytes(range(256))
    matrix = struct.pack(">9i", *(65536 if i % 4 == 0 else 0 for i in range(9)))
    lut = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + matrix + ramp * 4 + bytes(table) + ramp * 3
    return _profile(b"CMYK", b"prtr", {b"A2B0": lut, b"A2B1": lut}, space=b"Lab ")


def _profile(
    colours: bytes, kind: bytes, tags: dict[bytes, bytes], space: bytes = b"XYZ "
) -> bytes:
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    told = {b"wtpt": white, b"cprt": b"text" + bytes(4) + b"none\0", **tags}
    told[b"desc"] = b"desc" + bytes(4) + struct.pack(">I", 5) + b"test\0" + bytes(79)
    place = 132 + 12 * len(told)
    heads, bodies = b"", b""
    for name, body in told.items():
        padded = body + bytes(-len(body) % 4)
        heads += struct.pack(">4sII", name, place + len(bodies), len(padded))
        bodies += padded
    length = place + len(bodies)
    head = struct.pack(">I4sI4s4s4s", length, bytes(4), 0x02400000, kind, colours, space)
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">I", len(told)) + heads + bodies
