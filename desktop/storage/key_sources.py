"""Where a key may come from, in order: given for this run, the keychain, the environment."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from desktop.domain.problems import ProblemError, ProblemKind, fail
from desktop.domain.secret_key import FoundKey, KeySource, SecretKey, key_from
from desktop.storage.api_key import Keychain

VARIABLE = "OPENAI_API_KEY"

_WORTH_SAYING = frozenset(
    {ProblemKind.KEYCHAIN_LOCKED, ProblemKind.KEYCHAIN_SILENT, ProblemKind.KEYCHAIN_FAILED}
)


class SessionKeys:
    """Keys that last as long as the program, in memory only."""

    def __init__(self) -> None:
        self._keys: dict[str, SecretKey] = {}
        self._lock = threading.Lock()

    def get(self, profile: str) -> SecretKey | None:
        with self._lock:
            return self._keys.get(profile)

    def set(self, profile: str, key: SecretKey) -> None:
        with self._lock:
            self._keys[profile] = key

    def remove(self, profile: str) -> bool:
        """False when there was none."""
        with self._lock:
            return self._keys.pop(profile, None) is not None


class KeySources:
    """Finds the key of a profile. May block like the keychain: not for the window's thread.

    The environment's key is offered only to `environment_profiles`, so that a key for one service
    is never sent to another unasked.
    """

    def __init__(
        self,
        keychain: Keychain,
        session: SessionKeys,
        environment: Mapping[str, str],
        environment_profiles: frozenset[str] = frozenset({"openai"}),
    ) -> None:
        self.keychain = keychain
        self.session = session
        self._environment = environment
        self._environment_profiles = environment_profiles

    def find(self, profile: str, *, limit: float = 60.0) -> FoundKey:
        """The key of that profile and where it came from; the keychain has `limit` seconds.

        ProblemError: KEY_MISSING when there is none anywhere; KEYCHAIN_LOCKED, KEYCHAIN_SILENT or
        KEYCHAIN_FAILED when it may be in a keychain that did not give it; BAD_ARGUMENT when the
        environment's is no key.
        """
        key = self.session.get(profile)
        if key is not None:
            return FoundKey(key=key, source=KeySource.SESSION, place="given for this run")
        trouble: ProblemError | None = None
        try:
            key = self.keychain.get(profile, limit=limit)
        except ProblemError as error:
            trouble = error if error.problem.kind in _WORTH_SAYING else None
        if key is not None:
            place = self.keychain.name
            return FoundKey(key=key, source=KeySource.KEYCHAIN, place=place)
        return self._from_environment(profile, trouble)

    def _from_environment(self, profile: str, trouble: ProblemError | None) -> FoundKey:
        text = self._environment.get(VARIABLE, "")
        if text.strip() and profile in self._environment_profiles:
            return FoundKey(key=key_from(text), source=KeySource.ENVIRONMENT, place=VARIABLE)
        if trouble is not None:
            raise trouble
        raise fail(ProblemKind.KEY_MISSING)
