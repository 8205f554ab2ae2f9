"""Budgets and limits while the program runs: read by jobs, changed by the window."""

from __future__ import annotations

import secrets

from desktop.domain.budget import SpendingSettings


class SpendingBook:
    """Exchanges whole frozen values, so nobody ever sees half a change.

    `run` names this run of the program; a budget for a run is for what is sent under this name.
    """

    def __init__(self, settings: SpendingSettings | None = None) -> None:
        self._settings = settings or SpendingSettings()
        self.run = secrets.token_hex(8)

    @property
    def settings(self) -> SpendingSettings:
        return self._settings

    def take(self, settings: SpendingSettings) -> None:
        """They have changed."""
        self._settings = settings
