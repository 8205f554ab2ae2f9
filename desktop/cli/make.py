"""`stet generate` and `stet edit`: one edit without a window, by the same road as in it."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace

from desktop.cli.account import account_of
from desktop.cli.asked import Asked, read_asked
from desktop.cli.context import Context
from desktop.cli.dry_run import dry_envelope, show_envelope
from desktop.cli.exit_codes import DONE
from desktop.cli.inputs import keep_files
from desktop.cli.output import check_target, targets
from desktop.cli.outputs import tell_edit, write_results
from desktop.cli.running import run_order
from desktop.domain.problems import Problem, ProblemError, ProblemKind
from desktop.jobs.next_turn import sent_again
from desktop.jobs.opened_pictures import kept_open
from desktop.jobs.price_draft import price_draft
from desktop.jobs.take_order import priced_order


def make(options: Namespace, context: Context) -> int:
    """Runs the edit that the options describe; ProblemError when it ends without a picture."""
    with kept_open():
        return _made(options, context)


def _made(options: Namespace, context: Context) -> int:
    asked = read_asked(options, context)
    files, draft, model = asked.files, asked.draft, asked.model
    _check_targets(options)
    if options.dry_run:
        show_envelope(dry_envelope(draft, files, context, is_demo=options.demo), options, context)
        return DONE
    estimate = price_draft(draft, model, files.bounds, context.count_tokens)
    services = context.open_services(options)
    with services.library as library:
        inputs = keep_files(files, library.pictures)
        order = priced_order(draft, inputs, estimate, account_of(options, context), asked.parent)
        try:
            edit = run_order(order, services, options, context)
        except ProblemError as error:
            _tell_more(error.problem, asked, context)
            raise
        outputs = write_results(edit, options, context, library.pictures)
    tell_edit(edit, outputs, options, context)
    return DONE


def _tell_more(trouble: Problem, asked: Asked, context: Context) -> None:
    """What it costs to go on where the turns before are gone."""
    if trouble.kind is ProblemKind.CONVERSATION_GONE and asked.draft.conversation is not None:
        again = replace(asked.draft, conversation=sent_again(asked.draft.conversation))
        price = price_draft(again, asked.model, asked.files.bounds, context.count_tokens).total_usd
        span = "" if price is None else f" for ${price.low:.4f} to ${price.high:.4f}"
        print(f"stet: --send-picture goes on{span}.", file=context.err)


def _check_targets(options: Namespace) -> None:
    """Before anything is opened or paid for: every output can be written and harms no input."""
    if options.output is None:
        return
    named = [getattr(options, "picture", None), getattr(options, "mask", None)]
    named.append(getattr(options, "markup", None))
    sources = tuple(one for one in named if one is not None) + tuple(getattr(options, "ref", ()))
    for path in targets(options.output, options.count):
        check_target(path, sources)
