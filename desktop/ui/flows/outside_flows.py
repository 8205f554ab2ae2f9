"""The flows between the library and the world outside: what leaves it as files, and comes in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.domain.edit import Edit, ResultRef
from desktop.ui.flows.drop_flow import DropFlow
from desktop.ui.flows.engine import Engine
from desktop.ui.flows.export_flow import ExportFlow
from desktop.ui.flows.mask_flow import MaskFlow
from desktop.ui.flows.open_in_flow import OpenInFlow
from desktop.ui.flows.picture_flow import PictureFlow
from desktop.ui.flows.project_flow import ProjectFlow
from desktop.ui.flows.settings_keeper import SettingsKeeper
from desktop.ui.icons import Icons
from desktop.ui.main_window import MainWindow
from desktop.ui.panels import Panels
from desktop.ui.workspace import Workspace


class OutsideFlows(QObject):
    """Signals: `problem_found(Problem)` and `note_made(str)` from any of them, `edits_came` when
    the history has to be read anew."""

    problem_found = Signal(object)
    note_made = Signal(str)
    edits_came = Signal()

    def __init__(
        self,
        engine: Engine,
        workspace: Workspace,
        panels: Panels,
        flows: tuple[PictureFlow, MaskFlow, SettingsKeeper],
        icons: Icons,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._opening, masks, keeper = flows
        self._workspace = workspace
        self._panels = panels
        library, errands = engine.library, engine.errands
        self.export = ExportFlow(library, keeper, errands, icons, window)
        self.drops = DropFlow(self._opening, masks, library.pictures, errands, window)
        self.projects = ProjectFlow(library, keeper, errands, window)
        self.programs = OpenInFlow(library, keeper, errands, window)
        for flow in (self.export, self.drops, self.projects, self.programs):
            flow.problem_found.connect(self.problem_found)
            flow.note_made.connect(self.note_made)
        self._connect()
        self._bind(window)

    def begin(self) -> None:
        """Once the window stands."""
        self.programs.begin()

    def shut_down(self) -> None:
        """Begins nothing more; what is being written is finished."""
        self.export.shut_down()
        self.projects.shut_down()
        self.programs.shut_down()

    def _connect(self) -> None:
        history = self._panels.history
        history.save_requested.connect(self.export.export_one)
        history.export_requested.connect(self.export.export_results)
        history.open_in_requested.connect(self.programs.ask_result)
        self._panels.canvas.drop_received.connect(self.drops.take)
        self._opening.address_found.connect(self.drops.ask_to_fetch)
        self.projects.edits_came.connect(self.edits_came)
        self.programs.version_made.connect(self._show_version)
        self.programs.picture_changed.connect(self._opening.open_data)
        self._workspace.document_changed.connect(self._show_actions)

    def _bind(self, window: MainWindow) -> None:
        does: dict[str, Callable[[], object]] = {
            "save_as": self._export_open,
            "export_chosen": partial(self._with_chosen, self.export.export_results),
            "open_in": self._open_in,
            "open_folder": self.drops.ask_folder,
            "open_address": self.drops.ask_address,
            "mask_from_clipboard": self.drops.paste_as_mask,
            "export_project": partial(self._with_chosen, self.projects.export_chosen),
            "export_library": self.projects.export_library,
            "import_project": self.projects.ask_import,
            "show_library": self.projects.show_folder,
            "move_library": self.projects.ask_move,
        }
        actions = window.actions_by_id
        for name, act in does.items():
            actions[name].triggered.connect(partial(_call, act))
        self._for_pictures = (actions["open_in"], actions["mask_from_clipboard"])
        self._show_actions()

    def _show_actions(self) -> None:
        for action in self._for_pictures:
            action.setEnabled(self._workspace.open_document is not None)

    def _export_open(self) -> None:
        opened = self._workspace.open_document
        if opened is not None:
            self.export.export_picture(opened.file, opened.parent)

    def _open_in(self) -> None:
        opened = self._workspace.open_document
        if opened is not None:
            self.programs.ask_picture(opened.file, opened.parent)

    def _with_chosen(self, act: Callable[[tuple[ResultRef, ...]], object]) -> None:
        """With the results that are chosen in the history, or else the one on the canvas."""
        opened = self._workspace.open_document
        refs = self._panels.history.chosen_results()
        if not refs and opened is not None and opened.parent is not None:
            refs = (opened.parent,)
        if refs:
            act(refs)
        else:
            self.note_made.emit("Choose results in the history first.")

    def _show_version(self, edit: Edit) -> None:
        """In the history; on the canvas too when the version before is what is open there."""
        self._panels.history.insert(edit)
        opened, source = self._workspace.open_document, edit.inputs.picture
        if opened is not None and source is not None and opened.file.content == source.content:
            title = edit.result_name
            ref = ResultRef(edit=edit.id, index=0)
            self._opening.open_result(edit.results[0].picture, title, ref)


def _call(act: Callable[[], object], _is_checked: object = None) -> None:
    """Qt says whether an action is checked; those here do not care."""
    act()
