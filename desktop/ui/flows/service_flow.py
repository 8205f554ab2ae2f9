"""Who answers: the service with its key, or the demo engine where the designer chose it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.domain.settings import Settings
from desktop.ui.flows.draft_flow import DraftFlow
from desktop.ui.flows.engine import Engine
from desktop.ui.flows.key_flow import KeyFlow
from desktop.ui.prompt.prompt_panel import PromptPanel
from desktop.ui.settings.key_status import KeyState, KeyStatus
from desktop.ui.workspace import Workspace

_KEYLESS = frozenset({KeyState.NONE, KeyState.NO_KEYCHAIN})
"""Where it is certain that there is no key; a locked keychain may well hold one."""


class ServiceFlow(QObject):
    """Signals: `demo_switched(bool)` when the demo engine begins or ceases to answer."""

    demo_switched = Signal(bool)

    def __init__(
        self,
        engine: Engine,
        workspace: Workspace,
        keys: KeyFlow,
        drafts: DraftFlow,
        panel: PromptPanel,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._profiles = engine.profiles
        self._runner = engine.runner
        self._models = engine.models
        self._workspace = workspace
        self._keys = keys
        self._drafts = drafts
        self._panel = panel
        self._connect()
        self._offer_models()

    @property
    def is_demo(self) -> bool:
        return self._profiles.is_demo

    def begin(self) -> None:
        """Once the window stands: shows who answers, and looks for the key."""
        self._panel.show_demo(is_on=self.is_demo)
        if not self.is_demo:
            self._keys.look()

    def switch_demo(self, is_on: bool) -> None:  # noqa: FBT001  # a slot
        """Counts from the next request on; what runs goes on as it began."""
        if is_on == self.is_demo:
            return
        self._profiles.is_demo = is_on
        self._runner.forget_clients()
        self._panel.show_demo(is_on=is_on)
        self._offer_models()
        self._show_key(self._keys.status)
        if not is_on:
            self._keys.look()
        self.demo_switched.emit(is_on)

    def take_settings(self, settings: Settings) -> None:
        """Another address or organisation counts from the next request on."""
        before, known = self._profiles.active, self._profiles.all
        self._profiles.take(settings)
        if self._profiles.all != known:
            self._runner.forget_clients()
        if self._profiles.active != before:
            self._keys.look_anew()
            self._offer_models()

    def _offer_models(self) -> None:
        """What this service lacks is not offered; the demo engine lacks nothing."""
        seen = self._models if self.is_demo else self._models.seen_through(self._profiles.active)
        others = [self._models.seen_through(one) for one in self._profiles.all]
        self._workspace.use_models(seen, others)

    def _connect(self) -> None:
        self._keys.status_changed.connect(self._show_key)
        self._keys.keys_changed.connect(self._runner.forget_clients)
        self._panel.demo_wanted.connect(self._use_demo)
        self._panel.welcome_closed.connect(self._close_welcome)

    def _use_demo(self) -> None:
        self.switch_demo(True)

    def _close_welcome(self) -> None:
        self._panel.show_welcome(is_on=False)

    def _show_key(self, status: KeyStatus) -> None:
        """Without a key nothing can be sent; that is said where Generate is."""
        is_keyless = not self.is_demo and not status.has_key and status.state in _KEYLESS
        self._panel.show_welcome(is_on=is_keyless)
        self._drafts.show_key(is_missing=is_keyless)
