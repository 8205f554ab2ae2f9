"""What Stet found out about an answer, in words: how well it fits where it was laid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict as it is shown: icon, colour of the theme, two or three words, a sentence."""

    icon: str
    role: str
    title: str
    sentence: str


JUDGEMENTS: Mapping[str, Judgement] = MappingProxyType(
    {
        "good": Judgement(
            icon="circle-check",
            role="good",
            title="Fits",
            sentence="What lies around the mask came back as it was, so no seam should show.",
        ),
        "check": Judgement(
            icon="scan-eye",
            role="warning",
            title="Look at the edge",
            sentence="The answer differs a little around the mask. Blink before and after to see "
            "whether it shows.",
        ),
        "spilled": Judgement(
            icon="triangle-alert",
            role="warning",
            title="Crosses the mask",
            sentence="The change goes on beyond the mask and is cut off at its edge.",
        ),
        "changed": Judgement(
            icon="octagon-x",
            role="danger",
            title="Another scene",
            sentence="What came back is another picture and does not fit in here. Keep it as one "
            "of its own, or ask again.",
        ),
        "unchanged": Judgement(
            icon="info",
            role="warning",
            title="Nothing changed",
            sentence="Inside the mask the answer shows the same as before.",
        ),
        "none": Judgement(
            icon="info",
            role="text_soft",
            title="Not compared",
            sentence="Hardly anything lies outside the mask that could be compared: the answer "
            "was laid in where it came.",
        ),
    }
)
