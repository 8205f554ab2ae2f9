"""Thumbnails for every list of pictures: read and decoded off the window's thread, kept in memory.

Threads are Python's own, not a QThreadPool's: those stay listed by `threading` for ever once
Python code has asked for their name, and nobody can join them.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QPixmap

from desktop.domain.identity import ContentHash
from desktop.domain.problems import ProblemError, ProblemKind, fail
from desktop.ui.background import tell_of_fault
from desktop.ui.turns import Turns
from desktop.ui.worker_threads import WorkerThreads

log = logging.getLogger(__name__)

ThumbnailSource = Callable[[ContentHash, int], bytes | Path]
"""Gives a picture file for a content, its longest side at least so many device pixels.

Called on a worker thread; ProblemError or OSError when there is none.
"""

BUDGET_BYTES = 96 * 1024 * 1024
_THREADS = 2
_PLAIN = QImage.Format.Format_ARGB32_Premultiplied


class ThumbnailKey(NamedTuple):
    """What is kept: a picture and the device pixels of its longest side.

    A window that moves to a screen of another ratio asks for other pixels, so it gets another one.
    """

    content: str
    device_pixels: int


@dataclass(slots=True)
class _Request:
    owner: str
    pixels: int
    ratio: float
    data: bytes | None = None


class PictureLoader(QObject):
    """Gives thumbnails at once when it has them, and says later when it has them now.

    The newest request is served first, because it is the one that is looked at. Signals:
    `thumbnail_ready(content, pixels)` once a picture came or turned out not to be readable.
    """

    thumbnail_ready = Signal(str, int)

    def __init__(
        self,
        source: ThumbnailSource,
        *,
        budget: int = BUDGET_BYTES,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._budget = budget
        self._held = 0
        self._kept: OrderedDict[ThumbnailKey, QPixmap] = OrderedDict()
        self._screen = QColorSpace()
        self._failed: set[ThumbnailKey] = set()
        self._waiting: OrderedDict[ThumbnailKey, _Request] = OrderedDict()
        self._at_work: set[ThumbnailKey] = set()
        self._lock = threading.Lock()
        self._threads = WorkerThreads(_THREADS, "thumbnails")
        self._turns = Turns(self)

    def thumbnail(self, content: str, pixels: int, ratio: float, owner: str = "") -> QPixmap | None:
        """The picture with its longest side at most `pixels` × `ratio`; None: it will come.

        `owner` names the list that shows it, for `keep_only`.
        """
        key = ThumbnailKey(content, round(pixels * ratio))
        pixmap = self._kept.get(key)
        if pixmap is not None:
            self._kept.move_to_end(key)
            return pixmap
        if key not in self._failed:
            self._ask(key, _Request(owner, pixels, ratio))
        return None

    def decode(self, name: str, data: bytes, pixels: int, ratio: float) -> QPixmap | None:
        """The same for a picture file that is at hand, kept under a `name` of its own."""
        key = ThumbnailKey(name, round(pixels * ratio))
        pixmap = self._kept.get(key)
        if pixmap is None and key not in self._failed:
            self._ask(key, _Request(name, pixels, ratio, data))
        return pixmap

    def has_failed(self, content: str, pixels: int, ratio: float) -> bool:
        """The picture cannot be shown: it is gone, or no picture."""
        return ThumbnailKey(content, round(pixels * ratio)) in self._failed

    def keep_only(self, owner: str, contents: Collection[str]) -> None:
        """Drops what `owner` has asked for and no longer shows; what is being read goes on."""
        with self._lock:
            gone = [
                key
                for key, request in self._waiting.items()
                if request.owner == owner and key.content not in contents
            ]
            for key in gone:
                del self._waiting[key]

    def forget(self, content: str) -> None:
        """The file of `content` has changed or come back: read it again when it is next shown."""
        self._failed = {key for key in self._failed if key.content != content}
        for key in [key for key in self._kept if key.content == content]:
            self._held -= _weight(self._kept.pop(key))

    def show_for(self, icc: bytes | None) -> None:
        """The screen has this profile, None: sRGB; what is kept is read anew as it is shown."""
        screen = QColorSpace() if icc is None else QColorSpace.fromIccProfile(QByteArray(icc))
        if screen == self._screen:
            return
        self._screen = screen
        dropped, self._kept, self._held = self._kept, OrderedDict(), 0
        for key, pixmap in dropped.items():
            pixels = round(key.device_pixels / pixmap.devicePixelRatio())
            self.thumbnail_ready.emit(key.content, pixels)

    @property
    def held_bytes(self) -> int:
        """Memory of the pictures that are kept."""
        return self._held

    def shut_down(self) -> None:
        """Ends the threads; returns when what they were reading is done, and says nothing more."""
        self._turns.end()
        with self._lock:
            self._waiting.clear()
        self._threads.shut_down()

    def _ask(self, key: ThumbnailKey, request: _Request) -> None:
        with self._lock:
            if key in self._at_work:
                return
            is_new = key not in self._waiting
            self._waiting[key] = request
            self._waiting.move_to_end(key)
        if is_new:
            self._threads.submit(self._read_newest).add_done_callback(tell_of_fault)

    def _read_newest(self) -> None:
        """One worker's turn: the newest request, if any is left."""
        with self._lock:
            if not self._waiting:
                return
            key, request = self._waiting.popitem(last=True)
            self._at_work.add(key)
        image: QImage | None = None
        screen = self._screen
        try:
            found = request.data or self._source(ContentHash(key.content), key.device_pixels)
            image = _in_colours_of(read_scaled(found, key.device_pixels), screen)
        except (ProblemError, OSError) as error:
            log.info("No thumbnail of %s: %s", key.content[:12], error)
        finally:
            self._turns.call(partial(self._keep, key, image, request, screen))

    def _keep(
        self, key: ThumbnailKey, image: QImage | None, request: _Request, screen: QColorSpace
    ) -> None:
        """Unless it was made for another screen while the window came to this one."""
        with self._lock:
            self._at_work.discard(key)
        if image is None:
            self._failed.add(key)
        elif screen != self._screen:
            self._ask(key, request)
            return
        else:
            pixmap = QPixmap.fromImage(image)
            pixmap.setDevicePixelRatio(request.ratio)
            self._kept[key] = pixmap
            self._held += _weight(pixmap)
            self._make_room()
        self.thumbnail_ready.emit(key.content, request.pixels)

    def _make_room(self) -> None:
        while self._held > self._budget and len(self._kept) > 1:
            self._held -= _weight(self._kept.popitem(last=False)[1])


