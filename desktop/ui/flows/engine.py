"""What the window is given by start-up: everything it works with and does not own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.draft import Draft
from desktop.domain.image_models import ModelTable
from desktop.domain.order import Account
from desktop.domain.settings import Settings
from desktop.domain.update import NoNews, Release
from desktop.jobs.batch_book import BatchBook
from desktop.jobs.job_runner import JobRunner
from desktop.jobs.profile_book import ProfileBook
from desktop.jobs.set_book import SetBook
from desktop.jobs.spending_book import SpendingBook
from desktop.storage.key_sources import KeySources
from desktop.storage.library import Library
from desktop.storage.settings_file import SettingsFile
from desktop.ui.errands import Errands
from desktop.ui.job_signals import JobSignals


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsDesk:
    """Whom this build asks for new versions, and how; `newest` blocks for some seconds."""

    host: str
    newest: Callable[[], Release | NoNews]


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Long-lived objects and first values; `count_tokens` is quick, `load_tokens` is not.

    `news` is None in a build that is not set up to hear of new versions.
    """

    library: Library
    models: ModelTable
    runner: JobRunner
    signals: JobSignals
    errands: Errands
    keys: KeySources
    profiles: ProfileBook
    settings_file: SettingsFile
    spending: SpendingBook
    batches: BatchBook
    sets: SetBook
    settings: Settings
    draft: Draft
    count_tokens: Callable[[str], int]
    load_tokens: Callable[[], None]
    logs: Path
    resources: Path
    news: NewsDesk | None = None

    def account(self, *, accepts_unknown: bool) -> Account:
        """Whom the window is set to ask, and what it is counted to."""
        return Account(
            profile=self.profiles.active.id,
            project=self.spending.settings.project,
            accepts_unknown_price=accepts_unknown,
        )
