"""Every tool of the canvas: its name, how it reads, its icon, its key, and how it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.imaging.stroke_point import StrokeMode
from desktop.ui.canvas.brush_tool import BrushTool
from desktop.ui.canvas.pan_tool import PanTool
from desktop.ui.canvas.resize_tool import ResizeTool
from desktop.ui.canvas.tool import Tool, ToolHost
from desktop.ui.canvas.turn_tool import TurnTool


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolKind:
    """A row of the tool rail; `swaps_with` is the tool that X changes it for."""

    name: str
    text: str
    hint: str
    icon: str
    key: str
    make: Callable[[ToolHost], Tool]
    swaps_with: str = ""


def _brush(host: ToolHost) -> Tool:
    return BrushTool(host, StrokeMode.ADD)


def _eraser(host: ToolHost) -> Tool:
    return BrushTool(host, StrokeMode.SUBTRACT)


TOOLS: tuple[ToolKind, ...] = (
    ToolKind(
        name="brush",
        text="Brush",
        hint="Marks where the picture will change",
        icon="brush",
        key="B",
        make=_brush,
        swaps_with="eraser",
    ),
    ToolKind(
        name="eraser",
        text="Eraser",
        hint="Takes the mark away again",
        icon="eraser",
        key="E",
        make=_eraser,
        swaps_with="brush",
    ),
    ToolKind(
        name="pan",
        text="Hand",
        hint="Moves the picture in the window",
        icon="hand",
        key="H",
        make=PanTool,
    ),
    ToolKind(
        name="turn",
        text="Turn view",
        hint="Turns the view; the picture stays as it is",
        icon="rotate-cw",
        key="R",
        make=TurnTool,
    ),
)

PAN = "pan"
"""The tool that Space and the middle button call while they are held."""

RESIZE = "resize brush"
"""The tool that the right button with Alt calls while it is held."""


def make_tools(host: ToolHost) -> dict[str, Tool]:
    """Every tool by its name, those that are only ever held included."""
    tools = {kind.name: kind.make(host) for kind in TOOLS}
    tools[RESIZE] = ResizeTool(host)
    return tools