def read_scaled(found: bytes | Path, pixels: int) -> QImage:
    """The upright picture, its longest side at most `pixels`; ProblemError when it is none.

    QImageReader releases the GIL while it reads and scales; QImage's own methods hold it.
    """
    if isinstance(found, Path):
        return _read(QImageReader(str(found)), pixels)
    buffer = QBuffer()
    buffer.setData(QByteArray(found))
    return _read(QImageReader(buffer), pixels)


def _read(reader: QImageReader, pixels: int) -> QImage:
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > pixels:
        reader.setScaledSize(_bounded(size, pixels))
    image = reader.read()
    if image.isNull():
        raise fail(ProblemKind.FILE_NOT_PICTURE, name="thumbnail", guess="")
    return image


def _in_colours_of(image: QImage, screen: QColorSpace) -> QImage:
    """A thumbnail is sRGB unless it says otherwise; without a profile it is shown as it is."""
    if not screen.isValid():
        return image
    plain = image if image.depth() == 32 else image.convertToFormat(_PLAIN)
    if not plain.colorSpace().isValid():
        plain.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    return plain.convertedToColorSpace(screen)


def _bounded(size: QSize, pixels: int) -> QSize:
    scaled = size.scaled(pixels, pixels, Qt.AspectRatioMode.KeepAspectRatio)
    return scaled.expandedTo(QSize(1, 1))


def _weight(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
