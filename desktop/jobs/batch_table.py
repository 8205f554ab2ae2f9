"""Reads what a batch is made of: a table with a line for each request, or a folder of pictures."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.batch import MOST_LINES
from desktop.domain.problems import ProblemError, ProblemKind, fail

COLUMNS = ("prompt", "picture", "size", "quality", "output")
"""Columns with a meaning; every other one fills the variable of its name in the prompt."""

PICTURES = frozenset(
    {".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".heic", ".avif", ".psd", ".psb"}
)

_VARIABLE = re.compile(r"\{([^{}\s]+)\}")
_SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """One line of a table, its prompt expanded; empty texts where the table says nothing.

    `number` is the line's place below the heading, from 1.
    """

    number: int
    prompt: str
    picture: Path | None = None
    size: str = ""
    quality: str = ""
    output: str = ""


def read_rows(source: Path, prompt: str = "") -> tuple[BatchRow, ...]:
    """The rows of a table (CSV in UTF-8) or of a folder. ProblemError for the source as a whole.

    `prompt` is used where the table has no column `prompt`; its variables are written `{name}`.
    """
    if source.is_dir():
        return _of_folder(source, prompt)
    rows = _of_table(source, prompt)
    if not rows:
        raise _refused(f"“{source.name}” has no line below its heading.", "Fill it in.")
    if len(rows) > MOST_LINES:
        raise _refused(
            f"“{source.name}” has {len(rows):,} lines; a batch takes {MOST_LINES:,}.",
            "Divide it into several tables.",
        )
    return rows


def variables_of(source: Path) -> tuple[str, ...]:
    """What a prompt is likely to name in braces: a table's own columns, or `name` for a folder.

    ProblemError: it cannot be read.
    """
    if source.is_dir():
        return ("name",)
    text = _text(source)
    heading = next(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)), [])
    return tuple(name.strip() for name in heading if name.strip() and name.strip() not in COLUMNS)


def expanded(prompt: str, values: Mapping[str, str]) -> str:
    """The prompt with every `{name}` replaced. ProblemError when there is no such column."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise _refused(
                f"The prompt has the variable {found[0]}, and the table no column “{found[1]}”.",
                "Add the column, or correct the prompt.",
            )
        return values[found[1]]

    return _VARIABLE.sub(value, prompt)


def _of_folder(folder: Path, prompt: str) -> tuple[BatchRow, ...]:
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES)
    if not found:
        raise _refused(f"“{folder.name}” holds no picture.", "Choose another folder.")
    return tuple(
        BatchRow(
            number=number,
            prompt=expanded(prompt, {"name": path.stem}),
            picture=path,
            output=path.stem,
        )
        for number, path in enumerate(found, 1)
    )


def _of_table(source: Path, prompt: str) -> tuple[BatchRow, ...]:
    text = _text(source)
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)))
    lines = [line for line in lines if any(cell.strip() for cell in line)]
    if not lines:
        raise _refused(f"“{source.name}” is empty.", "Give it a heading and a line.")
    heading = [name.strip() for name in lines[0]]
    if len(set(heading)) != len(heading):
        raise _refused("Two columns have the same name.", "Give every column its own.")
    if "prompt" not in heading and not prompt:
        raise _refused(
            "The table has no column “prompt”, and no prompt is given for all lines.",
            "Add the column, or give a prompt with variables.",
        )
    return tuple(
        _row(number, dict(zip(heading, line, strict=False)), prompt, source.parent)
        for number, line in enumerate(lines[1:], 1)
    )


def _row(number: int, cells: Mapping[str, str], prompt: str, folder: Path) -> BatchRow:
    said = {name: cells.get(name, "").strip() for name in COLUMNS}
    return BatchRow(
        number=number,
        prompt=expanded(said["prompt"] or prompt, cells),
        picture=folder / said["picture"] if said["picture"] else None,
        size=said["size"],
        quality=said["quality"],
        output=said["output"] or f"{number:05d}",
    )


def _text(source: Path) -> str:
    try:
        return source.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise fail(ProblemKind.FILE_MISSING, name=source.name) from error
    except UnicodeDecodeError as error:
        raise _refused(
            f"“{source.name}” is not text in UTF-8.", "Save it again as “CSV UTF-8”."
        ) from error
    except OSError as error:
        raise _refused(f"“{source.name}” cannot be read.", str(error.strerror)) from error


def _separator(text: str) -> str:
    """Spreadsheets of some countries write semicolons."""
    heading = text.partition("\n")[0]
    return max(_SEPARATORS, key=heading.count)


def _refused(reason: str, suggestion: str) -> ProblemError:
    return fail(ProblemKind.BAD_ARGUMENT, reason=reason, suggestion=suggestion)
