"""Going on from a result: what the next turn of a conversation is about, and what is there already.

The picture goes on as it stands in the library, the mask stays the one that the turn before had,
so that what was not marked then still stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.domain.conversation import Carried, Conversation
from desktop.domain.edit import Edit, Result, ResultRef
from desktop.domain.identity import ContentHash
from desktop.domain.image_models import ImageModel
from desktop.domain.recipe import InputFile
from desktop.domain.size import Box, box_of

_TITLE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTurn:
    """`region` is what the turn before was about (None: the whole picture)."""

    picture: InputFile
    mask: ContentHash | None
    region: Box | None
    conversation: Conversation
    parent: ResultRef


def next_turn(edit: Edit, result: Result, wished: Conversation, model: ImageModel) -> NextTurn:
    """The turn that goes on from `result` as `wished` (model, effort, search).

    Where the service has kept the turn before, the picture is there; else it will be sent.
    """
    picture = _file_of(edit, result)
    source = edit.inputs.picture
    fits = source is not None and source.size == picture.size
    placement = result.placement if fits else None
    return NextTurn(
        picture=picture,
        mask=edit.inputs.mask if fits else None,
        region=None if placement is None else placement.region,
        conversation=replace(
            wished,
            previous=_name_of(edit),
            context_tokens=_tokens_of(edit),
            carried=_carried(edit, result, model, picture),
        ),
        parent=ResultRef(edit=edit.id, index=result.index),
    )


def sent_again(turn: Conversation) -> Conversation:
    """The same turn where the service has nothing of the conversation any more."""
    return replace(turn, previous=None, context_tokens=0, carried=None)


def _carried(edit: Edit, result: Result, model: ImageModel, picture: InputFile) -> Carried | None:
    if _name_of(edit) is None or result.rescued:
        return None
    placement = result.placement
    source = edit.inputs.picture
    if placement is not None and source is not None and source.size == picture.size:
        return Carried(region=placement.region, sent=placement.sent_size)
    sent = model.sizes.snap(result.original.size).size
    return Carried(region=box_of(picture.size), sent=sent)


def _name_of(edit: Edit) -> str | None:
    named = edit.turn.response if edit.turn is not None else ""
    return named or None


def _tokens_of(edit: Edit) -> int:
    usage = edit.turn.usage if edit.turn is not None else None
    return 0 if usage is None else usage.input + usage.output


def _file_of(edit: Edit, result: Result) -> InputFile:
    name = edit.recipe.prompt.strip().partition("\n")[0][:_TITLE] or "Result"
    return InputFile(content=result.picture.content, name=name, size=result.picture.size)
