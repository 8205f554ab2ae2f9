"""What stands on disk before a request leaves, and what is known of one that was not settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from desktop.domain.cost import EstimateParts
from desktop.domain.edit import ResultRef
from desktop.domain.identity import EditId
from desktop.domain.recipe import Inputs, Recipe
from desktop.domain.size import Box, Size


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPlacement:
    """Where the answer will be laid: the region of the picture that is sent, and at what size.

    `numbers` and `words` are what `imaging` needs besides to finish without the window; they are
    kept as they are, by name.
    """

    region: Box
    sent_size: Size
    numbers: tuple[tuple[str, float], ...] = ()
    words: tuple[tuple[str, str], ...] = ()

    def number(self, name: str, default: float) -> float:
        return dict(self.numbers).get(name, default)

    def word(self, name: str, default: str = "") -> str:
        return dict(self.words).get(name, default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One request that is about to be sent, complete enough to finish its edit after a crash.

    `highest_usd` is the most it is likely to cost (None: unknown, never free), `estimate` the same
    in parts, `accepts_unknown_price` the designer's word that it may go all the same.
    `expected_bytes` is how large its answer will probably be; that much room is kept on the disk
    in advance. `notes` say what was changed in the pictures for sending.
    """

    edit: EditId
    created: datetime
    recipe: Recipe
    inputs: Inputs
    placement: PlannedPlacement | None = None
    profile: str = "openai"
    simulated: bool = False
    parent: ResultRef | None = None
    project: str = ""
    highest_usd: Decimal | None = None
    estimate: EstimateParts | None = None
    accepts_unknown_price: bool = False
    expected_bytes: int = 0
    notes: tuple[str, ...] = ()


class EntryState(StrEnum):
    """How far a request came, as the files of its journal entry tell."""

    PREPARED = "prepared"
    """Never sent; nothing can have been billed."""
    SENT = "sent"
    """Sent, and not one byte of an answer is known: it may have been billed."""
    PARTIAL = "partial"
    """A part of the answer is on disk."""
    COMPLETE = "complete"
    """The whole answer is on disk; finishing it costs nothing."""
    DAMAGED = "damaged"
    """What was meant cannot be read any more; what came, if anything, is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsettledEdit:
    """A journal entry that nobody is working on: what was meant, and how far it came.

    `intent` is None only when damaged; `damage` then says in words what is wrong, and may also
    tell of an answer that was kept elsewhere and is gone.
    """

    edit: EditId
    state: EntryState
    intent: Intent | None
    sent_at: datetime | None = None
    answer_bytes: int = 0
    previews: int = 0
    damage: str = ""

    @property
    def can_be_picked_up(self) -> bool:
        """A turn of a conversation that goes on at the service: fetching the rest costs nothing."""
        intent = self.intent
        if intent is None or intent.simulated or intent.recipe.conversation is None:
            return False
        return self.state is EntryState.PARTIAL
