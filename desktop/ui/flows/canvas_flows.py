"""The flows around the canvas that nobody else needs: shortcuts, masks, steps, open work."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.domain.settings import Settings
from desktop.storage.kept_masks import KeptMaskFiles
from desktop.storage.open_work_files import OpenWorkFiles
from desktop.ui.flows.colour_flow import ColourFlow
from desktop.ui.flows.engine import Engine
from desktop.ui.flows.markup_flow import MarkupFlow
from desktop.ui.flows.mask_flow import MaskFlow
from desktop.ui.flows.open_work_flow import OpenWorkFlow
from desktop.ui.flows.origin_flow import OriginFlow
from desktop.ui.flows.reframe_flow import ReframeFlow
from desktop.ui.flows.settings_keeper import SettingsKeeper
from desktop.ui.flows.shelf_flow import ShelfFlow
from desktop.ui.flows.shortcut_flow import ShortcutFlow
from desktop.ui.flows.step_flow import StepFlow
from desktop.ui.icons import Icons
from desktop.ui.main_window import MainWindow
from desktop.ui.panels import Panels
from desktop.ui.workspace import Workspace


class CanvasFlows(QObject):
    """Signals: `problem_found(Problem)` from any of them."""

    problem_found = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        keeper: SettingsKeeper,
        engine: Engine,
        panels: Panels,
        icons: Icons,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        errands, library = engine.errands, engine.library
        self.shortcuts = ShortcutFlow(keeper, panels, icons, window)
        self.masks = MaskFlow(workspace, errands, window.actions_by_id, window)
        self.steps = StepFlow(workspace.undo_stack, panels.steps, errands.submit, window)
        self.markup = MarkupFlow(workspace, panels.canvas, panels.prompt, window)
        self.work = OpenWorkFlow(
            workspace,
            panels.canvas,
            OpenWorkFiles(library.folder / "open"),
            library.pictures,
            errands,
            window,
        )
        self.frames = ReframeFlow(
            workspace, panels.canvas, library.pictures, errands, window.actions_by_id, window
        )
        self.shelf = ShelfFlow(workspace, KeptMaskFiles(library.folder / "masks"), errands, window)
        self.colours = ColourFlow(
            workspace, keeper, panels.canvas, panels.colours, library.pictures, errands, window
        )
        for flow in (self.masks, self.work, self.frames, self.shelf, self.colours):
            flow.problem_found.connect(self.problem_found)
        self.origin = OriginFlow(workspace, panels.history, engine, icons, window)
        self.origin.problem_found.connect(self.problem_found)
        self._stack = workspace.undo_stack
        self._canvas = panels.canvas
        keeper.changed.connect(self._take_settings)
        self._take_settings(keeper.value)
        panels.canvas.status_changed.connect(window.show_hint)
        panels.canvas.cursor_moved.connect(window.show_place)
        panels.canvas.panels_toggled.connect(window.actions_by_id["hide_panels"].toggle)
        panels.canvas.fingers_tapped.connect(self._take_taps)

    def begin(self) -> None:
        """Once the window stands."""
        self.colours.begin()
        self.work.begin()

    def _take_settings(self, settings: Settings) -> None:
        self._canvas.set_pen_button(settings.pen_button)

    def _take_taps(self, fingers: int) -> None:
        """Two fingers undo, three do it again, as on tablets."""
        if fingers == 2:
            self._stack.undo()
        elif fingers == 3:
            self._stack.redo()
