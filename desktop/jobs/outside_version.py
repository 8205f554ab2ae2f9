"""A change that another program made to a result, taken in as a new version of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from desktop.domain.edit import Answered, Edit, Outcome, Result, ResultRef, StoredPicture
from desktop.domain.identity import new_edit_id
from desktop.domain.recipe import Blend, InputFile, Inputs, Kind, Recipe, RegionMode
from desktop.imaging.codec import read_picture
from desktop.imaging.layered_document import flat
from desktop.jobs.picture_kind import suffix_of
from desktop.storage.library import Library


def take_version(ref: ResultRef, data: bytes, program: str, library: Library) -> Edit:
    """The changed file as an edit whose parent is `ref`; nothing was sent, and it cost nothing.

    The service's answer stays with it. ProblemError: the bytes are no whole picture (the program
    may still be writing), the parent is gone, or the disk's.
    """
    data = flat(data, "the changed file")
    size = read_picture(data, "the changed file").size
    parent = library.history.get(ref.edit)
    before = parent.result(ref.index)
    media_type, suffix = suffix_of(data)
    content = library.pictures.put(data, suffix)
    source = InputFile(
        content=before.picture.content, name="The version before", size=before.picture.size
    )
    made = StoredPicture(content=content, media_type=media_type, size=size)
    edit = replace(
        parent,
        id=new_edit_id(),
        created=datetime.now(UTC),
        recipe=_recipe(parent.recipe),
        inputs=Inputs(picture=source),
        outcome=Outcome.FINISHED,
        results=(Result(index=0, original=before.original, picture=made),),
        parent=ref,
        estimate_usd=Decimal(0),
        estimate=None,
        usage=None,
        cost_usd=Decimal(0),
        seconds=0.0,
        request_id=None,
        answered=Answered(),
        problem=None,
        notes=(f"Changed in {program}; nothing was sent, and it cost nothing.",),
    )
    library.store_edit(edit)
    return edit


def _recipe(before: Recipe) -> Recipe:
    """What is known of how it came to be, without what belonged to one request."""
    return replace(
        before,
        kind=Kind.EDIT,
        count=1,
        region_mode=RegionMode.WHOLE,
        region=None,
        blend=Blend(composite=False),
        keep_out=(),
        notes=(),
    )
