"""What a tool of the canvas is, and what the canvas offers it.

The canvas knows tools by this only; a new tool is a file of its own and a line in `tool_set`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPainter, QRegion

    from desktop.domain.markup import Mark, Markup
    from desktop.domain.settings import BrushSettings
    from desktop.domain.size import Box
    from desktop.imaging.canvas_document import CanvasDocument
    from desktop.imaging.mask_patch import MaskPatch
    from desktop.imaging.selection import Combine, Selection
    from desktop.ui.canvas.markup_settings import MarkupSettings
    from desktop.ui.canvas.pointer import Pointer
    from desktop.ui.canvas.regions import Edges
    from desktop.ui.canvas.select_settings import SelectSettings
    from desktop.ui.canvas.viewport import Viewport


class ToolHost(Protocol):
    """The canvas, as its tools see it."""

    @property
    def document(self) -> CanvasDocument | None: ...

    @property
    def viewport(self) -> Viewport: ...

    @property
    def brush(self) -> BrushSettings: ...

    @property
    def ratio(self) -> float:
        """Pixels of the view for each device-independent pixel."""
        ...

    def change_brush(self, brush: BrushSettings) -> None:
        """The tool set the brush; everybody hears of it."""
        ...

    def repaint_mask(self, box: Box) -> None:
        """The mask changed in this box of the picture."""
        ...

    def repaint_stroke(self, box: Box, over: Edges) -> None:
        """The same, and what the tool draws over the picture changed in `over` of the view."""
        ...

    def repaint_overlay(self, region: QRegion) -> None:
        """What the tool draws over the picture changed there, in pixels of the view."""
        ...

    @property
    def select_settings(self) -> SelectSettings:
        """How selecting tools are set."""
        ...

    @property
    def is_space_held(self) -> bool:
        """What is being drawn is to move as a whole."""
        ...

    def select(self, make: Callable[[], Selection], how: Combine, name: str) -> None:
        """Has a selection made beside the window and joins it with the mask."""
        ...

    def protect(self, make: Callable[[], Selection], how: Combine, name: str) -> None:
        """Has a selection made beside the window and protected from every edit."""
        ...

    @property
    def crop_ratio(self) -> float | None:
        """Width by height that a drawn frame keeps; None: any."""
        ...

    def choose_frame(self, box: Box) -> None:
        """The picture shall be what this box holds; it may reach beyond it."""
        ...

    @property
    def markup_settings(self) -> MarkupSettings:
        """How the markup tool is set."""
        ...

    def draw_marks(self, markup: Markup, name: str) -> None:
        """All marks as they shall be from now on; a step that can be undone."""
        ...

    def choose_note(self, number: int) -> None:
        """A note was pressed: its line in the prompt is to be written."""
        ...

    def ask_for_text(self, mark: Mark) -> None:
        """Has the words of a text asked for; it is drawn when they come."""
        ...

    def finish_step(self, patch: MaskPatch) -> None:
        """A step was done that can be undone; an empty patch is none."""
        ...

    def pan(self, across: float, down: float) -> None:
        """Moves the picture by so many pixels of the view."""
        ...

    def turn_view(self, degrees: float) -> None:
        """Turns the view around its middle, clockwise."""
        ...


class Tool:
    """One tool; a subclass overrides what it needs. Pointers come in pixels of view and picture."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, host: ToolHost) -> None:
        self._host = host

    @property
    def is_busy(self) -> bool:
        """Something has been begun that `release` will finish and `cancel` takes back."""
        return False

    def press(self, pointer: Pointer) -> None:
        """The button or the pen went down."""

    def drag(self, pointer: Pointer) -> None:
        """It moved while down."""

    def release(self, pointer: Pointer) -> None:
        """It went up."""

    def hover(self, pointer: Pointer) -> None:
        """It moved while up, or the modifiers changed under it."""

    def leave(self) -> None:
        """It left the canvas, or another tool takes over."""

    def cancel(self) -> None:
        """Takes back what was begun."""

    def put_away(self) -> None:
        """Another tool was chosen."""
        if self.is_busy:
            self.cancel()

    def key(self, _key: int) -> bool:
        """Whether a key (of Qt.Key) meant something to this tool."""
        return False

    def apply(self) -> None:
        """Finishes what is drawn, as its own key would."""

    def settings_changed(self) -> None:
        """What can be set for it was set."""

    def refresh(self) -> None:
        """Zoom or brush changed: what is drawn over the picture must follow."""

    def paint(self, painter: QPainter) -> None:
        """Draws over the picture; the painter's unit is a pixel of the view."""

    def status(self, modifiers: Qt.KeyboardModifier) -> str:
        """What the tool does right now and what the modifiers would make it do."""
        raise NotImplementedError
