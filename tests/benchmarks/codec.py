"""What reading and writing pictures costs here, beside plain Pillow in the same run.

`python -m tests.benchmarks.codec [--json FILE] [--small]` prints a table: milliseconds of CPU and
of the clock (the best of several runs), kilobytes, and the share of Pillow's CPU.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from desktop.domain.size import Size
from desktop.imaging.codec import read_picture, write_picture
from desktop.imaging.display import to_display
from desktop.imaging.mask_file import mask_for_service, read_mask, write_mask
from desktop.imaging.picture import Picture
from desktop.imaging.thumbnail import make_thumbnail
from desktop.imaging.write_options import Format

Work = tuple[str, Callable[[], object], Callable[[], object] | None]
"""A name, our way, and Pillow's way where it has one."""

SIZES = {"4K": Size(3840, 2160), "48 MP": Size(8000, 6000)}
SMALL = {"1K": Size(1024, 768)}
GOALS = {"4K mask with alpha to PNG": 60.0, "4K RGB to PNG": 120.0, "48 MP JPEG thumbnail": 120.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One line of the table; `pillow_ms` is the CPU of Pillow for the same, if it can do it."""

    name: str
    cpu_ms: float
    wall_ms: float
    kilobytes: float | None = None
    pillow_ms: float | None = None
    pillow_kilobytes: float | None = None


def photograph(size: Size, seed: int = 0) -> NDArray[np.uint8]:
    """A synthetic photograph: soft shapes, structure of some pixels, and grain."""
    random = np.random.default_rng(seed)
    width, height = size.width, size.height
    coarse = random.random((height // 64 + 2, width // 64 + 2, 3), np.float32)
    made = np.asarray(
        cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32
    )
    made = made * 200 + 28
    structure = random.normal(0, 14, (height // 3 + 1, width // 3 + 1)).astype(np.float32)
    made += np.asarray(cv2.resize(structure, (width, height)), np.float32)[..., None]
    made += random.normal(0, 2, (height, width, 1)).astype(np.float32)
    return np.clip(made, 0, 255).astype(np.uint8)


def soft_mask(size: Size) -> NDArray[np.uint8]:
    """Six soft strokes across the picture."""
    mask = np.zeros((size.height, size.width), np.uint8)
    for stroke in range(6):
        start = (size.width // 18, size.height * (stroke + 1) // 8)
        end = (size.width * 17 // 18, size.height * (stroke + 2) // 9)
        cv2.line(mask, start, end, 255, size.height // 18)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), size.height / 110), np.uint8)


def best(work: Callable[[], object], runs: int) -> tuple[float, float]:
    """Milliseconds of CPU and of the clock: the smallest of `runs`, after one to warm up."""
    work()
    cpu, wall = [], []
    for _ in range(runs):
        started, at = time.process_time(), time.perf_counter()
        work()
        cpu.append(1000 * (time.process_time() - started))
        wall.append(1000 * (time.perf_counter() - at))
    return min(cpu), min(wall)


def measured(
    name: str, ours: Callable[[], object], pillow: Callable[[], object] | None, runs: int
) -> Measured:
    cpu, wall = best(ours, runs)
    made = ours()
    theirs = pillow() if pillow else None
    return Measured(
        name=name,
        cpu_ms=round(cpu, 1),
        wall_ms=round(wall, 1),
        kilobytes=round(len(made) / 1000, 1) if isinstance(made, bytes) else None,
        pillow_ms=round(best(pillow, runs)[0], 1) if pillow else None,
        pillow_kilobytes=round(len(theirs) / 1000, 1) if isinstance(theirs, bytes) else None,
    )


def saved(pixels: NDArray[np.uint8], kind: str, **options: int) -> bytes:
    made = BytesIO()
    Image.fromarray(pixels).save(made, kind, **options)
    return made.getvalue()


def opened(data: bytes) -> NDArray[np.uint8]:
    with Image.open(BytesIO(data)) as image:
        return np.asarray(image)


def pillow_thumbnail(data: bytes) -> bytes:
    with Image.open(BytesIO(data)) as image:
        image.draft("RGB", (256, 256))
        image.thumbnail((256, 256))
        made = BytesIO()
        image.save(made, "JPEG", quality=85)
    return made.getvalue()


def picture_lines(label: str, size: Size, runs: int) -> Iterator[Measured]:
    pixels = photograph(size)
    picture = Picture(pixels=pixels)
    deep = Picture(pixels=pixels.astype(np.uint16) * 257)
    png, jpeg = write_picture(picture, Format.PNG), saved(pixels, "JPEG", quality=90)
    deep_tiff = write_picture(deep, Format.TIFF)
    work: tuple[Work, ...] = (
        ("JPEG read", lambda: read_picture(jpeg, "p"), lambda: opened(jpeg)),
        ("PNG read", lambda: read_picture(png, "p"), lambda: opened(png)),
        ("16-bit TIFF read", lambda: read_picture(deep_tiff, "p"), None),
        ("to the screen", lambda: to_display(picture), None),
        ("16-bit to the screen", lambda: to_display(deep), None),
        (
            "RGB to PNG",
            lambda: write_picture(picture, Format.PNG),
            lambda: saved(pixels, "PNG", compress_level=1),
        ),
        ("16-bit to PNG", lambda: write_picture(deep, Format.PNG), None),
        ("16-bit to TIFF", lambda: write_picture(deep, Format.TIFF), None),
        (
            "RGB to JPEG",
            lambda: write_picture(picture, Format.JPEG),
            lambda: saved(pixels, "JPEG", quality=92, subsampling=0),
        ),
        ("JPEG thumbnail", lambda: make_thumbnail(jpeg, 256), lambda: pillow_thumbnail(jpeg)),
        ("PNG thumbnail", lambda: make_thumbnail(png, 256), lambda: pillow_thumbnail(png)),
    )
    for name, ours, pillow in work:
        yield measured(f"{label} {name}", ours, pillow, runs)


def mask_lines(label: str, size: Size, runs: int) -> Iterator[Measured]:
    mask = soft_mask(size)
    rgba = np.zeros((size.height, size.width, 4), np.uint8)
    rgba[..., 3] = np.where(mask > 0, 0, 255)
    file = write_mask(mask)
    work: tuple[Work, ...] = (
        ("soft mask to PNG", lambda: write_mask(mask), lambda: saved(mask, "PNG")),
        (
            "mask with alpha to PNG",
            lambda: mask_for_service(mask, size),
            lambda: saved(rgba, "PNG", compress_level=1),
        ),
        ("soft mask read", lambda: read_mask(file, "m", size), lambda: opened(file)),
    )
    for name, ours, pillow in work:
        yield measured(f"{label} {name}", ours, pillow, runs)


def row(line: Measured) -> str:
    share = f"{line.cpu_ms / line.pillow_ms:7.2f}" if line.pillow_ms else "      –"
    theirs = f"{line.pillow_ms:9.1f}" if line.pillow_ms else "        –"
    size = f"{line.kilobytes:10.1f}" if line.kilobytes else "         –"
    their_size = f"{line.pillow_kilobytes:10.1f}" if line.pillow_kilobytes else "         –"
    goal = f"  goal {GOALS[line.name]:.0f}" if line.name in GOALS else ""
    return (
        f"{line.name:28}{line.cpu_ms:9.1f}{line.wall_ms:9.1f}{size}"
        f"{theirs}{their_size}{share}{goal}"
    )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="save the figures in this file")
    parser.add_argument("--small", action="store_true", help="a small picture, to try it out")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(arguments)
    print(f"{'':28}{'CPU ms':>9}{'clock ms':>9}{'kB':>10}{'Pillow':>9}{'kB':>10}{'share':>7}")
    lines: list[Measured] = []
    for label, size in (SMALL if options.small else SIZES).items():
        for make in (mask_lines, picture_lines):
            for line in make(label, size, options.runs):
                lines.append(line)
                print(row(line), flush=True)
    if options.json:
        told = {"machine": sys.platform, "lines": [asdict(line) for line in lines]}
        options.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
