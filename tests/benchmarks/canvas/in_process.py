"""What is measured inside one process, on the offscreen platform: no X server, no pacing."""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from desktop.domain.settings import BrushSettings
from desktop.imaging.brush import DabCache
from desktop.imaging.mask import Mask
from desktop.imaging.mask_patch import MaskPatch
from desktop.imaging.stroke import MaskStroke
from desktop.imaging.stroke_point import StrokeMode, StrokePoint
from desktop.ui.canvas.canvas_view import CanvasView
from tests.benchmarks.canvas.designs import NullWindow, PixmapWindow
from tests.benchmarks.canvas.gesture import DIAMETER, EVENTS, HARDNESS, VIEW, stroke
from tests.benchmarks.canvas.report import Row
from tests.benchmarks.canvas.rig import PICTURES, canvas, paint, picture

_STROKES = 5
_MANY_STROKES = 500
_FRAMES = 15


def measure(app: QApplication, *, quick: bool) -> list[Row]:
    """All rows; a few seconds when `quick`."""
    rows = _painting(app, "4K")
    rows += _sizes(app)
    rows += _undo(app)
    rows += _frames(app)
    if not quick:
        rows += _many_strokes(app)
    rows += _others(app)
    rows += [_document_alone(), *_memory(app)]
    return rows


def _best(view: CanvasView) -> tuple[float, float, float]:
    """CPU, p50 and p99 of the calmest of some strokes, in milliseconds."""
    strokes = [paint(view, 0.1 + 0.15 * place) for place in range(_STROKES)]
    return (
        min(one.cpu for one in strokes),
        min(one.at(50) for one in strokes),
        min(one.at(99) for one in strokes),
    )


def _painting(app: QApplication, name: str) -> list[Row]:
    view = canvas(app, PICTURES[name])
    cpu, median, worst = _best(view)
    _close(app, view)
    return [
        Row("CPU per event", cpu, "ms", goal=1.0),
        Row("event to painted, p50", median, "ms", goal=3.0),
        Row("event to painted, p99", worst, "ms", goal=16.0),
    ]


def _sizes(app: QApplication) -> list[Row]:
    costs = []
    for name in ("8 MP", "48 MP"):
        view = canvas(app, PICTURES[name])
        costs.append(_best(view)[0])
        _close(app, view)
    return [Row("48 MP against 8 MP", costs[1] / costs[0], "×", goal=1.5)]


def _many_strokes(app: QApplication) -> list[Row]:
    view = canvas(app, PICTURES["4K"])
    patches: list[MaskPatch] = []
    view.patch_made.connect(patches.append)
    paint(view, 0.5)
    first = min(paint(view, 0.5).cpu for _ in range(3))
    random = np.random.default_rng(1)
    for _ in range(_MANY_STROKES):
        ends = random.uniform(0.1, 0.9, 3)
        stroke(view, ends[0] * VIEW[0], ends[1] * VIEW[0], ends[2] * VIEW[1], events=5)
    last = min(paint(view, 0.5).cpu for _ in range(3))
    held = sum(patch.bytes_held for patch in patches) / len(patches)
    _close(app, view)
    return [
        Row("after 500 strokes against the first", last / first, "×", goal=1.2),
        Row("500 strokes at rest, each", held / 1000, "kB"),
    ]


def _undo(app: QApplication) -> list[Row]:
    view = canvas(app, PICTURES["4K"])
    patches: list[MaskPatch] = []
    view.patch_made.connect(patches.append)
    paint(view, 0.5)
    patch, took = patches[0], []
    weights = []
    for _ in range(8):
        start = time.perf_counter()
        patch = view.apply_patch(patch)
        app.processEvents()
        took.append(1000 * (time.perf_counter() - start))
        weights.append(patch.bytes_held)
    _close(app, view)
    return [
        Row("undo or redo, shown", sorted(took)[1], "ms", goal=16.0),
        Row("that stroke at rest", max(weights) / 1000, "kB", goal=150.0),
    ]


