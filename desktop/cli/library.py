"""`stet library`: where it is, moving it, and taking parts or all of it along as one file."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from desktop.cli.context import Context
from desktop.cli.exit_codes import DONE
from desktop.cli.output import check_place
from desktop.cli.report import print_json
from desktop.domain.identity import EditId
from desktop.domain.library_query import LibraryQuery
from desktop.domain.problems import ProblemKind, fail
from desktop.storage.library import Library
from desktop.storage.library_move import move_library
from desktop.storage.project_file import (
    WrittenProject,
    edits_of,
    with_ancestors,
    write_library,
    write_project,
)
from desktop.storage.project_import import ImportedProject, import_project

Found = TypeVar("Found")


def manage_library(options: Namespace, context: Context) -> int:
    """ProblemError: no such edit, a damaged file, a library that is in use, or the disk's."""
    actions = {"where": _where, "export": _export, "import": _import, "move": _move}
    return actions[options.action](options, context)


def _where(options: Namespace, context: Context) -> int:
    folder = context.library_folder(options).absolute()
    if options.json:
        print_json(context, {"library": str(folder), "exists": folder.is_dir()})
    else:
        print(folder, file=context.out)
    return DONE


def _export(options: Namespace, context: Context) -> int:
    output: Path = options.output
    check_place(output)
    if output.exists() and not options.replace:
        reason = "there is a file of that name already"
        raise fail(ProblemKind.CANNOT_WRITE, name=output.name, reason=reason)
    with context.open_library(options) as library:
        told = _progress(options, context, "pictures")
        if options.edit or options.search or options.project:
            edits = with_ancestors(_chosen(options, library), library)
            made = write_project(output, _some(edits), library, told)
        else:
            _some(library.catalogue.page(LibraryQuery(), None))
            made = write_library(output, library, told)
    _tell_written(made, options, context)
    return DONE


def _some(found: tuple[Found, ...]) -> tuple[Found, ...]:
    """ProblemError when there is nothing."""
    if not found:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason="There is no such edit to be exported.",
            suggestion="Choose others, or leave the choice out to take everything.",
        )
    return found


def _chosen(options: Namespace, library: Library) -> Iterator[EditId]:
    """What the options name."""
    for name in options.edit:
        yield _id_of(name, library)
    if options.search or options.project:
        projects = (options.project,) if options.project else ()
        query = LibraryQuery(text=options.search or "", projects=projects)
        yield from edits_of(query, library)


def _id_of(name: str, library: Library) -> EditId:
    matches = library.history.starting_with(name, limit=2)
    if len(matches) == 1 or (matches and matches[0].id == name):
        return matches[0].id
    raise fail(ProblemKind.EDIT_UNKNOWN, name=name)


def _tell_written(made: WrittenProject, options: Namespace, context: Context) -> None:
    if options.json:
        value = {
            "output": str(made.path),
            "edits": made.edits,
            "pictures": made.pictures,
            "bytes": made.bytes,
            "missing": list(made.missing),
            "searches": made.searches,
            "left_in_trash": made.left_in_trash,
        }
        print_json(context, value)
    else:
        print(made.path, file=context.out)
    if not options.quiet:
        said = f"{made.edits} edits with {made.pictures} pictures, {made.bytes:,} bytes."
        print(said, file=context.err)
        for sentence in beside_words(made):
            print(sentence, file=context.err)
    if made.missing:
        gone = f"{len(made.missing)} pictures are missing or damaged in the library, and so here."
        print(gone, file=context.err)


def beside_words(made: WrittenProject) -> tuple[str, ...]:
    """What of the library besides edits is in the file, and what is not."""
    said = [f"{made.searches} saved searches are in it too."] if made.searches else []
    if made.left_in_trash:
        said.append(f"{made.left_in_trash} results in the trash are not in it.")
    return tuple(said)


def _import(options: Namespace, context: Context) -> int:
    with context.open_library(options) as library:
        told = _progress(options, context, "pictures and edits")
        made = import_project(options.file, library, told)
    if options.json:
        value = {
            "edits": list(made.edits),
            "pictures": made.pictures,
            "known": made.known,
            "other": made.other,
            "incomplete": made.incomplete,
            "searches": made.searches,
        }
        print_json(context, value)
    else:
        for sentence in import_words(made):
            print(sentence, file=context.out)
    return DONE


def import_words(made: ImportedProject) -> tuple[str, ...]:
    """What came of an import, in sentences."""
    said = [f"{len(made.edits)} edits and {made.pictures} pictures were taken in."]
    if made.known:
        said.append(f"{made.known} edits were there already.")
    if made.other:
        said.append(f"{made.other} of them differ; the library's own stay.")
    if made.incomplete:
        said.append(f"{made.incomplete} edits lack pictures and were left out.")
    if made.searches:
        said.append(f"{made.searches} saved searches came along.")
    return tuple(said)


def _move(options: Namespace, context: Context) -> int:
    source, target = context.library_folder(options).absolute(), options.folder.absolute()
    is_usual = options.library is None or _is_usual(source, options, context)
    move_library(source, target, _progress(options, context, "files"))
    if is_usual:
        context.save_settings(replace(context.settings, library=str(target)))
    if options.json:
        print_json(context, {"library": str(target), "from": str(source)})
    else:
        print(target, file=context.out)
    return DONE


def _is_usual(source: Path, options: Namespace, context: Context) -> bool:
    """Whether the settings mean that folder, which the option named as well."""
    bare = Namespace(**(vars(options) | {"library": None}))
    return context.library_folder(bare).absolute() == source


def _progress(options: Namespace, context: Context, what: str) -> Callable[[int, int], None]:
    """Says every tenth of the way on stderr."""

    def say(done: int, total: int) -> None:
        step = max(1, total // 10)
        if not options.quiet and total > step and (done % step == 0 or done == total):
            print(f"{done:,} of {total:,} {what}", file=context.err)

    return say
