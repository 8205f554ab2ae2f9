"""Conversations over real HTTP: turns that go on, lost lines, restarts, words without a picture."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from desktop.api import turn_line
from desktop.domain.conversation import Conversation
from desktop.domain.draft import Draft
from desktop.domain.edit import Edit, Outcome
from desktop.domain.identity import EditId, new_edit_id
from desktop.domain.job_events import Finished, Preview, Sent
from desktop.domain.order import EditOrder
from desktop.domain.problems import Billed, ProblemError, ProblemKind
from desktop.domain.recipe import Inputs, Kind
from desktop.jobs import prepare_edit, turns
from desktop.jobs.job_runner import JobRunner
from desktop.jobs.next_turn import next_turn, sent_again
from desktop.jobs.pick_up_turn import pick_up_turn
from desktop.jobs.run_edit import run_edit
from desktop.storage.library import Library
from tests.builders import SMALL, Naps, Studio, marked, opened, photo, studio_for
from tests.fakes.faults import Fault
from tests.fakes.image_service import KEY, ImageService
from tests.fakes.kept_responses import TurnChange
from tests.fakes.responses_api import SOURCES, WORDS
from tests.jobs.conftest import Diary

THINKING = Conversation(outer_model="gpt-6.1-terra", effort="low")
MILLION = Decimal(1_000_000)


@pytest.fixture(autouse=True)
def no_naps(monkeypatch: pytest.MonkeyPatch) -> Naps:
    """Looking again after a lost line waits for nothing here."""
    naps = Naps()
    line = turn_line.TurnLine
    original = line.__init__

    def quick(self: turn_line.TurnLine, **values: object) -> None:
        original(self, **{**values, "sleep": naps})  # type: ignore[arg-type]

    monkeypatch.setattr(line, "__init__", quick)
    return naps


def first_turn(
    studio: Studio, conversation: Conversation = THINKING, **choices: object
) -> EditOrder:
    """A masked edit of a photograph, asked by way of a conversation, with one preview."""
    draft = replace(SMALL, conversation=conversation, size=None)
    usual: dict[str, object] = {"picture": studio.picture(), "mask": marked(), "previews": 1}
    return studio.order(draft, **(usual | choices))  # type: ignore[arg-type]


def turn_after(
    studio: Studio, edit: Edit, prompt: str, wished: Conversation = THINKING
) -> EditOrder:
    """What going on from the only result of `edit` orders."""
    model = studio.services.models.get(edit.recipe.model)
    turn = next_turn(edit, edit.results[0], wished, model)
    recipe = replace(edit.recipe, kind=Kind.EDIT, prompt=prompt, conversation=turn.conversation)
    return EditOrder(
        id=new_edit_id(),
        recipe=recipe,
        inputs=Inputs(picture=turn.picture, mask=turn.mask),
        parent=turn.parent,
        highest_usd=Decimal("0.20"),
    )


def finished(studio: Studio, order: EditOrder) -> Edit:
    done = studio.run(order)
    assert done.edit is not None, done.problem
    return done.edit


def price_of(service: ImageService) -> Decimal:
    """What the service counted, at the table's rates, to the last token."""
    drawn = sum(
        (
            one.usage.text_tokens * 5 + one.usage.image_tokens * 8 + one.usage.output_tokens * 30
            for one in service.billed
        ),
        start=0,
    )
    thought = Decimal(0)
    for turn in service.billed_turns:
        fresh = turn.input_tokens - turn.cached_tokens
        thought += fresh + turn.cached_tokens * Decimal("0.05") + turn.output_tokens * 5
    searches = sum(turn.searches for turn in service.billed_turns)
    return (drawn + thought) / MILLION + searches * Decimal("0.01")


