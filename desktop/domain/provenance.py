"""Where a picture comes from, in the words that files and other programs have for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from desktop import __version__
from desktop.domain.edit import Edit, Result
from desktop.domain.recipe import Recipe

DEMO = "Stet demo engine (simulated)"
"""What stands for the model where none was asked."""


class SourceType(StrEnum):
    """How a picture came to be, in the words of IPTC's list (newscodes, digitalsourcetype)."""

    GENERATED = "trainedAlgorithmicMedia"
    """Made by a model, all of it."""
    COMPOSITE = "compositeWithTrainedAlgorithmicMedia"
    """Parts of it made by a model, the rest the designer's own picture."""
    SIMULATED = "algorithmicMedia"
    """Made by a program that has learnt nothing, such as the demo engine."""

    @property
    def address(self) -> str:
        """As files name it."""
        return f"http://cv.iptc.org/newscodes/digitalsourcetype/{self.value}"

    @property
    def words(self) -> str:
        """To follow “it was”."""
        return _MADE[self]


_MADE = {
    SourceType.GENERATED: "made by an AI model",
    SourceType.COMPOSITE: "composed with parts made by an AI model",
    SourceType.SIMULATED: "simulated by the demo engine",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a file can say about an edit's result.

    `parameters` is the recipe in the form that gallery programs read from pictures, `recipe` all
    of it as JSON; none of them ever holds a key, a path or a cost.
    """

    source: SourceType
    model: str
    prompt: str
    parameters: str
    recipe: str


def provenance_of(edit: Edit, result: Result) -> Provenance | None:
    """None for what no model had a part in, such as a change that another program made."""
    if not edit.recipe.model:
        return None
    model = DEMO if edit.simulated else edit.recipe.model
    return Provenance(
        source=_source(edit, result),
        model=model,
        prompt=edit.recipe.prompt,
        parameters="\n".join(_parameters(edit.recipe, model, result)),
        recipe=json.dumps(_recipe(edit, result), ensure_ascii=False, separators=(",", ":")),
    )


def _source(edit: Edit, result: Result) -> SourceType:
    if edit.simulated:
        return SourceType.SIMULATED
    is_laid_in = result.picture.content != result.original.content
    has_picture = edit.inputs.picture is not None
    return SourceType.COMPOSITE if is_laid_in and has_picture else SourceType.GENERATED


def _parameters(recipe: Recipe, model: str, result: Result) -> Iterator[str]:
    """The prompt, then one line of names and values, as galleries for such pictures expect it."""
    yield recipe.prompt.strip()
    facts = {
        "Size": str(result.picture.size),
        "Model": model,
        "Quality": recipe.quality,
        "Background": "" if recipe.background == "auto" else recipe.background,
        "Version": f"Stet {__version__}",
    }
    yield ", ".join(f"{name}: {value}" for name, value in facts.items() if value)


def _recipe(edit: Edit, result: Result) -> dict[str, Any]:
    """Only what makes the request repeatable: neither service, nor money, nor file names."""
    recipe = edit.recipe
    known: dict[str, Any] = {
        "program": f"Stet {__version__}",
        "edit": edit.id,
        "result": result.index + 1,
        "created": edit.created.isoformat(timespec="seconds"),
        "kind": recipe.kind.value,
        "prompt": recipe.prompt,
        "model": recipe.model,
        "quality": recipe.quality,
        "size": recipe.size_text,
        "background": recipe.background,
        "moderation": recipe.moderation,
        "picture": edit.inputs.picture.content if edit.inputs.picture else None,
        "mask": edit.inputs.mask,
        "references": [file.content for file in edit.inputs.references],
        "parent": f"{edit.parent.edit}.{edit.parent.index + 1}" if edit.parent else None,
        "revised_prompt": edit.answered.revised_prompt,
        "simulated": edit.simulated,
    }
    return {name: value for name, value in known.items() if value}
