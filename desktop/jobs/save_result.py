"""Writes results to files outside the library: as they came, or in another format."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from desktop.domain.edit import Edit, Result, StoredPicture
from desktop.domain.identity import ContentHash, hash_of
from desktop.domain.problems import ProblemKind, fail
from desktop.imaging.codec import probe, read_picture
from desktop.imaging.composite import count_outside_changes
from desktop.imaging.export import Export, export_picture
from desktop.imaging.file_kind import FileKind
from desktop.imaging.jpeg_saving import JpegSave, save_into_jpeg
from desktop.imaging.jpeg_scan import UnsupportedJpegError
from desktop.imaging.write_options import Format, WriteOptions
from desktop.jobs.lay_in import changeable_of
from desktop.jobs.opened_pictures import opened_picture, still_open
from desktop.storage.image_files import ImageFiles

_NAME_LENGTH = 48

TAKEN = "there is a file of that name already"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedResult:
    """What a saved file came to; `outside_changed` counts in the file as it is opened again.

    It is None where nothing was laid in. `rewritten` of `blocks` blocks are a JPEG's that was
    changed in part; both are 0 else.
    """

    notes: tuple[str, ...] = ()
    outside_changed: int | None = None
    rewritten: int = 0
    blocks: int = 0


def save_edited(
    edit: Edit,
    result: Result,
    path: Path,
    target: Format,
    options: WriteOptions,
    pictures: ImageFiles,
) -> SavedResult:
    """A result of an edit at `path`; what is not masked stands as far as the format can keep it.

    A JPEG that was edited is changed in part: every block without a change keeps its bits.
    ProblemError as `save_picture`. Takes seconds on a large picture.
    """
    reason = ""
    if target is Format.JPEG and _is_plain(options):
        try:
            saved = into_jpeg(edit, result, pictures)
        except UnsupportedJpegError as error:
            reason = f"This JPEG cannot be changed in part, because {error}."
        else:
            if saved is not None:
                write_beside(path, saved.data)
                return SavedResult(
                    notes=saved.notes,
                    outside_changed=saved.outside_changed,
                    rewritten=saved.rewritten,
                    blocks=saved.blocks,
                )
    exported = _exported(result.picture.content, target, options, pictures)
    write_beside(path, exported.data)
    changed = changed_in(exported, edit, result, pictures)
    said = (reason, *exported.notes, loss_words(changed, target) if changed else "")
    return SavedResult(notes=tuple(one for one in said if one), outside_changed=changed)


def _exported(
    content: ContentHash, target: Format, options: WriteOptions, pictures: ImageFiles
) -> Export:
    """What is open need not be opened again, provided that the bytes are still those it was."""
    data, opened = pictures.read(content), still_open(content)
    if opened is not None and hash_of(data) != content:
        opened = None
    return export_picture(data, target, options, opened=opened)


def _is_plain(options: WriteOptions) -> bool:
    """Nothing was chosen that a file changed in part could not follow."""
    return options == WriteOptions()


def into_jpeg(edit: Edit, result: Result, pictures: ImageFiles) -> JpegSave | None:
    """The result as its source's JPEG, changed in part. UnsupportedJpegError with the reason.

    None when the picture that was edited is no JPEG, or nothing was laid into it.
    """
    source = edit.inputs.picture
    if source is None or result.outside_changed is None:
        return None
    data = pictures.read(source.content)
    if probe(data, source.name).format != FileKind.JPEG:
        return None
    before = opened_picture(pictures, source.content, source.name)
    after = opened_picture(pictures, result.picture.content, "the result")
    mask = changeable_of(edit, result, pictures)
    return None if mask is None else save_into_jpeg(data, before, after, mask)


def changed_in(exported: Export, edit: Edit, result: Result, pictures: ImageFiles) -> int | None:
    """Pixels outside the mask that differ in the file; None where nothing was laid in."""
    source = edit.inputs.picture
    if exported.is_copy or source is None or result.outside_changed is None:
        return result.outside_changed
    mask = changeable_of(edit, result, pictures)
    before = opened_picture(pictures, source.content, source.name).pixels
    after = read_picture(exported.data, "the saved file").pixels
    if mask is None or after.shape != before.shape or after.dtype != before.dtype:
        return int(np.count_nonzero(mask == 0)) if mask is not None else None
    return count_outside_changes(before, after, mask)[0]


def loss_words(changed: int, target: Format) -> str:
    return (
        f"{target.name} does not keep every pixel: {changed:,} outside the mask are a little "
        "different in this file. PNG and TIFF keep them all."
    )


def save_original(result: Result, path: Path, pictures: ImageFiles) -> None:
    """The bytes exactly as the service sent them. ProblemError as in `save_picture`."""
    write_beside(path, pictures.read(result.original.content))


def write_beside(path: Path, data: bytes, *, may_replace: bool = True) -> Path:
    """Writes the whole file or leaves what was there. ProblemError (CANNOT_WRITE).

    Without `may_replace` a file of that name stays, also one that came a moment ago.
    """
    part = path.with_name(f".stet-{secrets.token_hex(6)}.part")
    try:
        part.write_bytes(data)
        if may_replace:
            part.replace(path)
        else:
            _put_in_place(part, path)
    except FileExistsError as error:
        raise fail(ProblemKind.CANNOT_WRITE, name=path.name, reason=TAKEN) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise fail(ProblemKind.CANNOT_WRITE, name=path.name, reason=reason) from error
    finally:
        with suppress(OSError):
            part.unlink()
    return path


def _put_in_place(part: Path, path: Path) -> None:
    """FileExistsError when there is something of that name."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links, such as a camera's card.
        if path.exists():
            raise FileExistsError from None
        part.replace(path)


def suggested_name(edit: Edit, index: int, suffix: str) -> str:
    """`a-red-fox-0f3a-2.png`: the prompt's beginning, a bit of the id, the result's number."""
    words = re.sub(r"[^\w]+", "-", edit.recipe.prompt.strip().lower()).strip("-_")
    beginning = words[:_NAME_LENGTH].rstrip("-") or "picture"
    number = f"-{index + 1}" if len(edit.results) > 1 else ""
    return f"{beginning}-{edit.id[-4:]}{number}{suffix}"
