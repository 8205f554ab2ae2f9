"""The program with its window: builds what lives long, joins it, and ends it in order."""

from __future__ import annotations

import logging
import os
import sys
import threading
from argparse import Namespace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from desktop.api.prompt_tokens import PromptTokens, estimate_tokens
from desktop.domain.draft import Draft
from desktop.domain.settings import Settings
from desktop.domain.update import NoNews, Release
from desktop.jobs.batch_book import BatchBook
from desktop.jobs.job_runner import JobRunner
from desktop.jobs.profile_book import ProfileBook
from desktop.jobs.services import Clients, Services
from desktop.jobs.set_book import SetBook
from desktop.jobs.spending_book import SpendingBook
from desktop.startup.compose import (
    VOCABULARY,
    client_maker,
    demo_maker,
    given_profile,
    key_sources,
)
from desktop.startup.crash_watch import CrashWatch
from desktop.startup.last_crash import LastCrash
from desktop.startup.library_moving import move_if_wanted
from desktop.startup.library_opening import open_library
from desktop.startup.paths import Paths
from desktop.startup.pointer_input import take_every_move
from desktop.startup.window_colours import declare_srgb
from desktop.storage.model_table import load_models
from desktop.storage.settings_file import SettingsFile
from desktop.storage.update_source import load_update_source
from desktop.ui.app_icon import app_icon
from desktop.ui.errands import Errands
from desktop.ui.first_paint import FirstPaint
from desktop.ui.flows.engine import Engine, NewsDesk
from desktop.ui.flows.window_flow import WindowFlow
from desktop.ui.icons import Icons
from desktop.ui.job_signals import JobSignals
from desktop.ui.svg_drawing import draw_svg
from desktop.ui.theme import ThemeKeeper

_log = logging.getLogger(__name__)

_SWITCH_SECONDS = 0.0001
"""How long another thread may hold Python before the window's is let in: a fiftieth of the usual.

With two jobs that stream, the longest gaps are a quarter shorter than with a tenth."""


class DesktopProgram:
    """Owns everything that lives as long as the window. ProblemError when it cannot start."""

    def __init__(self, paths: Paths, options: Namespace) -> None:
        self._app = QApplication.instance() or QApplication(sys.argv[:1])
        take_every_move()
        declare_srgb()
        assert isinstance(self._app, QApplication)
        self._app.setApplicationName("stet")
        self._app.setApplicationDisplayName("Stet")
        self._app.setDesktopFileName(os.environ.get("FLATPAK_ID", "stet"))
        self._app.setWindowIcon(app_icon(paths.resources / "app"))
        self._paths = paths
        self._options = options
        self._theme = ThemeKeeper(self._app, paths.resources)
        self._icons = Icons(paths.resources / "icons", self._theme)
        file = SettingsFile(paths.settings)
        settings, warnings = file.load()
        self._theme.choose(settings.theme)
        folder = Path(options.library or settings.library or paths.library)
        if options.library is None:
            moved = move_if_wanted(folder, settings, file)
            folder, settings, warnings = moved.folder, moved.settings, (*warnings, *moved.notes)
        opened = open_library(folder)
        self._library = opened.library
        self._engine = self._make_engine(settings, file)
        self._flow = WindowFlow(self._engine, self._theme, self._icons, (*warnings, *opened.notes))

    @property
    def window_flow(self) -> WindowFlow:
        return self._flow

    def run(self, pictures: tuple[Path, ...], first: QWidget | None = None) -> int:
        """Shows the window until it is closed; `first` goes as soon as it is seen."""
        watch = CrashWatch(self._paths.logs, self._icons, self._flow.window)
        watch.begin()
        last = LastCrash(self._paths.logs)
        if (found := last.take()) is not None:
            watch.show_earlier(*found)
        last.begin()
        if first is not None:
            FirstPaint(self._flow.panels.canvas, first.deleteLater)
        self.start(pictures)
        try:
            return int(self._app.exec())
        finally:
            watch.end()
            self.stop()
            last.end()

    def start(self, pictures: tuple[Path, ...] = ()) -> None:
        """Shows the window; what is heavy is loaded once it stands."""
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._engine.runner.start()
        self._flow.show()
        FirstPaint(self._flow.panels.canvas, partial(self._flow.begin, pictures))

    def stop(self) -> None:
        """Jobs first, then errands, then the settings, then the library; each says what fails."""
        if not self._engine.runner.stop():
            _log.warning("A job did not end in time; its answer stays in the journal.")
        self._flow.shut_down()
        self._engine.errands.shut_down()
        self._library.close()

    def _make_engine(self, settings: Settings, file: SettingsFile) -> Engine:
        models = load_models(self._paths.resources / "models.json", self._paths.extra_models)
        given = given_profile(settings, self._options)
        profiles = ProfileBook(settings, given, is_demo=bool(self._options.demo))
        keys = key_sources(given if self._options.base_url else None)
        tokens = PromptTokens(self._paths.resources / VOCABULARY)
        maker = client_maker(profiles, keys, demo_maker(models, tokens.count))
        spending = SpendingBook(settings.spending)
        services = Services(
            library=self._library,
            models=models,
            clients=Clients(maker),
            spending=spending,
            draw_svg=draw_svg,
            profile_of=profiles.get,
        )
        signals = JobSignals()
        runner = JobRunner(services, signals.emit_event, at_once=settings.jobs_at_once)
        return Engine(
            library=self._library,
            models=models,
            runner=runner,
            signals=signals,
            errands=Errands(),
            keys=keys,
            profiles=profiles,
            settings_file=file,
            spending=spending,
            batches=BatchBook(services),
            sets=SetBook(services),
            settings=settings,
            draft=_first_draft(settings),
            count_tokens=partial(_count_at_hand, tokens),
            load_tokens=tokens.load,
            logs=self._paths.logs,
            resources=self._paths.resources,
            news=_news_desk(self._paths.resources),
        )


def _count_at_hand(tokens: PromptTokens, text: str) -> int:
    """Exact on a worker's thread; on the window's, which never waits, only once it is loaded."""
    is_window = threading.current_thread() is threading.main_thread()
    return estimate_tokens(text) if is_window and not tokens.is_loaded else tokens.count(text)


def _news_desk(resources: Path) -> NewsDesk | None:
    """Who is asked for new versions; nothing of it is loaded before it is used."""
    source = load_update_source(resources)
    if source is None:
        return None

    def newest() -> Release | NoNews:
        from desktop.api.release_note import newest_release

        return newest_release(source)

    return NewsDesk(host=source.host, newest=newest)


def _first_draft(settings: Settings) -> Draft:
    return Draft(
        model=settings.model,
        quality=settings.quality,
        output_format=settings.output_format,
        previews=settings.previews,
    )
