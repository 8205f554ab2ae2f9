"""How much a service takes in a minute: by the tier of an account, and as it tells itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.budget import ProfileLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimits:
    """So much in a minute; None: not known, so nothing is held back for it.

    Pictures are results and inputs together, as the service counts them.
    """

    images: int | None = None
    tokens: int | None = None
    requests: int | None = None

    def over(self, other: RateLimits) -> RateLimits:
        """These figures, and those of `other` where these have none."""
        return RateLimits(
            images=self.images if self.images is not None else other.images,
            tokens=self.tokens if self.tokens is not None else other.tokens,
            requests=self.requests if self.requests is not None else other.requests,
        )


TIERS: Mapping[int, RateLimits] = {
    1: RateLimits(images=5, tokens=100_000),
    2: RateLimits(images=20, tokens=250_000),
    3: RateLimits(images=50, tokens=800_000),
    4: RateLimits(images=150, tokens=3_000_000),
    5: RateLimits(images=250, tokens=8_000_000),
}
"""Usage tiers of OpenAI's gpt-image models, as published on 2026-05-05; the account's own page
counts (platform.openai.com/settings/organization/limits)."""


def limits_set(chosen: ProfileLimits) -> RateLimits:
    """What the designer has set for a profile: own figures before those of the tier."""
    own = RateLimits(images=chosen.images_per_minute, tokens=chosen.tokens_per_minute)
    return own.over(TIERS.get(chosen.tier, RateLimits()))
