"""What an export is about, in words: what the first picture has, and what its file tells."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.edit import Edit, Result
from desktop.domain.export_preset import ExportColours, ExportPreset
from desktop.domain.identity import ContentHash
from desktop.domain.name_template import NameFacts
from desktop.domain.problems import ProblemError
from desktop.domain.provenance import SourceType, provenance_of
from desktop.imaging.codec import read_header
from desktop.imaging.credentials import has_credentials
from desktop.imaging.export_as import colours_of
from desktop.imaging.hidden_facts import hidden_facts
from desktop.imaging.tiff_pages import pages_of
from desktop.jobs.export_pictures import ExportSource, name_facts
from desktop.storage.library import Library

_ALPHA = frozenset({"LA", "RGBA", "LA;16", "RGBA;16", "PA"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureWords:
    """What is known of a picture before it is exported.

    `colours` are what its numbers mean (KEEP: another space than those that can be chosen).
    `format` is Pillow's name of its file's format; `original_suffix` has its dot. `came_as_jpeg`:
    it was laid into a JPEG, which can be saved by rewriting only what changed.
    """

    facts: NameFacts
    format: str = ""
    colours: ExportColours = ExportColours.SRGB
    tells: tuple[str, ...] = ()
    source: SourceType | None = None
    has_alpha: bool = False
    has_credentials: bool = False
    original_has_credentials: bool = False
    original_suffix: str = ".png"
    came_as_jpeg: bool = False
    pages: int = 1


def words_of(source: ExportSource, library: Library, total: int = 1) -> PictureWords:
    """Reads headers only. ProblemError: the picture or its edit is gone."""
    pictures = library.pictures
    facts = name_facts(source, ExportPreset(), library, total=total)
    data = pictures.read(source.file.content)
    header = read_header(data, source.file.name)
    certified = has_credentials(data, header.kind)
    made_by, original, came_as_jpeg = None, source.file.content, False
    if source.ref is not None:
        edit = library.history.get(source.ref.edit)
        result = edit.result(source.ref.index)
        said = provenance_of(edit, result)
        made_by, original = (said.source if said else None), result.original.content
        came_as_jpeg = _came_as_jpeg(edit, result, library)
    return PictureWords(
        facts=facts,
        format=header.kind.value,
        colours=colours_of(header),
        tells=hidden_facts(data, source.file.name),
        source=made_by,
        has_alpha=header.mode in _ALPHA,
        has_credentials=certified,
        original_has_credentials=_is_certified(original, library),
        original_suffix=pictures.path(original).suffix,
        came_as_jpeg=came_as_jpeg,
        pages=max(1, len(pages_of(data))),
    )


def _is_certified(content: ContentHash, library: Library) -> bool:
    """Drawings and animations are no pictures with credentials."""
    data = library.pictures.read(content)
    try:
        return has_credentials(data, read_header(data, "the original").kind)
    except ProblemError:
        return False


def _came_as_jpeg(edit: Edit, result: Result, library: Library) -> bool:
    source = edit.inputs.picture
    if source is None or result.outside_changed is None:
        return False
    return library.pictures.path(source.content).suffix in {".jpg", ".jpeg"}
