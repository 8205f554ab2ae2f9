"""Where the results of a command go, and what is said about them."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.cli.context import Context
from desktop.cli.output import is_as_it_came, targets
from desktop.cli.report import edit_value, print_json
from desktop.domain.edit import Edit, Result
from desktop.domain.problems import ProblemError
from desktop.imaging.export import format_named
from desktop.imaging.write_options import WriteOptions
from desktop.jobs.save_result import SavedResult, save_edited, save_original
from desktop.storage.image_files import ImageFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A file with a result, and what was counted in it."""

    path: str
    saved: SavedResult


_VERDICTS = {
    "check": "Look closely: the answer fits, but not everywhere exactly.",
    "spilled": "The change crosses the mask's edge, where it was cut off; a wider mask shows it.",
    "changed": "Another scene came back. --no-composite keeps it whole, as a picture of its own.",
    "unchanged": "The model changed hardly anything inside the mask.",
}


def write_results(
    edit: Edit, options: Namespace, context: Context, pictures: ImageFiles
) -> list[Output]:
    """The results as files of the wished name, else where the library keeps them. ProblemError."""
    if options.output is None:
        return [_kept(result, pictures) for result in edit.results]
    names = targets(options.output, options.count)
    try:
        return [_written(edit, result, names[result.index], pictures) for result in edit.results]
    except ProblemError:
        print(f"The result is in the library as edit {edit.id}.", file=context.err)
        raise


def tell_edit(edit: Edit, outputs: list[Output], options: Namespace, context: Context) -> None:
    """Notes and verdicts on stderr; the paths, or one JSON object, on stdout."""
    if not options.quiet:
        for sentence in _sentences(edit, outputs):
            print(sentence, file=context.err)
    if options.json:
        print_json(context, _value(edit, outputs))
    else:
        for output in outputs:
            print(output.path, file=context.out)


def _kept(result: Result, pictures: ImageFiles) -> Output:
    path = str(pictures.path(result.picture.content))
    return Output(path=path, saved=SavedResult(outside_changed=result.outside_changed))


def _written(edit: Edit, result: Result, path: Path, pictures: ImageFiles) -> Output:
    if is_as_it_came(path):
        save_original(result, path, pictures)
        return Output(path=str(path), saved=SavedResult())
    saved = save_edited(edit, result, path, format_named(path), WriteOptions(), pictures)
    return Output(path=str(path), saved=saved)


def _sentences(edit: Edit, outputs: list[Output]) -> list[str]:
    said = list(edit.notes)
    for result in edit.results:
        verdict = result.placement.verdict if result.placement else ""
        said += [_VERDICTS[verdict]] if verdict in _VERDICTS else []
    said += [note for output in outputs for note in output.saved.notes]
    return list(dict.fromkeys(said))


def _value(edit: Edit, outputs: list[Output]) -> dict[str, Any]:
    """The edit's object; pixels outside the mask are counted in the files that were written."""
    counts = [one.saved.outside_changed for one in outputs]
    counted = [count for count in counts if count is not None]
    return edit_value(edit, [one.path for one in outputs]) | {
        "outside_changed_pixels": sum(counted) if counted else None,
        "saved": [_saved_value(one) for one in outputs],
    }


def _saved_value(output: Output) -> dict[str, Any]:
    saved = output.saved
    return {
        "path": output.path,
        "outside_changed_pixels": saved.outside_changed,
        "rewritten_blocks": saved.rewritten or None,
        "blocks": saved.blocks or None,
        "notes": list(saved.notes),
    }
