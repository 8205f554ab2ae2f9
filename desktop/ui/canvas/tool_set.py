"""Every tool of the canvas: its name, how it reads, its icon, its key, and how it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.imaging.stroke_point import StrokeMode
from desktop.ui.canvas.brush_tool import BrushTool
from desktop.ui.canvas.crop_tool import CropTool
from desktop.ui.canvas.ellipse_tool import EllipseTool
from desktop.ui.canvas.lasso_tool import LassoTool
from desktop.ui.canvas.markup_tool import MarkupTool
from desktop.ui.canvas.object_tool import ObjectTool
from desktop.ui.canvas.pan_tool import PanTool
from desktop.ui.canvas.polygon_tool import PolygonTool
from desktop.ui.canvas.protect_tool import ProtectTool
from desktop.ui.canvas.rectangle_tool import RectangleTool
from desktop.ui.canvas.resize_tool import ResizeTool
from desktop.ui.canvas.tool import Tool, ToolHost
from desktop.ui.canvas.turn_tool import TurnTool
from desktop.ui.canvas.wand_tool import WandTool


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolKind:
    """A row of the tool rail; tools with the same key take turns at it.

    `swaps_with` is the tool that X changes it for, `options` what the bar over the canvas shows
    for it, `begins_group` has a line drawn above.
    """

    name: str
    text: str
    hint: str
    icon: str
    key: str
    make: Callable[[ToolHost], Tool]
    swaps_with: str = ""
    options: tuple[str, ...] = ()
    begins_group: bool = False


def _brush(host: ToolHost) -> Tool:
    return BrushTool(host, StrokeMode.ADD)


def _eraser(host: ToolHost) -> Tool:
    return BrushTool(host, StrokeMode.SUBTRACT)


def _wand(host: ToolHost) -> Tool:
    return WandTool(host, contiguous=True)


def _colour_range(host: ToolHost) -> Tool:
    return WandTool(host, contiguous=False)


_BY_SHAPE = ("combine", "feather")
_BY_COLOUR = ("combine", "tolerance", "feather")

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
        name="rectangle",
        text="Rectangle",
        hint="Masks a rectangle",
        icon="square-dashed",
        key="M",
        make=RectangleTool,
        options=_BY_SHAPE,
        begins_group=True,
    ),
    ToolKind(
        name="ellipse",
        text="Ellipse",
        hint="Masks an ellipse",
        icon="circle-dashed",
        key="M",
        make=EllipseTool,
        options=_BY_SHAPE,
    ),
    ToolKind(
        name="lasso",
        text="Lasso",
        hint="Masks what is drawn around by hand",
        icon="lasso",
        key="L",
        make=LassoTool,
        options=_BY_SHAPE,
    ),
    ToolKind(
        name="polygon",
        text="Polygon",
        hint="Masks what is drawn around from corner to corner",
        icon="pentagon",
        key="L",
        make=PolygonTool,
        options=_BY_SHAPE,
    ),
    ToolKind(
        name="object",
        text="Object",
        hint="Masks the object in a loose box",
        icon="square-dashed-mouse-pointer",
        key="W",
        make=ObjectTool,
        options=_BY_SHAPE,
    ),
    ToolKind(
        name="wand",
        text="Magic wand",
        hint="Masks what has this colour and hangs together",
        icon="wand-sparkles",
        key="W",
        make=_wand,
        options=_BY_COLOUR,
    ),
    ToolKind(
        name="colour range",
        text="Colour range",
        hint="Masks this colour wherever it is",
        icon="pipette",
        key="W",
        make=_colour_range,
        options=_BY_COLOUR,
    ),
    ToolKind(
        name="protect",
        text="Protect",
        hint="Protects a rectangle from every edit",
        icon="lock",
        key="P",
        make=ProtectTool,
    ),
    ToolKind(
        name="markup",
        text="Markup",
        hint="Draws arrows, shapes, notes and words for a model that reads them",
        icon="pen-tool",
        key="N",
        make=MarkupTool,
        options=("markup",),
    ),
    ToolKind(
        name="crop",
        text="Frame",
        hint="Crops the picture, or makes room around it",
        icon="crop",
        key="C",
        make=CropTool,
        options=("crop",),
    ),
    ToolKind(
        name="pan",
        text="Hand",
        hint="Moves the picture in the window",
        icon="hand",
        key="H",
        make=PanTool,
        begins_group=True,
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
