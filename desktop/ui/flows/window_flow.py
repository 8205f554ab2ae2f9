"""Joins the window: makes panels, workspace and flows, and connects what one says to who acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from desktop.domain.identity import ContentHash
from desktop.domain.settings import BrushSettings, Settings
from desktop.ui.actions import Actions
from desktop.ui.flows.canvas_flows import CanvasFlows
from desktop.ui.flows.closing_flow import ClosingFlow
from desktop.ui.flows.draft_flow import DraftFlow
from desktop.ui.flows.draft_memory import DraftMemory
from desktop.ui.flows.engine import Engine
from desktop.ui.flows.history_flow import HistoryFlow
from desktop.ui.flows.job_flow import JobFlow
from desktop.ui.flows.key_flow import KeyFlow
from desktop.ui.flows.masked_flows import MaskedFlows
from desktop.ui.flows.outside_flows import OutsideFlows
from desktop.ui.flows.picture_dialogs import ask_for_pictures, copy_picture
from desktop.ui.flows.picture_flow import PictureFlow
from desktop.ui.flows.problem_flow import ProblemFlow
from desktop.ui.flows.result_flow import ResultFlow
from desktop.ui.flows.service_flow import ServiceFlow
from desktop.ui.flows.settings_flow import SettingsFlow
from desktop.ui.flows.settings_keeper import SettingsKeeper
from desktop.ui.flows.spending_flow import SpendingFlow
from desktop.ui.flows.stage import Stage
from desktop.ui.flows.unsettled_flow import UnsettledFlow
from desktop.ui.flows.upload_flow import UploadFlow
from desktop.ui.flows.volume_flows import VolumeFlows
from desktop.ui.icons import Icons
from desktop.ui.main_window import MainWindow
from desktop.ui.mime import DraggedPicture, clipboard_data
from desktop.ui.panels import Panels, make_panels
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.theme import ThemeKeeper
from desktop.ui.workspace import Workspace

TILE_PIXELS = 64


class WindowFlow(QObject):
    """Owns the window and all that belongs to it."""

    def __init__(
        self, engine: Engine, theme: ThemeKeeper, icons: Icons, warnings: tuple[str, ...]
    ) -> None:
        super().__init__()
        self._engine = engine
        self._theme = theme
        self._icons = icons
        self._warnings = warnings
        self._make_parts()
        self._make_flows()
        self._join_canvas()
        self._join_panels()
        self._join_jobs()
        self._join_actions()
        self._show_first()

    @property
    def window(self) -> MainWindow:
        return self._window

    @property
    def workspace(self) -> Workspace:
        return self._workspace

    @property
    def panels(self) -> Panels:
        return self._panels

    def show(self) -> None:
        self._window.open_with(self._engine.settings.window)

    def begin(self, pictures: tuple[Path, ...]) -> None:
        """Once the window stands: what takes time, and what was named on the command line."""
        self._history.begin()
        self._memory.look()
        if self._warnings:
            self._panels.message.show_message("\n".join(self._warnings))
        self._drafts.count_exactly(self._engine.errands, self._engine.load_tokens)
        if pictures:
            self._opening.open_files(pictures)
        else:
            self._panels.prompt.focus_prompt()
        self._service.begin()
        self._unsettled.look()
        self._spending.look()
        self._around.begin()
        self._volume.begin()
        self._outside.begin()
        self._settings.begin()

    def shut_down(self) -> None:
        """Ends what belongs to the window: what jobs and loaders still say is heard by nobody."""
        self._engine.signals.event_came.disconnect(self._jobs.take)
        self._loader.thumbnail_ready.disconnect(self._show_canvas_thumbnail)
        arrangement = self._window.state_text()
        self._keeper.save_now(replace(self._keeper.value, window=arrangement))
        self._around.work.shut_down()
        self._history.shut_down()
        self._outside.shut_down()
        self._loader.shut_down()
        self._closing.stop_asking()
        self._window.close()
        for timer in (*self.findChildren(QTimer), *self._window.findChildren(QTimer)):
            timer.stop()
        self._window.deleteLater()

    # making -------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        engine = self._engine
        self._workspace = Workspace(engine.models, engine.draft, self)
        self._loader = PictureLoader(self._thumbnail, parent=self)
        self._panels = make_panels(
            self._theme, self._icons, self._loader, engine.errands.submit, self._file_for_drag
        )
        self._window = MainWindow(self._panels, partial(self._make_actions))
        self._actions = self._window.actions_by_id
        self._keeper = SettingsKeeper(engine.settings_file, engine.settings, engine.errands, self)

    def _make_actions(self, window: QWidget) -> Actions:
        """The table's actions, with undo and redo of the workspace's stack among them."""
        actions = Actions(self._icons, window)
        undo = self._workspace.undo_stack.undo_action(window)
        redo = self._workspace.undo_stack.redo_action(window)
        for name, action, icon in (("undo", undo, "undo-2"), ("redo", redo, "redo-2")):
            action.setIcon(self._icons.icon(icon))
            action.setObjectName(f"action_{name}")
            actions.add(name, action)
        return actions

    def _make_flows(self) -> None:
        engine, panels, space = self._engine, self._panels, self._workspace
        pictures, errands = engine.library.pictures, engine.errands
        icons, window = self._icons, self._window
        self._drafts = DraftFlow(space, panels.prompt, panels.tray, engine.count_tokens, self)
        self._memory = DraftMemory(
            space, panels.prompt, engine.library.history, self._keeper, errands, self
        )
        self._opening = PictureFlow(space, errands, pictures, self)
        stage = Stage(space, panels.canvas)
        self._results = ResultFlow(
            space, stage, panels.strip, self._opening, errands, pictures, self
        )
        flows = (self._drafts, self._opening, self._results)
        self._history = HistoryFlow(panels.history, engine.library, space, errands, flows, window)
        self._jobs = JobFlow(engine.runner, panels.jobs, errands, pictures, self._profile_id, self)
        self._spending = SpendingFlow(engine, self._keeper, panels, self._jobs, icons, window)
        masked = (self._drafts, self._results, self._opening, self._jobs, stage)
        self._masked = MaskedFlows(space, panels, masked, errands, engine.library, self._window)
        self._keys = KeyFlow(engine.keys, self._profile_id, errands, engine.runner, self)
        self._service = ServiceFlow(engine, space, self._keys, self._drafts, panels.prompt, self)
        self._settings = SettingsFlow(
            self._keeper, self._keys, engine, self._icons, panels.message, self._window
        )
        self._unsettled = UnsettledFlow(
            engine.library, engine.runner, errands, self._jobs, panels.message, self._window
        )
        self._around = CanvasFlows(space, self._keeper, engine, panels, self._icons, self._window)
        outside = (self._opening, self._around.masks, self._keeper)
        self._outside = OutsideFlows(engine, space, panels, outside, self._icons, self._window)
        self._upload = UploadFlow(space, engine.profiles, pictures, errands, icons, window)
        joined = (self._drafts, self._jobs, self._spending)
        look = (self._theme, icons, self._loader)
        self._volume = VolumeFlows(engine, space, panels, joined, look, window)
        self._closing = ClosingFlow(self._window, panels.jobs, self)
        self._problems = ProblemFlow(
            self._jobs,
            panels.jobs,
            panels.message,
            self._icons,
            engine.profiles,
            (self._settings.show_key, self._settings.show_service),
            self._window,
        )

    # joining ------------------------------------------------------------------------------

    def _join_canvas(self) -> None:
        canvas, space, brush = self._panels.canvas, self._workspace, self._panels.brush
        canvas.patch_made.connect(space.take_patch)
        canvas.patch_made.connect(lambda _patch: self._results.give_way())
        space.mask_repainted.connect(canvas.show_mask)
        space.region_replaced.connect(canvas.update_box)
        space.region_replaced.connect(lambda _box: self._show_canvas_thumbnail())
        space.document_changed.connect(self._show_document)
        space.mask_changed.connect(self._show_mask)
        self._outside.edits_came.connect(self._history.begin)
        self._outside.edits_came.connect(self._history.tiles.take_edit)
        canvas.open_requested.connect(self._ask_open)
        canvas.paste_requested.connect(partial(self._paste, self._opening.paste))
        canvas.zoom_changed.connect(brush.show_zoom)
        canvas.brush_changed.connect(self._take_brush)
        canvas.tool_changed.connect(brush.show_tool)
        canvas.tool_changed.connect(self._panels.tools.show_tool)

    def _join_panels(self) -> None:
        canvas, brush, tray = self._panels.canvas, self._panels.brush, self._panels.tray
        self._panels.tools.tool_chosen.connect(canvas.set_tool)
        brush.tool_chosen.connect(canvas.set_tool)
        brush.brush_changed.connect(self._take_brush)
        brush.invert_requested.connect(self._workspace.invert_mask)
        brush.clear_requested.connect(self._workspace.clear_mask)
        brush.overlay_toggled.connect(self._show_overlay)
        brush.fit_requested.connect(canvas.zoom_to_fit)
        brush.actual_requested.connect(canvas.zoom_actual)
        brush.zoom_chosen.connect(canvas.set_zoom)
        tray.files_dropped.connect(self._opening.add_files)
        tray.image_dropped.connect(self._opening.add_data)
        tray.stored_dropped.connect(self._add_stored)
        tray.choose_requested.connect(self._ask_references)
        tray.paste_requested.connect(partial(self._paste, self._opening.paste_reference))
        self._panels.prompt.pictures_pasted.connect(self._opening.paste_reference)
        self._opening.references_read.connect(self._drafts.add_references)

    def _join_jobs(self) -> None:
        panels, jobs = self._panels, self._jobs
        panels.prompt.generate_requested.connect(partial(self._generate, first=False))
        panels.prompt.generate_first_requested.connect(partial(self._generate, first=True))
        panels.prompt.upload_wanted.connect(self._upload.show)
        panels.prompt.key_wanted.connect(self._settings.show_key)
        panels.jobs.counts_changed.connect(panels.summary.show_counts)
        self._engine.signals.event_came.connect(jobs.take)
        jobs.preview_came.connect(self._results.show_partial)
        jobs.edit_finished.connect(panels.history.insert)
        jobs.edit_finished.connect(self._memory.look)
        jobs.edit_ended.connect(self._memory.look)
        jobs.edit_finished.connect(self._results.offer)
        jobs.edit_ended.connect(panels.history.insert)
        jobs.job_ended.connect(self._results.end_partials)
        self._unsettled.edit_kept.connect(panels.history.insert)
        troubled = (self._opening, self._results, self._history, self._keeper, self._unsettled)
        others = (self._outside, self._around, self._masked, self._memory, self._spending)
        for flow in (self._drafts, *troubled, *others):
            flow.problem_found.connect(self._problems.show)
        for noting in (self._results, self._history, self._masked, self._spending, self._outside):
            noting.note_made.connect(self._window.show_note)
        self._results.judging_changed.connect(self._show_choice)
        self._loader.thumbnail_ready.connect(self._show_canvas_thumbnail)
        self._around.colours.screen_found.connect(self._loader.show_for)
        self._around.colours.screen_found.connect(self._results.show_again)
        self._service.demo_switched.connect(self._show_demo)
        self._keeper.changed.connect(self._apply_settings)

    def _join_actions(self) -> None:
        canvas, space = self._panels.canvas, self._workspace
        does: dict[str, Callable[[], object]] = {
            "open": self._ask_open,
            "paste": partial(self._paste, self._opening.paste),
            "add_references": self._ask_references,
            "paste_reference": partial(self._paste, self._opening.paste_reference),
            "close_picture": self._opening.close_picture,
            "settings": self._settings.show,
            "quit": self._window.close,
            "copy": self._copy,
            "invert_mask": space.invert_mask,
            "clear_mask": space.clear_mask,
            "restore_mask": space.restore_mask,
            "zoom_in": canvas.zoom_in,
            "zoom_out": canvas.zoom_out,
            "zoom_fit": canvas.zoom_to_fit,
            "zoom_actual": canvas.zoom_actual,
            "focus_prompt": self._panels.prompt.focus_prompt,
            "generate": partial(self._generate, first=False),
            "generate_first": partial(self._generate, first=True),
            "show_upload": self._upload.show,
            "cancel_all": self._jobs.cancel_all,
            "unsettled": self._unsettled.decide,
            "costs": self._spending.show,
            "check_key": self._settings.show_key,
            "open_logs": self._settings.open_logs,
            "about": self._settings.show_about,
        }
        for name, act in does.items():
            self._bind(self._actions[name], act)
        self._actions["demo"].toggled.connect(self._service.switch_demo)

    def _bind(self, action: QAction, act: Callable[[], object]) -> None:
        """Qt says whether an action is checked; those here do not care."""
        action.triggered.connect(lambda _is_checked=False: act())

    # acting -------------------------------------------------------------------------------

    def _generate(self, *, first: bool) -> None:
        if self._drafts.problems:
            self._window.show_note(self._drafts.problems[0].sentence)
            return
        self._masked.generate(first=first)

    def _ask_open(self) -> None:
        self._opening.open_files(ask_for_pictures(self._window, "Open pictures"))

    def _ask_references(self) -> None:
        self._opening.add_files(ask_for_pictures(self._window, "Add references"))

    def _paste(self, take: Callable[[QMimeData], bool]) -> None:
        if not take(clipboard_data()):
            self._window.show_note("There is no picture on the clipboard.")

    def _add_stored(self, picture: object) -> None:
        file = picture.file if isinstance(picture, DraggedPicture) else picture
        self._drafts.add_references((file,))  # type: ignore[arg-type]  # the tray sends InputFile

    def _copy(self) -> None:
        opened = self._workspace.open_document
        if opened is not None:
            copy_picture(opened.file, self._file_for_drag, self._problems.show)

    def _take_brush(self, brush: BrushSettings) -> None:
        self._keeper.change(replace(self._keeper.value, brush=brush))

    # showing ------------------------------------------------------------------------------

    def _show_first(self) -> None:
        self._actions["demo"].setChecked(self._service.is_demo)
        self._panels.prompt.show_demo(is_on=self._service.is_demo)
        self._panels.brush.show_tool(self._panels.canvas.tool)
        self._panels.tools.show_tool(self._panels.canvas.tool)
        self._apply_settings(self._engine.settings)
        self._show_document()

    def _show_document(self) -> None:
        opened = self._workspace.open_document
        self._panels.canvas.set_document(self._workspace.document)
        self._show_title()
        for name in ("save_as", "close_picture", "copy"):
            self._actions[name].setEnabled(opened is not None)
        self._panels.tray.show_canvas_thumbnail(None)
        self._show_canvas_thumbnail()
        self._show_mask()

    def _show_choice(self, is_on: bool) -> None:  # noqa: FBT001  # a slot
        self._window.show_choice(is_on=is_on)

    def _show_canvas_thumbnail(self, content: str = "", _pixels: int = 0) -> None:
        """The first tile of the tray, as soon as its thumbnail is there."""
        opened = self._workspace.open_document
        if opened is None or (content and content != opened.file.content):
            return
        ratio = self._window.devicePixelRatioF()
        pixmap = self._loader.thumbnail(opened.file.content, TILE_PIXELS, ratio, "canvas")
        self._panels.tray.show_canvas_thumbnail(pixmap)

    def _show_mask(self) -> None:
        document = self._workspace.document
        has_mask = document is not None and document.has_mask
        self._panels.brush.show_mask(has_picture=document is not None, has_mask=has_mask)
        self._actions["invert_mask"].setEnabled(document is not None)
        self._actions["clear_mask"].setEnabled(has_mask)
        self._actions["restore_mask"].setEnabled(self._workspace.can_restore_mask)

    def _show_overlay(self, is_shown: bool) -> None:  # noqa: FBT001  # a slot
        from desktop.imaging.tint import MaskLook

        look = MaskLook.MARKED if is_shown else MaskLook.HIDDEN
        self._panels.canvas.set_mask_look(look)

    def _apply_settings(self, settings: Settings) -> None:
        self._theme.choose(settings.theme)
        self._panels.canvas.set_brush(settings.brush)
        self._panels.brush.show_brush(settings.brush)
        self._panels.canvas.set_overlay(settings.overlay)
        self._service.take_settings(settings)

    def _show_demo(self, is_on: bool) -> None:  # noqa: FBT001  # a slot
        self._actions["demo"].setChecked(is_on)
        self._show_title()

    def _show_title(self) -> None:
        opened = self._workspace.open_document
        name = opened.file.name if opened else ""
        self._window.show_title(name, is_demo=self._service.is_demo)

    # for others ---------------------------------------------------------------------------

    def _profile_id(self) -> str:
        return self._engine.profiles.active.id

    def _thumbnail(self, content: ContentHash, pixels: int) -> bytes:
        """On a worker's thread."""
        from desktop.jobs.thumbnail_source import thumbnail_of

        return thumbnail_of(self._engine.library, content, pixels)

    def _file_for_drag(self, picture: DraggedPicture) -> Path:
        return self._history.file_for_drag(picture)
