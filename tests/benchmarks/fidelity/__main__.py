"""Prints the table: how well each way lays drifted answers back.

python -m tests.benchmarks.fidelity [--quick] [--times] [--json FILE] [--prototype DIR]
    [--pictures DIR] [--seed N] [--only WAYS]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from tests.benchmarks.fidelity.answers import (
    DRIFTED,
    OTHER_SCENES,
    SPILL,
    answers,
)
from tests.benchmarks.fidelity.cases import EDITS, Case, cases, on_grid
from tests.benchmarks.fidelity.drift import LEVELS
from tests.benchmarks.fidelity.large import LOADS, measured, prototype_seconds
from tests.benchmarks.fidelity.metrics import Score, score
from tests.benchmarks.fidelity.peers import WAYS, Way
from tests.benchmarks.fidelity.pictures import Source, sources
from tests.benchmarks.fidelity.ways import composed, prototype, stet
from tests.benchmarks.machine import machine_line


@dataclass(frozen=True, slots=True)
class Row:
    """One case put back in one way."""

    way: str
    picture: str
    edit: str
    level: str
    seconds: float
    score: Score


def main() -> int:
    options = _options()
    cv2.setNumThreads(1)  # numpy's own threads: OMP_NUM_THREADS=1 before the start
    if options.times:
        _cost_table(options.prototype)
        return 0
    pictures = sources(options.pictures)
    if options.quick:
        pictures = pictures[:: max(1, len(pictures) // 7)]
    ways = dict(WAYS)
    if options.prototype:
        ways["prototype"] = prototype(options.prototype)
    ways["stet"] = stet
    if options.only:
        ways = {name: way for name, way in ways.items() if name in options.only.split(",")}
    report: dict[str, Any] = {}
    rows = _compared(ways, pictures, options)
    report["ways"] = _way_table(rows)
    report["levels"] = _level_table(rows)
    report["harm"] = _harm_table(ways, pictures, options)
    report["verdicts"] = _verdict_table(pictures, options)
    if not options.quick and not options.only:
        report["costs"] = _cost_table(options.prototype)
    if options.json:
        report["rows"] = [asdict(row) for row in rows]
        options.json.write_text(json.dumps(report, indent=1, default=float))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.fidelity")
    parser.add_argument("--quick", action="store_true", help="a quarter of the pictures, 640 px")
    parser.add_argument("--times", action="store_true", help="only time and memory of large ones")
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    parser.add_argument("--prototype", type=Path, help="a folder with a pipeline.py to compare")
    parser.add_argument("--pictures", type=Path, help="use the pictures of this folder instead")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--only", help="names of ways, with commas")
    return parser.parse_args()


def _side(options: argparse.Namespace) -> int:
    return 640 if options.quick else 1024


def _compared(
    ways: dict[str, Way], pictures: list[Source], options: argparse.Namespace
) -> list[Row]:
    side, rows = _side(options), []
    for case in cases(pictures, side, side, options.seed):
        for name, way in ways.items():
            rows.append(_row(name, way, case))
        _progress(f"{case.name}, {case.edit}, {case.level}")
    return rows


def _row(name: str, way: Way, case: Case) -> Row:
    start = time.process_time()
    made = way(case.original, case.answer, case.mask)
    seconds = time.process_time() - start
    found = score(on_grid(made), case.original, case.truth, case.mask)
    return Row(name, case.name, case.edit, case.level, seconds, found)


def _progress(text: str) -> None:
    print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def _mean(rows: Iterable[Row], of: Callable[[Row], float]) -> float:
    values = [of(row) for row in rows]
    return float(np.mean(values)) if values else float("nan")


def _way_table(rows: list[Row]) -> list[dict[str, Any]]:
    table = []
    for way in dict.fromkeys(row.way for row in rows):
        own = [row for row in rows if row.way == way]
        calm = [row for row in own if row.edit != "recolour"]
        coloured = [row for row in own if row.edit == "recolour"]
        table.append(
            {
                "way": way,
                "outside %": 100 * _mean(own, lambda row: row.score.outside_share),
                "outside max": max(row.score.outside_most for row in own),
                "ring": _mean(calm, lambda row: row.score.ring),
                "worst": max(row.score.ring for row in calm),
                "recolour": _mean(coloured, lambda row: row.score.ring),
                "all": _mean(own, lambda row: row.score.ring),
                "seam": _mean(calm, lambda row: row.score.seam),
                "gradient": float(np.median([row.score.gradient for row in own])),
                **{
                    level.name: _mean(
                        [row for row in own if row.level == level.name],
                        lambda row: row.score.psnr,
                    )
                    for level in LEVELS
                },
                "SSIM": _mean(own, lambda row: row.score.ssim),
                "tone": _mean(own, lambda row: row.score.tone),
                "crisp": _mean(own, lambda row: row.score.crisp),
                "s": _mean(own, lambda row: row.seconds),
            }
        )
    count = len({(row.picture, row.edit, row.level) for row in rows})
    _print(f"{count} cases; ring, worst and seam without recolouring; PSNR by level", table)
    return table


def _level_table(rows: list[Row]) -> list[dict[str, Any]]:
    last = rows[-1].way
    table = []
    for edit in EDITS:
        for level in LEVELS:
            own = [
                row
                for row in rows
                if row.way == last and row.edit == edit and row.level == level.name
            ]
            if own:
                table.append(
                    {
                        "edit": edit,
                        "level": level.name,
                        "cases": len(own),
                        "ring": _mean(own, lambda row: row.score.ring),
                        "PSNR": _mean(own, lambda row: row.score.psnr),
                        "crisp": _mean(own, lambda row: row.score.crisp),
                        "tone": _mean(own, lambda row: row.score.tone),
                    }
                )
    _print(f"{last}, by edit and level", table)
    return table


def _harm_table(
    ways: dict[str, Way], pictures: list[Source], options: argparse.Namespace
) -> list[dict[str, Any]]:
    """PSNR inside when the model returns exactly the truth."""
    side, table = _side(options), []
    chosen = {name: way for name, way in ways.items() if name in {"poisson", "prototype", "stet"}}
    found: dict[tuple[str, str], list[float]] = {}
    for case in list(cases(pictures, side, side, options.seed + 1))[::3]:
        for name, way in chosen.items():
            made = on_grid(way(case.original, case.truth, case.mask))
            psnr = score(made, case.original, case.truth, case.mask).psnr
            found.setdefault((name, case.edit), []).append(psnr)
        _progress(f"perfect answer: {case.name}")
    for name in chosen:
        row: dict[str, Any] = {"way": name}
        for edit in EDITS:
            values = found.get((name, edit), [])
            row[edit] = float(np.mean(values)) if values else float("nan")
            row[f"{edit} least"] = min(values, default=float("nan"))
        table.append(row)
    _print("A perfect answer: PSNR inside (99 is equal)", table)
    return table


def _verdict_table(pictures: list[Source], options: argparse.Namespace) -> list[dict[str, Any]]:
    counted: dict[str, Counter[str]] = {}
    for answer in answers(pictures, _side(options), options.seed + 2):
        verdict = composed(answer.original, answer.answer, answer.mask).verdict
        counted.setdefault(answer.kind, Counter())[verdict] += 1
        if _is_wrong(answer.kind, verdict):
            print(f"\r\033[Kwrong: {answer.picture}, {answer.kind}: {verdict}")
        _progress(f"verdict: {answer.picture}, {answer.kind}: {verdict}")
    words = ("good", "check", "spilled", "changed", "unchanged", "none")
    table = [
        {"answer": kind, **{word: found[word] for word in words}} for kind, found in counted.items()
    ]
    total = sum(sum(found.values()) for found in counted.values())
    refused = sum(counted[kind]["changed"] for kind in DRIFTED)
    missed = sum(counted[kind]["good"] for kind in OTHER_SCENES)
    spills = counted[SPILL]
    _print(
        f"{total} verdicts: {refused} false refusals, {missed} other scenes called good, "
        f"{spills['spilled']} of {sum(spills.values())} spills found",
        table,
    )
    return table


def _is_wrong(kind: str, verdict: str) -> bool:
    if kind in DRIFTED:
        return verdict in {"changed", "spilled"}
    if kind in OTHER_SCENES:
        return verdict in {"good", "unchanged"}
    return kind == SPILL and verdict != "spilled"


def _cost_table(folder: Path | None) -> list[dict[str, Any]]:
    print(f"\r\033[K\n{machine_line()}")
    table = []
    for load in LOADS:
        row = asdict(measured(load))
        if folder is not None:
            row["prototype"] = prototype_seconds(load, folder)
            row["of it"] = row["seconds"] / row["prototype"]
        table.append(row)
    _print("Time on one core and memory above the open picture", table)
    return table


def _print(title: str, table: list[dict[str, Any]]) -> None:
    print(f"\r\033[K\n{title}")
    names = list(table[0])
    lines = [[_shown(row[name]) for name in names] for row in table]
    widths = [
        max(len(name), *(len(line[place]) for line in lines)) for place, name in enumerate(names)
    ]
    for line in [names, *lines]:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))


def _shown(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"


if __name__ == "__main__":
    raise SystemExit(main())
