"""Small edits, intents and pictures for the tests of this room."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from desktop.domain.answer import AnswerHead
from desktop.domain.cost import Usage
from desktop.domain.edit import Edit, Outcome, Result, StoredPicture
from desktop.domain.identity import EditId, hash_of
from desktop.domain.intent import Intent, PlannedPlacement
from desktop.domain.recipe import Inputs, Kind, Recipe
from desktop.domain.size import Box, Size

PICTURE = b"\x89PNG what the service sent"
ANSWER = b'{"data":[{"b64_json":"' + b"QUJD" * 5_000 + b'"}]}'
HEAD = AnswerHead(status=200, content_type="application/json", request_id="req_1")
START = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

RECIPE = Recipe(kind=Kind.GENERATE, prompt="a red fox", model="gpt-image-2", quality="high")


def edit_id(number: int) -> EditId:
    return EditId(f"{number:022x}")


def an_edit(number: int = 1, prompt: str = "a red fox", **changes: object) -> Edit:
    """An edit without files; a higher number is newer."""
    edit = Edit(
        id=edit_id(number),
        created=START + timedelta(seconds=number),
        recipe=replace(RECIPE, prompt=prompt),
        inputs=Inputs(),
        outcome=Outcome.FINISHED,
        estimate_usd=Decimal("0.2110"),
        usage=Usage(text_input=9, image_output=7024),
        cost_usd=Decimal("0.210765"),
        seconds=41.25,
    )
    return replace(edit, **changes)  # type: ignore[arg-type]  # the names are Edit's own


def a_result(data: bytes = PICTURE, index: int = 0) -> Result:
    """A result whose file must be in the library under the hash of `data`."""
    picture = StoredPicture(content=hash_of(data), media_type="image/png", size=Size(64, 48))
    return Result(index=index, original=picture, picture=picture)


def an_intent(number: int = 1, expected_bytes: int = 100_000) -> Intent:
    return Intent(
        edit=edit_id(number),
        created=START,
        recipe=RECIPE,
        inputs=Inputs(),
        placement=PlannedPlacement(
            region=Box(16, 32, 640, 480), sent_size=Size(1280, 960), numbers=(("scale", 0.5),)
        ),
        highest_usd=Decimal("0.21"),
        expected_bytes=expected_bytes,
    )
