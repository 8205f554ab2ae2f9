"""`stet history star|tag|mark|trash|restore|empty-trash`, and lists by filters."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from desktop.cli.context import Context
from desktop.cli.exit_codes import DONE
from desktop.cli.report import print_json
from desktop.domain.edit import Edit
from desktop.domain.library_item import ItemKind, Label, LibraryItem, MarksChange
from desktop.domain.library_query import LibraryQuery, SortBy
from desktop.domain.problems import ProblemKind, fail
from desktop.storage.library import Library
from desktop.storage.trash import empty_trash, trash_size

_FILTERS = (
    "stars",
    "tag",
    "label",
    "of_project",
    "of_model",
    "kind",
    "since",
    "until",
    "sort",
    "ascending",
    "trash",
)


def has_filter(options: Namespace) -> bool:
    """Whether `list` is to show results."""
    return any(getattr(options, name) for name in _FILTERS)


def list_results(options: Namespace, context: Context, library: Library) -> int:
    """The results that words and filters find. ProblemError (library)."""
    items = library.catalogue.page(_query(options), limit=options.limit)
    if options.json:
        print_json(context, {"results": [_value(item) for item in items]})
    else:
        for item in items:
            print(_line(item), file=context.out)
    return DONE


def mark(options: Namespace, context: Context, library: Library) -> int:
    """Stars, tags, label, note, project or trash of the named results. ProblemError."""
    numbers = [item.number for name in options.edits for item in _items(name, library)]
    catalogue = library.catalogue
    if options.action == "trash":
        catalogue.trash(numbers)
    elif options.action == "restore":
        catalogue.restore(numbers)
    else:
        catalogue.change(numbers, _change(options))
    items = catalogue.items(numbers)
    if options.json:
        print_json(context, {"results": [_value(item) for item in items]})
    else:
        for item in items:
            print(_line(item), file=context.out)
    return DONE


def empty(options: Namespace, context: Context, library: Library) -> int:
    """Says what is in the trash, and with --yes deletes it. ProblemError (disk, library)."""
    size = trash_size(library)
    if not options.yes:
        print(
            f"{size.tiles} results with {size.bytes:,} bytes are in the trash."
            " With --yes they are deleted for good.",
            file=context.err,
        )
    done = empty_trash(library) if options.yes else None
    if options.json:
        gone = {} if done is None else {"deleted": done.tiles, "files": done.files}
        freed = {} if done is None else {"freed_bytes": done.bytes, "still_used": done.still_used}
        print_json(context, {"results": size.tiles, "bytes": size.bytes} | gone | freed)
    elif done is not None:
        words = f"Deleted {done.tiles} results and {done.files} files, {done.bytes:,} bytes;"
        print(f"{words} {done.still_used} files are still used and stay.", file=context.out)
    return DONE


def _query(options: Namespace) -> LibraryQuery:
    return LibraryQuery(
        text=options.search or "",
        kinds=tuple(ItemKind(kind) for kind in options.kind),
        models=tuple(options.of_model),
        projects=tuple(options.of_project),
        labels=tuple(Label(label) for label in options.label),
        tags=tuple(options.tag),
        least_rating=options.stars or 0,
        since=options.since,
        until=options.until,
        in_trash=options.trash,
        sort=SortBy(options.sort or SortBy.CREATED),
        is_descending=not options.ascending,
    )


def _change(options: Namespace) -> MarksChange:
    if options.action == "star":
        return MarksChange(rating=options.stars)
    if options.action == "tag":
        return MarksChange(with_tags=tuple(options.add), without_tags=tuple(options.remove))
    label = (
        None if options.label is None else Label("" if options.label == "none" else options.label)
    )
    return MarksChange(label=label, note=options.note, project=options.to_project)


def _items(name: str, library: Library) -> list[LibraryItem]:
    """EDIT.RESULT is that result, counted from 1; EDIT alone is all of it."""
    beginning, _, number = name.partition(".")
    edit = _edit(beginning, library)
    items = library.catalogue.items_of(edit.id)
    if not number:
        return list(items)
    wanted = int(number) - 1 if number.isdigit() else -1
    found = [item for item in items if item.index == wanted >= 0]
    if not found:
        raise fail(ProblemKind.EDIT_UNKNOWN, name=name)
    return found


def _edit(beginning: str, library: Library) -> Edit:
    matches = library.history.starting_with(beginning, limit=2)
    if len(matches) == 1 or (matches and matches[0].id == beginning):
        return matches[0]
    raise fail(ProblemKind.EDIT_UNKNOWN, name=beginning)


def _name(item: LibraryItem) -> str:
    return f"{item.edit}.{item.index + 1}" if item.ref is not None else str(item.edit)


def _line(item: LibraryItem) -> str:
    when = item.created.astimezone().strftime("%Y-%m-%d %H:%M")
    stars = "*" * item.marks.rating
    more = "".join(f" #{tag}" for tag in item.marks.tags)
    prompt = item.prompt.strip().partition("\n")[0][:60]
    return f"{_name(item):<25} {when}  {item.kind:<9}  {stars:<5}  {item.model}  {prompt}{more}"


def _value(item: LibraryItem) -> dict[str, Any]:
    marks = item.marks
    return {
        "id": _name(item),
        "created": item.created.isoformat(),
        "kind": str(item.kind),
        "prompt": item.prompt,
        "model": item.model,
        "size": None if item.size is None else str(item.size),
        "cost_usd": None if item.cost_usd is None else float(item.cost_usd),
        "project": item.project,
        "stars": marks.rating,
        "label": str(marks.label) or None,
        "tags": list(marks.tags),
        "note": marks.note,
        "trashed": None if marks.trashed is None else marks.trashed.isoformat(),
    }
