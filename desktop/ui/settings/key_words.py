"""What the page says about the key, for every state it can be in."""

from __future__ import annotations

from desktop.domain.secret_key import KeySource
from desktop.ui.controls.message_bar import Severity
from desktop.ui.settings.key_status import KeyState, KeyStatus

_PLACES = {
    KeySource.KEYCHAIN: "A key is stored in {place}{hint}.",
    KeySource.SESSION: "A key is held for this run only{hint}; closing Stet forgets it.",
    KeySource.ENVIRONMENT: "The key comes from the environment variable {place}{hint}.",
}

_FIXED = {
    KeyState.SAVING: "Handing the key to the keychain, which may ask for its password…",
    KeyState.TESTING: "Testing the key…",
    KeyState.WORKS: "The key works.",
    KeyState.WRONG: "The service does not accept this key.",
    KeyState.UNTESTED: "The key could not be tested.",
    KeyState.LOCKED: "The keychain is locked, so the key was not stored.",
    KeyState.NO_KEYCHAIN: "There is no keychain that Stet may use, so the key is not stored.",
}

SEVERITIES = {
    KeyState.SAVING: Severity.INFO,
    KeyState.TESTING: Severity.INFO,
    KeyState.WORKS: Severity.GOOD,
    KeyState.WRONG: Severity.DANGER,
    KeyState.UNTESTED: Severity.WARNING,
    KeyState.LOCKED: Severity.WARNING,
    KeyState.NO_KEYCHAIN: Severity.WARNING,
}


def where(status: KeyStatus) -> str:
    """Where the key lies, or that there is none."""
    if status.state is KeyState.LOOKING:
        return "Looking into the keychain…"
    if status.source is None:
        return "No key is stored yet."
    hint = f" (ends in …\u2060{status.hint})" if status.hint else ""
    return _PLACES[status.source].format(place=status.place or "the keychain", hint=hint)


def news(status: KeyStatus) -> str:
    """What happened last; empty when there is nothing to say beyond where the key lies."""
    if status.problem is not None:
        return status.problem.text
    return _FIXED.get(status.state, "")
