"""What is dragged and pasted: pictures of the library going out, files and bitmaps coming in."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMetaType, QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QImage, QImageReader, QImageWriter

from desktop.domain.edit import ResultRef
from desktop.domain.identity import ContentHash, EditId
from desktop.domain.problems import Problem, ProblemError, ProblemKind, problem
from desktop.domain.recipe import InputFile
from desktop.domain.size import Size

log = logging.getLogger(__name__)

PICTURES_FORMAT = "application/x-stet-pictures"
"""Pictures of the library, for Stet's own tray and canvas; JSON, one object for each picture."""

_FILES_FORMAT = "text/uri-list"
_COPIED_FILES = "x-special/gnome-copied-files"
"""What file managers of the GTK family look for when files are pasted."""

_PNG = "image/png"
_QT_IMAGE = "application/x-qt-image"
_BITMAPS = (
    "image/png",
    "image/webp",
    "image/avif",
    "image/tiff",
    "image/jpeg",
    "image/gif",
    "image/bmp",
    # Chromium hands a dragged picture's own bytes out under this name only.
    "application/octet-stream",
)
_PNG_START = b"\x89PNG\r\n\x1a\n"
_HASH = re.compile(r"[0-9a-f]{64}")


class DragForm(StrEnum):
    """What is made of a picture that is dragged out; the key that is held says it."""

    PICTURE = "picture"
    CUT_OUT = "cut out"
    """With Alt: the mask becomes its transparency."""
    LAYERS = "layers"
    """With Ctrl and Alt: every edit a layer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraggedPicture:
    """A picture of the library on its way; `result` when it is a result of an edit."""

    file: InputFile
    result: ResultRef | None = None
    form: DragForm = DragForm.PICTURE
    is_planned: bool = False
    """Only the file's name is wanted yet; it need not be there."""


FileForDrag = Callable[[DraggedPicture], Path]
"""Makes a real file with a proper name of a dragged picture; ProblemError or OSError."""


class PictureMimeData(QMimeData):
    """Pictures for a file manager (real files), for a program (a bitmap) and for Stet itself.

    Files are made when somebody first asks for them, once, in the form that the keys held at that
    moment say. During a drag by `run_drag` they are made at the drop: some programs ask as soon as
    the pointer enters their window, and are told names. `on_problem` hears when a file fails.
    """

    def __init__(
        self,
        pictures: tuple[DraggedPicture, ...],
        file_for: FileForDrag | None,
        on_problem: Callable[[Problem], None],
    ) -> None:
        super().__init__()
        self._pictures = pictures
        self._file_for = file_for
        self._on_problem = on_problem
        self._files: tuple[Path, ...] | None = None
        self._form: DragForm | None = None
        self._is_hovering = False

    def hover(self) -> None:
        """From now on nothing has been dropped yet: names are enough."""
        self._is_hovering = True

    def drop(self, *, is_accepted: bool) -> None:
        """The drag is over; what was promised is made before anybody can look for it."""
        self._is_hovering = False
        if is_accepted and self._form is not None:
            self._made_files()

    def formats(self) -> list[str]:
        if self._file_for is None:
            return [PICTURES_FORMAT]
        bitmaps = [_PNG, _QT_IMAGE] if len(self._pictures) == 1 else []
        return [_FILES_FORMAT, _COPIED_FILES, PICTURES_FORMAT, *bitmaps]

    def hasFormat(self, mimetype: str) -> bool:
        return mimetype in self.formats()

    def retrieveData(self, mimetype: str, preferred: QMetaType | QMetaType.Type) -> Any:
        if mimetype == PICTURES_FORMAT:
            return QByteArray(_written(self._pictures))
        if mimetype not in self.formats():
            return None
        named = mimetype in {_FILES_FORMAT, _COPIED_FILES}
        files = self._named_files() if named and self._is_hovering else self._made_files()
        if mimetype == _FILES_FORMAT:
            urls = [QUrl.fromLocalFile(str(file)) for file in files]
            # Qt makes addresses of a list only; bytes given in its place come to nothing.
            return urls if _is_list(preferred) else QByteArray(_as_lines(urls))
        if mimetype == _COPIED_FILES:
            return QByteArray(_as_copied(files))
        if mimetype == _PNG:
            return QByteArray(_as_png(files[0])) if files else None
        return QImageReader(str(files[0])).read() if files else None

    def _made_files(self) -> tuple[Path, ...]:
        """Every file, or none at all when one of them cannot be made."""
        if self._files is None and self._file_for is not None:
            try:
                self._files = tuple(map(self._file_for, self._wanted(is_planned=False)))
            except ProblemError as error:
                self._refuse(error.problem)
            except OSError as error:
                reason = error.strerror or str(error)
                self._refuse(problem(ProblemKind.CANNOT_WRITE, name="picture", reason=reason))
        return self._files or ()

    def _named_files(self) -> tuple[Path, ...]:
        """Where they will be; nothing where that cannot be said, which the drop will tell."""
        if self._files is not None or self._file_for is None:
            return self._files or ()
        try:
            return tuple(map(self._file_for, self._wanted(is_planned=True)))
        except (ProblemError, OSError) as error:
            log.info("No name for a dragged picture: %s", error)
            return ()

    def _wanted(self, *, is_planned: bool) -> tuple[DraggedPicture, ...]:
        """The keys count once: a name that was told has to hold."""
        if self._form is None:
            self._form = form_of(QGuiApplication.queryKeyboardModifiers())
        form = self._form
        return tuple(replace(one, form=form, is_planned=is_planned) for one in self._pictures)

    def _refuse(self, trouble: Problem) -> None:
        self._files = ()
        log.info("No file for a dragged picture: %s", trouble.sentence)
        self._on_problem(trouble)


