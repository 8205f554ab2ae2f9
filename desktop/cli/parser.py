"""The command line's grammar: which commands there are and what they take."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop import __version__
from desktop.cli.batch_options import add_batch_options
from desktop.cli.blend_options import add_blend_options, add_scene_options
from desktop.cli.conversation_options import add_conversation_options
from desktop.cli.export_options import add_export_options
from desktop.cli.ladder_options import add_drafts_options, add_finish_options
from desktop.cli.library_options import add_library_options
from desktop.cli.marks_options import add_filters, add_marking
from desktop.cli.set_options import add_set_options
from desktop.domain.size import Box, Size, parse_size


def make_parser() -> argparse.ArgumentParser:
    """The parser of every command; argparse ends with exit code 2 on bad input."""
    parser = argparse.ArgumentParser(
        prog="stet",
        description="Edit pictures with OpenAI's gpt-image models; what is not masked stands.",
        epilog="Without a command, `stet [PICTURE ...]` opens the window; "
        "`stet --self-check` proves the parts of this installation.",
    )
    parser.add_argument("--version", action="version", version=f"Stet {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    generate = commands.add_parser("generate", help="make a picture from words")
    edit = commands.add_parser("edit", help="change a picture")
    _add_generate(generate)
    _add_edit(edit)
    for asking in (generate, edit):
        _add_dry_run(asking)
    _add_reblend(commands.add_parser("reblend", help="lay a kept answer in anew; costs nothing"))
    _add_estimate(commands.add_parser("estimate", help="say what it would cost; no network"))
    batch = commands.add_parser("batch", help="many pictures at half price, within a day")
    add_batch_options(batch, _size, _add_common)
    surfaces = commands.add_parser("set", help="one master for many surfaces and languages")
    add_set_options(surfaces, _add_common)
    drafts = commands.add_parser("drafts", help="a few cheap drafts to choose from")
    add_drafts_options(drafts, _size, _add_common)
    finish = commands.add_parser("finish", help="a chosen draft in high quality")
    add_finish_options(finish, _add_common)
    _add_history(commands.add_parser("history", help="look at what was made"))
    add_library_options(
        commands.add_parser("library", help="where it is; move it, take it along"), _add_common
    )
    _add_costs(commands.add_parser("costs", help="say what was spent, and on what"))
    _add_key(commands.add_parser("key", help="keep the service's key in the keychain"))
    _add_origin(commands.add_parser("origin", help="ask the service where a picture comes from"))
    return parser


def _add_generate(parser: argparse.ArgumentParser) -> None:
    _add_prompt(parser)
    _add_recipe(parser)
    _add_common(parser)


def _add_edit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("picture", nargs="?", type=Path, metavar="PICTURE")
    _add_prompt(parser)
    _add_edit_options(parser)
    _add_recipe(parser)
    _add_common(parser)


def _add_reblend(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("edit", metavar="EDIT[.RESULT]", help="its id, or the beginning of it")
    masks = parser.add_mutually_exclusive_group()
    masks.add_argument("--mask", type=Path, help="another mask, as large as the picture")
    masks.add_argument(
        "--grow-spill",
        action="store_true",
        help="widen the mask where the change crosses its edge",
    )
    add_blend_options(parser)
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="where the picture goes")
    parser.set_defaults(count=1)
    _add_common(parser)


def _add_estimate(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", metavar="generate|edit", required=True)
    _add_generate(kinds.add_parser("generate"))
    _add_edit(kinds.add_parser("edit"))


def _add_prompt(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("prompt", metavar="PROMPT", help="what it should become; - reads it piped")


def _add_edit_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--page", type=int, default=1, metavar="N", help="of a TIFF with several; else the first"
    )
    overlay = parser.add_mutually_exclusive_group()
    overlay.add_argument(
        "--markup",
        type=Path,
        metavar="FILE",
        help="marks on a transparent ground, as large as the picture; in place of a mask",
    )
    overlay.add_argument(
        "--mask",
        type=Path,
        help="as large as the picture; transparent means change, without alpha white means change",
    )
    parser.add_argument(
        "--ref",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a reference picture; repeat for more, in the order they are sent",
    )
    parser.add_argument(
        "--region",
        type=_region,
        default="auto",
        metavar="auto|whole|X,Y,W,H",
        help="the part of the picture that is sent",
    )
    add_blend_options(parser)
    add_scene_options(parser)
    parser.add_argument(
        "--no-composite",
        action="store_true",
        help="keep the answer as it came instead of laying it into the picture",
    )


def _add_recipe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="M")
    parser.add_argument("--quality", metavar="Q")
    parser.add_argument("--size", type=_size, default=None, metavar="WxH|auto")
    parser.add_argument("-n", dest="count", type=int, default=1, metavar="N")
    parser.add_argument("--background", default="auto", metavar="B")
    parser.add_argument(
        "--format", dest="output_format", default=None, metavar="png|jpeg|webp|gif|svg"
    )
    parser.add_argument("--frames", dest="frame_count", type=int, default=None, metavar="2-16")
    parser.add_argument("--frame-ms", type=int, default=None, metavar="MS")
    parser.add_argument("--compression", type=int, default=None, metavar="0-100")
    parser.add_argument("--moderation", default=None, metavar="auto|low")
    parser.add_argument("--complexity", default=None, metavar="low|medium|high")
    add_conversation_options(parser)
    parser.add_argument("--project", metavar="NAME", help="what its cost is counted to")
    parser.add_argument(
        "--unknown-price", action="store_true", help="send it although nobody knows its price"
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="OUT", help="where the picture goes; -n adds numbers"
    )


def _add_dry_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="show exactly what would leave this machine; send nothing, keep nothing",
    )


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--library", type=Path, metavar="DIR", help="the library to use")
    service = parser.add_mutually_exclusive_group()
    service.add_argument("--base-url", metavar="URL", help="the service's address")
    service.add_argument("--profile", metavar="NAME", help="a service of the settings, by its name")
    parser.add_argument("--demo", action="store_true", help="simulate the service; no key needed")
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    parser.add_argument("--quiet", action="store_true", help="no progress on stderr")


def _add_history(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="newest first, or what words and filters find")
    listing.add_argument("--limit", type=_count, default=20, metavar="N")
    listing.add_argument("--search", metavar="WORDS", help='words, "phrases", -words to leave out')
    add_filters(listing)
    show = actions.add_parser("show", help="everything about one edit")
    show.add_argument("edit", metavar="EDIT", help="its id, or the beginning of it")
    _add_export(actions.add_parser("export", help="write results to files"))
    fetch = actions.add_parser(
        "fetch", help="bring in turns of conversations that were cut off; free of charge"
    )
    check = actions.add_parser("check", help="verify every file and every row")
    check.add_argument(
        "--repair",
        action="store_true",
        help="build a damaged database anew from the records, and damaged or missing results from "
        "their kept answers; damaged files are kept",
    )
    for each in (listing, show, check, fetch, *add_marking(actions)):
        _add_common(each)


def _add_export(export: argparse.ArgumentParser) -> None:
    export.add_argument("edits", nargs="+", metavar="EDIT[.RESULT]")
    export.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="OUT",
        help="a file, whose ending is the format, or a folder that exists, for many; .psd and "
        ".ora hold the original and each edit as layers",
    )
    export.add_argument(
        "--original", action="store_true", help="the bytes exactly as the service sent them"
    )
    add_export_options(export)
    _add_common(export)


def _add_costs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--by",
        choices=("day", "month", "model", "profile", "project"),
        default="month",
        help="what the totals are made by",
    )
    parser.add_argument(
        "--csv", type=Path, metavar="FILE", help="write every request to a table; - prints it"
    )
    _add_common(parser)


def _add_origin(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("picture", type=Path, metavar="PICTURE")
    parser.add_argument(
        "--upload", action="store_true", help="yes, send the whole file to the service"
    )
    _add_common(parser)


def _add_key(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="set|status|test|remove", required=True)
    helps = {
        "set": "type or pipe the key; it goes to the keychain",
        "status": "say where a key is kept, without showing it",
        "test": "ask the service whether it accepts the key; costs nothing",
        "remove": "take the key out of the keychain",
    }
    for name, words in helps.items():
        _add_common(actions.add_parser(name, help=words))


def _size(text: str) -> Size | None:
    try:
        return parse_size(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is no number of edits; write 0 or more.")
    return int(text)


def _region(text: str) -> str | Box:
    if text in {"auto", "whole"}:
        return text
    parts = text.split(",")
    try:
        box = Box(*(int(part) for part in parts))
    except (ValueError, TypeError) as error:
        raise argparse.ArgumentTypeError(
            f"“{text}” is no region; write auto, whole, or X,Y,W,H in pixels."
        ) from error
    if box.is_empty:
        raise argparse.ArgumentTypeError("A region needs a width and a height above 0.")
    return box
