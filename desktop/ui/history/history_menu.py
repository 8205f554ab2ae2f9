"""The menu of a tile of the history; each action carries what it means as its data."""

from __future__ import annotations

from enum import Enum

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.ui.icons import Icons


class Wish(Enum):
    """What an action asks for; the saving ones name their format."""

    CANVAS = "canvas"
    REFERENCE = "reference"
    GO_ON = "go on"
    COMPARE_SOURCE = "compare source"
    COMPARE_TWO = "compare two"
    REUSE = "reuse"
    COPY_PROMPT = "copy prompt"
    EXPORT = "export"
    OPEN_IN = "open in"
    SAVE_PNG = "png"
    SAVE_JPEG = "jpeg"
    SAVE_WEBP = "webp"
    SAVE_LAYERS = "layers"
    SAVE_ORIGINAL = "original"
    FOLDER = "folder"
    ORIGIN = "origin"
    BRING_IN = "bring in"
    LINEAGE = "lineage"
    TRASH = "trash"
    DETAILS = "details"


_COMPARING = {
    Wish.COMPARE_SOURCE: "Compare with what it was made from…",
    Wish.COMPARE_TWO: "Compare the two…",
}


def history_menu(
    icons: Icons,
    parent: QWidget,
    *,
    has_picture: bool,
    compares: Wish | None = None,
    chosen: int = 1,
) -> QMenu:
    """Everything that can be done with a tile; without a picture only what makes sense.

    `chosen` is how many pictures are chosen together with it.
    `compares` is what can be compared: the tile with its source, or two chosen tiles.
    """
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    if has_picture:
        _add(menu, "Put on canvas\tEnter", Wish.CANVAS, icons, "square-pen")
        _add(menu, "Use as reference", Wish.REFERENCE, icons, "image-plus")
        bringing = _add(menu, "Bring in through the mask", Wish.BRING_IN, icons, "brush")
        bringing.setToolTip("What is marked on the canvas comes from this result: here, at no cost")
        going_on = _add(menu, "Go on from this result", Wish.GO_ON, icons, "message-square-reply")
        going_on.setToolTip(
            "Say what to change further, in a conversation with a model that thinks"
        )
        if compares is not None:
            _add(menu, _COMPARING[compares], compares, icons, "columns-2")
        menu.addSeparator()
    _add(menu, "Reuse settings", Wish.REUSE, icons, "list-restart")
    _add(menu, "Copy prompt", Wish.COPY_PROMPT, icons, "copy")
    if has_picture:
        menu.addSeparator()
        _add_saving(menu, icons, chosen)
    menu.addSeparator()
    if has_picture:
        _add(menu, "Where it came from…", Wish.LINEAGE, icons, "git-branch")
    _add(menu, "Details…", Wish.DETAILS, icons, "info")
    menu.addSeparator()
    _add(menu, "Move to the trash\tDel", Wish.TRASH, icons, "trash-2")
    return menu


def _add_saving(menu: QMenu, icons: Icons, chosen: int) -> None:
    several = f"Export {chosen:,} pictures…" if chosen > 1 else "Export…"
    export = _add(menu, several, Wish.EXPORT, icons, "download")
    export.setToolTip("As files, by a preset: format, size, colours, metadata and name")
    other = _add(menu, "Open in another program…", Wish.OPEN_IN, icons, "external-link")
    other.setToolTip("What you save there comes back as a new version")
    saving = menu.addMenu(icons.icon("save"), "Save as")
    _add(saving, "PNG…", Wish.SAVE_PNG, icons)
    _add(saving, "JPEG…", Wish.SAVE_JPEG, icons)
    _add(saving, "WebP…", Wish.SAVE_WEBP, icons)
    saving.addSeparator()
    layers = _add(saving, "Layers for Photoshop, Krita, GIMP…", Wish.SAVE_LAYERS, icons, "layers")
    layers.setToolTip("The original and each accepted edit with its mask, as PSD or OpenRaster")
    saving.setToolTipsVisible(True)
    original = _add(menu, "Save original…", Wish.SAVE_ORIGINAL, icons, "download")
    original.setToolTip("The file exactly as the service sent it, byte for byte")
    _add(menu, "Show in folder", Wish.FOLDER, icons, "folder-open")
    origin = _add(menu, "Check its origin…", Wish.ORIGIN, icons, "fingerprint")
    origin.setToolTip("Asks the service for marks of its origin; says first what is uploaded")


def _add(menu: QMenu, text: str, wish: Wish, icons: Icons, icon: str = "") -> QAction:
    action = menu.addAction(text)
    if icon:
        action.setIcon(icons.icon(icon))
    action.setData(wish)
    return action
