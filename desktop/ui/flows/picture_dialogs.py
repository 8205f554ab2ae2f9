"""Asks for files, and puts the picture on the canvas onto the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from desktop.domain.problems import Problem
from desktop.domain.recipe import InputFile
from desktop.ui.main_window import MainWindow
from desktop.ui.mime import DraggedPicture, FileForDrag, PictureMimeData

_PICTURES = (
    "Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp *.gif *.avif *.psd *.psb)"
    ";;All files (*)"
)


def ask_for_pictures(window: MainWindow, title: str) -> tuple[Path, ...]:
    """The files that were chosen; none when the designer thinks better of it."""
    chosen, _ = QFileDialog.getOpenFileNames(window, title, "", _PICTURES)
    return tuple(Path(name) for name in chosen)


def copy_picture(
    file: InputFile, file_for: FileForDrag, on_problem: Callable[[Problem], None]
) -> None:
    """The picture onto the clipboard, as a file and as a bitmap."""
    data = PictureMimeData((DraggedPicture(file=file),), file_for, on_problem)
    QGuiApplication.clipboard().setMimeData(data)
