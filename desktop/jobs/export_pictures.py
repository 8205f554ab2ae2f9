"""Takes pictures out of the library as files: one or many, as a preset says, under good names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.edit import Edit, Result, ResultRef
from desktop.domain.export_preset import (
    USUAL_QUALITY,
    ExportColours,
    ExportFormat,
    ExportMetadata,
    ExportPreset,
)
from desktop.domain.identity import ContentHash
from desktop.domain.name_template import NameFacts, expand_name, numbered
from desktop.domain.problems import Problem, ProblemError, ProblemKind, fail
from desktop.domain.provenance import SourceType, provenance_of
from desktop.domain.recipe import InputFile
from desktop.imaging.codec import read_header
from desktop.imaging.export import Export
from desktop.imaging.export_as import ExportWish, export_as, with_words
from desktop.imaging.export_shape import Shape
from desktop.imaging.jpeg_scan import UnsupportedJpegError
from desktop.imaging.layered_file import LayeredFormat
from desktop.imaging.write_options import Format, Metadata, WriteOptions
from desktop.jobs.export_layers import export_layers
from desktop.jobs.save_result import changed_in, into_jpeg, loss_words, write_beside
from desktop.storage.library import Library

Progress = Callable[[int, int], None]
"""Called with how many files are written, and how many there will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSource:
    """A picture of the library; `ref` says which result it is, None that it is none."""

    file: InputFile
    ref: ResultRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrder:
    """What is written where. `targets` are as many as `sources`, each another path.

    Without `may_replace` a file that is there already stays, and the export of it fails.
    """

    sources: tuple[ExportSource, ...]
    targets: tuple[Path, ...]
    preset: ExportPreset
    may_replace: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedFile:
    """A file that was written, and sentences about what it does not hold.

    `outside_changed` pixels outside the mask differ in it; None where nothing was laid in, or the
    file has another size or other colours. `layers` is 0 for a flat picture.
    """

    path: Path
    notes: tuple[str, ...] = ()
    keeps_credentials: bool = False
    outside_changed: int | None = None
    layers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What became of an order; `failed` are names with their problems."""

    files: tuple[ExportedFile, ...] = ()
    failed: tuple[tuple[str, Problem], ...] = ()
    was_stopped: bool = False


def source_of(edit: Edit, result: Result) -> ExportSource:
    name = edit.result_name
    file = InputFile(content=result.picture.content, name=name, size=result.picture.size)
    return ExportSource(file=file, ref=ResultRef(edit=edit.id, index=result.index))


def plan_targets(
    sources: tuple[ExportSource, ...], preset: ExportPreset, folder: Path, library: Library
) -> tuple[Path, ...]:
    """A path for each source, no two the same; some may exist. ProblemError: an edit is gone."""
    made: list[Path] = []
    seen: set[str] = set()
    for number, source in enumerate(sources, 1):
        name = expand_name(
            preset.template, name_facts(source, preset, library, number, len(sources))
        )
        suffix = suffix_for(source, preset, library)
        path = _free(folder / f"{name}{suffix}", lambda one: one.name.casefold() in seen)
        seen.add(path.name.casefold())
        made.append(path)
    return tuple(made)


def beside_existing(targets: Iterable[Path]) -> tuple[Path, ...]:
    """The same paths with a number where a file is there already."""
    taken: set[Path] = set()
    made = []
    for path in targets:
        free = _free(path, lambda one: one.exists() or one in taken)
        taken.add(free)
        made.append(free)
    return tuple(made)


def name_facts(
    source: ExportSource, preset: ExportPreset, library: Library, number: int = 1, total: int = 1
) -> NameFacts:
    """What a name can be made of. ProblemError: the edit is gone."""
    size = (
        shape_of(preset).size_for(source.file.size) if preset.format.is_flat else source.file.size
    )
    if source.ref is None:
        name = Path(source.file.name).stem
        return NameFacts(
            prompt=name,
            name=name,
            id=source.file.content[:12],
            preset=preset.name,
            number=number,
            total=total,
            width=size.width,
            height=size.height,
        )
    edit = library.history.get(source.ref.edit)
    own = edit.inputs.picture
    return NameFacts(
        prompt=edit.recipe.prompt,
        name=Path(own.name).stem if own else source.file.name,
        id=edit.id,
        created=edit.created,
        model=edit.recipe.model,
        quality=edit.recipe.quality,
        project=edit.project,
        preset=preset.name,
        result=source.ref.index + 1 if len(edit.results) > 1 else 0,
        number=number,
        total=total,
        width=size.width,
        height=size.height,
    )


def suffix_for(source: ExportSource, preset: ExportPreset, library: Library) -> str:
    """The ending that tells the truth, with its dot."""
    if preset.format is not ExportFormat.ORIGINAL:
        return preset.format.suffixes[0]
    return library.pictures.path(_original(source, library)).suffix


def export_pictures(
    order: ExportOrder,
    library: Library,
    told: Progress = lambda _done, _total: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> ExportReport:
    """Writes one file after the other; one that fails does not keep the others from it.

    On a worker's thread: seconds for large pictures. `is_stopped` is asked before each file, so
    that none is left half-written.
    """
    files: list[ExportedFile] = []
    failed: list[tuple[str, Problem]] = []
    for done, (source, target) in enumerate(zip(order.sources, order.targets, strict=True)):
        if is_stopped():
            return ExportReport(files=tuple(files), failed=tuple(failed), was_stopped=True)
        try:
            files.append(export_one(source, target, order, library))
        except ProblemError as error:
            failed.append((target.name, error.problem))
        told(done + 1, len(order.sources))
    return ExportReport(files=tuple(files), failed=tuple(failed))


def export_one(
    source: ExportSource, target: Path, order: ExportOrder, library: Library
) -> ExportedFile:
    """One file. ProblemError: a picture is gone, the place cannot be written, the name is taken."""
    preset = order.preset
    changed, layers = None, 0
    if preset.format is ExportFormat.ORIGINAL:
        data = library.pictures.read(_original(source, library))
        made = Export(data=data, target=Format.PNG, is_copy=True)
    elif preset.format.is_layered:
        made, layers = _layered(source, preset, library)
    else:
        made, changed = _flat(source, preset, library)
    notes = (*_unsaid(source, preset, library), *made.notes)
    write_beside(target, made.data, may_replace=order.may_replace)
    return ExportedFile(
        path=target,
        notes=notes,
        keeps_credentials=made.keeps_credentials,
        outside_changed=changed,
        layers=layers,
    )


def _unsaid(source: ExportSource, preset: ExportPreset, library: Library) -> tuple[str, ...]:
    """What the file does not say of where the picture comes from, so that nobody overlooks it."""
    edit, result = _found(source, library)
    says = provenance_of(edit, result) if edit is not None and result is not None else None
    if says is None or preset.format is ExportFormat.ORIGINAL:
        return ()
    if preset.format.is_layered and says.source is SourceType.SIMULATED:
        return (f"Nothing in this file says that it was {says.source.words}.",)
    if preset.format.is_layered or preset.metadata is not ExportMetadata.NONE:
        return ()
    return (
        f"Left out as asked: the mark that it was {says.source.words}, and all other metadata.",
    )


def shape_of(preset: ExportPreset) -> Shape:
    return Shape(bounds=preset.bounds, cuts=preset.cuts)


def wish_for(preset: ExportPreset, edit: Edit | None, result: Result | None) -> ExportWish:
    """What imaging is asked for."""
    says = provenance_of(edit, result) if edit is not None and result is not None else None
    is_plain = preset.quality == USUAL_QUALITY or not preset.format.has_quality
    is_lossless = preset.is_lossless
    options = WriteOptions(
        quality=None if is_plain or is_lossless else preset.quality,
        lossless=is_lossless,
        metadata=Metadata.STRIP if preset.metadata is ExportMetadata.NONE else Metadata.KEEP,
        dpi=None if preset.dpi is None else (float(preset.dpi), float(preset.dpi)),
    )
    return ExportWish(
        target=Format(preset.format.value),
        options=options,
        shape=shape_of(preset),
        colours=preset.colours,
        says=says,
        says_recipe=preset.metadata is ExportMetadata.RECIPE,
    )


def _flat(
    source: ExportSource, preset: ExportPreset, library: Library
) -> tuple[Export, int | None]:
    """The file, and how many pixels outside the mask differ in it (None: nothing was laid in)."""
    edit, result = _found(source, library)
    wish = wish_for(preset, edit, result)
    data = library.pictures.read(source.file.content)
    reason = ""
    if edit is not None and result is not None and _may_be_changed_in_part(wish):
        try:
            saved = into_jpeg(edit, result, library.pictures)
            if saved is not None and not _needs_turning(saved.data, wish):
                made = with_words(saved.data, wish)
                export = Export(data=made, target=wish.target, notes=saved.notes)
                return export, saved.outside_changed
        except UnsupportedJpegError as error:
            reason = f"This JPEG cannot be changed in part, because {error}."
    made_anew = export_as(data, wish, source.file.name)
    if edit is None or result is None or not _is_countable(wish):
        return made_anew, None
    changed = changed_in(made_anew, edit, result, library.pictures)
    said = (reason, *made_anew.notes, loss_words(changed, wish.target) if changed else "")
    notes = tuple(one for one in said if one)
    return _noted(made_anew, notes), changed


def _noted(export: Export, notes: tuple[str, ...]) -> Export:
    return Export(
        data=export.data,
        target=export.target,
        notes=notes,
        is_copy=export.is_copy,
        keeps_credentials=export.keeps_credentials,
    )


def _may_be_changed_in_part(wish: ExportWish) -> bool:
    """Nothing was chosen that a file changed in part could not follow."""
    is_plain = wish.options.quality is None and _is_countable(wish)
    return wish.target is Format.JPEG and is_plain


def _needs_turning(data: bytes, wish: ExportWish) -> bool:
    """Without EXIF nothing would turn the picture upright."""
    return wish.is_bare and read_header(data, "the picture").orientation != 1


def _is_countable(wish: ExportWish) -> bool:
    return wish.shape.bounds is None and wish.colours is ExportColours.KEEP


def _layered(source: ExportSource, preset: ExportPreset, library: Library) -> tuple[Export, int]:
    if source.ref is None:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason=f"“{source.file.name}” has no edits, and so no layers.",
            suggestion="Choose PNG or TIFF.",
        )
    made = export_layers(source.ref, LayeredFormat(f".{preset.format.value}"), library)
    return Export(data=made.data, target=Format.PNG, notes=made.notes), made.layers


def _found(source: ExportSource, library: Library) -> tuple[Edit | None, Result | None]:
    """The edit and result that the picture still is."""
    if source.ref is None:
        return None, None
    edit = library.history.get(source.ref.edit)
    result = edit.result(source.ref.index)
    return (edit, result) if result.picture.content == source.file.content else (None, None)


def _original(source: ExportSource, library: Library) -> ContentHash:
    _, result = _found(source, library)
    return source.file.content if result is None else result.original.content


def _free(path: Path, is_taken: Callable[[Path], bool]) -> Path:
    number, found = 1, path
    while is_taken(found):
        number += 1
        found = path.with_name(f"{numbered(path.stem, number)}{path.suffix}")
    return found