def test_five_turns_a_restart_and_a_lost_line_pay_each_turn_once(
    service: ImageService, tmp_path: Path
) -> None:
    prompts = ("a kite", "redder", "higher", "a longer tail", "at dusk")
    edits: list[Edit] = []
    folder = tmp_path / "talk"
    for part in (prompts[:3], prompts[3:]):  # a restart after the third
        with Library.open(folder) as library:
            studio = studio_for(library, service.url, KEY)
            for prompt in part:
                if prompt == prompts[3]:
                    service.next(Fault.cut(0.6))
                wished = replace(THINKING, search=prompt == prompts[4])
                if edits:
                    last = library.history.get(edits[-1].id)
                    order = turn_after(studio, last, prompt, wished)
                else:
                    order = first_turn(studio, prompt=prompt)
                edits.append(finished(studio, order))
            assert studio.states() == {}
            counted = [one.counted_usd for one in library.ledger.entries()]
    assert sum(counted, Decimal(0)) == price_of(service)
    assert len(service.paid_requests) == len(service.billed) == len(service.billed_turns) == 5
    uploads = [len(request.images) for request in service.paid_requests]
    bodies = [request.fields for request in service.paid_requests]
    assert [body.get("previous_response_id") for body in bodies] == [
        None,
        *(edit.turn.response for edit in edits[:4] if edit.turn is not None),
    ]
    assert all(len(body["input"][0]["content"]) == 1 for body in bodies[1:]), uploads
    assert [edit.parent.edit if edit.parent else None for edit in edits] == [
        None,
        *(edit.id for edit in edits[:4]),
    ]
    assert sum((edit.cost_usd or Decimal(-1) for edit in edits), Decimal(0)) == price_of(service)
    assert service.billed_turns[4].searches == 2
    last_turn = edits[4].turn
    assert last_turn is not None
    assert [source.address for source in last_turn.sources] == [url for url, _ in SOURCES]
    assert last_turn.sources[0].title == SOURCES[0][1]
    assert edits[4].answered.revised_prompt.startswith("at dusk")
    retrievals = [one for one in service.requests if one.method == "GET"]
    assert retrievals
    assert all("starting_after=" in one.query for one in retrievals if "stream" in one.query)


def test_what_is_not_marked_stands_through_every_turn(
    service: ImageService, studio: Studio
) -> None:
    first = finished(studio, first_turn(studio))
    second = finished(studio, turn_after(studio, first, "greener"))
    before, inside = photo(), marked() > 0
    for edit in (first, second):
        (result,) = edit.results
        changed = (opened(studio.bytes_of(result.picture)) != before).any(axis=2)
        assert not changed[~inside].any()
        assert changed[inside].mean() > 0.5
        assert result.outside_changed == 0
    assert not np.array_equal(
        opened(studio.bytes_of(first.results[0].picture)),
        opened(studio.bytes_of(second.results[0].picture)),
    )


def test_the_answer_is_on_disk_byte_for_byte(service: ImageService, studio: Studio) -> None:
    edit = finished(studio, first_turn(studio))
    assert studio.bytes_of(edit.results[0].original) == service.returned[0]


@pytest.mark.parametrize(
    ("change", "share"),
    [
        (TurnChange.STUCK_GENERATING, None),
        (TurnChange.STUCK_GENERATING, 0.95),
        (TurnChange.NULL_ON_RETRIEVE, 0.5),
        (TurnChange.SLOW, 0.02),
    ],
)
def test_a_lost_line_is_taken_up_again(
    change: TurnChange, share: float | None, service: ImageService, studio: Studio
) -> None:
    service.next_turn(change)
    service.next(Fault.cut(share) if share else None)
    edit = finished(studio, first_turn(studio))
    assert edit.outcome is Outcome.FINISHED
    assert edit.cost_usd == price_of(service)
    assert len(service.paid_requests) == len(service.billed) == 1


def test_lines_that_break_again_and_again_only_cost_looks(
    service: ImageService, studio: Studio
) -> None:
    service.next(Fault.cut(0.1, is_reset=True))
    service.next(Fault.cut(0.3), Fault.HTML_502, Fault.CUT_BEFORE_HEAD, to="free")
    edit = finished(studio, first_turn(studio))
    assert edit.cost_usd == price_of(service)
    assert len(service.paid_requests) == 1


