"""Whether GIMP and pyora see the layers that Stet wrote.

`python -m tests.benchmarks.layers` exports a picture with three edits as PSD and OpenRaster, lets
GIMP (without a window) open the one and pyora the other, and compares the number of layers, their
names, places and pixels, and the picture they make. It prints a line a layer and ends with 1 where
anything differs. GIMP comes from the system, pyora with the extra `benchmarks`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from desktop.domain.edit import Result, ResultRef, StoredPicture
from desktop.domain.recipe import InputFile, Inputs
from desktop.domain.size import Box, Size
from desktop.imaging.layered_file import LayeredFormat
from desktop.jobs.export_layers import export_layers
from desktop.storage.library import Library
from tests.builders import photo, png
from tests.storage.samples import an_edit

Pixels = NDArray[np.uint8]

_SIZE = Size(320, 240)
_EDITS = (
    (Box(20, 30, 60, 40), "a red sail"),
    (Box(150, 100, 80, 70), "Füchse 狐"),
    (Box(40, 50, 100, 60), "third: over the first"),
)
_PATIENCE = 180


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A layer as it should be, or as a program reads it; `pixels` (h, w, 3)."""

    name: str
    at: tuple[int, int]
    pixels: Pixels


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        truth, final = _written(folder)
        faults = _compared("GIMP, PSD", truth, final, *_by_gimp(folder))
        faults += _compared("pyora, ORA", truth, final, *_by_pyora(folder))
    print(f"{faults} differences")
    return 1 if faults else 0


def _written(folder: Path) -> tuple[list[Seen], Pixels]:
    """Both files in `folder`; the layers from below, and the picture they make."""
    with Library.open(folder / "library") as library:
        current: Pixels = photo(_SIZE)
        content, parent = library.pictures.put(png(current), ".png"), None
        truth = [Seen("harbour.png", (0, 0), current)]
        for number, (box, prompt) in enumerate(_EDITS, 1):
            after = current.copy()
            after[box.slices] = 255 - after[box.slices]
            source = InputFile(content=content, name="harbour.png", size=_SIZE)
            content = library.pictures.put(png(after), ".png")
            stored = StoredPicture(content=content, media_type="image/png", size=_SIZE)
            result = Result(index=0, original=stored, picture=stored)
            inputs = Inputs(picture=source)
            edit = an_edit(number, prompt, inputs=inputs, results=(result,), parent=parent)
            library.store_edit(edit)
            parent, current = ResultRef(edit=edit.id, index=0), after
            truth.append(Seen(prompt, (box.x, box.y), after[box.slices]))
        assert parent is not None
        for form in LayeredFormat:
            made = export_layers(parent, form, library)
            (folder / f"three{form.value}").write_bytes(made.data)
    return truth, current


_SCRIPT = """
(let* ((image (car (gimp-file-load RUN-NONINTERACTIVE "{folder}/three.psd" "three.psd")))
       (layers (vector->list (cadr (gimp-image-get-layers image)))) (number 0))
  (for-each (lambda (layer)
    (let* ((wide (car (gimp-drawable-width layer))) (high (car (gimp-drawable-height layer)))
           (place (gimp-drawable-offsets layer)) (one (car (gimp-image-new wide high RGB)))
           (copy (car (gimp-layer-new-from-drawable layer one)))
           (name (string-append "{folder}/" (number->string number) ".png")))
      (gimp-image-insert-layer one copy 0 0)
      (if (> (car (gimp-layer-get-mask copy)) 0) (gimp-layer-remove-mask copy MASK-DISCARD))
      (gimp-layer-set-offsets copy 0 0)
      (file-png-save RUN-NONINTERACTIVE one copy name name 0 6 0 0 0 0 0)
      (gimp-message (string-append "LAYER|" (car (gimp-item-get-name layer)) "|"
        (number->string (car place)) "|" (number->string (cadr place)) "|END"))
      (set! number (+ number 1)))) layers)
  (let ((flat (car (gimp-image-flatten image))))
    (file-png-save RUN-NONINTERACTIVE image flat "{folder}/all.png" "all" 0 6 0 0 0 0 0)))
(gimp-quit 0)
"""


def _by_gimp(folder: Path) -> tuple[list[Seen], Pixels]:
    script = _SCRIPT.replace("{folder}", str(folder))
    command = ["gimp", "-i", "-d", "-f", "-b", script]
    told = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    lines = [one for one in (told.stdout + told.stderr).splitlines() if "LAYER|" in one]
    found = []
    for number, line in enumerate(lines):
        _, name, across, down, _ = line[line.index("LAYER|") :].split("|")
        pixels = _pixels(folder / f"{number}.png")
        found.append(Seen(name, (int(across), int(down)), pixels))
    return found[::-1], _pixels(folder / "all.png")


def _by_pyora(folder: Path) -> tuple[list[Seen], Pixels]:
    from pyora import Project

    project: Any = Project.load(str(folder / "three.ora"))
    found = []
    for layer in project.children_recursive:
        pixels = np.asarray(layer.get_image_data(raw=True).convert("RGB"))
        found.append(Seen(layer.name, tuple(layer.offsets), pixels))
    merged = np.asarray(project.get_image_data(use_original=False).convert("RGB"))
    return found[::-1], merged


def _pixels(path: Path) -> Pixels:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def _compared(who: str, truth: list[Seen], final: Pixels, seen: list[Seen], merged: Pixels) -> int:
    print(f"{who}: {len(seen)} layers of {len(truth)}")
    faults = abs(len(truth) - len(seen))
    for known, found in zip(truth, seen, strict=False):
        same = known.pixels.shape == found.pixels.shape
        off = int((known.pixels != found.pixels).any(axis=2).sum()) if same else -1
        faults += (known.name != found.name) + (known.at != found.at) + bool(off)
        print(f"  “{found.name}” at {found.at}, size {found.pixels.shape[:2]}, {off} pixels off")
    off = int((final != merged).any(axis=2).sum()) if final.shape == merged.shape else -1
    print(f"  together: {off} pixels off")
    return faults + bool(off)


if __name__ == "__main__":
    sys.exit(main())
