"""Options of `stet history` that find and mark results, and that fill and empty the trash."""

from __future__ import annotations

import argparse
from datetime import datetime

from desktop.domain.library_item import MOST_STARS, ItemKind, Label
from desktop.domain.library_query import SortBy

_EDITS = "EDIT[.RESULT]"


def add_filters(listing: argparse.ArgumentParser) -> None:
    """With any of these `list` shows results, not edits."""
    one = listing.add_argument_group("filters", "with any of these it lists results, not edits")
    one.add_argument(
        "--stars", type=int, choices=range(1, MOST_STARS + 1), help="that many or more"
    )
    one.add_argument("--tag", action="append", default=[], metavar="TAG")
    one.add_argument(
        "--label", action="append", default=[], choices=[str(one) for one in Label][1:]
    )
    one.add_argument("--of-project", action="append", default=[], metavar="NAME")
    one.add_argument("--of-model", action="append", default=[], metavar="M")
    one.add_argument(
        "--kind", action="append", default=[], choices=[str(kind) for kind in ItemKind]
    )
    one.add_argument("--since", type=_day, metavar="YYYY-MM-DD")
    one.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help="that day not included")
    one.add_argument("--sort", choices=[str(sort) for sort in SortBy])
    one.add_argument("--ascending", action="store_true", help="oldest, least or smallest first")
    one.add_argument("--trash", action="store_true", help="what is in the trash")


def add_marking(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
) -> tuple[argparse.ArgumentParser, ...]:
    """The actions that change what is said of results."""
    star = actions.add_parser("star", help="give results 0 to 5 stars")
    star.add_argument("stars", type=int, choices=range(MOST_STARS + 1), metavar="0-5")
    tag = actions.add_parser("tag", help="add tags to results, or take some away")
    tag.add_argument("--add", action="append", default=[], metavar="TAG")
    tag.add_argument("--remove", action="append", default=[], metavar="TAG")
    mark = actions.add_parser("mark", help="label results, note something, move them to a project")
    mark.add_argument("--label", choices=[*[str(one) for one in Label][1:], "none"])
    mark.add_argument("--note", metavar="WORDS")
    mark.add_argument("--to-project", metavar="NAME", help="an empty name: to none")
    trash = actions.add_parser("trash", help="put results into the trash")
    restore = actions.add_parser("restore", help="take results out of the trash")
    for each in (star, tag, mark, trash, restore):
        each.add_argument("edits", nargs="+", metavar=_EDITS)
    empty = actions.add_parser(
        "empty-trash", help="delete what is in the trash for good; files still used stay"
    )
    empty.add_argument("--yes", action="store_true", help="yes, delete it for good")
    return (star, tag, mark, trash, restore, empty)


def _day(text: str) -> datetime:
    """Midnight of that day, here."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").astimezone()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2026-11-21") from error
