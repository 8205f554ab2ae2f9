"""Which service is in use: the profiles of the settings, or the address given for this run."""

from __future__ import annotations

from desktop.domain.profile import Profile
from desktop.domain.settings import Settings


class ProfileBook:
    """Read by jobs on their thread and changed by the settings on the window's; never mixed up,
    because both only ever exchange whole frozen values."""

    def __init__(self, settings: Settings, given: Profile | None = None) -> None:
        self._settings = settings
        self._given = given

    @property
    def active(self) -> Profile:
        """The profile that the next request uses."""
        return self._given or self._settings.active_profile()

    def find(self, profile_id: str) -> Profile | None:
        """The profile of that id; None when it was removed meanwhile."""
        known: tuple[Profile, ...] = (self._given,) if self._given else ()
        for profile in (*known, *self._settings.profiles):
            if profile.id == profile_id:
                return profile
        return None

    def take(self, settings: Settings) -> None:
        """The settings have changed."""
        self._settings = settings
