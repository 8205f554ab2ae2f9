"""Picture files of the demo engine: read, marked as simulated, written."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from desktop.api.demo_scene import Pixels
from desktop.domain.problems import ProblemKind, fail
from desktop.domain.size import Size

if TYPE_CHECKING:
    from PIL import Image

SIMULATED = "Simulated by the demo engine of Stet; no image model was asked."
SOFTWARE = "Stet demo engine"

_DESCRIPTION_TAG, _SOFTWARE_TAG = 0x010E, 0x0131
_BLUR_OF_PREVIEWS = (26, 11, 5)


def size_of(data: bytes) -> Size:
    """The size of a picture file; ProblemError (BAD_UPLOAD) when it is none."""
    return Size(*_opened(data).size)


def pixels_of(data: bytes, size: Size) -> Pixels:
    """The picture as RGB of that size, transparent parts on white."""
    from PIL import Image

    image = _opened(data).convert("RGBA")
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image)
    return _floats(
        ground.convert("RGB").resize((size.width, size.height), Image.Resampling.LANCZOS)
    )


def mask_of(data: bytes, size: Size) -> NDArray[np.float32]:
    """1 where the mask file is transparent, which means change."""
    from PIL import Image

    alpha = _opened(data).convert("RGBA").getchannel("A")
    return 1 - _floats(alpha.resize((size.width, size.height), Image.Resampling.BILINEAR))


def marked(pixels: Pixels, spot: tuple[int, int]) -> Image.Image:
    """As an image, with a small “demo” whose lower right corner is near `spot`."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.fromarray(np.asarray(pixels * 255 + 0.5, np.uint8))
    height = max(11, round(min(image.size) * 0.02))
    font = ImageFont.load_default(height)
    layer = Image.new("RGBA", image.size)
    draw = ImageDraw.Draw(layer)
    place = (spot[0] - height, spot[1] - height)
    draw.text((place[0] + 1, place[1] + 1), "demo", (0, 0, 0, 110), font, anchor="rs")
    draw.text(place, "demo", (255, 255, 255, 170), font, anchor="rs")
    return Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB")


def cut_out(image: Image.Image) -> Image.Image:
    """On a transparent ground: what lies in a soft-edged ellipse stays."""
    from PIL import Image

    down, across = np.mgrid[-1 : 1 : image.height * 1j, -1 : 1 : image.width * 1j]
    alpha = np.clip((0.94 - np.hypot(down, across)) * 60, 0, 1)
    image.putalpha(Image.fromarray(np.asarray(alpha * 255, np.uint8)))
    return image


def preview_of(image: Image.Image, index: int) -> Image.Image:
    """The picture before it is done: the later, the sharper."""
    from PIL import Image

    shrink = _BLUR_OF_PREVIEWS[min(index, len(_BLUR_OF_PREVIEWS) - 1)]
    small = image.resize((max(1, image.width // shrink), max(1, image.height // shrink)))
    return small.resize(image.size, Image.Resampling.BICUBIC)


def file_of(image: Image.Image, output_format: str, compression: int | None) -> bytes:
    """The bytes of a PNG, JPEG or WebP file that says that it is simulated."""
    from PIL import Image, PngImagePlugin

    exif = Image.Exif()
    exif[_DESCRIPTION_TAG], exif[_SOFTWARE_TAG] = SIMULATED, SOFTWARE
    out = BytesIO()
    if output_format == "jpeg":
        quality = 95 if compression is None else max(1, min(95, compression))
        image.convert("RGB").save(out, "JPEG", quality=quality, exif=exif)
    elif output_format == "webp":
        quality = 90 if compression is None else compression
        image.save(out, "WEBP", quality=quality, method=2, exif=exif)
    else:
        text = PngImagePlugin.PngInfo()
        text.add_text("Description", SIMULATED)
        text.add_text("Software", SOFTWARE)
        image.save(out, "PNG", compress_level=3, pnginfo=text, exif=exif)
    return out.getvalue()


def _opened(data: bytes) -> Image.Image:
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(BytesIO(data))
        image.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise fail(ProblemKind.BAD_UPLOAD) from error
    return image


def _floats(image: Image.Image) -> NDArray[np.float32]:
    return np.asarray(image, np.float32) / np.float32(255)
