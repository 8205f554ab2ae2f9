"""What is different about a turn of a conversation: the service goes on when nobody listens.

So a turn that was cut off is picked up from the service, free of charge; one that the designer
cancels has to be stopped there; and an answer without a picture still has words and a price.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from desktop.api.answer import Answer, read_told
from desktop.api.image_client import ImageClient, KeepsTurns
from desktop.api.turn_place import place_in
from desktop.domain.edit import Edit
from desktop.domain.image_models import ModelTable
from desktop.domain.intent import Intent
from desktop.domain.problems import Billed, Problem, ProblemError, ProblemKind, fail
from desktop.jobs.finish_edit import cost_told
from desktop.jobs.services import Services
from desktop.storage.journal_entry import JournalEntry

_log = logging.getLogger(__name__)

_PATIENCE = 5.0
"""Seconds in which a service must have heard that a turn is not wanted any more."""


def is_turn(intent: Intent | None) -> bool:
    """Whether it was asked by way of a conversation, of a real service."""
    return intent is not None and intent.recipe.conversation is not None and not intent.simulated


def came_of(entry: JournalEntry) -> bytes:
    """What has come of an answer; empty when nothing has. ProblemError (disk)."""
    try:
        return entry.read_answer()[1]
    except ProblemError as error:
        if error.problem.kind is ProblemKind.ANSWER_UNKNOWN:
            return b""
        raise


def can_be_picked_up(entry: JournalEntry) -> bool:
    """The service's name for the turn has come, and its end has not."""
    if not is_turn(entry.intent):
        return False
    place = place_in(came_of(entry))
    return bool(place.response) and not place.is_over


async def leave_or_stop(entry: JournalEntry, client: ImageClient, services: Services) -> None:
    """A turn under way is cancelled: where the program ends it goes on and is fetched later.

    ProblemError (GOES_ON) then; the entry stays as it is.
    """
    if not isinstance(client, KeepsTurns) or not is_turn(entry.intent):
        return
    if not await asyncio.to_thread(can_be_picked_up, entry):
        return
    if services.ending.is_set():
        raise fail(ProblemKind.GOES_ON)
    try:
        async with asyncio.timeout(_PATIENCE):
            await client.stop_turn(await asyncio.to_thread(came_of, entry))
    except (ProblemError, TimeoutError) as error:
        _log.info("%s may go on at the service: %s", entry.edit, error)


def told_of_turn(entry: JournalEntry) -> Answer | None:
    """What a whole answer to a turn told, picture or not; None where its end has not come."""
    if not is_turn(entry.intent):
        return None
    body = came_of(entry)
    if not body or not place_in(body).is_over:
        return None
    head, _ = entry.read_answer()
    told = read_told(head, body)
    kept = tuple(enumerate(entry.previews()))
    return replace(told, previews=kept)


def with_price(trouble: Problem, entry: JournalEntry, models: ModelTable) -> Problem:
    """The problem with what an answer without a picture cost, where the service told that."""
    intent = entry.intent
    told = told_of_turn(entry)
    cost = None if told is None or intent is None else cost_told(intent, told, models)
    if cost is None or trouble.billed is not Billed.YES:
        return trouble
    return replace(trouble, remedy=f"It cost ${cost:.4f}. {trouble.remedy}")


def with_told(edit: Edit, told: Answer, models: ModelTable) -> Edit:
    """A row without a picture, with the words that came and what they cost."""
    intent = Intent(edit=edit.id, created=edit.created, recipe=edit.recipe, inputs=edit.inputs)
    return replace(
        edit,
        usage=told.usage,
        turn=told.turn,
        answered=told.answered,
        cost_usd=cost_told(intent, told, models),
    )
