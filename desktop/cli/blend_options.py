"""Options that say what is sent around a mask and how an answer is laid in."""

from __future__ import annotations

import argparse
from argparse import Namespace

from desktop.domain.recipe import Blend
from desktop.imaging.region import Borders

Extension = Borders | tuple[int, int]
"""Pixels on each side, or a ratio across : down."""


def add_blend_options(parser: argparse.ArgumentParser) -> None:
    """How an answer is laid in; `blend_of` reads them."""
    parser.add_argument(
        "--grow", type=_pixels, default=0, metavar="PX", help="widen the mask by so many pixels"
    )
    parser.add_argument(
        "--feather",
        type=_pixels,
        default=None,
        metavar="PX",
        help="width of the soft edge inside the mask; 0 is a hard edge",
    )
    parser.add_argument(
        "--no-colour-match",
        action="store_true",
        help="keep the answer's colours instead of bringing them to the picture's",
    )
    parser.add_argument(
        "--align",
        action="store_true",
        help="without a mask: put the answer back onto the picture's own pixels and size",
    )


def add_scene_options(parser: argparse.ArgumentParser) -> None:
    """What goes along, and how large the picture is to become."""
    parser.add_argument(
        "--overview",
        action="store_true",
        help="beside a small region send the whole picture, small, as the last reference",
    )
    parser.add_argument(
        "--extend",
        type=_extension,
        default=None,
        metavar="L,T,R,B|W:H",
        help="a larger canvas: pixels to add left, top, right and bottom, or the shape to reach; "
        "the new area is painted, the old pixels stand",
    )


def blend_of(options: Namespace) -> Blend:
    """The blend that the options describe; the usual one for commands without them."""
    if not hasattr(options, "feather"):
        return Blend()
    return Blend(
        composite=not getattr(options, "no_composite", False),
        grow=options.grow,
        feather=options.feather,
        colour_match=not options.no_colour_match,
        align=options.align,
    )


def _pixels(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is no number of pixels; write 0 or more.")
    return int(text)


def _extension(text: str) -> Extension:
    try:
        if ":" in text:
            across, down = (int(part) for part in text.split(":"))
            return across, down
        return Borders(*(int(part) for part in text.split(",", 3)))
    except (ValueError, TypeError) as error:
        raise argparse.ArgumentTypeError(
            f"“{text}” is no extension; write four numbers of pixels such as 0,0,400,0, or a shape "
            "such as 16:9."
        ) from error
