"""Writes results to files outside the library: as they came, or in another format."""

from __future__ import annotations

import re
import secrets
from contextlib import suppress
from pathlib import Path

from desktop.domain.edit import Edit, Result, StoredPicture
from desktop.domain.problems import ProblemKind, fail
from desktop.imaging.export import export_picture
from desktop.imaging.write_options import Format, WriteOptions
from desktop.storage.image_files import ImageFiles

_NAME_LENGTH = 48


def save_picture(
    picture: StoredPicture,
    path: Path,
    target: Format,
    options: WriteOptions,
    pictures: ImageFiles,
) -> tuple[str, ...]:
    """The picture at `path` in a format; sentences about what the file could not keep.

    ProblemError: the picture is gone, the place cannot be written; what was there stays.
    """
    exported = export_picture(pictures.read(picture.content), target, options)
    write_beside(path, exported.data)
    return exported.notes


def save_original(result: Result, path: Path, pictures: ImageFiles) -> None:
    """The bytes exactly as the service sent them. ProblemError as in `save_picture`."""
    write_beside(path, pictures.read(result.original.content))


def write_beside(path: Path, data: bytes) -> Path:
    """Writes the whole file or leaves what was there. ProblemError (CANNOT_WRITE)."""
    part = path.with_name(f".stet-{secrets.token_hex(6)}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        reason = error.strerror or str(error)
        raise fail(ProblemKind.CANNOT_WRITE, name=path.name, reason=reason) from error
    return path


def suggested_name(edit: Edit, index: int, suffix: str) -> str:
    """`a-red-fox-0f3a-2.png`: the prompt's beginning, a bit of the id, the result's number."""
    words = re.sub(r"[^\w]+", "-", edit.recipe.prompt.strip().lower()).strip("-_")
    beginning = words[:_NAME_LENGTH].rstrip("-") or "picture"
    number = f"-{index + 1}" if len(edit.results) > 1 else ""
    return f"{beginning}-{edit.id[-4:]}{number}{suffix}"
