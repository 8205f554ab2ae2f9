"""A preview that came is kept as a draft: marked, free of charge, and never a finished result."""

from __future__ import annotations

import pytest

from desktop.domain.edit import Edit, Outcome
from desktop.domain.intent import EntryState
from desktop.domain.problems import Billed, ProblemError, ProblemKind
from desktop.jobs.rescue_draft import rescue_draft
from tests.builders import Studio
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService


def rescued(studio: Studio, edit: str) -> Edit:
    return studio.loop(rescue_draft(edit, studio.services))  # type: ignore[arg-type]


@pytest.mark.parametrize("is_masked", [False, True])
def test_the_last_preview_of_a_broken_stream(
    service: ImageService, studio: Studio, is_masked: bool
) -> None:
    service.next(Fault.STREAM_ENDS_EARLY)
    order = studio.edit_order(previews=2) if is_masked else studio.order(previews=2)
    done = studio.run(order)
    assert done.problem is not None
    assert done.problem.kind is ProblemKind.STREAM_ENDED
    edit = rescued(studio, order.id)
    assert edit == studio.library.history.get(order.id)
    assert (edit.outcome, edit.problem) == (Outcome.FAILED, done.problem)
    (result,) = edit.results
    assert result.rescued
    assert "not the finished picture" in edit.notes[0]
    assert (edit.cost_usd, edit.usage) == (None, None)
    if is_masked:
        assert result.outside_changed == 0
    (entry,) = studio.library.ledger.entries()
    assert entry.billed is Billed.MAYBE
    assert studio.states() == {}
    assert len(service.paid_requests) == 1


def test_after_a_crash_there_was_no_row(service: ImageService, studio: Studio) -> None:
    service.next(Fault.STREAM_ENDS_EARLY)
    order = studio.order(previews=1)
    studio.run(order)
    with studio.library.database.writing() as connection:
        connection.execute("DELETE FROM edits")
    edit = rescued(studio, order.id)
    assert edit.outcome is Outcome.UNKNOWN
    assert edit.problem is not None
    assert edit.problem.billed is Billed.MAYBE


def test_whole_pictures_of_a_broken_answer_are_better(
    service: ImageService, studio: Studio
) -> None:
    service.next(Fault.cut(0.9))
    order = studio.order(count=3)
    studio.run(order)
    edit = rescued(studio, order.id)
    assert len(edit.results) == 2
    assert all(result.rescued for result in edit.results)
    originals = [studio.bytes_of(result.original) for result in edit.results]
    assert set(originals) <= {billed.picture for billed in service.billed}


def test_nothing_came_nothing_is_rescued(service: ImageService, studio: Studio) -> None:
    service.next(Fault.cut(0.01))
    order = studio.order()
    studio.run(order)
    with pytest.raises(ProblemError) as caught:
        rescued(studio, order.id)
    assert caught.value.problem.kind is ProblemKind.ANSWER_UNKNOWN
    assert studio.states() == {order.id: EntryState.PARTIAL.value}
