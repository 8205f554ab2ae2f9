"""The settings on disk: one JSON file that people may edit, read forgivingly and saved whole."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.domain.profile import Profile
from desktop.domain.settings import BrushSettings, OverlaySettings, Settings
from desktop.storage.disk_faults import writing
from desktop.storage.durable_files import make_folder, sweep, write_whole
from desktop.storage.plain_values import PlainReader

Document = dict[str, Any]

_COLOUR = re.compile(r"^#[0-9a-fA-F]{6}$")


class SettingsFile:
    """Loads and saves `Settings` at `path`. No key is ever in it: Settings has no place for one.

    Names that this version does not know are kept, so that an older and a newer Stet may share
    the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> tuple[Settings, tuple[str, ...]]:
        """The settings, and in sentences what had to be replaced or set aside. Never fails."""
        document, warnings = self._read()
        settings, faults = _settings_in(document)
        return settings, (*warnings, *faults)

    def save(self, settings: Settings) -> None:
        """On disk, synced, when this returns. ProblemError (disk); the old file then stands.

        A file with faults is first copied to `….faulty`, so that a slip of the hand loses nothing.
        """
        old = self._read()[0]
        known = json.loads(json.dumps(asdict(settings), default=str))
        with writing(self.path):
            make_folder(self.path.parent)
            sweep(self.path.parent)
            if _settings_in(old)[1]:
                write_whole(self.path.with_name(self.path.name + ".faulty"), _text(old))
            write_whole(self.path, _text(_merged(old, known)))

    def _read(self) -> tuple[Document, tuple[str, ...]]:
        try:
            text = self.path.read_bytes()
        except FileNotFoundError:
            return {}, ()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            return {}, (f"The settings at {self.path} cannot be read: {reason}.",)
        try:
            document = json.loads(text)
        except ValueError:
            document = None
        if isinstance(document, dict):
            return document, ()
        return {}, (self._set_aside(),)

    def _set_aside(self) -> str:
        """Keep a damaged file under another name; in a sentence what was done."""
        stamp = datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
        aside = self.path.with_name(f"{self.path.name}.damaged-{stamp}")
        try:
            self.path.replace(aside)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            return f"The settings at {self.path} are damaged and cannot be moved: {reason}."
        return f"The settings were damaged; they are kept as {aside.name}, and defaults are used."


def _text(document: Document) -> bytes:
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    return text.encode("utf-8", "replace")


def _settings_in(document: Document) -> tuple[Settings, tuple[str, ...]]:
    """The settings in a file's JSON, and sentences about those that had to be replaced."""
    reader = PlainReader()
    plain = {name: value for name, value in document.items() if name != "profiles"}
    settings = reader.record(Settings, plain, "")
    profiles, left_out = _profiles_in(document)
    if profiles:
        settings = replace(settings, profiles=profiles)
    settings, limited = _within_limits(settings)
    replaced = [f"Setting {fault} The default is used." for fault in reader.faults]
    return settings, (*replaced, *limited, *left_out)


def _profiles_in(document: Document) -> tuple[tuple[Profile, ...], list[str]]:
    """The profiles without fault: a default in one could send its key to a wrong address."""
    raw = document.get("profiles", [])
    if not isinstance(raw, list):
        return (), ["Setting “profiles” should be a list. The default is used."]
    good: list[Profile] = []
    said: list[str] = []
    for place, one in enumerate(raw):
        reader, where = PlainReader(), f"profiles[{place}]"
        is_whole = isinstance(one, dict) and {"id", "base_url"} <= set(one)
        profile = reader.record(Profile, one if is_whole else {}, where)
        if is_whole and not reader.faults:
            good.append(profile)
        else:
            reason = reader.faults[0] if reader.faults else f"“{where}” has no id or base_url."
            said.append(f"{reason} That profile is left out.")
    return tuple(good), said


def _merged(old: Document, new: Document) -> Document:
    """`new` over `old`; names that only `old` has stay, in profiles too (matched by their id)."""
    merged = dict(old)
    for name, value in new.items():
        before = old.get(name)
        if isinstance(value, dict) and isinstance(before, dict):
            merged[name] = _merged(before, value)
        elif name == "profiles" and isinstance(before, list):
            merged[name] = [_merged(_raw_profile(before, one["id"]), one) for one in value]
        else:
            merged[name] = value
    return merged


def _raw_profile(profiles: list[Any], profile_id: str) -> Document:
    for one in profiles:
        if isinstance(one, dict) and one.get("id") == profile_id:
            return one
    return {}


def _within_limits(settings: Settings) -> tuple[Settings, tuple[str, ...]]:
    """Values of the right kind that still make no sense get their default, and a sentence."""
    said: list[str] = []
    brush = _limited(settings.brush, BrushSettings(), "brush.", _BRUSH, said)
    overlay = _limited(settings.overlay, OverlaySettings(), "overlay.", _OVERLAY, said)
    settings = replace(settings, brush=brush, overlay=overlay)
    settings = _limited(settings, Settings(), "", _SETTINGS, said)
    return settings, tuple(said)


Check = tuple[Callable[[Any], bool], str]


def _limited(
    value: Any, default: Any, where: str, checks: dict[str, Check], said: list[str]
) -> Any:
    for name, (is_good, expected) in checks.items():
        found = getattr(value, name)
        if not is_good(found):
            said.append(
                f"Setting “{where}{name}” should be {expected}, not {found}. The default is used."
            )
            value = replace(value, **{name: getattr(default, name)})
    return value


def _between(low: float, high: float) -> Check:
    return (lambda value: low <= value <= high), f"from {low:g} to {high:g}"


_BRUSH = {
    "diameter": _between(1, 10_000),
    "hardness": _between(0, 1),
    "opacity": _between(0.01, 1),
    "flow": _between(0.01, 1),
    "spacing": _between(0, 2),
    "smoothing": _between(0, 1),
    "pressure_curve": _between(0.2, 5),
}
_OVERLAY: dict[str, Check] = {
    "colour": (lambda value: _COLOUR.match(value) is not None, "a colour such as #e5233d"),
    "opacity": _between(0, 1),
}
_SETTINGS: dict[str, Check] = {
    "previews": _between(0, 3),
    "jobs_at_once": _between(1, 16),
}
