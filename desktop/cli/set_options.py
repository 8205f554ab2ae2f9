"""What `stet set` takes."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from desktop.domain.surface_set import USUAL_NAME

_Add = Callable[[argparse.ArgumentParser], None]


def add_set_options(parser: argparse.ArgumentParser, add_common: _Add) -> None:
    """`plan|run|list|save`, each with the options that every command has."""
    actions = parser.add_subparsers(dest="action", metavar="plan|run|list|save", required=True)
    plan = actions.add_parser("plan", help="check and price the matrix, and keep it")
    _add_plan(plan)
    run = actions.add_parser("run", help="make the first picture or, approved, the others")
    run.add_argument("set", metavar="SET", help="its id, or the beginning of it")
    run.add_argument("--approve", action="store_true", help="the first is as it should be")
    run.add_argument("--batch", action="store_true", help="the others as one batch, at half price")
    run.add_argument(
        "--even-paid",
        action="store_true",
        help="make also failed ones again whose first answer may have been billed",
    )
    run.add_argument("--yes", action="store_true", help="send without asking at the terminal")
    run.add_argument("-o", "--output", type=Path, metavar="DIR", help="write what is made there")
    listing = actions.add_parser("list", help="newest first")
    save = actions.add_parser("save", help="write what is made, each in its surface's exact size")
    save.add_argument("set", metavar="SET")
    save.add_argument("-o", "--output", type=Path, required=True, metavar="DIR")
    for each in (plan, run, listing, save):
        add_common(each)


def _add_plan(plan: argparse.ArgumentParser) -> None:
    plan.add_argument("prompt", help="{language}, {surface} and the texts' columns are filled in")
    plan.add_argument("--master", type=Path, metavar="PICTURE", help="the first reference of all")
    plan.add_argument("--ref", type=Path, action="append", default=[], metavar="FILE")
    texts = plan.add_mutually_exclusive_group(required=True)
    texts.add_argument("--languages", metavar="A,B,C")
    texts.add_argument("--texts", type=Path, metavar="TABLE", help="a CSV with a column language")
    plan.add_argument(
        "--surface",
        action="append",
        required=True,
        metavar="NAME=WxH",
        help="repeat; story, square, post, banner, video and print need no size",
    )
    plan.add_argument("--template", default=USUAL_NAME, metavar="NAME", help="of the files")
    plan.add_argument("--name", metavar="NAME", help="what {name} stands for in the template")
    plan.add_argument("--title", metavar="TITLE", help="what the set is called")
    plan.add_argument("--model", metavar="M")
    plan.add_argument("--quality", metavar="Q")
    plan.add_argument("--format", dest="output_format", choices=("png", "jpeg", "webp"))
    plan.add_argument("--project", metavar="NAME", help="what its cost is counted to")
    plan.add_argument(
        "--unknown-price", action="store_true", help="send it although nobody knows its price"
    )
