"""What is known about the service key, as a value; the key itself is not part of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.problems import Problem
from desktop.domain.secret_key import KeySource


class KeyState(StrEnum):
    """How things stand with the key."""

    LOOKING = "looking"
    """The keychain has been asked and has not answered yet."""
    NONE = "none"
    SAVING = "saving"
    SAVED = "saved"
    TESTING = "testing"
    WORKS = "works"
    WRONG = "wrong"
    UNTESTED = "untested"
    """The test did not get as far as the key; `problem` says why."""
    LOCKED = "locked"
    NO_KEYCHAIN = "no keychain"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStatus:
    """`source` and `place` say where the key lies (None: there is none), in words for people.

    `hint` are its last few characters, for telling two keys apart; empty when unknown.
    """

    state: KeyState
    source: KeySource | None = None
    place: str = ""
    hint: str = ""
    problem: Problem | None = None

    @property
    def has_key(self) -> bool:
        return self.source is not None

    @property
    def is_waiting(self) -> bool:
        """Something is under way; nothing else can be asked meanwhile."""
        return self.state in (KeyState.LOOKING, KeyState.SAVING, KeyState.TESTING)

    @property
    def wants_another_place(self) -> bool:
        """The keychain did not take the key; it could be held for this run only."""
        return self.state in (KeyState.LOCKED, KeyState.NO_KEYCHAIN)
