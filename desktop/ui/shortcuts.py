"""Every shortcut in one table: what it does, where it works, and which keys call it now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.domain.shortcuts import KeyChoice, KeyHabit, ShortcutSettings


class Scope(StrEnum):
    """Where a shortcut works."""

    WINDOW = "window"
    """Anywhere, also while typing."""
    CANVAS = "canvas"
    """While the canvas has the focus, so that typing a letter is never a tool."""
    TOOL = "tool"
    """The same; tools with the same key take turns at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """An action that keys can call; `keys` in Qt's portable form are those of Photoshop's habit.

    What is `fixed` is shown in the sheet but cannot be changed.
    """

    id: str
    text: str
    group: str
    scope: Scope = Scope.WINDOW
    keys: tuple[str, ...] = ()
    is_fixed: bool = False


def tool_shortcut(tool: str) -> str:
    """The id of the shortcut that chooses a tool."""
    return f"tool {tool}"


_KRITA: dict[str, tuple[str, ...]] = {
    "turn_left": ("4", "Ctrl+["),
    "turn_right": ("6", "Ctrl+]"),
    "upright": ("5", "Shift+R"),
    "flip_view": ("M", "Shift+F"),
    "zoom_actual": ("1", "Ctrl+1"),
    "zoom_fit": ("2", "Ctrl+0"),
    "zoom_in": ("+", "Ctrl++", "Ctrl+="),
    "zoom_out": ("-", "Ctrl+-"),
    "clear_mask": ("Ctrl+Shift+A", "Ctrl+D"),
    "less_opacity": ("I",),
    "more_opacity": ("O",),
    "opacity_digits": (),
    tool_shortcut("rectangle"): ("Ctrl+R",),
    tool_shortcut("ellipse"): ("J",),
    "rulers": ("Ctrl+Shift+R",),
}
"""Where Krita's default differs (its manual, "Default shortcuts", version 5)."""

_SHIFTED = {
    "Shift+[": "{",
    "Shift+]": "}",
    "Shift+/": "?",
    "Shift+=": "+",
    "Shift+,": "<",
    "Shift+.": ">",
}
"""What a shifted key of the US layout types: on other layouts that character is the shortcut."""


class KeyTable:
    """All shortcuts under one habit, with the designer's changes; never changes itself."""

    def __init__(
        self, shortcuts: tuple[Shortcut, ...], settings: ShortcutSettings | None = None
    ) -> None:
        self._settings = settings or ShortcutSettings()
        self._plain = shortcuts
        self._usual = {one.id: _with_habit(one, self._settings.habit) for one in shortcuts}
        chosen = {one.action: one.keys for one in self._settings.choices}
        self._all = {
            name: replace(one, keys=chosen.get(name, one.keys)) for name, one in self._usual.items()
        }

    @property
    def settings(self) -> ShortcutSettings:
        return self._settings

    @property
    def shortcuts(self) -> tuple[Shortcut, ...]:
        """In the order of the table."""
        return tuple(self._all.values())

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of an action, the one to show first; empty when it has none."""
        return self._all[name].keys if name in self._all else ()

    def is_changed(self, name: str) -> bool:
        return self._all[name].keys != self._usual[name].keys

    def with_keys(self, name: str, keys: tuple[str, ...]) -> KeyTable:
        """The table with other keys for one action."""
        kept = tuple(one for one in self._settings.choices if one.action != name)
        own = () if keys == self._usual[name].keys else (KeyChoice(action=name, keys=keys),)
        return self.with_settings(replace(self._settings, choices=(*kept, *own)))

    def with_settings(self, settings: ShortcutSettings) -> KeyTable:
        return KeyTable(self._plain, settings)

    def conflicts(self) -> dict[str, tuple[str, ...]]:
        """For each action whose key calls another one as well: the ids of those others."""
        users: defaultdict[str, list[str]] = defaultdict(list)
        for name, one in self._all.items():
            for key in one.keys:
                users[key].append(name)
        found: defaultdict[str, list[str]] = defaultdict(list)
        for names in users.values():
            for name in names:
                found[name] += [
                    other for other in names if other != name and self._clash(name, other)
                ]
        return {name: tuple(dict.fromkeys(others)) for name, others in found.items() if others}

    def found(self, words: str) -> tuple[Shortcut, ...]:
        """Those whose words or keys hold everything that was typed, in any order."""
        parts = words.casefold().split()
        return tuple(
            one
            for one in self._all.values()
            if all(
                part in f"{one.text} {one.group} {' '.join(one.keys)}".casefold() for part in parts
            )
        )

    def canvas_keys(self) -> dict[str, tuple[str, ...]]:
        """For each key that works on the canvas, and each character: the ids that it calls."""
        calls: defaultdict[str, list[str]] = defaultdict(list)
        for name, one in self._all.items():
            for key in () if one.is_fixed else one.keys:
                calls[key].append(name)
                if key in _SHIFTED:
                    calls[_SHIFTED[key]].append(name)
        return {key: tuple(names) for key, names in calls.items()}

    def _clash(self, name: str, other: str) -> bool:
        both = {self._all[name].scope, self._all[other].scope}
        return both != {Scope.TOOL}


def _with_habit(shortcut: Shortcut, habit: KeyHabit) -> Shortcut:
    if habit is KeyHabit.KRITA and shortcut.id in _KRITA:
        return replace(shortcut, keys=_KRITA[shortcut.id])
    return shortcut
