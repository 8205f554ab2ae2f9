"""What `stet batch` takes."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from desktop.domain.size import Size

_Add = Callable[[argparse.ArgumentParser], None]


def add_batch_options(
    parser: argparse.ArgumentParser, size: Callable[[str], Size | None], add_common: _Add
) -> None:
    """`submit|list|collect|cancel|files`, each with the options that every command has."""
    actions = parser.add_subparsers(
        dest="action", metavar="submit|list|collect|cancel|files", required=True
    )
    submit = actions.add_parser("submit", help="check every line, say the price, send")
    _add_submit(submit, size)
    listing = actions.add_parser("list", help="newest first")
    collect = actions.add_parser("collect", help="bring home what has come")
    collect.add_argument("batch", nargs="?", metavar="BATCH", help="its id, or the beginning of it")
    collect.add_argument("-o", "--output", type=Path, metavar="DIR", help="write the results there")
    cancel = actions.add_parser("cancel", help="what is done by then still comes and is billed")
    cancel.add_argument("batch", metavar="BATCH")
    files = actions.add_parser("files", help="what is stored at the service")
    files.add_argument(
        "--delete",
        action="store_true",
        help="remove what Stet put there and no open batch of this library needs",
    )
    for each in (submit, listing, collect, cancel, files):
        add_common(each)


def _add_submit(submit: argparse.ArgumentParser, size: Callable[[str], Size | None]) -> None:
    submit.add_argument("source", type=Path, nargs="?", metavar="TABLE|FOLDER")
    submit.add_argument(
        "--failed", metavar="BATCH", help="its failed lines, or the batch that was not sent"
    )
    submit.add_argument(
        "--even-paid",
        action="store_true",
        help="with --failed: also lines whose first answer may have been billed",
    )
    submit.add_argument("--prompt", help="for all lines; {name} is filled from the column name")
    submit.add_argument(
        "--ref",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a reference that goes along with every line; repeat for more",
    )
    submit.add_argument("--model", metavar="M")
    submit.add_argument("--quality", metavar="Q")
    submit.add_argument("--size", type=size, default=None, metavar="WxH|auto")
    submit.add_argument("--format", dest="output_format", choices=("png", "jpeg", "webp"))
    submit.add_argument("--project", metavar="NAME", help="what its cost is counted to")
    submit.add_argument(
        "--unknown-price", action="store_true", help="send it although nobody knows its price"
    )
    submit.add_argument("--yes", action="store_true", help="send without asking at the terminal")
    submit.add_argument("--dry-run", action="store_true", help="check and price; send nothing")