def test_a_turn_that_cannot_be_reached_waits_for_the_next_start(
    service: ImageService, studio: Studio
) -> None:
    service.next(Fault.cut(0.3))
    service.always(Fault.RESET_BEFORE_HEAD, to="free")
    order = first_turn(studio)
    done = studio.run(order)
    assert done.problem is not None
    assert done.problem.billed is Billed.MAYBE
    assert studio.states() == {order.id: "partial"}
    service.always(None, to="free")
    edit = studio.loop(pick_up_turn(order.id, studio.services, lambda _event: None))
    assert edit.outcome is Outcome.FINISHED
    assert studio.library.history.get(order.id).cost_usd == price_of(service)
    assert studio.states() == {}
    assert len(service.paid_requests) == len(service.billed) == 1


def cut_off(studio: Studio, order: EditOrder) -> None:
    """Ends as a kill does: nothing of the program's own is done afterwards."""

    async def main() -> None:
        diary = Diary()
        studio.services.ending.set()
        task = asyncio.ensure_future(run_edit(order, studio.services, diary))
        await asyncio.to_thread(diary.wait_for, order.id, Preview)
        task.cancel()
        with pytest.raises(ProblemError) as ended:
            await task
        assert ended.value.problem.kind is ProblemKind.GOES_ON

    studio.loop(main())
    studio.services.ending.clear()


def test_a_turn_under_way_at_the_end_of_the_program_is_picked_up(
    service: ImageService, studio: Studio
) -> None:
    service.hold()
    order = first_turn(studio)
    cut_off(studio, order)
    service.release()
    assert studio.library.history.find(order.id) is None
    (left,) = studio.library.journal.unsettled()
    assert left.can_be_picked_up
    edit = studio.loop(pick_up_turn(order.id, studio.services, lambda _event: None))
    assert edit.cost_usd == price_of(service)
    assert not [one for one in service.requests if one.path.endswith("/cancel")]
    assert len(service.paid_requests) == 1


def test_a_cancel_stops_the_turn_at_the_service(
    service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
) -> None:
    service.hold()
    order = first_turn(studio)
    runner.submit(order)
    diary.wait_for(order.id, Preview)
    runner.cancel(order.id)
    diary.wait_for_ends(1)
    service.release()
    assert [one.path.rpartition("/")[2] for one in service.requests][-1] == "cancel"
    assert studio.library.history.get(order.id).outcome is Outcome.CANCELLED


def test_the_runner_picks_up(
    service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
) -> None:
    service.next(Fault.cut(0.3))
    service.next(*[Fault.RESET_BEFORE_HEAD] * 40, to="free")
    order = first_turn(studio)
    assert studio.run(order).problem is not None
    service.desk.free_faults.take()
    while service.desk.free_faults.take() is not None:
        pass
    runner.pick_up(order.id)
    diary.wait_for_ends(1)
    assert diary.of(order.id)[0] is Sent
    assert diary.of(order.id)[-1] is Finished


def test_words_without_a_picture_are_told_with_their_cost(
    service: ImageService, studio: Studio
) -> None:
    service.next_turn(TurnChange.ONLY_WORDS)
    order = first_turn(studio)
    done = studio.run(order)
    assert done.problem is not None
    assert done.problem.kind is ProblemKind.ONLY_WORDS
    assert WORDS in done.problem.sentence
    row = studio.library.history.get(order.id)
    assert row.cost_usd == price_of(service) > 0
    assert row.turn is not None
    assert row.turn.words == WORDS
    assert studio.states() == {}


