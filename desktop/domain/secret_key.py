"""A service key, wrapped so that it shows in no log, message, comparison or file by accident."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn

from desktop.domain.problems import ProblemKind, fail

_HIDDEN = "•••"


@dataclass(frozen=True, slots=True, eq=False)
class SecretKey:
    """Holds a key; only `reveal` gives it away, and only the request's header asks for it."""

    _text: str = field(repr=False)

    def reveal(self) -> str:
        """The key itself; never to be logged, stored or put into a message."""
        return self._text

    def removed_from(self, text: str) -> str:
        """`text` with every occurrence of the key blotted out."""
        return text.replace(self._text, _HIDDEN)

    def __repr__(self) -> str:
        return f"SecretKey({_HIDDEN})"

    def __str__(self) -> str:
        return _HIDDEN

    def __format__(self, form: str) -> str:
        return format(_HIDDEN, form)

    def __eq__(self, other: object) -> bool:
        """In constant time, so that comparing tells nothing either."""
        if not isinstance(other, SecretKey):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    __hash__ = None  # type: ignore[assignment]  # a key in a set or dictionary would be copied about

    def __reduce__(self) -> NoReturn:
        raise TypeError("A key is not written anywhere.")

    def __copy__(self) -> SecretKey:
        return self

    def __deepcopy__(self, memo: object) -> SecretKey:
        return self


def key_from(text: str) -> SecretKey:
    """The key as it was typed, pasted or piped, without the blanks around it.

    ProblemError (BAD_ARGUMENT) when it is empty or could not stand in a request's header.
    """
    key = text.strip()
    if key and key.isascii() and key.isprintable() and " " not in key:
        return SecretKey(key)
    raise fail(
        ProblemKind.BAD_ARGUMENT,
        reason="That is no key: it is empty, or has blanks or letters that no key has.",
        suggestion="Copy it again, whole, from the service's page of keys.",
    )


class KeySource(StrEnum):
    """Where a key was found."""

    SESSION = "session"
    KEYCHAIN = "keychain"
    ENVIRONMENT = "environment"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundKey:
    """A key and where it came from; `place` is that in words, for people."""

    key: SecretKey
    source: KeySource
    place: str
