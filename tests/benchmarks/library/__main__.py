"""Everything about a large library in one run: `python -m tests.benchmarks.library --help`.

Makes a library of 100,000 edits (or `--edits`), or uses the one in `--library`, and prints what
queries, the grid and thumbnails cost, with the goals beside. `--times 10` makes a library of a
million from the same edits ten times over; it needs 3 GB of disk and some minutes.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from desktop.storage.library import DATABASE
from tests.benchmarks.library import grid, queries, thumbnail
from tests.benchmarks.library.made_library import fill, multiply
from tests.benchmarks.machine import machine_line
from tests.ui.samples import png


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=100_000, help="how many are made")
    parser.add_argument("--times", type=int, default=1, help="how often they are multiplied")
    parser.add_argument("--library", type=Path, help="a folder to make it in, or to use as it is")
    parser.add_argument("--only", choices=("queries", "grid", "thumbnail"), help="one part alone")
    return parser.parse_args()


def make(folder: Path, count: int, times: int) -> None:
    start = time.perf_counter()
    fill(folder, count, tuple(png(256, 256, f"#{at:02x}6699") for at in range(0, 250, 10)))
    print(f"{count:,} edits made in {time.perf_counter() - start:.0f} s", flush=True)
    if times > 1:
        start = time.perf_counter()
        multiply(folder, times)
        took = time.perf_counter() - start
        print(f"made {count * times:,} of them in {took:.0f} s", flush=True)


def main(wanted: argparse.Namespace, folder: Path) -> None:
    if wanted.only != "thumbnail" and not (folder / DATABASE).exists():
        make(folder, wanted.edits, wanted.times)
    print(machine_line(), flush=True)
    if wanted.only in {None, "queries"}:
        queries.main(wanted.edits, folder)
    if wanted.only in {None, "grid"}:
        grid.main(wanted.edits, folder)
    if wanted.only in {None, "thumbnail"}:
        thumbnail.main()


if __name__ == "__main__":
    chosen = arguments()
    if chosen.library is not None:
        main(chosen, chosen.library)
    else:
        with tempfile.TemporaryDirectory() as made:
            main(chosen, Path(made))
