"""An edit as it stands in the history: a recipe, its results and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from desktop.domain.conversation import Turn
from desktop.domain.cost import EstimateParts, Usage
from desktop.domain.identity import ContentHash, EditId
from desktop.domain.problems import Problem
from desktop.domain.recipe import Inputs, Recipe
from desktop.domain.size import Box, Size


class Outcome(StrEnum):
    """How an edit ended."""

    FINISHED = "finished"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    """Sent, but no answer is known: it may have been billed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRef:
    """Points at one result of one edit."""

    edit: EditId
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPicture:
    """A picture file in the library: content, media type such as `image/png`, size in pixels."""

    content: ContentHash
    media_type: str
    size: Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where an answer was laid: the region of the picture that was sent, and at what size.

    `verdict` is one of good, check, spilled, changed (or none, where nothing was registered);
    `measures` holds the numbers behind it.
    """

    region: Box
    sent_size: Size
    verdict: str = "none"
    measures: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One picture of an answer.

    `original` is what the service returned, byte for byte; `picture` is that laid into the
    picture on the canvas (the same file when nothing was composited).
    `outside_changed` counts the pixels that differ outside the mask; None without a composite.
    """

    index: int
    original: StoredPicture
    picture: StoredPicture
    outside_changed: int | None = None
    outside_total: int | None = None
    placement: Placement | None = None
    rescued: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the service says it did; empty strings where it did not say."""

    size: str = ""
    quality: str = ""
    background: str = ""
    output_format: str = ""
    revised_prompt: str = ""


_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One row of the history.

    `estimate_usd` is the most it was likely to cost, `estimate` the same in parts; None: not known.
    `project` is the designer's word for what the work belongs to. `turn` is what a conversation's
    answer told besides.
    """

    id: EditId
    created: datetime
    recipe: Recipe
    inputs: Inputs
    outcome: Outcome
    results: tuple[Result, ...] = ()
    simulated: bool = False
    profile: str = "openai"
    parent: ResultRef | None = None
    project: str = ""
    estimate_usd: Decimal | None = None
    estimate: EstimateParts | None = None
    usage: Usage | None = None
    cost_usd: Decimal | None = None
    seconds: float = 0.0
    request_id: str | None = None
    answered: Answered = Answered()
    turn: Turn | None = None
    problem: Problem | None = None
    notes: tuple[str, ...] = ()

    @property
    def result_name(self) -> str:
        """What a result is called where it is a picture: the beginning of the prompt."""
        line = self.recipe.prompt.strip().partition("\n")[0].strip()
        if len(line) > _LONGEST_NAME:
            line = line[: _LONGEST_NAME + 1].rpartition(" ")[0] or line[:_LONGEST_NAME]
        return line or "Result"

    def result(self, index: int) -> Result:
        """LookupError when the edit has no such result."""
        for result in self.results:
            if result.index == index:
                return result
        raise LookupError(f"Edit {self.id} has no result {index}.")
