"""Time and memory of large regions, each in a process of its own so that its peak is its own.

python -m tests.benchmarks.fidelity.large LOAD [PROTOTYPE]
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from desktop.domain.recipe import Blend, RegionMode
from desktop.domain.size import Box, Size, SizeRule
from desktop.imaging.composite import compose
from desktop.imaging.picture import Picture
from desktop.imaging.region import RegionPlan, plan_region
from tests.benchmarks.fidelity.drift import LEVELS, drifted
from tests.benchmarks.fidelity.pictures import Pixels, sources
from tests.benchmarks.fidelity.ways import prototype


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A picture, the part of it that is masked, and whether it is sent as a whole."""

    name: str
    picture: Size
    mask: Box
    sent: Size | None = None
    depth: str = "uint8"


LOADS = (
    Load(name="1K", picture=Size(1024, 1024), mask=Box(300, 300, 420, 420), sent=Size(1024, 1024)),
    Load(name="2K", picture=Size(2048, 1536), mask=Box(600, 450, 800, 620), sent=Size(2048, 1536)),
    Load(
        name="4K", picture=Size(3840, 2160), mask=Box(1100, 600, 1600, 950), sent=Size(3840, 2160)
    ),
    Load(name="48 MP, 1K region", picture=Size(8000, 6000), mask=Box(3000, 3000, 330, 330)),
    Load(
        name="48 MP, wide mask",
        picture=Size(8000, 6000),
        mask=Box(900, 700, 6200, 4650),
        sent=Size(3328, 2480),
    ),
    Load(
        name="48 MP 16 bit, wide mask",
        picture=Size(8000, 6000),
        mask=Box(900, 700, 6200, 4650),
        sent=Size(3328, 2480),
        depth="uint16",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """CPU seconds of one core, peak memory above the open picture in MB, pixels changed outside."""

    name: str
    seconds: float
    megabytes: float
    outside_changed: int
    verdict: str


def measured(load: Load) -> Cost:
    return Cost(**_measured_alone(load))


def prototype_seconds(load: Load, folder: Path) -> float:
    """How long a prototype takes for the same, to compare with where the machine's speed swings."""
    return float(_measured_alone(load, str(folder))["seconds"])


def _measured_alone(load: Load, *more: str) -> dict[str, Any]:
    """Runs this module for one load and reads what it prints."""
    made = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.fidelity.large", load.name, *more],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(made.stdout.splitlines()[-1])
    return found


def _run(load: Load) -> Cost:
    cv2.setNumThreads(1)
    pixels, answer, mask, plan = _prepared(load)
    picture = Picture(pixels=pixels)
    _forget_peak()
    before, start = _memory("VmRSS"), time.process_time()
    made = compose(
        picture=picture, mask=mask, plan=plan, answer=Picture(pixels=answer), blend=Blend()
    )
    seconds = time.process_time() - start
    return Cost(
        name=load.name,
        seconds=seconds,
        megabytes=_memory("VmHWM") - before,
        outside_changed=made.outside_changed,
        verdict=made.verdict,
    )


def _run_prototype(load: Load, folder: Path) -> dict[str, float]:
    """It takes the crop that was sent, as floats."""
    cv2.setNumThreads(1)
    compose_crop = prototype(folder)
    pixels, answer, mask, plan = _prepared(load)
    crop = pixels[plan.box.slices].astype(np.float32) / np.iinfo(pixels.dtype).max
    returned = answer.astype(np.float32) / 255
    start = time.process_time()
    compose_crop(crop, returned, mask[plan.box.slices])
    return {"seconds": time.process_time() - start}


def _prepared(
    load: Load,
) -> tuple[Pixels, Pixels, Pixels, RegionPlan]:
    width, height = load.picture.width, load.picture.height
    source = next(source for source in sources() if source.name == "hills1")
    base = source.make(min(width, 2000), min(height, 1500))
    picture = cv2.resize(base, (width, height), interpolation=cv2.INTER_CUBIC)
    random = np.random.default_rng(5)
    for top in range(0, height, 500):
        rows = slice(top, top + 500)
        grain = random.standard_normal(picture[rows].shape).astype(np.float32)
        picture[rows] = picture[rows] + np.float32(0.02) * grain
    np.clip(picture, 0, 1, out=picture)
    mask = np.zeros((height, width), np.uint8)
    box = load.mask
    centre = (box.x + box.width // 2, box.y + box.height // 2)
    cv2.ellipse(mask, centre, (box.width // 2, box.height // 2), 0, 0, 360, 255, -1)
    plan = _plan(load)
    region = picture[plan.box.slices]
    sent = cv2.resize(region, (plan.sent.width, plan.sent.height), interpolation=cv2.INTER_AREA)
    sent_mask = cv2.resize(mask[plan.box.slices], (plan.sent.width, plan.sent.height))
    inner = cv2.erode(sent_mask, np.ones((41, 41), np.uint8)) > 0
    sent[inner] = sent[inner][:, ::-1] * 0.8 + 0.1
    answer = np.rint(drifted(sent, LEVELS[1], random) * 255).astype(np.uint8)
    full = 255 if load.depth == "uint8" else 65535
    return np.rint(picture * full).astype(load.depth), answer, mask, plan


def _plan(load: Load) -> RegionPlan:
    if load.sent is not None:
        whole = Box(0, 0, load.picture.width, load.picture.height)
        return RegionPlan(box=whole, sent=load.sent, picture=load.picture)
    return plan_region(picture=load.picture, mask=load.mask, rule=SizeRule(), mode=RegionMode.AUTO)


def _forget_peak() -> None:
    """Sets the kernel's peak back to what is used now."""
    with open("/proc/self/clear_refs", "w") as file:  # noqa: PTH123
        file.write("5")


def _memory(field: str) -> float:
    """A line of the kernel's account of this process, in MB."""
    with open("/proc/self/status") as file:  # noqa: PTH123
        for line in file:
            if line.startswith(field):
                return float(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    from dataclasses import asdict

    wanted = next(load for load in LOADS if load.name == sys.argv[1])
    if len(sys.argv) > 2:
        print(json.dumps(_run_prototype(wanted, Path(sys.argv[2]))))
    else:
        print(json.dumps(asdict(_run(wanted))))
