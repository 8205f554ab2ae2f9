"""What the right button offers on the canvas."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from desktop.imaging.tint import MaskLook

if TYPE_CHECKING:
    from desktop.ui.canvas.canvas_view import CanvasView

_LOOKS = (
    (MaskLook.MARKED, "Tint what will change"),
    (MaskLook.PROTECTED, "Tint what stands"),
    (MaskLook.OUTLINE, "Outline"),
    (MaskLook.BLACK_AND_WHITE, "Mask alone"),
    (MaskLook.HIDDEN, "Nothing"),
)


def canvas_menu(canvas: CanvasView, reshape: Callable[[], None]) -> QMenu:
    """The menu for what is on the canvas now; `reshape` opens the panel of that name."""
    menu = QMenu(canvas)
    document = canvas.document
    has_mask = document is not None and document.has_mask
    _add(menu, "Invert mask", canvas.invert_mask)
    _add(menu, "Clear mask", canvas.clear_mask, is_enabled=has_mask)
    _add(menu, "Reshape mask…", reshape, is_enabled=has_mask)
    menu.addSeparator()
    for look, text in _LOOKS:
        action = _add(menu, text, partial(_show, canvas, look))
        action.setCheckable(True)
        action.setChecked(canvas.mask_look is look)
    menu.addSeparator()
    _add(menu, "Fit in window\tCtrl+0", canvas.zoom_to_fit)
    _add(menu, "100 %\tCtrl+1", canvas.zoom_actual)
    _add(menu, "Zoom to mask\tCtrl+2", canvas.zoom_to_mask, is_enabled=has_mask)
    menu.addSeparator()
    _add(menu, "Flip view\tShift+F", canvas.flip_view)
    upright = canvas.viewport.is_upright
    _add(menu, "Stand upright\tShift+R", canvas.stand_upright, is_enabled=not upright)
    rulers = _add(menu, "Rulers\tCtrl+R", canvas.toggle_rulers)
    rulers.setCheckable(True)
    rulers.setChecked(canvas.shows_rulers)
    has_guides = bool(canvas.guides.upright or canvas.guides.level)
    _add(menu, "Clear guides", lambda: _clear_guides(canvas), is_enabled=has_guides)
    thirds = _add(menu, "Thirds", lambda: _toggle_thirds(canvas))
    thirds.setCheckable(True)
    thirds.setChecked(canvas.guides.thirds)
    return menu


def _add(
    menu: QMenu, text: str, action: Callable[[], object], *, is_enabled: bool = True
) -> QAction:
    entry = menu.addAction(text)
    entry.setEnabled(is_enabled)
    entry.triggered.connect(lambda _is_checked=False: action())
    return entry


def _show(canvas: CanvasView, look: MaskLook) -> None:
    canvas.set_mask_look(look)
    canvas.mask_look_changed.emit(look)


def _clear_guides(canvas: CanvasView) -> None:
    from dataclasses import replace

    canvas.set_guides(replace(canvas.guides, upright=(), level=()))


def _toggle_thirds(canvas: CanvasView) -> None:
    from dataclasses import replace

    canvas.set_guides(replace(canvas.guides, thirds=not canvas.guides.thirds))
