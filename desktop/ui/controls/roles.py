"""Gives a widget its place in the style sheet while it is already on the screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def set_role(widget: QWidget, role: str) -> None:
    """The dynamic property `role`, as `resources/styles/stet.qss` names it."""
    set_style_property(widget, "role", role)


def set_wrong(widget: QWidget, *, is_wrong: bool) -> None:
    """Marks a field whose content cannot be used."""
    set_style_property(widget, "state", "wrong" if is_wrong else "")


def set_style_property(widget: QWidget, name: str, value: str) -> None:
    """Sets a property that style rules select by, and has them applied again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # the style has not been applied at all yet; it will see the property then
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
