"""Settings, key and About: opens the dialogs and does what they say."""

from __future__ import annotations

import platform
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, qVersion
from PySide6.QtGui import QDesktopServices

from desktop import __version__
from desktop.ui.controls.message_bar import MessageBar
from desktop.ui.dialogs.about_dialog import AboutDialog, AboutFacts
from desktop.ui.dialogs.licence_page import LicencePage
from desktop.ui.dialogs.third_parties import installed_third_parties
from desktop.ui.flows.engine import Engine
from desktop.ui.flows.key_flow import KeyFlow
from desktop.ui.flows.settings_keeper import SettingsKeeper
from desktop.ui.flows.update_flow import UpdateFlow
from desktop.ui.icons import Icons
from desktop.ui.main_window import MainWindow
from desktop.ui.settings.settings_dialog import Page, SettingsDialog

_THIRD_PARTIES = "THIRD-PARTY.txt"
"""Every package has it: who made what is inside, with the full texts of the licences."""


class SettingsFlow(QObject):
    """The settings dialog is made anew each time it is shown."""

    def __init__(
        self,
        keeper: SettingsKeeper,
        keys: KeyFlow,
        engine: Engine,
        icons: Icons,
        message: MessageBar,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._keeper = keeper
        self._keys = keys
        self._engine = engine
        self._icons = icons
        self._window = window
        self._updates = UpdateFlow(engine.news, keeper, engine.errands, message, window)

    def begin(self) -> None:
        """Once the window stands: asks for news of Stet, where that was agreed to."""
        self._updates.begin()

    def show(self, page: Page = Page.GENERAL) -> None:
        dialog = SettingsDialog(self._icons, self._window)
        dialog.show_settings(self._keeper.value)
        dialog.show_given(self._engine.profiles.given)
        dialog.show_library(str(self._engine.library.folder))
        dialog.show_update_state(self._updates.state)
        dialog.show_key_status(self._keys.status)
        dialog.settings_edited.connect(self._keeper.change)
        self._keeper.changed.connect(dialog.show_settings)
        dialog.key_entered.connect(self._keys.store)
        dialog.session_key_accepted.connect(self._keys.keep_for_this_run)
        dialog.key_test_requested.connect(self._keys.test)
        dialog.key_removed.connect(self._keys.remove)
        dialog.profile_removed.connect(self._keys.forget_profile)
        dialog.library_open_requested.connect(partial(_open, self._engine.library.folder))
        dialog.update_look_requested.connect(self._updates.look_now)
        self._updates.state_changed.connect(dialog.show_update_state)
        dialog.link_requested.connect(_open_link)
        self._keys.status_changed.connect(dialog.show_key_status)
        dialog.show_page(page)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self._keys.look()

    def show_key(self) -> None:
        self.show(Page.KEY)

    def show_service(self) -> None:
        self.show(Page.SERVICE)

    def open_logs(self) -> None:
        _open(self._engine.logs)

    def show_about(self) -> None:
        resources = self._engine.resources
        facts = AboutFacts(
            version=__version__,
            licences=(resources / "LICENCES.md").read_text(encoding="utf-8"),
            has_page=(resources / _THIRD_PARTIES).is_file(),
            third_parties=installed_third_parties(),
            system=f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}",
        )
        dialog = AboutDialog(facts, self._icons, self._window)
        dialog.page_requested.connect(partial(self._show_licences, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_licences(self, about: AboutDialog) -> None:
        page = self._engine.resources / _THIRD_PARTIES
        dialog = LicencePage(page.read_text(encoding="utf-8"), about)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _open_link(address: str) -> None:
    QDesktopServices.openUrl(QUrl(address))
