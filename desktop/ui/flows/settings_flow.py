"""Settings, key and About: opens the dialogs and does what they say."""

from __future__ import annotations

import platform
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, qVersion
from PySide6.QtGui import QDesktopServices

from desktop import __version__
from desktop.ui.dialogs.about_dialog import AboutDialog, AboutFacts
from desktop.ui.dialogs.third_parties import installed_third_parties
from desktop.ui.flows.key_flow import KeyFlow
from desktop.ui.flows.settings_keeper import SettingsKeeper
from desktop.ui.icons import Icons
from desktop.ui.main_window import MainWindow
from desktop.ui.settings.settings_dialog import Page, SettingsDialog


class SettingsFlow(QObject):
    """The settings dialog is made anew each time it is shown."""

    def __init__(
        self,
        keeper: SettingsKeeper,
        keys: KeyFlow,
        icons: Icons,
        library: Path,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._keeper = keeper
        self._keys = keys
        self._icons = icons
        self._library = library
        self._window = window

    def show(self, page: Page = Page.GENERAL) -> None:
        dialog = SettingsDialog(self._icons, self._window)
        dialog.show_settings(self._keeper.value)
        dialog.show_library(str(self._library))
        dialog.show_key_status(self._keys.status)
        dialog.settings_edited.connect(self._keeper.change)
        self._keeper.changed.connect(dialog.show_settings)
        dialog.key_entered.connect(self._keys.store)
        dialog.session_key_accepted.connect(self._keys.keep_for_this_run)
        dialog.key_test_requested.connect(self._keys.test)
        dialog.key_removed.connect(self._keys.remove)
        dialog.profile_removed.connect(self._keys.forget_profile)
        dialog.library_open_requested.connect(partial(_open, str(self._library)))
        dialog.link_requested.connect(_open_link)
        self._keys.status_changed.connect(dialog.show_key_status)
        dialog.show_page(page)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self._keys.look()

    def show_key(self) -> None:
        self.show(Page.KEY)

    def show_about(self, resources: Path) -> None:
        facts = AboutFacts(
            version=__version__,
            licences=(resources / "LICENCES.md").read_text(encoding="utf-8"),
            third_parties=installed_third_parties(),
            system=f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}",
        )
        dialog = AboutDialog(facts, self._icons, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _open(folder: str) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(folder))


def _open_link(address: str) -> None:
    QDesktopServices.openUrl(QUrl(address))
