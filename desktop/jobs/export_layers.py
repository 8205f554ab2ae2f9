"""A result with everything it came from as one layered file: the original, and each edit on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.domain.edit import Edit, ResultRef
from desktop.domain.identity import ContentHash
from desktop.domain.size import Box, box_of
from desktop.imaging.codec import read_picture
from desktop.imaging.depth import eight_bits
from desktop.imaging.layered_file import Layer, LayeredFormat, encode_layers
from desktop.imaging.mask_bounds import mask_bounds
from desktop.imaging.picture import Picture
from desktop.storage.library import Library

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DEPTH_NOTE = "Layers have 8 bits per channel; the picture itself has more."


@dataclass(frozen=True, slots=True, kw_only=True)
class LayeredExport:
    """The file's bytes, how many layers it has, and sentences about what it could not keep."""

    data: bytes
    layers: int
    notes: tuple[str, ...] = ()


def export_layers(ref: ResultRef, form: LayeredFormat, library: Library) -> LayeredExport:
    """ProblemError: a picture of the lineage is gone, or the format does not reach so far."""
    lineage = _lineage(ref, library)
    edit, result = lineage[0]
    first = edit.inputs.picture
    has_ground = first is not None and first.size == edit.result(result).picture.size
    before = _read(first.content, library) if has_ground and first is not None else None
    layers = [] if before is None or first is None else [_ground(first.name, before)]
    for edit, result in lineage:
        after = _read(edit.result(result).picture.content, library)
        layers.append(_layer(edit, before, after))
        before = after
    assert before is not None
    notes = () if before.pixels.dtype == np.uint8 else (_DEPTH_NOTE,)
    data = encode_layers(tuple(layers), eight_bits(before.pixels), before.facts.icc, form)
    return LayeredExport(data=data, layers=len(layers), notes=notes)


def _lineage(ref: ResultRef, library: Library) -> list[tuple[Edit, int]]:
    """From the first edit to `ref`, as far back as each began with the result before it."""
    found: list[tuple[Edit, int]] = []
    seen: set[ResultRef] = set()
    current: ResultRef | None = ref
    while current is not None and current not in seen:
        seen.add(current)
        edit = library.history.get(current.edit)
        found.append((edit, current.index))
        current = edit.parent if _is_laid_over_parent(edit, current.index, library) else None
    return found[::-1]


def _is_laid_over_parent(edit: Edit, index: int, library: Library) -> bool:
    """The edit began with exactly its parent's picture, and left its size as it was."""
    source = edit.inputs.picture
    if edit.parent is None or source is None or source.size != edit.result(index).picture.size:
        return False
    parent = library.history.get(edit.parent.edit).result(edit.parent.index)
    return parent.picture.content == source.content


def _read(content: ContentHash, library: Library) -> Picture:
    return read_picture(library.pictures.read(content), "the picture")


def _ground(name: str, picture: Picture) -> Layer:
    return Layer(name=name, box=box_of(picture.size), pixels=eight_bits(picture.pixels))


def _layer(edit: Edit, before: Picture | None, after: Picture) -> Layer:
    """What the edit changed, with exactly that as its mask; all of it where nothing was before."""
    name = edit.recipe.prompt.strip().partition("\n")[0] or "Result"
    if before is None or before.pixels.shape != after.pixels.shape:
        return _ground(name, after)
    changed = _changed(before.pixels, after.pixels)
    box = mask_bounds(changed) or Box(0, 0, 1, 1)
    part = np.ascontiguousarray(eight_bits(after.pixels)[box.slices])
    return Layer(name=name, box=box, pixels=part, shown=changed[box.slices])


def _changed(before: NDArray[np.generic], after: NDArray[np.generic]) -> NDArray[np.uint8]:
    """255 where any channel differs, (h, w)."""
    return np.where((before != after).any(axis=2), np.uint8(255), np.uint8(0))
