"""`stet history fetch`: brings in turns of conversations that go on at the service, for nothing."""

from __future__ import annotations

from argparse import Namespace

from desktop.cli.context import Context
from desktop.cli.exit_codes import DONE, code_for
from desktop.cli.loop import run_to_end
from desktop.cli.report import edit_value, print_json, problem_value, progress
from desktop.domain.edit import Edit
from desktop.domain.identity import EditId
from desktop.domain.job_events import JobEvent
from desktop.domain.problems import Problem, ProblemError
from desktop.jobs.pick_up_turn import pick_up_turn
from desktop.jobs.services import Services


def fetch_turns(options: Namespace, context: Context) -> int:
    """Every turn that only has to be fetched; nothing is sent again. The last failure's code."""
    services = context.open_services(options)
    with services.library as library:
        left = [one.edit for one in library.journal.unsettled() if one.can_be_picked_up]
        fetched, failed = run_to_end(_fetch(left, services, options, context))
        paths = {
            edit.id: [str(library.pictures.path(one.picture.content)) for one in edit.results]
            for edit in fetched
        }
    _tell(fetched, failed, paths, options, context)
    return code_for(failed[-1]) if failed else DONE


async def _fetch(
    left: list[EditId], services: Services, options: Namespace, context: Context
) -> tuple[list[Edit], list[Problem]]:
    def report(event: JobEvent) -> None:
        words = progress(event)
        if words and not options.quiet:
            print(words, file=context.err, flush=True)

    fetched: list[Edit] = []
    failed: list[Problem] = []
    try:
        for job in left:
            try:
                fetched.append(await pick_up_turn(job, services, report))
            except ProblemError as error:
                failed.append(error.problem)
    finally:
        await services.clients.close()
    return fetched, failed


def _tell(
    fetched: list[Edit],
    failed: list[Problem],
    paths: dict[EditId, list[str]],
    options: Namespace,
    context: Context,
) -> None:
    for trouble in failed:
        print(f"stet: {trouble.text}", file=context.err)
    if options.json:
        print_json(
            context,
            {
                "fetched": [edit_value(edit, paths[edit.id]) for edit in fetched],
                "failed": [problem_value(trouble) for trouble in failed],
            },
        )
        return
    for edit in fetched:
        for path in paths[edit.id]:
            print(path, file=context.out)
    if not fetched and not failed:
        print("Nothing is left at the service.", file=context.err)
