"""The options of `stet history export`: a preset by name, and what is to differ from it."""

from __future__ import annotations

import argparse
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop.domain.export_preset import (
    BUILT_IN,
    ExportColours,
    ExportFormat,
    ExportMetadata,
    ExportPreset,
    ExportSettings,
)
from desktop.domain.name_template import FIELDS, template_problem
from desktop.domain.problems import ProblemError, ProblemKind, fail
from desktop.domain.size import Size, parse_size

LOSSLESS = 100
"""The quality with which WebP keeps every pixel."""


def add_export_options(parser: argparse.ArgumentParser) -> None:
    """`--preset` and everything that goes before it."""
    names = ", ".join(f"“{one.name}”" for one in BUILT_IN)
    parser.add_argument("--preset", metavar="NAME", help=f"one of your own, or {names}")
    parser.add_argument(
        "--format",
        dest="export_format",
        choices=[one.value for one in ExportFormat],
        help="else it is the ending of OUT, or the preset's",
    )
    parser.add_argument("--quality", type=int, metavar="1-100", help="WebP of 100 is lossless")
    parser.add_argument(
        "--size",
        type=_bounds,
        metavar="original|N|WxH",
        help="made to fit into it, never enlarged; one number is the longest side",
    )
    parser.add_argument(
        "--cut", action="store_true", help="fill the size exactly, and cut off what is too much"
    )
    parser.add_argument("--colours", choices=[one.value for one in ExportColours])
    parser.add_argument("--dpi", type=int, metavar="N")
    parser.add_argument(
        "--metadata",
        choices=[one.value for one in ExportMetadata],
        help="recipe: with prompt and settings; picture: without them; none: nothing at all",
    )
    fields = ", ".join(f"{{{name}}}" for name in FIELDS)
    parser.add_argument(
        "--template",
        metavar="NAME",
        help=f"how files in a folder are named; made of {fields}".replace("%", "%%"),
    )
    parser.add_argument(
        "--replace", action="store_true", help="replace files that are there already"
    )


def preset_of(options: Namespace, settings: ExportSettings) -> ExportPreset:
    """What was asked for. ProblemError: no such preset, or a value that makes no sense."""
    chosen = ExportPreset()
    if options.preset is not None:
        chosen = _named(options.preset, settings)
    changes: dict[str, Any] = {}
    form = _format(options, chosen)
    if form is not None:
        changes["format"] = form
    if options.preset is None and form is ExportFormat.WEBP:
        changes["quality"] = LOSSLESS  # nothing is given up that nobody gave up
    if options.size is not None:
        changes["bounds"] = None if options.size == "original" else options.size
        changes["cuts"] = options.cut
    elif options.cut:
        changes["cuts"] = True
    for name in ("quality", "dpi", "template"):
        if getattr(options, name) is not None:
            changes[name] = getattr(options, name)
    if options.colours is not None:
        changes["colours"] = ExportColours(options.colours)
    if options.metadata is not None:
        changes["metadata"] = ExportMetadata(options.metadata)
    return _checked(chosen, changes)


def _checked(chosen: ExportPreset, changes: dict[str, Any]) -> ExportPreset:
    try:
        preset = replace(chosen, **changes)
    except ValueError as error:
        suggestion = "Write another value."
        raise fail(ProblemKind.BAD_ARGUMENT, reason=str(error), suggestion=suggestion) from error
    trouble = template_problem(preset.template)
    if trouble is not None:
        raise ProblemError(trouble)
    if preset.cuts and preset.bounds is None:
        reason = "There is no size to cut to."
        suggestion = "Write one, such as --size 1080x1350."
        raise fail(ProblemKind.BAD_ARGUMENT, reason=reason, suggestion=suggestion)
    return preset


def _named(name: str, settings: ExportSettings) -> ExportPreset:
    found = settings.named(name)
    if found is not None:
        return found
    known = ", ".join(f"“{one.name}”" for one in settings.all)
    reason, suggestion = f"There is no preset “{name}”.", f"There is {known}."
    raise fail(ProblemKind.BAD_ARGUMENT, reason=reason, suggestion=suggestion)


def _format(options: Namespace, chosen: ExportPreset) -> ExportFormat | None:
    """What was named, else what the file's ending says; the preset's own in a folder."""
    output: Path = options.output
    if options.original:
        return ExportFormat.ORIGINAL
    if options.export_format is not None:
        return ExportFormat(options.export_format)
    if output.is_dir():
        return None
    ending = output.suffix.lower()
    named = (one for one in ExportFormat if ending in one.suffixes)
    found = next(named, None)
    if found is None and options.preset is not None:
        return chosen.format
    if found is None:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason=f"“{output.name}” has no ending of a picture format that Stet writes.",
            suggestion="End the name in .png, .jpg, .webp, .tif, .psd or .ora.",
        )
    return found


def _bounds(text: str) -> Size | str:
    if text.strip().lower() == "original":
        return "original"
    try:
        if text.strip().isdecimal():
            return Size(int(text), int(text))
        found = parse_size(text)
    except ValueError:
        found = None
    if found is None:
        raise argparse.ArgumentTypeError(
            f"“{text}” is no size; write original, 2048, or 1080x1350."
        )
    return found
