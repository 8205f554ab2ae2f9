"""News of a newer version: asked for where the designer agreed, shown once, installed by nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from desktop import __version__
from desktop.domain.problems import Problem
from desktop.domain.update import NoNews, Release, is_newer
from desktop.ui.controls.message_bar import MessageBar
from desktop.ui.errands import Errands
from desktop.ui.flows.engine import NewsDesk
from desktop.ui.flows.settings_keeper import SettingsKeeper
from desktop.ui.settings.update_field import UpdateState

_SHOW = "show_new_version"


class UpdateFlow(QObject):
    """Asks at most once a day by itself, and whenever the designer says so.

    Signals: `state_changed(UpdateState)`.
    """

    state_changed = Signal(object)

    def __init__(
        self,
        desk: NewsDesk | None,
        keeper: SettingsKeeper,
        errands: Errands,
        message: MessageBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._keeper = keeper
        self._errands = errands
        self._message = message
        self._state = UpdateState(host=desk.host if desk is not None else "")
        self._page = ""
        message.action_chosen.connect(self._act)

    @property
    def state(self) -> UpdateState:
        return self._state

    def begin(self) -> None:
        """Once the window stands: asks, if that was agreed to and not done today."""
        if self._keeper.value.updates.is_due(datetime.now().astimezone().date()):
            self._ask()

    def look_now(self) -> None:
        """The designer asks; the settings say what is heard, news or not."""
        self._ask()

    def _ask(self) -> None:
        if self._desk is None or self._state.is_asking:
            return
        self._show_state(replace(self._state, is_asking=True))
        self._errands.ask(self._desk.newest, self._take, self._fail)

    def _take(self, heard: Release | NoNews) -> None:
        self._remember(asked=datetime.now().astimezone().date().isoformat())
        if isinstance(heard, NoNews):
            self._show_state(replace(self._state, heard=heard.sentence, is_asking=False))
            return
        has_news = is_newer(heard.version, than=__version__)
        words = f"Stet {heard.version} is there." if has_news else "There is no newer version."
        self._show_state(replace(self._state, heard=words, is_asking=False))
        if has_news and heard.version != self._keeper.value.updates.told:
            self._tell(heard)

    def _tell(self, release: Release) -> None:
        """Another message is not covered; the news then comes with the next question."""
        if self._message.isVisible():
            return
        self._remember(told=release.version)
        self._page = release.page
        self._message.show_message(
            f"Stet {release.version} is there; this is {__version__}. "
            "Nothing is installed by itself."
        )
        self._message.set_actions(((_SHOW, "Show its page"),))

    def _act(self, name: str) -> None:
        if name == _SHOW:
            self._message.clear()
            QDesktopServices.openUrl(QUrl(self._page))

    def _fail(self, problem: Problem) -> None:
        self._show_state(replace(self._state, heard=problem.sentence, is_asking=False))

    def _remember(self, *, asked: str | None = None, told: str | None = None) -> None:
        settings = self._keeper.value
        updates = settings.updates
        updates = updates if asked is None else replace(updates, asked=asked)
        updates = updates if told is None else replace(updates, told=told)
        self._keeper.change(replace(settings, updates=updates))

    def _show_state(self, state: UpdateState) -> None:
        self._state = state
        self.state_changed.emit(state)