def test_a_picture_blocked_inside_a_good_answer_is_a_refusal_with_its_cost(
    service: ImageService, studio: Studio
) -> None:
    service.next_turn(TurnChange.BLOCKED_INSIDE)
    order = first_turn(studio, previews=0)
    done = studio.run(order)
    assert done.problem is not None
    assert (done.problem.kind, done.problem.stage) == (ProblemKind.REFUSED, "output")
    assert done.problem.billed is Billed.YES
    row = studio.library.history.get(order.id)
    assert (row.outcome, row.cost_usd) == (Outcome.REFUSED, price_of(service))


def test_a_turn_that_failed_at_the_service(service: ImageService, studio: Studio) -> None:
    service.next_turn(TurnChange.FAILED)
    done = studio.run(first_turn(studio))
    assert done.problem is not None
    assert done.problem.kind is ProblemKind.SERVER_ERROR
    assert len(service.paid_requests) == 1


def test_a_service_that_does_not_count_its_tools_leaves_the_cost_unknown(
    service: ImageService, studio: Studio
) -> None:
    service.next_turn(TurnChange.NO_TOOL_USAGE)
    assert finished(studio, first_turn(studio)).cost_usd is None


def test_a_picture_that_only_the_stream_had_leaves_the_preview(
    service: ImageService, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.next_turn(TurnChange.NULL_ON_RETRIEVE)
    service.next(Fault.cut(0.5))
    original = service.desk.responses.keep

    def without_stream(response: object, bill: object) -> None:
        response.can_stream = False  # type: ignore[attr-defined]
        original(response, bill)  # type: ignore[arg-type]

    monkeypatch.setattr(service.desk.responses, "keep", without_stream)
    order = first_turn(studio)
    done = studio.run(order)
    assert done.problem is not None
    assert done.problem.kind is ProblemKind.ANSWER_NOT_KEPT
    assert done.problem.billed is Billed.YES
    row = studio.library.history.get(order.id)
    assert row.cost_usd == price_of(service)


def test_an_expired_conversation_goes_on_with_the_picture_sent_again(
    service: ImageService, studio: Studio
) -> None:
    first = finished(studio, first_turn(studio))
    service.forget_responses()
    order = turn_after(studio, first, "greener")
    done = studio.run(order)
    assert done.problem is not None
    assert done.problem.kind is ProblemKind.CONVERSATION_GONE
    assert done.problem.billed is Billed.NO
    assert len(service.billed) == 1
    turn = order.recipe.conversation
    assert turn is not None
    again = replace(
        order, id=EditId(new_edit_id()), recipe=replace(order.recipe, conversation=sent_again(turn))
    )
    edit = finished(studio, again)
    assert len(service.paid_requests[-1].images) == 1
    assert edit.results[0].outside_changed == 0


def test_a_generation_can_be_the_first_turn(service: ImageService, studio: Studio) -> None:
    draft: Draft = replace(SMALL, conversation=THINKING)
    first = finished(studio, studio.order(draft))
    second = finished(studio, turn_after(studio, first, "with clouds"))
    assert second.inputs.picture is not None
    assert second.results[0].picture.size == first.results[0].picture.size
    assert second.cost_usd is not None


def test_a_picture_too_heavy_for_a_text_goes_as_jpeg_and_says_so(
    service: ImageService, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare_edit, "TURN_LIMIT", 400_000)
    edit = finished(studio, first_turn(studio))
    (picture,) = service.paid_requests[0].images
    assert picture.media_type == "image/jpeg"
    assert picture.size == (1024, 640)
    assert any("too heavy for a conversation" in note for note in edit.notes)
    assert edit.results[0].outside_changed == 0


def test_a_cancel_does_not_wait_for_a_service_that_says_nothing(
    service: ImageService,
    studio: Studio,
    runner: JobRunner,
    diary: Diary,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "_PATIENCE", 0.1)
    service.hold()
    order = first_turn(studio)
    runner.submit(order)
    diary.wait_for(order.id, Preview)
    service.next(Fault.HANG_BEFORE_HEAD, to="free")
    runner.cancel(order.id)
    diary.wait_for_ends(1)
    service.release()
    assert studio.library.history.get(order.id).outcome is Outcome.CANCELLED
