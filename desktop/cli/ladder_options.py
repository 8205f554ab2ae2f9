"""What `stet drafts` and `stet finish` take."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from desktop.domain.draft_ladder import MOST_DRAFTS, USUAL_COUNT
from desktop.domain.size import Size

_Add = Callable[[argparse.ArgumentParser], None]


def add_drafts_options(
    parser: argparse.ArgumentParser, size: Callable[[str], Size | None], add_common: _Add
) -> None:
    """A prompt with what may go along, and both rungs of the ladder."""
    parser.add_argument("prompt", metavar="PROMPT")
    parser.add_argument("--picture", type=Path, metavar="PICTURE", help="what is to be changed")
    parser.add_argument("--mask", type=Path, help="where; as large as the picture")
    parser.add_argument("--ref", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument(
        "-n",
        dest="count",
        type=int,
        choices=range(1, MOST_DRAFTS + 1),
        default=USUAL_COUNT,
        metavar=f"1-{MOST_DRAFTS}",
        help="how many drafts",
    )
    parser.add_argument("--size", type=size, default=None, metavar="WxH|auto")
    parser.add_argument("--draft-model", metavar="M", help="the fast one, unless named")
    parser.add_argument("--draft-quality", metavar="Q", help="the lowest, unless named")
    parser.set_defaults(markup=None)
    _add_run(parser)
    add_common(parser)


def add_finish_options(parser: argparse.ArgumentParser, add_common: _Add) -> None:
    """A draft that was chosen, and how it is finished."""
    parser.add_argument("edit", metavar="EDIT.RESULT", help="its id, or the beginning, and which")
    parser.add_argument("--prompt", help="in place of the draft's own")
    parser.set_defaults(count=1)
    _add_run(parser)
    add_common(parser)


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="M", help="of the high run")
    parser.add_argument("--quality", metavar="Q", help="of the high run")
    parser.add_argument("--project", metavar="NAME", help="what its cost is counted to")
    parser.add_argument("--yes", action="store_true", help="send without asking at the terminal")
    parser.add_argument(
        "--unknown-price", action="store_true", help="send it although nobody knows its price"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="where the pictures go")
