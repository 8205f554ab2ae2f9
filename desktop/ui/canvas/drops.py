"""What was dropped on the canvas, or pasted, freed from Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QMimeData

from desktop.ui.mime import (
    DraggedPicture,
    offered_bitmap,
    offered_files,
    offered_pictures,
    offers_picture,
)


class DropZone(StrEnum):
    """What a drop is meant to become."""

    PICTURE = "picture"
    REFERENCE = "reference"
    MASK = "mask"


@dataclass(frozen=True, slots=True, kw_only=True)
class CanvasDrop:
    """One drop into a zone; the first of these that is there is what was meant.

    `pictures` of Stet's own library, `files` of this computer, `bitmap` the bytes of a picture
    without a file, `addresses` of pictures elsewhere, which nobody has fetched.
    """

    pictures: tuple[DraggedPicture, ...] = ()
    files: tuple[Path, ...] = ()
    bitmap: bytes | None = None
    addresses: tuple[str, ...] = ()
    zone: DropZone = DropZone.PICTURE

    @property
    def is_empty(self) -> bool:
        return not (self.pictures or self.files or self.bitmap or self.addresses)


def can_be_dropped(data: QMimeData) -> bool:
    """It may be a picture; looks at names only, so that it may be asked at every move."""
    return offers_picture(data) or bool(_addresses(data))


def read_drop(data: QMimeData, zone: DropZone = DropZone.PICTURE) -> CanvasDrop:
    """What is there; empty when nothing of it is a picture."""
    pictures = offered_pictures(data)
    if pictures:
        return CanvasDrop(pictures=pictures, zone=zone)
    files = offered_files(data)
    if files:
        return CanvasDrop(files=files, zone=zone)
    return CanvasDrop(bitmap=offered_bitmap(data), addresses=_addresses(data), zone=zone)


def _addresses(data: QMimeData) -> tuple[str, ...]:
    urls = data.urls() if data.hasUrls() else []
    return tuple(url.toString() for url in urls if url.scheme() in {"http", "https"})
