"""Runs one command: parses, dispatches, and turns every problem into words and an exit code."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence

from desktop.cli.context import Context
from desktop.cli.exit_codes import CANCELLED, DONE, code_for
from desktop.cli.parser import make_parser
from desktop.cli.report import tell_problem
from desktop.domain.problems import Billed, ProblemError, ProblemKind, problem

_ASKING = frozenset({"generate", "edit"})
"""Commands that ask the service; what interrupts them may cost something."""

MakeContext = Callable[[Namespace], Context]


def run_command(arguments: Sequence[str], make_context: MakeContext) -> int:
    """The exit code of the command that `arguments` describe."""
    options = make_parser().parse_args(arguments)
    context: Context | None = None
    try:
        context = make_context(options)
        code = _command(options.command)(options, context)
        context.out.flush()
    except ProblemError as error:
        if context is None:
            print(f"stet: {error}", file=sys.stderr)
        else:
            tell_problem(context, error.problem, as_json=options.json)
        return code_for(error.problem)
    except KeyboardInterrupt:
        asks = options.command in _ASKING
        trouble = problem(ProblemKind.CANCELLED, billed=Billed.MAYBE if asks else Billed.NO)
        if context is not None:
            tell_problem(context, trouble, as_json=options.json)
        return CANCELLED
    except BrokenPipeError:
        # Nobody reads on, as with `stet history list | head`: an end like any other.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    else:
        return code


def _command(name: str) -> Callable[[Namespace, Context], int]:
    """Each command's modules are loaded only when it is called."""
    if name in _ASKING:
        from desktop.cli.make import make

        return make
    if name == "estimate":
        from desktop.cli.estimate import show_estimate

        return show_estimate
    if name == "reblend":
        from desktop.cli.reblend import reblend_kept

        return reblend_kept
    if name == "history":
        from desktop.cli.history import show_history

        return show_history
    if name == "library":
        from desktop.cli.library import manage_library

        return manage_library
    return _service_command(name)


def _service_command(name: str) -> Callable[[Namespace, Context], int]:
    """Commands that concern the service and what it costs."""
    if name == "batch":
        from desktop.cli.batch import manage_batches

        return manage_batches
    if name in {"drafts", "finish"}:
        from desktop.cli.ladder import finish_chosen, make_drafts

        return make_drafts if name == "drafts" else finish_chosen
    if name == "set":
        from desktop.cli.sets import manage_sets

        return manage_sets
    if name == "costs":
        from desktop.cli.costs import show_costs

        return show_costs
    if name == "origin":
        from desktop.cli.origin import show_origin

        return show_origin
    from desktop.cli.key import manage_key

    return manage_key
