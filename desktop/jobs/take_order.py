"""Makes an order of what was captured: the mask goes into the library, everything gets its name."""

from __future__ import annotations

from decimal import Decimal

from desktop.domain.identity import EditId
from desktop.domain.recipe import Inputs
from desktop.domain.reference import sent
from desktop.imaging.mask_file import write_mask
from desktop.jobs.edit_order import Capture, EditOrder
from desktop.storage.image_files import ImageFiles


def take_order(
    edit: EditId,
    capture: Capture,
    pictures: ImageFiles,
    *,
    profile: str = "openai",
    highest_usd: Decimal | None = None,
) -> EditOrder:
    """The order for what was captured; its mask is in the library when this returns.

    Takes a moment on a large mask: not for the window's thread. ProblemError (disk).
    """
    mask = capture.mask
    content = None if mask is None else pictures.put(write_mask(mask), "png")
    markup = None if capture.markup is None else pictures.put(capture.markup, "png")
    references = sent(capture.draft.references)
    return EditOrder(
        id=edit,
        recipe=capture.draft.recipe(),
        inputs=Inputs(picture=capture.picture, mask=content, markup=markup, references=references),
        profile=profile,
        parent=capture.parent,
        highest_usd=highest_usd,
    )
