"""The service key in the operating system's own keychain, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from desktop.domain.problems import Problem, ProblemError, ProblemKind, ServiceWords, fail, problem
from desktop.domain.secret_key import SecretKey
from desktop.storage.keychain_backends import (
    Backend,
    choose,
    installed_backends,
    is_locked,
    name_of,
    usual_name,
)
from desktop.storage.time_limit import call_within

Answer = TypeVar("Answer")

_SERVICE = "Stet"
_FOR_PEOPLE = 60.0
"""Seconds in which somebody may type the keychain's password."""

_FOR_A_LOOK = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeychainStatus:
    """Which keychain there is.

    `problem` says why it cannot be used, or (with `is_available`) that it is locked and will ask
    for its password.
    """

    name: str
    is_available: bool
    problem: Problem | None = None


class Keychain:
    """Keys by profile id. Never for the window's thread: a keychain may ask a person, or hang.

    Every method ends within `limit` seconds. ProblemError: KEYCHAIN_MISSING, KEYCHAIN_UNSAFE,
    KEYCHAIN_LOCKED, KEYCHAIN_SILENT, KEYCHAIN_FAILED; no key is in any of them.
    """

    def __init__(self, backends: Callable[[], Iterable[Backend]] = installed_backends) -> None:
        self._backends = backends
        self._name = usual_name()

    @property
    def name(self) -> str:
        """The keychain that answered last, in words for people."""
        return self._name

    def status(self, *, limit: float = _FOR_A_LOOK) -> KeychainStatus:
        """Which keychain would be used; asks nobody and raises nothing."""
        try:
            locked = self._ask(is_locked, limit)
        except ProblemError as error:
            return KeychainStatus(name=self._name, is_available=False, problem=error.problem)
        trouble = problem(ProblemKind.KEYCHAIN_LOCKED, found=self._name) if locked else None
        return KeychainStatus(name=self._name, is_available=True, problem=trouble)

    def get(self, profile: str, *, limit: float = _FOR_PEOPLE) -> SecretKey | None:
        """The key of that profile; None when the keychain has none."""
        return self._ask(lambda ring: _wrapped(ring.get_password(_SERVICE, profile)), limit)

    def set(self, profile: str, key: SecretKey, *, limit: float = _FOR_PEOPLE) -> None:
        """Keep the key, in place of the one that was there."""
        self._ask(lambda ring: ring.set_password(_SERVICE, profile, key.reveal()), limit, key)

    def remove(self, profile: str, *, limit: float = _FOR_PEOPLE) -> bool:
        """Take the key out; False when there was none."""
        return self._ask(lambda ring: _removed(ring, profile), limit)

    def _ask(
        self, work: Callable[[Backend], Answer], limit: float, key: SecretKey | None = None
    ) -> Answer:
        """Choose the keychain and do `work` with it, all within the limit."""

        def run() -> Answer:
            ring = choose(self._backends())
            self._name = name_of(ring)
            return work(ring)

        try:
            answer = call_within(limit, run)
        except TimeoutError:
            answer = fail(ProblemKind.KEYCHAIN_SILENT, found=self._name, seconds=f"{limit:g}")
        if isinstance(answer, Exception):
            raise self._explain(answer, key)
        return answer

    def _explain(self, error: Exception, key: SecretKey | None) -> ProblemError:
        """Whatever a backend raised, as a problem; not chained, since it may hold the key."""
        if isinstance(error, ProblemError):
            return error
        kind = type(error).__name__
        text = key.removed_from(str(error)) if key is not None else str(error)
        words = ServiceWords(detail=f"{kind}: {text}")
        if kind in _LOCKED:
            return fail(ProblemKind.KEYCHAIN_LOCKED, words, found=self._name)
        if kind in _MISSING:
            return fail(
                ProblemKind.KEYCHAIN_MISSING,
                words,
                found=self._name,
                suggestion="Start it, or keep the key for this run only.",
            )
        return fail(ProblemKind.KEYCHAIN_FAILED, words, found=self._name, reason=kind)


_LOCKED = frozenset(
    {
        "KeyringLocked",
        "InitError",  # the prompt for a first keychain was dismissed
        "LockedException",
        "PromptDismissedException",
    }
)
_MISSING = frozenset(
    {
        "NoKeyringError",
        "SecretServiceNotAvailableException",
        "DBusNotFound",
        "ConnectionRefusedError",
    }
)


def _wrapped(text: str | None) -> SecretKey | None:
    return SecretKey(text) if text else None


def _removed(ring: Backend, profile: str) -> bool:
    """Some keychains raise for what is not there, so we look first."""
    if ring.get_password(_SERVICE, profile) is None:
        return False
    ring.delete_password(_SERVICE, profile)
    return True
