"""Buttons with an icon: before their words with enough room between, or alone."""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.ui.controls.roles import set_role
from desktop.ui.icons import Icons


class IconButton(QPushButton):
    """Under a style sheet Qt sets icon and text too close; a space makes up for it."""

    def __init__(self, icon: QIcon, text: str, parent: QWidget | None = None) -> None:
        super().__init__(icon, f" {text}", parent)
        self.setAccessibleName(text)


def icon_only(icons: Icons, icon: str, name: str, parent: QWidget) -> QPushButton:
    """A quiet button that is only an icon; `name` is its tooltip and what screen readers say."""
    button = QPushButton(icons.icon(icon), "", parent)
    button.setAccessibleName(name.rstrip("…"))
    button.setToolTip(name)
    button.setAutoDefault(False)
    set_role(button, "quiet")
    return button
