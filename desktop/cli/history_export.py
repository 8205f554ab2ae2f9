"""`stet history export`: results as files, one under a name, or many in a folder."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from desktop.cli.context import Context
from desktop.cli.exit_codes import DONE, code_for
from desktop.cli.export_options import preset_of
from desktop.cli.output import check_place
from desktop.cli.report import print_json, problem_value
from desktop.domain.edit import Edit, Result
from desktop.domain.problems import ProblemKind, fail
from desktop.jobs.export_pictures import (
    ExportOrder,
    ExportReport,
    ExportSource,
    export_one,
    export_pictures,
    plan_targets,
    source_of,
)
from desktop.storage.library import Library


def export_results(options: Namespace, context: Context, library: Library) -> int:
    """ProblemError: no such edit, a place that cannot be written, a file that is there already."""
    preset = preset_of(options, context.settings.exporting)
    into_folder = options.output.is_dir()
    sources = tuple(_sources(options, library, all_results=into_folder))
    if into_folder:
        targets = plan_targets(sources, preset, options.output, library)
    else:
        targets = _one_target(options.output, sources)
    order = ExportOrder(
        sources=sources, targets=targets, preset=preset, may_replace=options.replace
    )
    if len(sources) == 1:
        report = ExportReport(files=(export_one(sources[0], targets[0], order, library),))
        return _tell(report, sources, options, context)
    report = export_pictures(order, library, lambda *done: _tell_progress(options, context, done))
    return _tell(report, sources, options, context)


def _sources(options: Namespace, library: Library, *, all_results: bool) -> Iterator[ExportSource]:
    for named in options.edits:
        name, _, number = named.partition(".")
        edit = _find(name, library)
        if number or not all_results:
            yield source_of(edit, _result(edit, number or "1"))
        else:
            yield from (source_of(edit, one) for one in edit.results)


def _find(name: str, library: Library) -> Edit:
    """By id, or by the beginning of one where that is unambiguous."""
    matches = library.history.starting_with(name, limit=2)
    if len(matches) == 1 or (matches and matches[0].id == name):
        return matches[0]
    raise fail(ProblemKind.EDIT_UNKNOWN, name=name)


def _result(edit: Edit, number: str) -> Result:
    """Results are counted from 1 on the command line."""
    index = int(number) - 1 if number.isdigit() else -1
    if 0 <= index < len(edit.results):
        return edit.result(edit.results[index].index)
    raise fail(ProblemKind.EDIT_UNKNOWN, name=f"{edit.id}.{number}")


def _one_target(output: Path, sources: tuple[ExportSource, ...]) -> tuple[Path, ...]:
    check_place(output)
    if len(sources) == 1:
        return (output,)
    raise fail(
        ProblemKind.BAD_ARGUMENT,
        reason=f"{len(sources)} results do not go into one file.",
        suggestion="Give a folder that exists with -o.",
    )


def _tell_progress(options: Namespace, context: Context, done: tuple[int, int]) -> None:
    if not options.quiet and done[1] > 1:
        print(f"{done[0]} of {done[1]}", file=context.err)


def _tell(
    report: ExportReport, sources: tuple[ExportSource, ...], options: Namespace, context: Context
) -> int:
    for file in report.files:
        for note in () if options.quiet else file.notes:
            print(f"{file.path.name}: {note}", file=context.err)
    if options.json:
        ref = sources[0].ref if sources else None
        notes = [note for file in report.files for note in file.notes]
        failed = [{"name": name, **problem_value(trouble)} for name, trouble in report.failed]
        value = {
            "id": ref.edit if ref else None,
            "outputs": [str(file.path) for file in report.files],
        }
        said = {"notes": notes} if notes else {}
        print_json(context, value | said | ({"failed": failed} if failed else {}))
    else:
        for file in report.files:
            print(file.path, file=context.out)
    for name, trouble in report.failed:
        print(f"{name}: {trouble.text}", file=context.err)
    return code_for(report.failed[0][1]) if report.failed else DONE
