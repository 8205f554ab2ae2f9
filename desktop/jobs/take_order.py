"""Makes orders: of what was captured, and of a draft whose pictures are in the library."""

from __future__ import annotations

from decimal import Decimal

from desktop.domain.cost import Estimate
from desktop.domain.draft import Draft
from desktop.domain.edit import ResultRef
from desktop.domain.identity import EditId, new_edit_id
from desktop.domain.order import Account
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
    project: str = "",
    estimate: Estimate | None = None,
    highest_usd: Decimal | None = None,
) -> EditOrder:
    """The order for what was captured; its mask is in the library when this returns.

    `highest_usd` is the most it is likely to cost, where there is no `estimate` to say so. Takes a
    moment on a large mask: not for the window's thread. ProblemError (disk).
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
        project=project,
        parent=capture.parent,
        highest_usd=highest_of(estimate) if estimate is not None else highest_usd,
        estimate=estimate.parts if estimate is not None else None,
        tokens=estimate.total_tokens.high if estimate is not None else 0,
    )


def priced_order(
    draft: Draft,
    inputs: Inputs,
    estimate: Estimate,
    account: Account,
    parent: ResultRef | None = None,
) -> EditOrder:
    """A new order for what is in the library already, on somebody's account."""
    return EditOrder(
        id=new_edit_id(),
        recipe=draft.recipe(),
        inputs=inputs,
        profile=account.profile,
        project=account.project,
        parent=parent,
        highest_usd=highest_of(estimate),
        estimate=estimate.parts,
        tokens=estimate.total_tokens.high,
        accepts_unknown_price=account.accepts_unknown_price,
    )


def highest_of(estimate: Estimate) -> Decimal | None:
    """The most it is likely to cost; None when a price is not known."""
    total = estimate.total_usd
    return total.high if total is not None else None
