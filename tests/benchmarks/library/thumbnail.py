"""What a thumbnail of a 48-megapixel JPEG costs: `python -m tests.benchmarks.library.thumbnail`.

The yardstick is libjpeg-turbo decoding the same file at an eighth, and no more than that: through
simplejpeg where that is installed, else through Pillow, whose wheels carry the same library.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO

from PIL import Image

from desktop.domain.size import Size
from desktop.imaging.thumbnail import make_thumbnail
from tests.benchmarks.codec import photograph

SIZE = Size(8000, 6000)
PIXELS = 256
GOAL = 1.5
TIMES = 7


def cpu_of(work: Callable[[], object]) -> float:
    """Milliseconds of CPU, the least of several, because other programs only add to them."""
    took = []
    for _ in range(TIMES):
        start = time.process_time()
        work()
        took.append((time.process_time() - start) * 1000)
    return min(took)


def jpeg() -> bytes:
    file = BytesIO()
    Image.fromarray(photograph(SIZE)).save(file, "JPEG", quality=90)
    return file.getvalue()


def an_eighth(data: bytes) -> tuple[str, Callable[[], object]]:
    """The yardstick's name and its work."""
    width, height = SIZE.width // 8, SIZE.height // 8
    try:
        import simplejpeg  # type: ignore[import-not-found]  # only a yardstick
    except ImportError:

        def decode() -> object:
            image = Image.open(BytesIO(data))
            image.draft("RGB", (width, height))
            return image.load()

        return "libjpeg-turbo in Pillow", decode
    options = {"min_width": width, "min_height": height, "min_factor": 1.0}
    return "libjpeg-turbo in simplejpeg", lambda: simplejpeg.decode_jpeg(data, **options)


def main() -> None:
    data = jpeg()
    name, decode = an_eighth(data)
    least, ours = cpu_of(decode), cpu_of(lambda: make_thumbnail(data, PIXELS))
    print(
        f"thumbnail of a 48 MP JPEG ({len(data) / 1e6:.0f} MB): {ours:.0f} ms;"
        f" {name} at 1/8: {least:.0f} ms; {ours / least:.2f} times as long (goal {GOAL})"
    )


if __name__ == "__main__":
    main()
