"""Which image model takes what, by the facts' table (sections 1.1, 1.2) and by nobody else's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from tests.fakes.broken_rules import model_not_found
from tests.fakes.refusals import RefusedError


class Access(StrEnum):
    """What a project may have been granted; none of it is for everybody."""

    TRANSPARENT_PREVIEW = (
        "transparent_preview"  # on gpt-image-2; refused since 2026-09-30, some say
    )
    GIF = "gif"
    SVG = "svg"
    SVG_MODEL = "svg_model"
    PROVENANCE = "provenance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """One row of the table. `fixed_sizes` empty means the free size rule of section 1.3.

    `levels` are the patches along the long side by quality (section 6.2, 6.3), `fixed_tokens` the
    figures of the models before 2, by (shape, quality).
    """

    launched: date
    ends: date | None = None
    fixed_sizes: tuple[str, ...] = ()
    qualities: tuple[str, ...] = ("low", "medium", "high", "auto")
    backgrounds: tuple[str, ...] = ("transparent", "opaque", "auto")
    is_transparent_preview: bool = False
    formats: tuple[str, ...] = ("png", "jpeg", "webp")
    fidelities: tuple[str, ...] = ()
    complexities: tuple[str, ...] = ()
    has_markup: bool = False
    levels: Mapping[str, int] = field(default_factory=dict)
    fixed_tokens: Mapping[tuple[str, str], int] = field(default_factory=dict)


_OLD_TOKENS = {
    ("square", "low"): 272,
    ("portrait", "low"): 408,
    ("landscape", "low"): 400,
    ("square", "medium"): 1056,
    ("portrait", "medium"): 1584,
    ("landscape", "medium"): 1568,
    ("square", "high"): 4160,
    ("portrait", "high"): 6240,
    ("landscape", "high"): 6208,
}

_FIRST = Abilities(
    launched=date(2025, 4, 23),
    ends=date(2026, 10, 23),
    fixed_sizes=("1024x1024", "1024x1536", "1536x1024"),
    fidelities=("high", "low"),
    fixed_tokens=_OLD_TOKENS,
)
_ONE_FIVE = replace(_FIRST, launched=date(2025, 12, 16), ends=date(2026, 12, 1))
_MINI = replace(_ONE_FIVE, launched=date(2025, 10, 6), fidelities=("low",))
_TWO = Abilities(
    launched=date(2026, 4, 21),
    is_transparent_preview=True,
    levels={"low": 16, "medium": 48, "high": 96},
)
_TWO_FIVE = Abilities(
    launched=date(2026, 9, 8),
    qualities=("low", "medium", "high", "xhigh", "max", "auto"),
    has_markup=True,
    levels={"low": 16, "medium": 24, "high": 48, "xhigh": 64, "max": 96},
)
_TWO_SIX = replace(
    _TWO_FIVE,
    launched=date(2026, 11, 4),
    formats=("png", "jpeg", "webp", "gif", "svg"),
    complexities=("low", "medium", "high"),
)
_RETIRED = Abilities(launched=date(2022, 11, 3), ends=date(2026, 5, 12))

MODELS: dict[str, Abilities] = {
    "gpt-image-2.6-sunburst": _TWO_SIX,
    "gpt-image-2.6-flare": _TWO_SIX,
    "gpt-image-2.5-sunburst": _TWO_FIVE,
    "gpt-image-2.5-sunburst-2026-09-08": _TWO_FIVE,
    "gpt-image-2.5-flare": _TWO_FIVE,
    "gpt-image-2.5-flare-2026-09-08": _TWO_FIVE,
    "gpt-image-2": _TWO,
    "gpt-image-2-2026-04-21": _TWO,
    "gpt-image-1.5": _ONE_FIVE,
    "chatgpt-image-latest": _ONE_FIVE,
    "gpt-image-1-mini": _MINI,
    "gpt-image-1": _FIRST,
    "dall-e-2": _RETIRED,
    "dall-e-3": _RETIRED,
}


def is_served(model: str, today: date) -> bool:
    """Known and, on that day, not yet switched off (the day named is the first without it)."""
    abilities = MODELS.get(model)
    return abilities is not None and (abilities.ends is None or today < abilities.ends)


def find_abilities(model: str, today: date) -> Abilities:
    """The row of a model that is served today; RefusedError (404) for any other id."""
    if not is_served(model, today):
        raise RefusedError(model_not_found(model))
    return MODELS[model]
