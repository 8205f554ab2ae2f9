"""Who answers: a profile of the settings, the address given for this run, or the demo engine."""

from __future__ import annotations

from desktop.domain.profile import Profile
from desktop.domain.settings import Settings


class ProfileBook:
    """Read by jobs on their thread and changed by the settings on the window's; never mixed up,
    because both only ever exchange whole frozen values.

    `is_demo`: the demo engine answers in place of every service; only ever by choice.
    """

    def __init__(
        self, settings: Settings, given: Profile | None = None, *, is_demo: bool = False
    ) -> None:
        self._settings = settings
        self._given = given
        self.is_demo = is_demo

    @property
    def active(self) -> Profile:
        """The profile that the next request uses."""
        return self._given or self._settings.active_profile()

    @property
    def given(self) -> Profile | None:
        """The profile that was named for this run, whatever the settings say."""
        return self._given

    @property
    def all(self) -> tuple[Profile, ...]:
        """Every profile that can be asked."""
        return ((self._given,) if self._given else ()) + self._settings.profiles

    def find(self, profile_id: str) -> Profile | None:
        """The profile of that id; None when it was removed meanwhile."""
        for profile in self.all:
            if profile.id == profile_id:
                return profile
        return None

    def get(self, profile_id: str) -> Profile:
        """The profile of that id, or the one in use where it was removed."""
        return self.find(profile_id) or self.active

    def take(self, settings: Settings) -> None:
        """The settings have changed."""
        self._settings = settings
