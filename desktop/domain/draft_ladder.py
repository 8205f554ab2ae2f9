"""The draft ladder: a few cheap drafts with a fast model, and the chosen one in high quality."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from desktop.domain.draft import Draft, fitted, reused
from desktop.domain.edit import Edit
from desktop.domain.identity import ContentHash
from desktop.domain.image_models import AUTO, ImageModel, ModelTable
from desktop.domain.recipe import InputFile
from desktop.domain.reference import Reference
from desktop.domain.size import Size

USUAL_COUNT = 4
MOST_DRAFTS = 8

FOLLOW = (
    "One of the images is a draft of the result. Keep its composition and finish it in full detail."
)
"""What the high run says besides the draft's prompt; it can be changed before it is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A model and the quality it is asked for."""

    model: str
    quality: str


def fast_rung(draft: Draft, models: ModelTable, today: date) -> Rung:
    """The fast model in its lowest quality; where none is offered, the draft's own model."""
    offered = [one for one in models.current(today) if one.is_fast]
    measured = [one for one in offered if one.output.is_measured]
    model = next(iter([*measured, *offered]), models.get(draft.model))
    return lowest_rung(model.id, models)


def lowest_rung(model: str, models: ModelTable) -> Rung:
    """That model in its lowest quality."""
    return Rung(model=model, quality=_steps(models.get(model))[0])


def high_rung(draft: Draft, models: ModelTable) -> Rung:
    """The draft's own model; `high` where it has that, else the best it has."""
    model = models.get(draft.model)
    steps = _steps(model)
    return Rung(model=model.id, quality="high" if "high" in steps else steps[-1])


def drafts_of(draft: Draft, rung: Rung, count: int, models: ModelTable) -> Draft:
    """What is asked for first: several results of the same prompt, in one request."""
    model = models.get(rung.model)
    asked = replace(
        draft,
        model=rung.model,
        quality=rung.quality,
        count=count,
        previews=0,
        conversation=None,
    )
    return fitted(asked, model)[0]


def final_of(draft: Draft, rung: Rung, models: ModelTable, drawn: Size) -> Draft:
    """What will be asked for in the end, for its price; `drawn` is how large a draft will be."""
    stand_in = InputFile(content=ContentHash("0" * 64), name="draft", size=drawn)
    return _raised(draft, rung, models, stand_in)


def finish_draft(edit: Edit, index: int, rung: Rung, models: ModelTable, prompt: str) -> Draft:
    """One result of an edit, asked for again with another model and quality.

    The result is the first reference, before those that the edit had. LookupError: no such result.
    """
    original = edit.result(index).original
    first = InputFile(content=original.content, name="draft", size=original.size)
    kept = tuple(Reference(file=file) for file in edit.inputs.references)
    recipe = edit.recipe
    draft = replace(
        reused(Draft(), recipe, kept),
        prompt=prompt,
        picture=edit.inputs.picture.size if edit.inputs.picture is not None else None,
        has_mask=edit.inputs.mask is not None,
        has_markup=edit.inputs.markup is not None,
        region_mode=recipe.region_mode,
        region=recipe.region,
        keep_out=recipe.keep_out,
        notes=recipe.notes,
        size=recipe.size if recipe.size or edit.inputs.picture else original.size,
        previews=0,
    )
    return _raised(draft, rung, models, first)


def finish_prompt(edit: Edit) -> str:
    """The words that are offered for the high run."""
    prompt = edit.recipe.prompt.rstrip()
    return prompt if prompt.endswith(FOLLOW) else f"{prompt}\n\n{FOLLOW}"


def _raised(draft: Draft, rung: Rung, models: ModelTable, first: InputFile) -> Draft:
    asked = replace(
        draft,
        model=rung.model,
        quality=rung.quality,
        count=1,
        conversation=None,
        references=(Reference(file=first), *draft.references),
    )
    return fitted(asked, models.get(rung.model))[0]


def _steps(model: ImageModel) -> tuple[str, ...]:
    """Its qualities from the lowest to the best."""
    return tuple(one for one in model.qualities if one != AUTO) or (model.default_quality,)