def _frames(app: QApplication) -> list[Row]:
    view = canvas(app, PICTURES["4K"])
    for place in range(3):
        paint(view, 0.3 + 0.2 * place)
    way = [1]

    def pan() -> None:
        way[0] = -way[0]
        view.pan(9 * way[0], 5 * way[0])

    def zoom() -> None:
        way[0] = -way[0]
        view.set_zoom(0.45 if way[0] > 0 else 0.44, QPointF(900, 500))

    bare = _bare_blit()
    frames = [_frame(app, action) / bare for action in (pan, zoom)]
    _close(app, view)
    return [
        Row("bare smooth blit at 1080p", bare, "ms"),
        Row("pan frame against it", frames[0], "×", goal=2.2),
        Row("zoom frame against it", frames[1], "×", goal=2.2),
    ]


def _frame(app: QApplication, action: Callable[[], None]) -> float:
    took = []
    for _ in range(_FRAMES):
        start = time.perf_counter()
        action()
        app.processEvents()
        took.append(1000 * (time.perf_counter() - start))
    return statistics.median(took)


def _bare_blit() -> float:
    """One image, scaled smoothly onto another of the window's size: the least a frame can be."""
    source = QImage(2133, 1200, QImage.Format.Format_RGB32)
    source.fill(0x808080)
    target = QImage(*VIEW, QImage.Format.Format_RGB32)
    took = []
    for _ in range(_FRAMES):
        start = time.perf_counter()
        painter = QPainter(target)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(target.rect(), source)
        painter.end()
        took.append(1000 * (time.perf_counter() - start))
    return statistics.median(took)


def _others(app: QApplication) -> list[Row]:
    pixels = picture(PICTURES["4K"])
    rows = []
    for name, make in (("null window", NullWindow), ("pixmap for each event", PixmapWindow)):
        window: QWidget = make(pixels)
        window.resize(*VIEW)
        window.show()
        app.processEvents()
        target = window.viewport() if isinstance(window, PixmapWindow) else window
        events = EVENTS if name == "null window" else EVENTS // 5
        costs = [stroke(target, 60, 1860, 500, events).cpu for _ in range(3)]
        rows.append(Row(f"CPU per event, {name}", min(costs), "ms"))
        _close(app, window)
    return rows


def _document_alone() -> Row:
    mask = Mask(PICTURES["4K"])
    brush = BrushSettings(diameter=DIAMETER, hardness=HARDNESS)
    costs = []
    for row in range(_STROKES):
        painted = MaskStroke(mask, brush, StrokeMode.ADD, DabCache())
        painted.extend([StrokePoint(100, 300 + 300 * row)])
        start = time.process_time()
        for place in range(1, EVENTS + 1):
            painted.extend([StrokePoint(100 + 18.2 * place, 300 + 300 * row)])
            mask.level(1)
        costs.append(1000 * (time.process_time() - start) / EVENTS)
        mask.finish("Stroke")
    return Row("CPU per event, mask alone", min(costs), "ms")


def _memory(app: QApplication) -> list[Row]:
    """Peak of a process of its own that paints on 48 megapixels, over what it was before."""
    import subprocess
    import sys

    code = "from tests.benchmarks.canvas.in_process import print_memory; print_memory()"
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    megabytes, pixels = (float(word) for word in done.stdout.split()[-2:])
    return [
        Row("memory with 48 MP", megabytes, "MB", goal=6.5 * pixels / 1e6 + 100),
        Row("bytes for each pixel, less 100 MB", (megabytes - 100) * 1e6 / pixels, "B", goal=6.5),
    ]


def print_memory() -> None:
    """Resident megabytes after a stroke on 48 megapixels, and how many pixels those are."""
    app = QApplication([])
    size = PICTURES["48 MP"]
    view = canvas(app, size)
    paint(view, 0.5)
    with Path("/proc/self/smaps_rollup").open(encoding="ascii") as file:
        pages = next(line for line in file if line.startswith("Pss:"))
    kilobytes = int(pages.split()[1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print("peak", peak / 1000, "now", kilobytes / 1000, size.pixels)
    view.close()


def _close(app: QApplication, window: QWidget) -> None:
    window.close()
    window.deleteLater()
    app.processEvents()
