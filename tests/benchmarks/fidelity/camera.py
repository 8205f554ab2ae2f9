"""`stet edit` on a photograph as a large camera writes it, against a service that drifts.

`python -m tests.benchmarks.fidelity.camera [--level LEVEL] [--width W --height H] [--folder DIR]`
edits a spot of a 48-megapixel JPEG with a profile and EXIF, saved as JPEG, PNG and TIFF, reads the
files with Pillow and OpenCV, and fails where a promise is broken. Times are of the whole command,
memory is its process's peak.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from desktop.domain.size import Size
from tests.benchmarks.codec import photograph
from tests.builders import white_mask
from tests.fakes.drift import DRIFT_LEVELS
from tests.fakes.image_service import KEY, ImageService

Pixels = NDArray[np.uint8]

ENDINGS = (".jpg", ".png", ".tif")
BRUSH = 300
"""Diameter of the masked spot in pixels."""

PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + b"kept"
"""Four bytes behind the profile that no writer would make anew."""

EXIF = {0x010F: "A camera", 0x0110: "Forty-eight", 0x8298: "Its owner", 0x0131: "Firmware 1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One command: what it printed as JSON, its seconds, its peak in MB, and what is broken."""

    level: str
    ending: str
    value: dict[str, Any]
    wall: float
    cpu: float
    megabytes: float
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The folder with the photograph `camera.jpg` and `mask.png`, and where the mask is 0."""

    folder: Path
    outside: NDArray[np.bool_]


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        desk = _desk(Path(folder), Size(options.width, options.height))
        runs = []
        for level in options.level or DRIFT_LEVELS:
            for ending in ENDINGS:
                runs.append(_run(desk, level, ending))
                print(_line(runs[-1]), flush=True)
    region = {name: runs[0].value[name] for name in ("region", "registration")}
    print(json.dumps(region, indent=1))
    broken = [f"{run.level}{run.ending}: {words}" for run in runs for words in run.broken]
    print("\n".join(broken) if broken else "Every promise is kept.")
    return 1 if broken else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.fidelity.camera")
    parser.add_argument("--level", action="append", choices=DRIFT_LEVELS)
    parser.add_argument("--width", type=int, default=8000)
    parser.add_argument("--height", type=int, default=6000)
    parser.add_argument("--folder", type=Path, help="where the files are made for a while")
    return parser.parse_args()


def _desk(folder: Path, size: Size) -> Desk:
    exif = Image.Exif()
    for tag, words in EXIF.items():
        exif[tag] = words
    image = Image.fromarray(photograph(size))
    image.save(
        folder / "camera.jpg", quality=92, exif=exif.tobytes(), icc_profile=PROFILE, dpi=(300, 300)
    )
    mask = np.zeros((size.height, size.width), np.uint8)
    cv2.circle(mask, (size.width * 5 // 8, size.height * 3 // 8), BRUSH // 2, 255, -1)
    (folder / "mask.png").write_bytes(white_mask(mask))
    return Desk(folder=folder, outside=mask == 0)


def _run(desk: Desk, level: Any, ending: str) -> Run:
    out = desk.folder / f"{level}{ending}"
    words = ["camera.jpg", "a red balloon", "--mask", "mask.png", "--quality", "low", "--json"]
    with ImageService(drift=level, seed=4) as service:
        words += ["-o", out.name, "--base-url", service.url]
        command = [sys.executable, "-m", "desktop", "edit", *words]
        value, wall, cpu, megabytes = _measured(command, desk.folder)
    broken = tuple(_broken(value, out, desk))
    out.unlink()
    return Run(
        level=level,
        ending=ending,
        value=value,
        wall=wall,
        cpu=cpu,
        megabytes=megabytes,
        broken=broken,
    )


def _measured(command: list[str], folder: Path) -> tuple[dict[str, Any], float, float, float]:
    """The command's JSON, seconds of the clock and of the processor, its peak in MB."""
    start = time.perf_counter()
    said = folder / "said.json"
    with said.open("wb") as output:
        child = subprocess.Popen(command, cwd=folder, env=_surroundings(folder), stdout=output)
        peak, found, status = 0.0, 0, 0
        while not found:
            time.sleep(0.02)
            peak = max(peak, _peak_of(child.pid))
            found, status, used = os.wait4(child.pid, os.WNOHANG)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if child.returncode:
        raise SystemExit(f"The command ended with {child.returncode}.")
    value: dict[str, Any] = json.loads(said.read_bytes())
    return value, wall, used.ru_utime + used.ru_stime, peak


def _peak_of(pid: int) -> float:
    """The most memory a process has had since it began to run its own program, in MB.

    What `wait4` reports counts the memory of this benchmark too, from which the process was split.
    """
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return float(line.split()[1]) / 1024
    return 0.0


def _surroundings(folder: Path) -> dict[str, str]:
    """A home and a library of its own, and the key of the stand-in service."""
    here = Path(__file__).parents[3]
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**kept, "HOME": str(folder), "PYTHONPATH": str(here), "OPENAI_API_KEY": KEY}


def _broken(value: dict[str, Any], out: Path, desk: Desk) -> Iterator[str]:
    before, after = (desk.folder / "camera.jpg").read_bytes(), out.read_bytes()
    if value["outside_changed_pixels"] != 0:
        yield f"it counted {value['outside_changed_pixels']} changed pixels"
    if not {"x", "y", "width", "height"} <= set(value["region"]) or not value["registration"]:
        yield "region or registration is missing"
    readers: dict[str, Callable[[bytes], Pixels]] = {"Pillow": _pillow, "OpenCV": _opencv}
    for name, read in readers.items():
        changed = _changed(read(before), read(after))
        outside = int(np.count_nonzero(changed & desk.outside))
        if outside:
            yield f"{name} sees {outside} changed pixels outside the mask"
        if changed[~desk.outside].mean() < 0.2:
            yield f"{name} sees no change inside the mask"
    yield from _metadata(before, after)


def _metadata(before: bytes, after: bytes) -> Iterator[str]:
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
        if new.info.get("icc_profile") != old.info["icc_profile"]:
            yield "the profile differs"
        found = new.getexif()
        yield from (f"EXIF {tag:#x} differs" for tag in EXIF if found.get(tag) != EXIF[tag])
        if new.format == "JPEG" and new.info["exif"] != old.info["exif"]:
            yield "the EXIF block differs"
        if tuple(round(float(one)) for one in new.info["dpi"]) != (300, 300):
            yield "the resolution differs"


def _changed(before: Pixels, after: Pixels) -> NDArray[np.bool_]:
    if before.shape != after.shape:
        raise SystemExit(f"{before.shape} came back as {after.shape}.")
    return np.asarray((before != after).any(axis=2))


def _pillow(data: bytes) -> Pixels:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image)


def _opencv(data: bytes) -> Pixels:
    way = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), way), np.uint8)


def _line(run: Run) -> str:
    region, value = run.value["region"], run.value
    return (
        f"{run.level:7} {run.ending}  outside {value['outside_changed_pixels']}"
        f"  region {region['width']}x{region['height']}"
        f"  match {value['registration']['match']:.3f}  {value['registration']['verdict']}"
        f"  {run.wall:5.1f} s, {run.cpu:5.1f} s of the processor, {run.megabytes:5.0f} MB"
    )


if __name__ == "__main__":
    raise SystemExit(main())
