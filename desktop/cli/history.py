"""`stet history`: lists, shows, exports and checks what the library holds."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from desktop.cli.context import Context
from desktop.cli.exit_codes import DONE, code_for
from desktop.cli.fetch import fetch_turns
from desktop.cli.history_export import export_results
from desktop.cli.history_marks import empty, has_filter, list_results, mark
from desktop.cli.report import edit_value, print_json, problem_value
from desktop.domain.edit import Edit, Result
from desktop.domain.intent import UnsettledEdit
from desktop.domain.problems import ProblemError, ProblemKind, fail, problem
from desktop.imaging.codec import read_header
from desktop.imaging.credentials import has_credentials
from desktop.jobs.remake_results import remake_results
from desktop.storage.library import Library
from desktop.storage.library_report import LibraryReport
from desktop.storage.rescue import rescue_library


def show_history(options: Namespace, context: Context) -> int:
    """ProblemError: no such edit, a damaged library, a target that cannot be written."""
    actions = {"list": _list, "show": _show, "export": export_results, "check": _check}
    actions |= dict.fromkeys(("star", "tag", "mark", "trash", "restore"), mark)
    actions["empty-trash"] = empty
    if options.action == "fetch":
        return fetch_turns(options, context)
    if options.action == "check" and options.repair:
        _repair(options, context)
    with context.open_library(options) as library:
        return actions[options.action](options, context, library)


def _list(options: Namespace, context: Context, library: Library) -> int:
    if has_filter(options):
        return list_results(options, context, library)
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


def _check(options: Namespace, context: Context, library: Library) -> int:
    report = library.check()
    made = remake_results(library, report) if options.repair else ()
    for one in made:
        print(one.sentence, file=context.err)
    if made:
        report = library.check()
    if options.json:
        told = {"made_again": [one.sentence for one in made]} if options.repair else {}
        print_json(context, _report_value(report) | told)
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
        print("The database is sound; nothing was changed in it.", file=context.err)
        return
    if _mends_words(options, context):
        print("The index of words was made anew; nothing else was changed.", file=context.err)
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


def _mends_words(options: Namespace, context: Context) -> bool:
    """Where only the full-text index is at fault, it is made anew from the rows."""
    try:
        with context.open_library(options) as library:
            library.database.make_words_anew()
            report = library.check()
    except ProblemError:
        return False
    return not (report.database_faults or report.not_in_history or report.unreadable)


def _find(name: str, library: Library) -> Edit:
    """By id, or by the beginning of one where that is unambiguous."""
    matches = library.history.starting_with(name, limit=2)
    if len(matches) == 1 or (matches and matches[0].id == name):
        return matches[0]
    raise fail(ProblemKind.EDIT_UNKNOWN, name=name)


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
        "content_credentials": [_has_credentials(one, library) for one in edit.results],
        "kind": str(edit.recipe.kind),
        "quality": edit.recipe.quality,
        "size": edit.recipe.size_text,
        "references": [file.name for file in edit.inputs.references],
        "picture": edit.inputs.picture.name if edit.inputs.picture else None,
        "problem": problem_value(edit.problem) if edit.problem else None,
    }


def _has_credentials(result: Result, library: Library) -> bool | None:
    """Whether the file as the service sent it carries C2PA; None when it is gone or no picture."""
    try:
        data = library.pictures.read(result.original.content)
        return has_credentials(data, read_header(data, "the original").kind)
    except ProblemError:
        return None


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
