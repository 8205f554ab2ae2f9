"""Settings that concern the whole program: colours, the library, previews, jobs."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.settings import Settings, Theme
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.icon_button import IconButton
from desktop.ui.controls.number_edit import NumberEdit
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.segmented import Choice, Segmented
from desktop.ui.icons import Icons
from desktop.ui.settings.settings_page import SettingsPage
from desktop.ui.settings.update_field import UpdateField, UpdateState

_THEMES = (
    Choice(value=Theme.SYSTEM.value, text="System", hint="The colours the desktop asks for"),
    Choice(value=Theme.DARK.value, text="Dark", hint="Light text on neutral dark grey"),
    Choice(value=Theme.LIGHT.value, text="Light", hint="Dark text on neutral light grey"),
)
_PREVIEWS = tuple(
    Choice(value=str(count), text=str(count) if count else "Off", hint=f"{count} by default")
    for count in range(4)
)
_JOBS = NumberRange(minimum=1, maximum=8, default=2)


class GeneralPage(SettingsPage):
    """Signals: `edited` (the new Settings), `library_open_requested`, `update_look_requested`."""

    edited = Signal(object)
    library_open_requested = Signal()
    update_look_requested = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__("General", parent=parent)
        self._settings = Settings()
        self.theme = Segmented("Theme")
        self.theme.set_choices(_THEMES)
        self._library = ElidedLabel(elide=Qt.TextElideMode.ElideMiddle)
        self._open = IconButton(icons.icon("folder-open"), "Open folder")
        self.previews = Segmented("Previews")
        self.previews.set_choices(_PREVIEWS)
        self.jobs = NumberEdit(_JOBS, "Jobs at once")
        self.updates = UpdateField()
        self._lay_out()
        self._connect()

    def show_settings(self, settings: Settings) -> None:
        self._settings = settings
        self.theme.set_value(settings.theme.value)
        self.previews.set_value(str(settings.previews))
        self.jobs.set_value(settings.jobs_at_once)
        self.updates.show_wanted(is_wanted=settings.updates.is_wanted)

    def show_library(self, folder: str) -> None:
        """The folder that is in use, as a path to show."""
        self._library.set_text(folder)
        self._open.setEnabled(bool(folder))

    def show_update_state(self, state: UpdateState) -> None:
        """Whom this build asks for new versions, and what was heard last."""
        self.updates.show_state(state)

    def _lay_out(self) -> None:
        self.jobs.set_hint("How many jobs run at the same time; the others wait (1 to 8)")
        self.jobs.setFixedWidth(72)
        self._open.setToolTip("Shows the library's folder in the file manager")
        self.add_row("Theme", self.theme)
        self.add_row("Library", self._library_row())
        self.add_below(Paragraph("All edits and their pictures are kept here.", role="soft"))
        self.add_row("Previews", self.previews)
        self.add_below(Paragraph(_ABOUT_PREVIEWS, role="soft"))
        self.add_row("Jobs at once", self.jobs)
        self.add_row("New versions", self.updates)

    def _library_row(self) -> QWidget:
        host = QWidget()
        row = QHBoxLayout(host)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._library, 1)
        row.addWidget(self._open)
        return host

    def _connect(self) -> None:
        self.theme.chosen.connect(self._say_theme)
        self.previews.chosen.connect(self._say_previews)
        self.jobs.value_changed.connect(self._say_jobs)
        self.updates.toggled.connect(self._say_updates)
        self.updates.look_requested.connect(self.update_look_requested)
        self._open.clicked.connect(self.library_open_requested)

    def _say_theme(self, value: str) -> None:
        self._say(replace(self._settings, theme=Theme(value)))

    def _say_previews(self, value: str) -> None:
        self._say(replace(self._settings, previews=int(value)))

    def _say_jobs(self, value: float) -> None:
        self._say(replace(self._settings, jobs_at_once=int(value)))

    def _say_updates(self, is_wanted: bool) -> None:  # noqa: FBT001  # a slot
        updates = replace(self._settings.updates, is_wanted=is_wanted)
        self._say(replace(self._settings, updates=updates))

    def _say(self, settings: Settings) -> None:
        self._settings = settings
        self.edited.emit(settings)


_ABOUT_PREVIEWS = (
    "What a new draft begins with: unfinished pictures that appear while you wait. "
    "Each costs about 100 tokens."
)
