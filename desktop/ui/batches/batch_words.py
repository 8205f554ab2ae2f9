"""How batches are spoken of."""

from __future__ import annotations

from desktop.domain.batch import BatchPhase
from desktop.jobs.batch_book import BatchView
from desktop.ui.controls.money import dollars

_PHASES = {
    BatchPhase.PREPARED: "Kept here, not sent",
    BatchPhase.SENDING: "Sent, not confirmed yet",
    BatchPhase.VALIDATING: "Being checked by the service",
    BatchPhase.IN_PROGRESS: "In progress",
    BatchPhase.FINALIZING: "Nearly done",
    BatchPhase.COMPLETED: "Done",
    BatchPhase.FAILED: "Refused by the service",
    BatchPhase.EXPIRED: "Ended after 24 hours",
    BatchPhase.CANCELLING: "Being cancelled",
    BatchPhase.CANCELLED: "Cancelled",
}


def phase_words(view: BatchView) -> str:
    """How far it is, in one short sentence."""
    words = _PHASES[view.batch.phase]
    if view.batch.phase.is_over and not view.batch.is_collected:
        return f"{words}; the results are being fetched"
    return words


def facts_words(view: BatchView) -> str:
    """Lines, results, price and age."""
    batch = view.batch
    said = [lines_words(batch.lines), *_progress(view)]
    if batch.is_collected:
        said.append(f"cost {dollars(view.cost_usd)}")
    elif batch.highest_usd is not None:
        said.append(f"at most {dollars(batch.highest_usd)}")
    said.append(f"{batch.created.astimezone():%d %B, %H:%M}")
    if batch.uploads:
        files = "1 file" if len(batch.uploads) == 1 else f"{len(batch.uploads)} files"
        said.append(f"{files} stored at the service")
    return " · ".join(said)


def lines_words(count: int) -> str:
    return "1 line" if count == 1 else f"{count:,} lines"


def _progress(view: BatchView) -> list[str]:
    batch = view.batch
    if batch.is_collected:
        said = [f"{view.finished:,} finished"]
        return [*said, f"{len(view.failed):,} failed"] if view.failed else said
    counts = batch.counts
    said = [f"{counts.completed:,} done"] if counts.completed or counts.failed else []
    return [*said, f"{counts.failed:,} failed"] if counts.failed else said
