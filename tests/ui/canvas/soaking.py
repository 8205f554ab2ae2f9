"""Random input from a fixed seed: what hands do to a canvas in an hour, pressed into minutes."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain.draft import Draft
from desktop.domain.identity import ContentHash
from desktop.domain.markup import MarkKind
from desktop.domain.recipe import InputFile
from desktop.domain.settings import BrushSettings, PenPressure
from desktop.domain.size import Size
from desktop.imaging.canvas_document import CanvasDocument
from desktop.imaging.pyramid import build_levels
from desktop.imaging.selection import Combine, Shaping
from desktop.imaging.tint import MaskLook
from desktop.storage.model_table import load_models
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.canvas.markup_settings import MarkupSettings
from desktop.ui.canvas.select_settings import SelectSettings
from desktop.ui.canvas.tool_set import TOOLS
from desktop.ui.flows.markup_flow import MarkupFlow
from desktop.ui.icons import Icons
from desktop.ui.prompt.prompt_panel import PromptPanel
from desktop.ui.workspace import OpenDocument, Workspace
from tests.ui.canvas.pointing import LEFT, MIDDLE, move, pen, press, release, wheel

_MODIFIERS = (
    *[Qt.KeyboardModifier.NoModifier] * 6,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_KEYS = "BEMLWHRXQPN[]\\`"
_MARKS = 40


class CanvasHands:
    """Hands that do anything at all to a canvas whose steps a workspace keeps."""

    def __init__(self, view: CanvasView, space: Workspace, seed: int) -> None:
        self.view = view
        self.space = space
        self.chance = random.Random(seed)

    @property
    def doings(self) -> tuple[tuple[int, Callable[[], None]], ...]:
        """What they do, and how often."""
        return (
            (50, self._stroke),
            (8, self._pen_stroke),
            (12, self._key),
            (8, self._wheel),
            (10, self._undo_or_redo),
            (4, self._turn),
            (4, self._set),
            (3, self._command),
        )

    def run(self, count: int) -> None:
        doings = [do for _, do in self.doings]
        weights = [weight for weight, _ in self.doings]
        for _ in range(count):
            self.chance.choices(doings, weights)[0]()
            QApplication.processEvents()

    def _place(self) -> tuple[float, float]:
        """Often on the canvas, sometimes beside it."""
        width, height = self.view.width(), self.view.height()
        return self.chance.uniform(-60, width + 60), self.chance.uniform(-60, height + 60)

    def _way(self) -> list[tuple[float, float]]:
        x, y = self._place()
        places = [(x, y)]
        for _ in range(self.chance.randrange(12)):
            x, y = x + self.chance.gauss(0, 40), y + self.chance.gauss(0, 40)
            places.append((x, y))
        return places

    def _stroke(self) -> None:
        places, held = self._way(), self.chance.choice(_MODIFIERS)
        button = self.chance.choice((LEFT, LEFT, LEFT, LEFT, MIDDLE))
        press(self.view, *places[0], held=held, button=button)
        for place in places[1:]:
            move(self.view, *place, held=held, button=button)
        if self.chance.random() < 0.1:
            QTest.keyClick(self.view, Qt.Key.Key_Escape)
        release(self.view, *places[-1], held=held, button=button)

    def _pen_stroke(self) -> None:
        places, eraser = self._way(), self.chance.random() < 0.3
        pen(self.view, QEvent.Type.TabletPress, *places[0], pressure=0.5, is_eraser=eraser)
        for place in places[1:]:
            force = self.chance.random()
            pen(self.view, QEvent.Type.TabletMove, *place, pressure=force, is_eraser=eraser)
        pen(self.view, QEvent.Type.TabletRelease, *places[-1], pressure=0, is_eraser=eraser)

    def _key(self) -> None:
        key = self.chance.choice(_KEYS)
        if self.chance.random() < 0.4:
            arrow = self.chance.choice(
                (Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Space)
            )
            QTest.keyClick(self.view, arrow)
        else:
            QTest.keyClick(self.view, Qt.Key(ord(key)))

    def _wheel(self) -> None:
        wheel(self.view, *self._place(), self.chance.choice((-3, -1, 1, 3)))

    def _undo_or_redo(self) -> None:
        for _ in range(self.chance.randrange(1, 6)):
            stack = self.space.undo_stack
            self.chance.choice((stack.undo, stack.undo, stack.redo))()

    def _turn(self) -> None:
        self.chance.choice(
            (
                self.view.flip_view,
                self.view.stand_upright,
                self.view.zoom_to_fit,
                self.view.zoom_to_mask,
                lambda: self.view.turn_view(self.chance.uniform(-40, 40)),
                lambda: self.view.set_zoom(2 ** self.chance.uniform(-6, 5), QPointF(100, 100)),
            )
        )()

    def _set(self) -> None:
        chance = self.chance
        self.view.set_tool(chance.choice(TOOLS).name)
        self.view.set_mask_look(chance.choice(list(MaskLook)))
        self.view.set_markup_settings(
            MarkupSettings(kind=chance.choice([one for one in MarkKind if one != MarkKind.TEXT]))
        )
        self.view.set_select_settings(
            SelectSettings(combine=chance.choice(list(Combine)), feather=chance.choice((0, 0, 9)))
        )
        self.view.set_brush(
            BrushSettings(
                diameter=chance.uniform(1, 300),
                hardness=chance.random(),
                opacity=chance.choice((1.0, 0.4)),
                flow=chance.choice((1.0, 0.3)),
                smoothing=chance.choice((0.0, 0.6)),
                pressure=chance.choice(list(PenPressure)),
            )
        )

    def _command(self) -> None:
        chance = self.chance
        chance.choice(
            (
                self.space.invert_mask,
                self.space.clear_mask,
                self.space.restore_mask,
                self.space.protect_mask,
                self.space.unprotect,
                self.view.clear_markup,
                lambda: self.view.reshape_mask(chance.choice(list(Shaping)), chance.randint(1, 20)),
            )
        )()
        document = self.space.document
        if document is not None and len(document.markup) > _MARKS:
            self.view.clear_markup()


class Soak(CanvasHands):
    """A canvas joined with the steps as in the window, without the rest of it."""

    def __init__(self, view: CanvasView, models: Path, seed: int, size: Size) -> None:
        super().__init__(view, Workspace(load_models(models), Draft()), seed)
        self.size = size
        self.prompt = PromptPanel(Icons(models.parent / "icons", view._theme), view)
        self.prompt.hide()
        self.markup = MarkupFlow(self.space, view, self.prompt, view)
        view.patch_made.connect(self.space.take_patch)
        self.space.mask_repainted.connect(view.show_mask)
        self.space.document_changed.connect(self._show)
        self._open()

    @property
    def doings(self) -> tuple[tuple[int, Callable[[], None]], ...]:
        return (*super().doings, (1, self._open))

    @property
    def document(self) -> CanvasDocument:
        """What is open; undoing may have closed everything."""
        assert self.space.document is not None
        return self.space.document

    def _show(self) -> None:
        self.view.set_document(self.space.document)

    def _open(self) -> None:
        seed = self.chance.randrange(1 << 30)
        coarse = np.random.default_rng(seed).integers(0, 256, (40, 60, 3), np.uint8)
        across, down = -(-self.size.width // 60), -(-self.size.height // 40)
        pixels = np.repeat(np.repeat(coarse, down, 0), across, 1)
        pixels = np.ascontiguousarray(pixels[: self.size.height, : self.size.width])
        file = InputFile(content=ContentHash(f"{seed:064x}"), name="random.png", size=self.size)
        document = CanvasDocument(pixels, build_levels(pixels))
        self.space.show_document(OpenDocument(file=file, document=document), "Open")
