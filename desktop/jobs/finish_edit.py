"""Makes the edit out of an answer that is on disk: keeps the bytes, blends, proves, stores.

Nothing here needs the service, so it can be done again after any failure, at no cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from desktop.api.answer import Answer
from desktop.domain.conversation import SEARCH_USD, outer_cost
from desktop.domain.cost import Usage, cost_of
from desktop.domain.edit import Answered, Edit, Outcome, Result, StoredPicture
from desktop.domain.identity import ContentHash
from desktop.domain.image_models import ModelTable
from desktop.domain.intent import Intent
from desktop.domain.problems import Problem, ProblemError, ProblemKind, fail
from desktop.imaging.laying import SILENT, Told
from desktop.imaging.model_input import answer_from_service
from desktop.imaging.region import RegionPlan
from desktop.jobs.drawn_result import SVG, DrawSvg, drawn_result
from desktop.jobs.lay_in import Layer, lay_in, read_layer
from desktop.jobs.picture_kind import suffix_of
from desktop.storage.image_files import ImageFiles

SIMULATED_NOTE = "Simulated by the demo engine; nothing was sent."


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When an edit was asked for and how long its answer took, in seconds."""

    seconds: float = 0.0


def make_edit(
    intent: Intent,
    answer: Answer,
    pictures: ImageFiles,
    models: ModelTable,
    timing: Timing,
    *,
    draw: DrawSvg | None = None,
    told: Told = SILENT,
) -> Edit:
    """The finished edit; every file it names is in `pictures`, synced, when this returns.

    `draw` renders a drawing, where there is somebody who can; `told` hears how far it is.

    ProblemError: an answer is no picture, an input is gone, the disk fails, `told` wishes to stop,
    or pixels outside the mask would have changed. The answer itself is untouched by any of them.
    """
    contents = [pictures.put(data, suffix_of(data)[1]) for data in answer.pictures]
    layer = _layer(intent, pictures)
    made = [
        _made(index, data, content, layer, pictures, draw, told.part(index, len(contents)))
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
        cost_usd=cost_told(intent, answer, models),
        seconds=timing.seconds,
        request_id=answer.request_id,
        answered=answer.answered,
        turn=answer.turn,
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


def _layer(intent: Intent, pictures: ImageFiles) -> Layer | None:
    placement, source = intent.placement, intent.inputs.picture
    if placement is None or source is None:
        return None
    plan = RegionPlan(box=placement.region, sent=placement.sent_size, picture=source.size)
    return read_layer(intent.inputs, intent.recipe, plan, pictures)


def _made(
    index: int,
    data: bytes,
    content: ContentHash,
    layer: Layer | None,
    pictures: ImageFiles,
    draw: DrawSvg | None,
    told: Told,
) -> _Made:
    """One result. A file that is no picture does not spoil the others, and its bytes stay."""
    try:
        if suffix_of(data)[0] == SVG:
            return _Made(result=drawn_result(index, data, content, pictures, draw))
        answer = answer_from_service(data)
    except ProblemError as error:
        said = f"Result {index + 1} cannot be read as a picture; its bytes are kept ({content})."
        return _Made(trouble=error, notes=(said,))
    original = StoredPicture(content=content, media_type=suffix_of(data)[0], size=answer.size)
    if layer is None:
        return _Made(result=Result(index=index, original=original, picture=original))
    laid = lay_in(index, original, answer, layer, pictures, told=told)
    return _Made(result=laid.result, notes=laid.notes)


def cost_told(intent: Intent, answer: Answer, models: ModelTable) -> Decimal | None:
    """What it cost, of a turn all three counts; None when the service or the table does not say."""
    if intent.simulated:
        return Decimal(0)
    model = models.get(intent.recipe.model)
    if answer.usage is None or model.prices is None or _has_author(answer.usage):
        return None
    drawn = cost_of(answer.usage, model.prices)
    turn = intent.recipe.conversation
    if turn is None or answer.turn is None:
        return drawn
    prices = model.outer_model(turn.outer_model).prices
    searches = answer.turn.searches if turn.search else answer.turn.searches or 0
    if answer.turn.usage is None or searches is None or prices is None:
        return None
    return drawn + outer_cost(answer.turn.usage, prices) + searches * SEARCH_USD


def _other_form(intent: Intent, answered: Answered) -> list[str]:
    """Format and background, which gateways are seen to ignore."""
    recipe, said = intent.recipe, []
    if answered.output_format and answered.output_format != recipe.output_format:
        came = answered.output_format.upper()
        said.append(f"Asked for {recipe.output_format.upper()}; the service says {came}.")
    if recipe.background != "auto" and answered.background not in {"", recipe.background}:
        said.append(
            f"Asked for a background that is {recipe.background}; the service says "
            f"{answered.background}."
        )
    return said


def _has_author(usage: Usage) -> bool:
    """A drawing was written by another model, whose rates are not in the table."""
    return any(name.startswith("svg_") for name in usage.extra)


def _notes(intent: Intent, answered: Answered, made: list[_Made]) -> tuple[str, ...]:
    """What differs from what was asked for, and what was changed on the way, in words."""
    said = [SIMULATED_NOTE] if intent.simulated else []
    said += intent.notes
    asked = intent.placement.sent_size if intent.placement else intent.recipe.size
    sizes = sorted({one.result.original.size for one in made if one.result is not None})
    if asked is not None and any(size != asked for size in sizes):
        came = " and ".join(size.shown for size in sizes)
        said.append(f"Asked for {asked.shown}; the service sent {came}.")
    said += _other_form(intent, answered)
    quality = intent.recipe.quality
    if answered.quality and quality not in {"auto", answered.quality}:
        said.append(f"Asked for quality {quality}; the service says {answered.quality}.")
    if len(made) != intent.recipe.count:
        said.append(f"Results asked for: {intent.recipe.count}; results that came: {len(made)}.")
    said += [note for one in made for note in one.notes]
    return tuple(dict.fromkeys(said))
