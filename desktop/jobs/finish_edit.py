"""Makes the edit out of an answer that is on disk: keeps the bytes, blends, proves, stores.

Nothing here needs the service, so it can be done again after any failure, at no cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from desktop.api.answer import Answer
from desktop.domain.cost import cost_of
from desktop.domain.edit import Answered, Edit, Outcome, Placement, Result, StoredPicture
from desktop.domain.identity import ContentHash
from desktop.domain.image_models import ModelTable
from desktop.domain.intent import Intent
from desktop.domain.problems import Problem, ProblemError, ProblemKind, fail
from desktop.domain.recipe import Recipe
from desktop.imaging.blend import grown
from desktop.imaging.codec import read_picture
from desktop.imaging.composite import compose, count_outside_changes
from desktop.imaging.export import LosslessFile, write_lossless
from desktop.imaging.mask_file import read_mask
from desktop.imaging.model_input import answer_from_service
from desktop.imaging.picture import Picture
from desktop.imaging.region import RegionPlan
from desktop.jobs.picture_kind import suffix_of
from desktop.storage.image_files import ImageFiles

if TYPE_CHECKING:
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
    contents = [pictures.put(data, suffix_of(data)[1]) for data in answer.pictures]
    laid = _Layer.of(intent, pictures)
    made = [
        _made(index, data, content, laid, pictures)
        for index, (data, content) in enumerate(zip(answer.pictures, contents, strict=True))
    ]
    results = tuple(one.result for one in made if one.result is not None)
    if not results:
        raise next((one.trouble for one in made if one.trouble), fail(ProblemKind.ANSWER_EMPTY))
    return Edit(
        id=intent.edit,
        created=intent.created,
        recipe=intent.recipe,
        inputs=intent.inputs,
        outcome=Outcome.FINISHED,
        results=results,
        simulated=intent.simulated,
        profile=intent.profile,
        parent=intent.parent,
        estimate_usd=intent.highest_usd,
        usage=answer.usage,
        cost_usd=_cost(intent, answer, models),
        seconds=timing.seconds,
        request_id=answer.request_id,
        answered=answer.answered,
        notes=_notes(intent, answer.answered, made),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What became of one picture of the answer: a result, or why it is none."""

    result: Result | None = None
    trouble: ProblemError | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    """What answers are laid into: the picture, its mask and the region that was sent."""

    picture: Picture
    mask: NDArray[np.uint8] | None
    plan: RegionPlan
    recipe: Recipe

    @classmethod
    def of(cls, intent: Intent, pictures: ImageFiles) -> _Layer | None:
        """None when nothing is composited: the whole picture was sent without a mask, or the
        answer is wanted as it comes. A drawn region without a mask changes as a whole."""
        source, mask, placement = intent.inputs.picture, intent.inputs.mask, intent.placement
        if source is None or placement is None or not intent.recipe.blend.composite:
            return None
        plan = RegionPlan(box=placement.region, sent=placement.sent_size, picture=source.size)
        if mask is None and plan.is_whole:
            return None
        picture = read_picture(pictures.read(source.content), source.name)
        marked = read_mask(pictures.read(mask), "the mask", picture.size) if mask else None
        return cls(picture=picture, mask=marked, plan=plan, recipe=intent.recipe)

    @property
    def changeable(self) -> NDArray[np.uint8]:
        """What may change, (h, w): the grown mask, or the drawn region."""
        if self.mask is not None:
            return grown(self.mask, self.recipe.blend.grow)
        whole = np.zeros((self.picture.size.height, self.picture.size.width), np.uint8)
        whole[self.plan.inside.slices] = 255
        return whole


def _made(
    index: int, data: bytes, content: ContentHash, laid: _Layer | None, pictures: ImageFiles
) -> _Made:
    """One result. A file that is no picture does not spoil the others, and its bytes stay."""
    try:
        answer = answer_from_service(data)
    except ProblemError as error:
        said = f"Result {index + 1} cannot be read as a picture; its bytes are kept ({content})."
        return _Made(trouble=error, notes=(said,))
    original = StoredPicture(content=content, media_type=suffix_of(data)[0], size=answer.size)
    if laid is None:
        return _Made(result=Result(index=index, original=original, picture=original))
    return _laid_in(index, original, answer, laid, pictures)


def _laid_in(
    index: int, original: StoredPicture, answer: Picture, laid: _Layer, pictures: ImageFiles
) -> _Made:
    """A result laid into the picture, proved in the finished file."""
    composed = compose(
        picture=laid.picture,
        mask=laid.mask,
        plan=laid.plan,
        answer=answer,
        blend=laid.recipe.blend,
    )
    file = write_lossless(Picture(pixels=composed.pixels, facts=laid.picture.facts))
    changed = max(composed.outside_changed, _changed_on_disk(laid, file))
    if changed:
        raise fail(ProblemKind.OUTSIDE_CHANGED, count=changed)
    content = pictures.put(file.data, file.suffix)
    result = Result(
        index=index,
        original=original,
        picture=StoredPicture(content=content, media_type=file.media_type, size=laid.picture.size),
        outside_changed=changed,
        outside_total=composed.outside_total,
        placement=Placement(
            region=laid.plan.box,
            sent_size=laid.plan.sent,
            verdict=composed.verdict,
            measures=composed.measures,
        ),
    )
    return _Made(result=result, notes=composed.notes)


def _changed_on_disk(laid: _Layer, file: LosslessFile) -> int:
    """Pixels outside the mask that differ when the finished file is opened again."""
    reopened = read_picture(file.data, "the result")
    pixels = laid.picture.pixels
    changed, _ = count_outside_changes(pixels, reopened.pixels, laid.changeable)
    return changed


def _cost(intent: Intent, answer: Answer, models: ModelTable) -> Decimal | None:
    """What it cost; None when the service or the table does not say."""
    if intent.simulated:
        return Decimal(0)
    prices = models.get(intent.recipe.model).prices
    if answer.usage is None or prices is None:
        return None
    return cost_of(answer.usage, prices)


def _notes(intent: Intent, answered: Answered, made: list[_Made]) -> tuple[str, ...]:
    """What differs from what was asked for, and what was changed on the way, in words."""
    said = [SIMULATED_NOTE] if intent.simulated else []
    said += intent.notes
    asked = intent.placement.sent_size if intent.placement else intent.recipe.size
    sizes = sorted({one.result.original.size for one in made if one.result is not None})
    if asked is not None and any(size != asked for size in sizes):
        came = " and ".join(size.shown for size in sizes)
        said.append(f"Asked for {asked.shown}; the service sent {came}.")
    quality = intent.recipe.quality
    if answered.quality and quality not in {"auto", answered.quality}:
        said.append(f"Asked for quality {quality}; the service says {answered.quality}.")
    if len(made) != intent.recipe.count:
        said.append(f"Results asked for: {intent.recipe.count}; results that came: {len(made)}.")
    said += [note for one in made for note in one.notes]
    return tuple(dict.fromkeys(said))
