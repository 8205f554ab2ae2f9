"""The designer's preferences, as one frozen record with its defaults."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from desktop.domain.budget import SpendingSettings
from desktop.domain.export_preset import ExportSettings
from desktop.domain.profile import Profile
from desktop.domain.screen_profile import ScreenSettings
from desktop.domain.shortcuts import ShortcutSettings
from desktop.domain.update import UpdateSettings


class Theme(StrEnum):
    """Which colours the window takes."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


class PenPressure(StrEnum):
    """What pressing a pen harder changes."""

    NOTHING = "nothing"
    SIZE = "size"
    OPACITY = "opacity"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrushSettings:
    """The brush as it was left: diameter in pixels of the picture, all else from 0 to 1.

    `opacity` bounds what one stroke can do, `flow` is what each dab adds to it. `spacing` is the
    way from dab to dab as a share of the diameter, 0 lets Stet choose. `smoothing` evens out a
    shaking hand. `pressure_curve` is an exponent: below 1 a light hand does more.
    """

    diameter: float = 80.0
    hardness: float = 0.8
    opacity: float = 1.0
    flow: float = 1.0
    spacing: float = 0.0
    smoothing: float = 0.0
    pressure: PenPressure = PenPressure.SIZE
    pressure_curve: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlaySettings:
    """How the masked part is tinted: colour as #rrggbb, opacity from 0 to 1."""

    colour: str = "#e5233d"
    opacity: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the program remembers between runs, apart from the library itself.

    `moves_library_to` is the folder into which the library moves at the next start. `programs` are
    those in which pictures were opened, the last one first. `pen_button` is the tool that the
    button at a pen's side calls while it is held.
    """

    theme: Theme = Theme.DARK
    library: str | None = None
    moves_library_to: str | None = None
    model: str = "gpt-image-2"
    quality: str = "medium"
    output_format: str = "png"
    previews: int = 2
    jobs_at_once: int = 2
    brush: BrushSettings = BrushSettings()
    overlay: OverlaySettings = OverlaySettings()
    pen_button: str = "pan"
    screen: ScreenSettings = ScreenSettings()
    shortcuts: ShortcutSettings = ShortcutSettings()
    profile: str = "openai"
    profiles: tuple[Profile, ...] = field(default_factory=lambda: (Profile(),))
    window: str = ""
    export_folder: str | None = None
    exporting: ExportSettings = ExportSettings()
    programs: tuple[str, ...] = ()
    spending: SpendingSettings = SpendingSettings()
    updates: UpdateSettings = UpdateSettings()

    def active_profile(self) -> Profile:
        """The profile in use; the first one when the named one is gone."""
        for profile in self.profiles:
            if profile.id == self.profile:
                return profile
        return self.profiles[0] if self.profiles else Profile()


def with_keys_apart(before: Settings, after: Settings) -> Settings:
    """`after`, where a profile that now names another host has another id, and no two share one.

    A key is kept under its profile's id: so the key of one host is never sent to another.
    """
    hosts = {profile.id: profile.host for profile in before.profiles}
    taken = {one.id for one in after.profiles if hosts.get(one.id, one.host) == one.host}
    ids: dict[str, str] = {}
    profiles: list[Profile] = []
    for profile in after.profiles:
        kept = profile
        if hosts.get(profile.id, profile.host) != profile.host:
            kept = replace(profile, id=_free_id(profile, taken))
            taken.add(kept.id)
        ids[profile.id] = kept.id
        profiles.append(kept)
    return replace(after, profiles=tuple(profiles), profile=ids.get(after.profile, after.profile))


def with_profile(settings: Settings, profile: Profile) -> Settings:
    """The settings with one profile more, under an id of its own, and in use."""
    added = replace(profile, id=_free_id(profile, {one.id for one in settings.profiles}))
    return replace(settings, profiles=(*settings.profiles, added), profile=added.id)


def without_profile(settings: Settings, profile_id: str) -> Settings:
    """The settings without that profile; the last one stays, because somebody must be asked."""
    kept = tuple(one for one in settings.profiles if one.id != profile_id)
    if not kept:
        return settings
    active = settings.profile if settings.profile != profile_id else kept[0].id
    return replace(settings, profiles=kept, profile=active)


def _free_id(profile: Profile, taken: set[str]) -> str:
    """Named after the host, so that a key in the keychain says what it is for."""
    own = Profile()
    wanted = own.id if profile.host == own.host else profile.host
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (wanted, *numbered) if one not in taken)
