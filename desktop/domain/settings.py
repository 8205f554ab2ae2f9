"""The designer's preferences, as one frozen record with its defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from desktop.domain.profile import Profile


class Theme(StrEnum):
    """Which colours the window takes."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrushSettings:
    """The brush as it was left: diameter in pixels of the picture, hardness from 0 to 1."""

    diameter: float = 80.0
    hardness: float = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlaySettings:
    """How the masked part is tinted: colour as #rrggbb, opacity from 0 to 1."""

    colour: str = "#e5233d"
    opacity: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the program remembers between runs, apart from the library itself."""

    theme: Theme = Theme.DARK
    library: str | None = None
    model: str = "gpt-image-2"
    quality: str = "medium"
    output_format: str = "png"
    previews: int = 2
    jobs_at_once: int = 2
    brush: BrushSettings = BrushSettings()
    overlay: OverlaySettings = OverlaySettings()
    profile: str = "openai"
    profiles: tuple[Profile, ...] = field(default_factory=lambda: (Profile(),))
    window: str = ""
    export_folder: str | None = None

    def active_profile(self) -> Profile:
        """The profile in use; the first one when the named one is gone."""
        for profile in self.profiles:
            if profile.id == self.profile:
                return profile
        return self.profiles[0] if self.profiles else Profile()
