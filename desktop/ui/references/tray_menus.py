"""The menus of the tray; each action carries what it means as its data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.ui.icons import Icons


class Wish(Enum):
    """What an action of a menu asks for."""

    CHOOSE = "choose"
    PASTE = "paste"
    SWITCH = "switch"
    MOVE_LEFT = "move left"
    MOVE_RIGHT = "move right"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuChoice:
    """A wish and, where it is about a reference, its place."""

    wish: Wish
    place: int = -1


def add_menu(icons: Icons, parent: QWidget, *, can_paste: bool) -> QMenu:
    """The ways to add a reference other than dropping it."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    _add(menu, "Choose files…", MenuChoice(wish=Wish.CHOOSE), icons, "folder-open")
    paste = _add(menu, "Paste a picture", MenuChoice(wish=Wish.PASTE), icons, "clipboard-paste")
    paste.setEnabled(can_paste)
    paste.setToolTip("" if can_paste else "There is no picture in the clipboard.")
    return menu


def tile_menu(icons: Icons, parent: QWidget, *, place: int, count: int, is_on: bool) -> QMenu:
    """What can be done with the reference at `place` of `count`."""
    menu = QMenu(parent)
    word, eye = ("Leave out", "eye-off") if is_on else ("Send again", "eye")
    _add(menu, f"{word}\tSpace", MenuChoice(wish=Wish.SWITCH, place=place), icons, eye)
    left = MenuChoice(wish=Wish.MOVE_LEFT, place=place)
    _add(menu, "Move left\tCtrl+Left", left, icons, "arrow-left").setEnabled(place > 0)
    right = MenuChoice(wish=Wish.MOVE_RIGHT, place=place)
    last = count - 1
    _add(menu, "Move right\tCtrl+Right", right, icons, "arrow-right").setEnabled(place < last)
    menu.addSeparator()
    _add(menu, "Remove\tDel", MenuChoice(wish=Wish.REMOVE, place=place), icons, "trash-2")
    return menu


def _add(menu: QMenu, text: str, choice: MenuChoice, icons: Icons, icon: str) -> QAction:
    action = menu.addAction(icons.icon(icon), text)
    action.setData(choice)
    return action
