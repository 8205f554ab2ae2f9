"""The designer's own shortcuts: a habit to start from, and what differs from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class KeyHabit(StrEnum):
    """Which program's keys the hands know."""

    PHOTOSHOP = "photoshop"
    KRITA = "krita"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChoice:
    """One action with other keys than usual; no keys at all takes its shortcut away.

    `keys` in Qt's portable form, such as "Ctrl+Shift+Z".
    """

    action: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortcutSettings:
    """The habit, and the designer's own choices over it."""

    habit: KeyHabit = KeyHabit.PHOTOSHOP
    choices: tuple[KeyChoice, ...] = ()
