"""The menu of the library's tiles: what the history offers, and marks, projects and the trash."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QMenu, QWidget

from desktop.domain.library_item import MOST_STARS, Label, MarksChange
from desktop.domain.library_query import Counted
from desktop.ui.history.history_menu import Wish, history_menu
from desktop.ui.icons import Icons
from desktop.ui.tiles.mark_painting import label_icon
from desktop.ui.tiles.mark_words import LABEL_WORDS


class Deed(Enum):
    """What an action of the library's own asks for."""

    NEW_PROJECT = "new project"
    RESTORE = "restore"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuFor:
    """What the menu is for: `has_picture` of the tile under the pointer, `compares` as there."""

    count: int
    has_picture: bool
    compares: Wish | None
    in_trash: bool
    projects: tuple[Counted, ...]


def library_menu(icons: Icons, parent: QWidget, wanted: MenuFor) -> QMenu:
    """Each action carries a Wish, a Deed or a MarksChange as its data."""
    if wanted.in_trash:
        return _trash_menu(icons, parent)
    menu = history_menu(
        icons,
        parent,
        has_picture=wanted.has_picture,
        compares=wanted.compares,
        chosen=wanted.count,
    )
    menu.addSeparator()
    _add_stars(menu.addMenu(icons.icon("star"), "Stars"))
    _add_labels(menu.addMenu(icons.icon("tag"), "Label"), icons)
    _add_projects(menu.addMenu(icons.icon("folder"), "Move to project"), icons, wanted.projects)
    return menu


def _trash_menu(icons: Icons, parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    add(menu, "Put back", Deed.RESTORE, icons, "undo-2")
    menu.addSeparator()
    add(menu, "Delete for good…\tDel", Deed.REMOVE, icons, "trash-2")
    return menu


def _add_stars(menu: QMenu) -> None:
    for count in range(MOST_STARS + 1):
        words = "None" if not count else f"{count} star{'s' * (count > 1)}"
        menu.addAction(f"{words}\t{count}").setData(MarksChange(rating=count))


def _add_labels(menu: QMenu, icons: Icons) -> None:
    for label in Label:
        action = menu.addAction(LABEL_WORDS[label])
        action.setIcon(label_icon(label, QColor(icons.value("text_faint"))))
        action.setData(MarksChange(label=label))


def _add_projects(menu: QMenu, icons: Icons, projects: tuple[Counted, ...]) -> None:
    menu.addAction("No project").setData(MarksChange(project=""))
    for one in projects:
        menu.addAction(one.name.replace("&", "&&")).setData(MarksChange(project=one.name))
    menu.addSeparator()
    add(menu, "New project…", Deed.NEW_PROJECT, icons, "folder-plus")


def add(menu: QMenu, text: str, deed: Deed, icons: Icons, icon: str) -> QAction:
    action = menu.addAction(icons.icon(icon), text)
    action.setData(deed)
    return action
