"""Which tool has the pointer: the chosen one, one held for the moment, or one at work."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt

from desktop.ui.canvas.pointer import Pointer
from desktop.ui.canvas.tool import Tool

_NO_BUTTON = Qt.MouseButton.NoButton


class ToolBelt:
    """Keeps three things apart: what is chosen, what is held over it, and what is being done.

    A tool that was pressed gets everything until its button is released, whatever is chosen or
    held meanwhile.
    """

    def __init__(
        self, tools: Mapping[str, Tool], chosen: str, options: Mapping[str, tuple[str, ...]]
    ) -> None:
        self._tools = tools
        self._options = options
        self._chosen = chosen
        self._held: str | None = None
        self._pressed: Tool | None = None
        self._button = _NO_BUTTON
        self._pointer: Pointer | None = None

    @property
    def chosen(self) -> str:
        return self._chosen

    @property
    def active(self) -> Tool:
        """The tool at work, else the one that a press would call."""
        return self._pressed or self._tools[self._held or self._chosen]

    @property
    def options(self) -> tuple[str, ...]:
        """What can be set for the chosen tool."""
        return self._options.get(self._chosen, ())

    @property
    def is_pressed(self) -> bool:
        return self._pressed is not None

    @property
    def button(self) -> Qt.MouseButton:
        """The button that is down for the tool at work."""
        return self._button

    @property
    def pointer(self) -> Pointer | None:
        """Where the pointer was last seen over the canvas; None when it is elsewhere."""
        return self._pointer

    def knows(self, name: str) -> bool:
        """There is such a tool, be it only one that is held."""
        return name in self._tools

    def choose(self, name: str) -> None:
        self.finish()
        self._tools[self._chosen].put_away()
        self.active.leave()
        self._chosen = name
        self.hover_again()

    def hold(self, name: str) -> None:
        """Another tool until `let_go`."""
        self.active.leave()
        self._held = name
        self.hover_again()

    def let_go(self) -> None:
        if self._held is not None:
            if self._pressed is None:
                self.active.leave()
            self._held = None
            self.hover_again()

    def press(self, pointer: Pointer, button: Qt.MouseButton) -> None:
        tool = self.active
        self._pressed, self._button, self._pointer = tool, button, pointer
        tool.press(pointer)

    def move(self, pointer: Pointer) -> None:
        self._pointer = pointer
        if self._pressed is not None:
            self._pressed.drag(pointer)
        else:
            self.active.hover(pointer)

    def release(self, pointer: Pointer) -> None:
        tool, self._pressed, self._button = self._pressed, None, _NO_BUTTON
        self._pointer = pointer
        if tool is not None:
            tool.release(pointer)
            if tool is not self.active:
                tool.leave()
                self.hover_again()

    def finish(self) -> None:
        """Ends what is being done as if the button had been released here."""
        if self._pressed is not None and self._pointer is not None:
            self.release(self._pointer)

    def drop(self) -> None:
        """Takes back what is being done."""
        tool, self._pressed, self._button = self.active, None, _NO_BUTTON
        tool.cancel()

    def leave(self) -> None:
        """The pointer left the canvas."""
        if self._pressed is None:
            self._pointer = None
            self.active.leave()

    def modifiers_changed(self, modifiers: Qt.KeyboardModifier) -> None:
        if self._pointer is not None:
            self._pointer = self._pointer._replace(modifiers=modifiers)
        self.hover_again()

    def moved_under(self, x: float, y: float) -> None:
        """The picture moved: the pointer is over (x, y) of it now."""
        if self._pointer is not None:
            self._pointer = self._pointer._replace(x=x, y=y)
        self.active.refresh()

    def hover_again(self) -> None:
        """Has the tool look at the pointer again where it is."""
        if self._pointer is not None and self._pressed is None:
            self.active.hover(self._pointer)
