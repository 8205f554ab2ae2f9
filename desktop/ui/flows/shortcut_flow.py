"""Shortcuts: has everybody follow the designer's own keys, and opens the sheet to change them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from desktop.domain.settings import Settings
from desktop.ui.actions import Actions, all_shortcuts
from desktop.ui.dialogs.shortcut_sheet import ShortcutSheet
from desktop.ui.flows.settings_keeper import SettingsKeeper
from desktop.ui.icons import Icons
from desktop.ui.main_window import MainWindow
from desktop.ui.panels import Panels
from desktop.ui.shortcuts import KeyTable


class ShortcutFlow(QObject):
    """Window, canvas and tool rail show and obey one table."""

    def __init__(
        self, keeper: SettingsKeeper, panels: Panels, icons: Icons, window: MainWindow
    ) -> None:
        super().__init__(window)
        self._keeper = keeper
        self._panels = panels
        self._icons = icons
        self._window = window
        self._table = KeyTable(all_shortcuts(), keeper.value.shortcuts)
        keeper.changed.connect(self._follow)
        window.actions_by_id["shortcuts"].triggered.connect(self._show)
        self._apply()

    @property
    def table(self) -> KeyTable:
        return self._table

    def _show(self) -> None:
        sheet = ShortcutSheet(self._table, self._icons, self._window)
        sheet.table_changed.connect(self._take)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    def _take(self, table: KeyTable) -> None:
        self._keeper.change(replace(self._keeper.value, shortcuts=table.settings))

    def _follow(self, settings: Settings) -> None:
        if settings.shortcuts != self._table.settings:
            self._table = self._table.with_settings(settings.shortcuts)
            self._apply()

    def _apply(self) -> None:
        actions: Actions = self._window.actions_by_id
        actions.set_keys(self._table)
        self._panels.canvas.set_keys(self._table)
        self._panels.tools.show_keys(self._table)
