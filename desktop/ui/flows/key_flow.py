"""The key: entering, testing and removing it, off the window's thread, and saying where it is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.domain.problems import Problem, ProblemError, ProblemKind
from desktop.domain.secret_key import FoundKey, KeySource, SecretKey
from desktop.jobs.job_runner import JobRunner
from desktop.storage.key_sources import KeySources
from desktop.ui.errands import Errands
from desktop.ui.settings.key_status import KeyState, KeyStatus

_log = logging.getLogger(__name__)

_HINT_LENGTH = 4

_LOCKED = frozenset({ProblemKind.KEYCHAIN_LOCKED, ProblemKind.KEYCHAIN_SILENT})


class KeyFlow(QObject):
    """Signals: `status_changed(KeyStatus)`; `keys_changed` when clients must be made anew."""

    status_changed = Signal(object)
    keys_changed = Signal()

    def __init__(
        self,
        keys: KeySources,
        profile: Callable[[], str],
        errands: Errands,
        runner: JobRunner,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._keys = keys
        self._profile = profile
        self._errands = errands
        self._runner = runner
        self._status = KeyStatus(state=KeyState.NONE)

    @property
    def status(self) -> KeyStatus:
        return self._status

    def look(self) -> None:
        """Finds out whether there is a key; a keychain may take its time, or ask a person."""
        if not self._status.has_key:
            self._show(replace(self._status, state=KeyState.LOOKING, problem=None))
        profile = self._profile()
        self._errands.ask(
            partial(_look, self._keys, profile), partial(self._take, profile), self._take_trouble
        )

    def look_anew(self) -> None:
        """Another profile is in use: what is known of the last one's key counts for nothing."""
        self._status = KeyStatus(state=KeyState.NONE)
        self.look()

    def store(self, key: SecretKey) -> None:
        """Into the keychain; when that cannot be had the status says so and offers this run."""
        self._show(replace(self._status, state=KeyState.SAVING, problem=None))
        self._errands.ask(
            partial(self._keys.keychain.set, self._profile(), key),
            self._key_changed,
            self._take_trouble,
        )

    def keep_for_this_run(self, key: SecretKey) -> None:
        """In memory only, because the designer agreed to that."""
        self._keys.session.set(self._profile(), key)
        self._key_changed()

    def remove(self) -> None:
        """From wherever it is kept; the next request does not have it any more."""
        profile = self._profile()
        if self._keys.session.remove(profile) and self._status.source is KeySource.SESSION:
            self._key_changed()
            return
        self._show(replace(self._status, state=KeyState.LOOKING, problem=None))
        self._errands.ask(
            partial(self._keys.keychain.remove, profile), self._key_changed, self._take_trouble
        )

    def forget_profile(self, profile: str) -> None:
        """A profile is gone, and its key goes with it; where there was none, so much the better."""
        self._keys.session.remove(profile)
        self._errands.ask(
            partial(self._keys.keychain.remove, profile), lambda _was_there: None, self._log_trouble
        )

    def test(self) -> None:
        """Asks the service whether it accepts the key; that costs nothing."""
        self._show(replace(self._status, state=KeyState.TESTING, problem=None))
        self._errands.await_job(
            self._runner.check_access(self._profile()), self._take_works, self._take_refused
        )

    def _key_changed(self, _answer: object = None) -> None:
        """The old key counts for nothing any more; the new one is looked for."""
        self._status = KeyStatus(state=KeyState.NONE)
        self.keys_changed.emit()
        self.look()

    def _take(self, profile: str, status: KeyStatus) -> None:
        """Unless another service is in use by now, whose key is being looked for."""
        if profile == self._profile():
            self._show(status)

    def _take_works(self, _sentence: str) -> None:
        self._show(replace(self._status, state=KeyState.WORKS, problem=None))

    def _take_refused(self, trouble: Problem) -> None:
        is_wrong = trouble.kind is ProblemKind.KEY_WRONG
        state = KeyState.WRONG if is_wrong else KeyState.UNTESTED
        self._show(replace(self._status, state=state, problem=trouble))

    def _take_trouble(self, trouble: Problem) -> None:
        state = KeyState.LOCKED if trouble.kind in _LOCKED else KeyState.NO_KEYCHAIN
        self._show(replace(self._status, state=state, problem=trouble))

    def _log_trouble(self, trouble: Problem) -> None:
        """No window stands for that profile any more; nothing was lost by it."""
        _log.info("A key stays in the keychain: %s", trouble.sentence)

    def _show(self, status: KeyStatus) -> None:
        self._status = status
        self.status_changed.emit(status)


def _look(keys: KeySources, profile: str) -> KeyStatus:
    """On a worker's thread."""
    keychain = keys.keychain.status()
    try:
        found = keys.find(profile)
    except ProblemError as error:
        if error.problem.kind is not ProblemKind.KEY_MISSING:
            raise
        state = KeyState.NONE if keychain.is_available else KeyState.NO_KEYCHAIN
        return KeyStatus(state=state, place=keychain.name, problem=keychain.problem)
    return KeyStatus(
        state=KeyState.SAVED, source=found.source, place=found.place, hint=_hint(found)
    )


def _hint(found: FoundKey) -> str:
    """The last few characters, enough to tell two keys apart and no more."""
    text = found.key.reveal()
    return text[-_HINT_LENGTH:] if len(text) >= 5 * _HINT_LENGTH else ""
