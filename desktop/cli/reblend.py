"""`stet reblend`: lays a kept answer in anew with another mask or blend; nothing is sent."""

from __future__ import annotations

from argparse import Namespace

from desktop.cli.blend_options import blend_of
from desktop.cli.context import Context
from desktop.cli.exit_codes import DONE
from desktop.cli.output import check_target
from desktop.cli.outputs import tell_edit, write_results
from desktop.domain.edit import Edit
from desktop.domain.problems import ProblemKind, fail
from desktop.imaging.layered_document import read_flat
from desktop.imaging.mask_file import read_mask
from desktop.jobs.reblend import Reblend, mask_for_spill, reblend
from desktop.storage.library import Library


def reblend_kept(options: Namespace, context: Context) -> int:
    """ProblemError: no such edit or result, a mask that does not fit, or the disk's."""
    if options.output is not None:
        check_target(options.output, () if options.mask is None else (options.mask,))
    with context.open_library(options) as library:
        made = reblend(_wish(options, context, library), library, context.models)
        outputs = write_results(made, options, context, library.pictures)
    tell_edit(made, outputs, options, context)
    return DONE


def _wish(options: Namespace, context: Context, library: Library) -> Reblend:
    name, _, number = options.edit.partition(".")
    edit, index = _found(name, library), _index(number)
    if not 0 <= index < len(edit.results):
        raise fail(ProblemKind.EDIT_UNKNOWN, name=options.edit)
    source, mask = edit.inputs.picture, None
    index = edit.results[index].index
    if options.mask is not None and source is not None:
        mask = read_mask(read_flat(options.mask), options.mask.name, source.size)
    elif options.grow_spill:
        mask = mask_for_spill(edit, index, library, context.models)
    return Reblend(edit=edit, index=index, blend=blend_of(options), mask=mask)


def _index(number: str) -> int:
    """Results are counted from 1 on the command line."""
    if not number:
        return 0
    return int(number) - 1 if number.isdigit() else -1


def _found(name: str, library: Library) -> Edit:
    matches = library.history.starting_with(name, limit=2)
    if len(matches) == 1 or (matches and matches[0].id == name):
        return matches[0]
    raise fail(ProblemKind.EDIT_UNKNOWN, name=name)