def run_drag(drag: QDrag, data: PictureMimeData) -> None:
    """Runs the drag to its end; real files come into being at the drop and no earlier.

    Only X11 says what was dropped before the other program can look for it; elsewhere programs
    ask at the drop anyway.
    """
    drag.setMimeData(data)
    is_x11 = QGuiApplication.platformName() == "xcb"
    if is_x11:
        data.hover()
    done = drag.exec(Qt.DropAction.CopyAction)
    if is_x11:
        data.drop(is_accepted=done != Qt.DropAction.IgnoreAction)


def form_of(keys: Qt.KeyboardModifier) -> DragForm:
    """What those keys make of a picture that is dropped outside."""
    if not keys & Qt.KeyboardModifier.AltModifier:
        return DragForm.PICTURE
    is_layered = bool(keys & Qt.KeyboardModifier.ControlModifier)
    return DragForm.LAYERS if is_layered else DragForm.CUT_OUT


def _as_copied(files: tuple[Path, ...]) -> bytes:
    urls = (bytes(QUrl.fromLocalFile(str(file)).toEncoded().data()) for file in files)
    return b"\n".join((b"copy", *urls))


def _as_png(file: Path) -> bytes:
    """The file's own bytes where it is a PNG: profile, depth and alpha go along."""
    data = file.read_bytes()
    if data.startswith(_PNG_START):
        return data
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    writer.setCompression(10)
    writer.write(QImageReader(str(file)).read())
    return bytes(buffer.data().data())


def _is_list(preferred: QMetaType | QMetaType.Type) -> bool:
    return QMetaType(preferred).id() == QMetaType.Type.QVariantList.value


def _as_lines(urls: list[QUrl]) -> bytes:
    return b"".join(bytes(url.toEncoded().data()) + b"\r\n" for url in urls)


def clipboard_data() -> QMimeData:
    """What is on the clipboard; Qt gives none at all for an empty one, against its type."""
    found: QMimeData | None = QGuiApplication.clipboard().mimeData()
    return QMimeData() if found is None else found


def offers_picture(data: QMimeData) -> bool:
    """Something that may be a picture; nothing is fetched but the addresses of files."""
    if data.hasFormat(PICTURES_FORMAT) or data.hasImage():
        return True
    return bool(offered_files(data)) or any(data.hasFormat(name) for name in _BITMAPS)


def offered_pictures(data: QMimeData) -> tuple[DraggedPicture, ...]:
    """Pictures of the library; empty when there are none, or when what is there is malformed."""
    if not data.hasFormat(PICTURES_FORMAT):
        return ()
    try:
        return _read(json.loads(bytes(data.data(PICTURES_FORMAT).data())))
    except (ValueError, KeyError, TypeError) as error:
        log.info("Dragged pictures could not be read: %s", error)
        return ()


def offered_files(data: QMimeData) -> tuple[Path, ...]:
    """Files of this computer, in the order in which they were chosen."""
    urls = data.urls() if data.hasUrls() else []
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())


def offered_bitmap(data: QMimeData) -> bytes | None:
    """A picture file without a place on disk, such as one dragged out of a browser.

    The bytes are those that were offered; only a bare bitmap is written as a file, uncompressed
    TIFF, because that keeps alpha and costs next to nothing.
    """
    for name in _BITMAPS:
        if data.hasFormat(name):
            found = bytes(data.data(name).data())
            if _is_picture(found):
                return found
    image = data.imageData() if data.hasImage() else None
    return _as_tiff(image) if isinstance(image, QImage) and not image.isNull() else None


def _written(pictures: tuple[DraggedPicture, ...]) -> bytes:
    rows = [
        {
            "content": picture.file.content,
            "name": picture.file.name,
            "width": picture.file.size.width,
            "height": picture.file.size.height,
            "edit": picture.result.edit if picture.result else None,
            "index": picture.result.index if picture.result else 0,
        }
        for picture in pictures
    ]
    return json.dumps(rows).encode()


def _read(rows: list[dict[str, Any]]) -> tuple[DraggedPicture, ...]:
    return tuple(_picture(row) for row in rows)


def _picture(row: dict[str, Any]) -> DraggedPicture:
    """ValueError unless the content is a hash and the size a size."""
    content, edit = str(row["content"]), row["edit"]
    if not _HASH.fullmatch(content):
        raise ValueError(f"{content[:80]!r} is no content hash.")
    size = Size(int(row["width"]), int(row["height"]))
    file = InputFile(content=ContentHash(content), name=str(row["name"]), size=size)
    result = None if edit is None else ResultRef(edit=EditId(str(edit)), index=int(row["index"]))
    return DraggedPicture(file=file, result=result)


def _is_picture(data: bytes) -> bool:
    """Qt knows its kind by the first bytes, or it is an AVIF file, which Qt does not know."""
    if data[4:12] in {b"ftypavif", b"ftypavis"}:
        return True
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return bool(QImageReader.imageFormat(buffer).data())


def _as_tiff(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"tiff"))
    writer.setCompression(0)
    writer.write(image)
    return bytes(buffer.data().data())
