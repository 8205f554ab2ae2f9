"""Shows pictures in the colours of the screen: finds its profile, and follows the window."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.edit import StoredPicture
from desktop.domain.problems import Problem, ProblemKind, fail
from desktop.domain.recipe import InputFile
from desktop.domain.screen_profile import (
    SRGB_SCREEN,
    ScreenChoice,
    ScreenInUse,
    ScreenProfile,
    ScreenSettings,
)
from desktop.domain.settings import Settings
from desktop.domain.size import box_of
from desktop.storage.image_files import ImageFiles
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.errands import Errands
from desktop.ui.flows.settings_keeper import SettingsKeeper
from desktop.ui.screens.colour_label import ColourLabel
from desktop.ui.screens.screen_place import ScreenPlace, place_of
from desktop.ui.workspace import Workspace

if TYPE_CHECKING:
    from desktop.jobs.open_picture import OpenedPicture


class ColourFlow(QObject):
    """What is open is made anew once when the window comes to a screen with another profile.

    Signals: `problem_found(Problem)` when a profile cannot be used; sRGB takes its place.
    `screen_found` with the ICC profile of the screen as bytes, None: sRGB.
    """

    problem_found = Signal(object)
    screen_found = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        keeper: SettingsKeeper,
        canvas: CanvasView,
        label: ColourLabel,
        pictures: ImageFiles,
        errands: Errands,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._settings = keeper.value.screen
        self._canvas = canvas
        self._label = label
        self._pictures = pictures
        self._errands = errands
        self._window = window
        self._turn = 0
        self._is_refused = False
        self._is_reading = False
        keeper.changed.connect(self._take_settings)
        workspace.document_changed.connect(self._follow)
        workspace.region_replaced.connect(self._follow)

    def begin(self) -> None:
        """Once the window stands, and so has a screen."""
        handle = self._window.windowHandle()
        if handle is not None:
            handle.screenChanged.connect(self._look)
        self._look()

    # the screen

    def _take_settings(self, settings: Settings) -> None:
        if settings.screen != self._settings:
            self._settings = settings.screen
            self._look()

    def _look(self, _screen: object = None) -> None:
        self._turn += 1
        work = partial(_profile, self._settings, place_of(self._window.screen()))
        self._errands.run(work, partial(self._take, self._turn), partial(self._refuse, self._turn))

    def _take(self, turn: int, profile: ScreenProfile, *, is_refused: bool = False) -> None:
        """Unless another screen or profile has been asked for since."""
        if turn == self._turn:
            self._is_refused = is_refused
            self._workspace.screen_profile = profile
            self.screen_found.emit(profile.icc)
            self._follow()

    def _refuse(self, turn: int, trouble: Problem) -> None:
        self.problem_found.emit(trouble)
        self._take(turn, SRGB_SCREEN, is_refused=True)

    # the picture

    def _follow(self, _box: object = None) -> None:
        """Says what is applied, and has the open picture made anew where that is out of date."""
        opened = self._workspace.open_document
        colours = None if opened is None else opened.document.colours
        choice, is_refused = self._settings.choice, self._is_refused
        self._label.show_colours(colours, choice, is_refused=is_refused)
        if opened is None or colours is None or self._is_reading:
            return
        if colours.screen != self._workspace.screen_profile or not colours.is_whole:
            self._is_reading = True
            self._errands.run(
                partial(_made_anew, opened.file, self._pictures, self._workspace.screen),
                partial(self._show, opened.file),
                partial(self._give_up, opened.file),
            )

    def _show(self, file: InputFile, made: OpenedPicture) -> None:
        self._is_reading = False
        opened = self._workspace.open_document
        if opened is not None and opened.file == file:
            opened.document.show_again(made.display, made.levels, made.colours)
            self._canvas.update_box(box_of(file.size))
        self._follow()

    def _give_up(self, file: InputFile, trouble: Problem) -> None:
        """Its file cannot be read: it stays as it is seen, which is said once."""
        self._is_reading = False
        self.problem_found.emit(trouble)
        opened = self._workspace.open_document
        if opened is not None and opened.file == file:
            document = opened.document
            screen = self._workspace.screen_profile
            document.colours = replace(document.colours, screen=screen, is_whole=True)
        self._follow()


def _profile(settings: ScreenSettings, place: ScreenPlace) -> ScreenProfile:
    """On a worker's thread. ProblemError: the profile cannot be read, or is for no screen."""
    from desktop.imaging.screen_icc import screen_of
    from desktop.ui.screens.system_profile import system_profile

    if settings.choice is ScreenChoice.SRGB:
        return SRGB_SCREEN
    if settings.choice is ScreenChoice.AUTOMATIC:
        return screen_of(system_profile(place))
    path = Path(settings.file)
    try:
        found = path.read_bytes()
    except OSError as error:
        reason = "its file is gone, or may not be read"
        raise fail(
            ProblemKind.SCREEN_PROFILE_USELESS, name=f"“{path.name}”", reason=reason
        ) from error
    return screen_of(found, path.name)


def _made_anew(file: InputFile, pictures: ImageFiles, screen: ScreenInUse) -> OpenedPicture:
    """On a worker's thread: the picture with all its levels. ProblemError (PICTURE_GONE)."""
    from desktop.imaging.pyramid import build_levels
    from desktop.jobs.open_picture import open_stored

    stored = StoredPicture(content=file.content, media_type="", size=file.size)
    opened = open_stored(stored, file.name, pictures, screen)
    return replace(opened, levels=build_levels(opened.display))
