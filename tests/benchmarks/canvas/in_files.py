"""What masks and pictures take on their way to and from files, beside the plainest way there is."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.domain.settings import BrushSettings
from desktop.imaging.brush import DabCache
from desktop.imaging.mask import Mask
from desktop.imaging.stroke import MaskStroke
from desktop.imaging.stroke_point import StrokeMode, StrokePoint
from tests.benchmarks.canvas.report import Row
from tests.benchmarks.canvas.rig import PICTURES

_TIMES = 7


def measure_files() -> list[Row]:
    """Encoding of a mask, opening of a large picture, start of the program."""
    return [*_mask_rows(), *_opening_rows(), *_start_rows()]


def soft_mask() -> NDArray[np.uint8]:
    """Six soft strokes of 200 px on 4K."""
    size = PICTURES["4K"]
    mask = Mask(size)
    brush = BrushSettings(diameter=200, hardness=0.5)
    for row in range(6):
        stroke = MaskStroke(mask, brush, StrokeMode.ADD, DabCache())
        y = 200 + 330 * row
        stroke.extend([StrokePoint(150 + 9 * step, y + (step % 40)) for step in range(390)])
        mask.finish("Stroke")
    return mask.pixels


def _mask_rows() -> list[Row]:
    from PIL import Image

    from desktop.imaging.mask_file import mask_for_service, write_mask

    mask, size = soft_mask(), PICTURES["4K"]
    alpha = np.zeros((*mask.shape, 4), np.uint8)
    alpha[..., 3] = 255 - mask
    image = Image.fromarray(alpha)
    own = _milliseconds(lambda: mask_for_service(mask, size))
    plain = _milliseconds(lambda: image.save(io.BytesIO(), "PNG"), times=2)
    return [
        Row("4K mask with alpha to PNG", own, "ms", goal=60.0),
        Row("4K mask with alpha, Pillow's default", plain, "ms"),
        Row("4K mask, grey, to PNG", _milliseconds(lambda: write_mask(mask)), "ms"),
    ]


def _opening_rows() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="stet-open-") as folder:
        path = large_jpeg(Path(folder))
        look, all_of_it = _processor_shares(path)
        runs = [_opened(path) for _ in range(3)]
    plain, preview, sharp, stalled = (min(run[place] for run in runs) for place in range(4))
    first = min(run[1] / run[0] for run in runs)
    whole = min(run[2] / run[0] for run in runs)
    return [
        Row("48 MP JPEG, plain decode", plain, "ms"),
        Row("48 MP JPEG, first preview", preview, "ms"),
        Row("48 MP JPEG, sharp picture", sharp, "ms"),
        Row("first preview against plain decode", first, "×", goal=0.4),
        Row("sharp picture against plain decode", whole, "×", goal=1.3),
        Row("first preview, of the processor alone", look, "×", goal=0.4),
        Row("sharp picture with its levels, of the processor alone", all_of_it, "×", goal=1.3),
        Row("longest the window stood still meanwhile", stalled, "ms"),
    ]


def _processor_shares(path: Path) -> tuple[float, float]:
    """First look, and decoding with all levels, against a plain decode: CPU, not the clock, which
    on a machine that others use says more about them."""
    from PIL import Image

    from desktop.imaging.codec import read_picture
    from desktop.imaging.pyramid import build_levels
    from desktop.jobs.open_picture import first_look

    data = path.read_bytes()
    plain = _cpu(lambda: Image.open(io.BytesIO(data)).load())
    look = _cpu(lambda: first_look(path))
    whole = _cpu(lambda: build_levels(read_picture(data, "picture").pixels))
    return look / plain, whole / plain


def _cpu(act: Callable[[], object]) -> float:
    took = []
    for _ in range(4):
        start = time.process_time()
        act()
        took.append(time.process_time() - start)
    return min(took)


def large_jpeg(folder: Path) -> Path:
    """48 megapixels with a photograph's grain."""
    import cv2

    size = PICTURES["48 MP"]
    random = np.random.default_rng(9)
    coarse = random.integers(30, 220, (size.height // 40, size.width // 40, 3), np.uint8)
    pixels = cv2.resize(coarse, (size.width, size.height), interpolation=cv2.INTER_CUBIC)
    for top in range(0, size.height, 500):
        grain = random.normal(0, 5, (500, size.width, 1)).astype(np.int16)
        part = pixels[top : top + 500]
        part[:] = (part + grain).clip(0, 255).astype(np.uint8)
    path = folder / "large.jpg"
    assert cv2.imwrite(str(path), pixels, [cv2.IMWRITE_JPEG_QUALITY, 92])
    return path


def _opened(path: Path) -> tuple[float, float, float, float]:
    """Plain decode, first preview, sharp picture, longest stall, in ms, of a new process."""
    return _figures("tests.benchmarks.canvas.opening", str(path))


def _figures(module: str, *arguments: str) -> tuple[float, float, float, float]:
    with tempfile.TemporaryDirectory(prefix="stet-home-") as home:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env=_environment(home),
            capture_output=True,
            text=True,
            check=True,
        )
    one, two, three, four = (float(word) for word in done.stdout.split()[-4:])
    return one, two, three, four


def _environment(home: str) -> dict[str, str]:
    """Modules are compiled once and kept, as an installed program has them."""
    dropped = ("XDG_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: text for name, text in os.environ.items() if not name.startswith(dropped)}
    compiled = Path(tempfile.gettempdir()) / "stet-benchmark-compiled"
    own = {"HOME": home, "QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": str(compiled)}
    return kept | own


def _start_rows() -> list[Row]:
    runs = {
        kind: [_figures("tests.benchmarks.canvas.first_window", kind) for _ in range(_TIMES)]
        for kind in ("least", "first", "working")
    }
    floor, first, working = (min(run[0] for run in found) for found in runs.values())
    return [
        Row("start: CPU of a minimal PySide6 window", floor, "ms"),
        Row("start: CPU to the first painted window", first, "ms"),
        Row("start: first window against the minimal one", first / floor, "×", goal=2.0),
        Row("start: CPU to the window with all panels", working, "ms"),
        Row("start: heavy libraries by then", max(run[1] for run in runs["working"]), "", goal=0.0),
        Row("start: memory by then", min(run[2] for run in runs["working"]), "MB"),
    ]


def _milliseconds(act: Callable[[], object], times: int = _TIMES) -> float:
    took = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        took.append(1000 * (time.perf_counter() - start))
    return min(took)
