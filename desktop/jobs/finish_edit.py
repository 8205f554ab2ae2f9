"""Makes the edit out of an answer that is on disk: keeps the bytes, blends, proves, stores.

Nothing here needs the service, so it can be done again after any failure, at no cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from desktop.api.answer import Answer
from desktop.domain.cost import cost_of
from desktop.domain.edit import Answered, Edit, Outcome, Placement, Result, StoredPicture
from desktop.domain.image_models import ModelTable
from desktop.domain.intent import Intent
from desktop.domain.problems import Problem, ProblemKind, fail
from desktop.domain.recipe import Recipe
from desktop.imaging.blend import grown
from desktop.imaging.codec import probe, read_picture
from desktop.imaging.composite import compose, count_outside_changes
from desktop.imaging.export import LosslessFile, write_lossless
from desktop.imaging.mask_file import read_mask
from desktop.imaging.model_input import answer_from_service
from desktop.imaging.picture import Picture
from desktop.imaging.region import RegionPlan
from desktop.jobs.picture_kind import suffix_of
from desktop.storage.image_files import ImageFiles

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIMULATED_NOTE = "Simulated by the demo engine; nothing was sent."


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When an edit was asked for and how long its answer took, in seconds."""

    seconds: float = 0.0


def make_edit(
    intent: Intent, answer: Answer, pictures: ImageFiles, models: ModelTable, timing: Timing
) -> Edit:
    """The finished edit; every file it names is in `pictures`, synced, when this returns.

    ProblemError: an answer is no picture, an input is gone, the disk fails, or pixels outside the
    mask would have changed. The answer itself is untouched by any of them.
    """
    originals = [_keep_original(data, pictures) for data in answer.pictures]
    laid = _Layer.of(intent, pictures)
    results = []
    for index, (data, original) in enumerate(zip(answer.pictures, originals, strict=True)):
        results.append(_result(index, data, original, laid, pictures))
    return Edit(
        id=intent.edit,
        created=intent.created,
        recipe=intent.recipe,
        inputs=intent.inputs,
        outcome=Outcome.FINISHED,
        results=tuple(results),
        simulated=intent.simulated,
        profile=intent.profile,
        parent=intent.parent,
        estimate_usd=intent.highest_usd,
        usage=answer.usage,
        cost_usd=_cost(intent, answer, models),
        seconds=timing.seconds,
        request_id=answer.request_id,
        answered=answer.answered,
        notes=_notes(intent, answer.answered, originals),
    )


def make_failed_edit(intent: Intent, problem: Problem, timing: Timing) -> Edit:
    """The row that the history keeps of a request that was sent and brought no picture."""
    return Edit(
        id=intent.edit,
        created=intent.created,
        recipe=intent.recipe,
        inputs=intent.inputs,
        outcome=_outcome(problem),
        simulated=intent.simulated,
        profile=intent.profile,
        parent=intent.parent,
        estimate_usd=intent.highest_usd,
        seconds=timing.seconds,
        request_id=problem.request_id,
        problem=problem,
    )


def _outcome(problem: Problem) -> Outcome:
    if problem.kind is ProblemKind.REFUSED:
        return Outcome.REFUSED
    return Outcome.CANCELLED if problem.kind is ProblemKind.CANCELLED else Outcome.FAILED


def _keep_original(data: bytes, pictures: ImageFiles) -> StoredPicture:
    """The bytes of the service, untouched, in the library."""
    media_type, suffix = suffix_of(data)
    content = pictures.put(data, suffix)
    return StoredPicture(
        content=content, media_type=media_type, size=probe(data, "the answer").size
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    """What answers are laid into: the picture, its mask and the region that was sent."""

    picture: Picture
    mask: NDArray[np.uint8]
    plan: RegionPlan
    recipe: Recipe

    @classmethod
    def of(cls, intent: Intent, pictures: ImageFiles) -> _Layer | None:
        """None when nothing is composited: no mask, or the answer is wanted as it comes."""
        source, mask, placement = intent.inputs.picture, intent.inputs.mask, intent.placement
        if source is None or mask is None or placement is None:
            return None
        if not intent.recipe.blend.composite:
            return None
        picture = read_picture(pictures.read(source.content), source.name)
        marked = read_mask(pictures.read(mask), "the mask", picture.size)
        plan = RegionPlan(box=placement.region, sent=placement.sent_size, picture=picture.size)
        return cls(picture=picture, mask=marked, plan=plan, recipe=intent.recipe)


def _result(
    index: int, data: bytes, original: StoredPicture, laid: _Layer | None, pictures: ImageFiles
) -> Result:
    if laid is None:
        return Result(index=index, original=original, picture=original)
    composed = compose(
        picture=laid.picture,
        mask=laid.mask,
        plan=laid.plan,
        answer=answer_from_service(data),
        blend=laid.recipe.blend,
    )
    file = write_lossless(Picture(pixels=composed.pixels, facts=laid.picture.facts))
    changed = max(composed.outside_changed, _changed_on_disk(laid, file))
    if changed:
        raise fail(ProblemKind.OUTSIDE_CHANGED, count=changed)
    content = pictures.put(file.data, file.suffix)
    picture = StoredPicture(content=content, media_type=file.media_type, size=laid.picture.size)
    return Result(
        index=index,
        original=original,
        picture=picture,
        outside_changed=changed,
        outside_total=composed.outside_total,
        placement=Placement(
            region=laid.plan.box,
            sent_size=laid.plan.sent,
            verdict=composed.verdict,
            measures=composed.measures,
        ),
    )


def _changed_on_disk(laid: _Layer, file: LosslessFile) -> int:
    """Pixels outside the mask that differ when the finished file is opened again."""
    reopened = read_picture(file.data, "the result")
    mask = grown(laid.mask, laid.recipe.blend.grow)
    changed, _ = count_outside_changes(laid.picture.pixels, reopened.pixels, mask)
    return changed


def _cost(intent: Intent, answer: Answer, models: ModelTable) -> Decimal | None:
    """What it cost; None when the service or the table does not say."""
    if intent.simulated:
        return Decimal(0)
    prices = models.get(intent.recipe.model).prices
    if answer.usage is None or prices is None:
        return None
    return cost_of(answer.usage, prices)


def _notes(intent: Intent, answered: Answered, originals: list[StoredPicture]) -> tuple[str, ...]:
    """What differs from what was asked for, in words."""
    said = [SIMULATED_NOTE] if intent.simulated else []
    asked = intent.placement.sent_size if intent.placement else intent.recipe.size
    sizes = sorted({original.size for original in originals})
    if asked is not None and any(size != asked for size in sizes):
        came = " and ".join(size.shown for size in sizes)
        said.append(f"Asked for {asked.shown}; the service sent {came}.")
    quality = intent.recipe.quality
    if answered.quality and quality not in {"auto", answered.quality}:
        said.append(f"Asked for quality {quality}; the service says {answered.quality}.")
    if len(originals) != intent.recipe.count:
        said.append(f"Asked for {intent.recipe.count} results; {len(originals)} came.")
    return tuple(said)
