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

from tests.benchmarks.campaign.deck import Deck, WatchedPlan, needs_stream
from tests.benchmarks.campaign.report import AT_ONCE, Report, examine
from tests.fakes.faults import FAULTS
from tests.fakes.image_service import KEY, ImageService

ROOT = Path(__file__).parents[3]
BATCH = 8
_DAY = 86_400
_SURELY_ASKED = 0.5
"""The share of the jobs whose requests surely meet a mishap that is still missing."""


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
    report = Report(jobs=jobs, kinds=len(FAULTS))
    deck, plan = Deck(chance), WatchedPlan()
    cut_off: set[str] = set()
    program = Program()
    with ImageService() as service:
        service.desk.paid_faults = plan
        for first in range(0, jobs, BATCH):
            prompts = [f"job {number}" for number in range(first, min(first + BATCH, jobs))]
            missing = plan.missing()
            is_calm = report.wants_all and len(missing) >= (jobs - first) * _SURELY_ASKED
            is_stream = needs_stream(missing[-1]) if is_calm else first // BATCH % 2 == 1
            passes = {"passes": 0.0} if is_calm else {}
            plan.add(deck.deal(len(prompts), is_stream=is_stream, **passes))
            filler = folder / "filler"
            if may_fill and not is_calm and chance.random() < 0.15:
                report.full_disks += 1
                threading.Timer(chance.uniform(0.2, 1.0), _fill, (filler,)).start()
            order = _order(folder, service, prompts, chance, is_stream=is_stream)
            cut_off |= _run(program, service, chance, order, report, is_calm=is_calm)
            deck.put_back(plan.unused())
            filler.unlink(missing_ok=True)
        _let_end(program, service, folder, report)
        said = program.close()
        report.faults += [line for line in said.splitlines() if "Error" in line]
        report.struck = len(plan.struck)
        report.unstruck = sorted(set(FAULTS) - plan.struck)
        return examine(folder / "library", service, cut_off, report)


def _run(
    program: Program,
    service: ImageService,
    chance: random.Random,
    order: dict[str, Any],
    report: Report,
    *,
    is_calm: bool,
) -> set[str]:
    """One run, killed in two of three cases unless it is calm; the prompts under way then."""
    before = len(service.paid_requests)
    report.runs += 1
    report.jumps += bool(order["clock"]) + bool(order["jump"])
    program.start(order)
    if is_calm or chance.random() < 0.34:
        if not program.wait(70):
            program.kill()
        return set()
    wanted = before + chance.randint(0, len(order["prompts"]))
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
    program.start(_order(folder, service, [], random.Random(0), is_stream=False))
    program.wait(70)


def _order(
    folder: Path,
    service: ImageService,
    prompts: list[str],
    chance: random.Random,
    *,
    is_stream: bool,
) -> dict[str, Any]:
    """One run: the clock may be wrong from the start, and may jump while jobs are under way."""
    return {
        "library": str(folder / "library"),
        "url": service.url,
        "key": KEY,
        "prompts": prompts,
        "is_stream": is_stream,
        "clock": chance.choice((0, 0, 40 * _DAY, -40 * _DAY, 3600)) if prompts else 0,
        "jump": chance.choice((0, 0, 3 * _DAY, -3 * _DAY, -3600)) if prompts else 0,
        "jumps_after": chance.uniform(0.05, 0.8),
        "at_once": AT_ONCE,
    }


def _fill(path: Path) -> None:
    """All the room there is, to the last byte."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 65_536, 4096, 1):
            with suppress(OSError):
                while True:
                    file.write(b"x" * size)
