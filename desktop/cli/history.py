"""`stet history`: lists, shows, exports and checks what the library holds."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from desktop.cli.context import Context
from desktop.cli.exit_codes import DONE, code_for
from desktop.cli.output import check_place, check_target
from desktop.cli.report import edit_value, print_json, problem_value
from desktop.domain.edit import Edit, Result, ResultRef
from desktop.domain.intent import UnsettledEdit
from desktop.domain.problems import ProblemError, ProblemKind, fail, problem
from desktop.imaging.export import export_picture, format_named
from desktop.imaging.layered_file import LayeredFormat
from desktop.jobs.export_layers import export_layers
from desktop.jobs.save_result import write_beside
from desktop.storage.library import Library
from desktop.storage.library_report import LibraryReport
from desktop.storage.rescue import rescue_library


def show_history(options: Namespace, context: Context) -> int:
    """ProblemError: no such edit, a damaged library, a target that cannot be written."""
    actions = {"list": _list, "show": _show, "export": _export, "check": _check}
    if options.action == "check" and options.repair:
        _repair(options, context)
    with context.open_library(options) as library:
        return actions[options.action](options, context, library)


def _list(options: Namespace, context: Context, library: Library) -> int:
    if options.search:
        edits = library.history.search(options.search, limit=options.limit)
    else:
        edits = library.history.page(limit=options.limit)
    if options.json:
        print_json(context, {"edits": [_summary(edit) for edit in edits]})
    else:
        for edit in edits:
            print(_line(edit), file=context.out)
    return DONE


def _show(options: Namespace, context: Context, library: Library) -> int:
    edit = _find(options.edit, library)
    if options.json:
        print_json(context, _details(edit, library))
    else:
        for name, value in _details(edit, library).items():
            print(f"{name + ':':<24} {value}", file=context.out)
    return DONE


def _export(options: Namespace, context: Context, library: Library) -> int:
    name, _, number = options.edit.partition(".")
    edit = _find(name, library)
    result = _result(edit, number or "1")
    layered = _layered_format(options.output)
    if options.original:
        check_place(options.output)
        data = library.pictures.read(result.original.content)
    elif layered is not None:
        check_place(options.output)
        data = _as_layers(ResultRef(edit=edit.id, index=result.index), layered, context, library)
    else:
        check_target(options.output)
        stored = library.pictures.read(result.picture.content)
        data = export_picture(stored, format_named(options.output)).data
    write_beside(options.output, data)
    if options.json:
        print_json(context, {"id": edit.id, "outputs": [str(options.output)]})
    else:
        print(options.output, file=context.out)
    return DONE


def _layered_format(output: Path) -> LayeredFormat | None:
    suffix = output.suffix.lower()
    return next((form for form in LayeredFormat if form.value == suffix), None)


def _as_layers(ref: ResultRef, form: LayeredFormat, context: Context, library: Library) -> bytes:
    made = export_layers(ref, form, library)
    for note in made.notes:
        print(note, file=context.err)
    return made.data


def _check(options: Namespace, context: Context, library: Library) -> int:
    report = library.check()
    if options.json:
        print_json(context, _report_value(report))
    else:
        for line in _report_lines(report):
            print(line, file=context.out)
    if report.is_clean:
        return DONE
    return code_for(problem(ProblemKind.LIBRARY_DAMAGED, reason="", suggestion=""))


def _repair(options: Namespace, context: Context) -> None:
    """Builds the database anew where it is damaged, and says what was done; else says nothing.

    ProblemError: a window has the library open, or the disk's.
    """
    if not _needs_repair(options, context):
        print("The database is sound; nothing was changed.", file=context.err)
        return
    rescued = rescue_library(context.library_folder(options))
    kept = f" The damaged file is kept as {rescued.set_aside}." if rescued.set_aside else ""
    print(f"Built anew from the records: {rescued.edits} edits.{kept}", file=context.err)


def _needs_repair(options: Namespace, context: Context) -> bool:
    try:
        with context.open_library(options) as library:
            report = library.check()
    except ProblemError as error:
        if error.problem.kind is ProblemKind.LIBRARY_DAMAGED:
            return True
        raise
    return bool(report.database_faults or report.not_in_history or report.unreadable)


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


def _line(edit: Edit) -> str:
    when = edit.created.astimezone().strftime("%Y-%m-%d %H:%M")
    price = "simulated" if edit.simulated else _price(edit)
    prompt = edit.recipe.prompt.strip().partition("\n")[0][:60]
    return f"{edit.id}  {when}  {edit.outcome:<9}  {price:>9}  {edit.recipe.model}  {prompt}"


def _price(edit: Edit) -> str:
    return "" if edit.cost_usd is None else f"${edit.cost_usd:.4f}"


def _summary(edit: Edit) -> dict[str, Any]:
    return {
        "created": edit.created.isoformat(),
        "prompt": edit.recipe.prompt,
        "outcome": str(edit.outcome),
        "results": len(edit.results),
    } | edit_value(edit, [])


def _details(edit: Edit, library: Library) -> dict[str, Any]:
    paths = [str(library.pictures.path(one.picture.content)) for one in edit.results]
    originals = [str(library.pictures.path(one.original.content)) for one in edit.results]
    return _summary(edit) | {
        "outputs": paths,
        "originals": originals,
        "kind": str(edit.recipe.kind),
        "quality": edit.recipe.quality,
        "size": edit.recipe.size_text,
        "references": [file.name for file in edit.inputs.references],
        "picture": edit.inputs.picture.name if edit.inputs.picture else None,
        "problem": problem_value(edit.problem) if edit.problem else None,
    }


def _report_lines(report: LibraryReport) -> list[str]:
    counts = f"{report.edits} edits, {report.pictures} pictures, {report.bytes:,} bytes."
    verdict = "Everything is whole." if report.is_clean else "Not everything is whole:"
    waiting = [_unsettled_line(one) for one in report.unsettled]
    return [counts, verdict, *report.sentences, *waiting]


def _unsettled_line(one: UnsettledEdit) -> str:
    return f"Edit {one.edit} is not settled: {one.state}, {one.answer_bytes:,} bytes of answer."


def _report_value(report: LibraryReport) -> dict[str, Any]:
    return {
        "clean": report.is_clean,
        "edits": report.edits,
        "pictures": report.pictures,
        "bytes": report.bytes,
        "orphans": report.orphans,
        "faults": list(report.sentences),
        "unsettled": [{"id": one.edit, "state": str(one.state)} for one in report.unsettled],
    }
