"""Plays a campaign: runs the program with jobs, kills it, fills its disk, moves its clock."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.benchmarks.campaign.report import Report, examine
from tests.fakes.faults import FAULTS, Fault
from tests.fakes.image_service import KEY, ImageService

ROOT = Path(__file__).parents[3]
BATCH = 8
_DAY = 86_400


class Program:
    """Starts runs of the program, one at a time, and kills them."""

    def __init__(self) -> None:
        self._starter = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.campaign.program"],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._process = 0
        self._over = threading.Event()
        self._end = ""

    def start(self, run: dict[str, Any]) -> None:
        assert self._starter.stdin is not None
        self._over.clear()
        self._starter.stdin.write(json.dumps(run) + "\n")
        self._starter.stdin.flush()
        self._process = int(self._read().split()[1])
        threading.Thread(target=self._wait_for_end, daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Whether it has ended by itself within that time."""
        return self._over.wait(seconds)

    def kill(self) -> bool:
        """False when it was quicker."""
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        self._over.wait(30)
        return self._end == "killed"

    def close(self) -> str:
        """What it printed about faults of its own."""
        return self._starter.communicate(timeout=30)[1]

    def _wait_for_end(self) -> None:
        self._end = self._read()
        self._over.set()

    def _read(self) -> str:
        assert self._starter.stdout is not None
        return self._starter.stdout.readline().strip()


def play(folder: Path, *, jobs: int, seed: int, may_fill: bool = False) -> Report:
    """The whole campaign in `folder`; the same seed plans the same faults and moments.

    `may_fill`: the folder is a small disk of its own, which may be filled to the last byte.
    """
    chance = random.Random(seed)
    report = Report(jobs=jobs)
    cut_off: set[str] = set()
    program = Program()
    with ImageService() as service:
        for first in range(0, jobs, BATCH):
            prompts = [f"job {number}" for number in range(first, min(first + BATCH, jobs))]
            _plan_faults(service, chance, len(prompts))
            filler = folder / "filler"
            if may_fill and chance.random() < 0.15:
                report.full_disks += 1
                threading.Timer(chance.uniform(0.2, 1.0), _fill, (filler,)).start()
            cut_off |= _run(program, service, chance, folder, prompts, report)
            filler.unlink(missing_ok=True)
        _plan_faults(service, chance, 0)
        _let_end(program, service, folder, report)
        said = program.close()
        report.faults += [line for line in said.splitlines() if "Error" in line]
        return examine(folder / "library", service, cut_off, report)


def _plan_faults(service: ImageService, chance: random.Random, count: int) -> None:
    """Every fault of the catalogue comes up equally often; a third of the requests pass."""
    plan: list[Fault | None] = []
    for _ in range(count):
        fault = None if chance.random() < 0.33 else chance.choice(list(FAULTS.values()))
        plan.append(fault)
    service.next(*plan)


def _run(
    program: Program,
    service: ImageService,
    chance: random.Random,
    folder: Path,
    prompts: list[str],
    report: Report,
) -> set[str]:
    """One run, killed in two of three cases; the prompts that were under way then."""
    before = len(service.paid_requests)
    report.runs += 1
    clock = chance.choice((0, 0, 40 * _DAY, -40 * _DAY, 3600))
    program.start(_order(folder, service, prompts, clock))
    if chance.random() < 0.34:
        if not program.wait(70):
            program.kill()
        return set()
    wanted = before + chance.randint(0, len(prompts))
    for _ in range(400):
        if len(service.paid_requests) >= wanted or program.wait(0.01):
            break
    program.wait(chance.uniform(0, 0.25))
    if not program.kill():
        return set()
    report.kills += 1
    return {str(one.fields.get("prompt", "")) for one in service.paid_requests[before:]}


def _let_end(program: Program, service: ImageService, folder: Path, report: Report) -> None:
    """What still waits is taken up once more and ends by itself."""
    report.runs += 1
    program.start(_order(folder, service, [], 0))
    program.wait(70)


def _order(folder: Path, service: ImageService, prompts: list[str], clock: int) -> dict[str, Any]:
    return {
        "library": str(folder / "library"),
        "url": service.url,
        "key": KEY,
        "prompts": prompts,
        "clock": clock,
        "at_once": 3,
    }


def _fill(path: Path) -> None:
    """All the room there is, to the last byte."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 65_536, 4096, 1):
            with suppress(OSError):
                while True:
                    file.write(b"x" * size)
