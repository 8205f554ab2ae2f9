"""What a command asks for: its pictures and its draft, from files or from an earlier result."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass, replace

from desktop.cli.context import Context
from desktop.cli.conversation_options import is_conversation, wished_conversation
from desktop.cli.draft_options import check_draft, make_draft
from desktop.cli.extension import extended
from desktop.cli.inputs import NamedFile, NamedFiles, read_files
from desktop.domain.draft import Draft
from desktop.domain.edit import Edit, ResultRef
from desktop.domain.image_models import ImageModel
from desktop.domain.problems import ProblemKind, fail
from desktop.imaging.mask_file import read_mask
from desktop.jobs.next_turn import NextTurn, next_turn, sent_again
from desktop.storage.library import Library


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """A checked draft with its files; `parent` is the result that it goes on from."""

    files: NamedFiles
    draft: Draft
    model: ImageModel
    parent: ResultRef | None = None


def read_asked(options: Namespace, context: Context) -> Asked:
    """ProblemError: a file or an earlier result is missing, or something stands in the way."""
    if options.continue_from is not None:
        return _going_on(options, context)
    if hasattr(options, "picture") and options.picture is None:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason="Only one of picture and prompt was given; both are needed.",
            suggestion="Write stet edit PICTURE PROMPT, or name an earlier edit with"
            " --continue-from.",
        )
    found = read_files(options)
    if found.picture is not None and not options.quiet:
        for note in found.picture.notes:
            print(f"stet: {options.picture.name}: {note}", file=context.err)
    files = extended(found, getattr(options, "extend", None))
    draft = _draft(options, context, files)
    model = context.models.get(draft.model)
    if is_conversation(options):
        draft = replace(draft, conversation=wished_conversation(options, model))
    check_draft(draft, model)
    return Asked(files=files, draft=draft, model=model)


def _draft(options: Namespace, context: Context, files: NamedFiles) -> Draft:
    return make_draft(
        options,
        context,
        picture=files.size,
        has_mask=files.mask is not None,
        has_markup=files.markup is not None,
        references=files.listed(),
    )


def _going_on(options: Namespace, context: Context) -> Asked:
    """Model, quality, format and blend stay those of the turn before unless they are named."""
    _refuse_pictures(options)
    with context.open_library(options) as library:
        edit, index = _found(options.continue_from, library)
        model = context.models.get(options.model or edit.recipe.model)
        wished = wished_conversation(options, model)
        turn = next_turn(edit, edit.results[index], wished, model)
        files = _files_of(turn, library)
    before = edit.recipe
    draft = replace(
        _draft(options, context, files),
        model=options.model or before.model,
        quality=options.quality or before.quality,
        output_format=options.output_format or before.output_format,
        blend=before.blend,
        conversation=sent_again(turn.conversation) if options.send_picture else turn.conversation,
    )
    check_draft(draft, model)
    return Asked(files=files, draft=draft, model=model, parent=turn.parent)


def _refuse_pictures(options: Namespace) -> None:
    named = [getattr(options, name, None) for name in ("picture", "mask", "markup", "extend")]
    if any(one is not None for one in named):
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason="Going on from a result takes its picture and its mask as they were.",
            suggestion="Leave out the picture and the mask.",
        )


def _files_of(turn: NextTurn, library: Library) -> NamedFiles:
    data = library.pictures.read(turn.picture.content)
    mask = None
    if turn.mask is not None:
        mask = read_mask(library.pictures.read(turn.mask), "the mask", turn.picture.size)
    return NamedFiles(picture=NamedFile(data=data, file=turn.picture), mask=mask)


def _found(name: str, library: Library) -> tuple[Edit, int]:
    """The edit by its id or the beginning of it; results are counted from 1."""
    beginning, _, number = name.partition(".")
    matches = library.history.starting_with(beginning, limit=2)
    is_one = len(matches) == 1 or (matches and matches[0].id == beginning)
    index = int(number) - 1 if number.isdigit() else (0 if not number else -1)
    if not is_one or not 0 <= index < len(matches[0].results):
        raise fail(ProblemKind.EDIT_UNKNOWN, name=name)
    return matches[0], index
