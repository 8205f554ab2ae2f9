"""The widgets of the window, made once; the flows join them and the window places them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.background import Submit
from desktop.ui.canvas.brush_bar import BrushBar
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.canvas.tool_rail import ToolRail
from desktop.ui.controls.message_bar import MessageBar
from desktop.ui.costs.spent_button import SpentButton
from desktop.ui.history.history_panel import HistoryPanel
from desktop.ui.icons import Icons
from desktop.ui.job_list.job_list import JobList
from desktop.ui.job_list.job_summary import JobSummary
from desktop.ui.mime import FileForDrag
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.prompt.prompt_panel import PromptPanel
from desktop.ui.references.reference_tray import ReferenceTray
from desktop.ui.screens.colour_label import ColourLabel
from desktop.ui.steps.step_list import StepList
from desktop.ui.theme import ThemeKeeper
from desktop.ui.variations.variation_strip import VariationStrip


@dataclass(frozen=True, slots=True, kw_only=True)
class Panels:
    """Every panel of the window; none of them knows another."""

    canvas: CanvasView
    tools: ToolRail
    brush: BrushBar
    strip: VariationStrip
    message: MessageBar
    prompt: PromptPanel
    tray: ReferenceTray
    history: HistoryPanel
    jobs: JobList
    steps: StepList
    colours: ColourLabel
    summary: JobSummary
    spent: SpentButton


def make_panels(
    theme: ThemeKeeper,
    icons: Icons,
    loader: PictureLoader,
    submit: Submit,
    file_for_drag: FileForDrag,
) -> Panels:
    panels = Panels(
        canvas=CanvasView(theme, icons),
        tools=ToolRail(icons),
        brush=BrushBar(icons),
        strip=VariationStrip(icons, loader),
        message=MessageBar(icons),
        prompt=PromptPanel(icons),
        tray=ReferenceTray(icons, loader),
        history=HistoryPanel(icons, loader, submit, file_for_drag),
        jobs=JobList(icons, loader),
        steps=StepList(icons),
        colours=ColourLabel(),
        summary=JobSummary(icons),
        spent=SpentButton(icons),
    )
    panels.prompt.set_tray(panels.tray)
    panels.canvas.set_submit(submit)
    return panels


def lay_out_middle(panels: Panels) -> QWidget:
    """Tools on the left, options above, what went wrong below them, then the canvas."""
    middle = QFrame()
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(panels.brush)
    column.addWidget(panels.message)
    column.addWidget(panels.canvas, 1)
    row = QHBoxLayout(middle)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(panels.tools)
    row.addLayout(column, 1)
    return middle


class ResultShelf(QStackedWidget):
    """History or, while results wait for a decision, the strip to choose from in its place.

    So the canvas keeps its size and its zoom when results come.
    """

    def __init__(self, panels: Panels) -> None:
        super().__init__()
        self.addWidget(panels.history)
        self.addWidget(panels.strip)

    def show_choice(self, *, is_on: bool) -> None:
        self.setCurrentIndex(int(is_on))
