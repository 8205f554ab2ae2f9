"""From the options of a command to a draft, checked before anything is opened or sent."""

from __future__ import annotations

import sys
from argparse import Namespace

from desktop.cli.blend_options import blend_of
from desktop.cli.context import Context
from desktop.domain.draft import Draft
from desktop.domain.image_models import ImageModel
from desktop.domain.problems import ProblemError, ProblemKind, fail
from desktop.domain.recipe import RegionMode
from desktop.domain.reference import References
from desktop.domain.size import Box, Size, box_of


def make_draft(
    options: Namespace,
    context: Context,
    *,
    picture: Size | None = None,
    has_mask: bool = False,
    has_markup: bool = False,
    references: References = (),
) -> Draft:
    """The draft that the options describe; nothing of it is checked yet."""
    model = context.models.get(options.model or context.settings.model)
    is_settled = model.id == context.settings.model
    quality = context.settings.quality if is_settled else model.default_quality
    region = getattr(options, "region", "auto")
    return Draft(
        prompt=_piped_prompt() if options.prompt == "-" else options.prompt,
        model=options.model or context.settings.model,
        quality=options.quality or quality,
        size=options.size,
        count=options.count,
        background=options.background,
        output_format=options.output_format or _format_of(options, context),
        compression=options.compression,
        moderation=options.moderation,
        complexity=options.complexity,
        previews=0,
        references=references,
        picture=picture,
        has_mask=has_mask,
        has_markup=has_markup,
        frame_count=options.frame_count,
        frame_ms=options.frame_ms,
        region_mode=RegionMode.BOX if isinstance(region, Box) else RegionMode(region),
        region=region if isinstance(region, Box) else None,
        blend=blend_of(options),
        overview=getattr(options, "overview", False),
    )


def check_draft(draft: Draft, model: ImageModel) -> None:
    """ProblemError with the first thing that stands in the way."""
    for problem in draft.problems(model):
        raise ProblemError(problem)
    _check_region(draft)
    if draft.compression is not None and not 0 <= draft.compression <= 100:
        raise fail(
            ProblemKind.OPTION_NOT_TAKEN,
            model=model.name,
            option="compression",
            value=draft.compression,
            choices="0 to 100",
        )


def _check_region(draft: Draft) -> None:
    """A region that was typed must lie in the picture; a slip would send another part of it."""
    if draft.region is None or draft.picture is None:
        return
    if not box_of(draft.picture).holds(draft.region):
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason=f"The region reaches beyond the picture, which is {draft.picture.shown}.",
            suggestion="Give it as X,Y,W,H in pixels of the picture.",
        )


def _piped_prompt() -> str:
    """What was piped in, without the line break that every `echo` adds. ProblemError."""
    try:
        return sys.stdin.read().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason="The prompt that was piped in is not text in UTF-8.",
            suggestion="Save it as UTF-8, or give it as an argument.",
        ) from error


def _format_of(options: Namespace, context: Context) -> str:
    """The format that the name of the output asks for, else the one in the settings."""
    suffix = options.output.suffix.lower() if options.output else ""
    named = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp"}
    drawn = {".gif": "gif", ".svg": "svg"}
    if suffix in drawn:
        return drawn[suffix]
    is_generated = not hasattr(options, "picture")
    return named.get(suffix, "png") if is_generated else context.settings.output_format
