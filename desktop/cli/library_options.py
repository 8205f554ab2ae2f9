"""The options of `stet library`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path


def add_library_options(
    parser: argparse.ArgumentParser, add_common: Callable[[argparse.ArgumentParser], None]
) -> None:
    """`where`, `export`, `import` and `move`."""
    actions = parser.add_subparsers(
        dest="action", metavar="where|export|import|move", required=True
    )
    where = actions.add_parser("where", help="print the library's folder")
    export = actions.add_parser("export", help="write all of it, or parts, as one portable file")
    export.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE.stet", help="a zip archive"
    )
    export.add_argument(
        "--edit",
        action="append",
        default=[],
        metavar="EDIT",
        help="this edit and what it went on from; repeat for more",
    )
    export.add_argument("--search", metavar="WORDS", help="the edits with these words")
    export.add_argument("--project", metavar="NAME", help="the edits of that project")
    export.add_argument("--replace", action="store_true", help="replace a file that is there")
    taking = actions.add_parser("import", help="take a project file into the library")
    taking.add_argument("file", type=Path, metavar="FILE.stet")
    move = actions.add_parser("move", help="move the library into another folder")
    move.add_argument("folder", type=Path, metavar="FOLDER", help="new, or empty")
    for each in (where, export, taking, move):
        add_common(each)
