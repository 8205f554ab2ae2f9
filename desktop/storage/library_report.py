"""What a check of the whole library found."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.identity import ContentHash, EditId
from desktop.domain.intent import UnsettledEdit


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryReport:
    """Counts, and whatever is wrong by name.

    Orphans are files that nothing uses (a few after a crash; they do no harm). Unsettled entries
    are no fault either: they wait for a decision.
    """

    edits: int
    pictures: int
    bytes: int
    damaged: tuple[ContentHash, ...] = ()
    missing: tuple[tuple[EditId, ContentHash], ...] = ()
    unreadable: tuple[EditId, ...] = ()
    not_in_history: tuple[EditId, ...] = ()
    database_faults: tuple[str, ...] = ()
    unsettled: tuple[UnsettledEdit, ...] = ()
    orphans: int = 0

    @property
    def is_clean(self) -> bool:
        """Nothing is lost or damaged."""
        return not self.sentences

    @property
    def sentences(self) -> tuple[str, ...]:
        """Each fault in words; empty when all is well."""
        return (
            *(f"The database is damaged: {fault}." for fault in self.database_faults),
            *(f"The record of edit {edit} cannot be read." for edit in self.unreadable),
            *(f"Edit {edit} is in the log but not in the history." for edit in self.not_in_history),
            *(
                f"Edit {edit} needs the picture {name}, which is gone."
                for edit, name in self.missing
            ),
            *(f"The picture {name} is damaged." for name in self.damaged),
        )
