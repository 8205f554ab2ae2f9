"""What a request says besides the designer's prompt: what to keep out of, what numbers refer to.

Places are told in percent of the picture that is sent, which stays true at whatever size it goes.
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop.domain.note_lines import linked_lines
from desktop.domain.recipe import PROMPT_LIMIT, Recipe
from desktop.domain.size import Box

MOST_ZONES = 8
"""Protected areas that a request names; the largest, where there are more."""

NO_ROOM = "The prompt leaves no room to name the protected areas; they are restored all the same."


def added_words(recipe: Recipe, region: Box | None) -> str:
    """The sentences for what `region` of the picture is sent; empty when there is nothing to say.

    `region` None: nothing is sent that could be protected.
    """
    zones = () if region is None else zones_in(recipe.keep_out, region)
    said = []
    if zones and region is not None:
        said.append(keep_out_words(zones, region))
    numbers = linked_notes(recipe)
    if numbers:
        said.append(_note_words(numbers))
    return "\n".join(said)


def sent_prompt(recipe: Recipe, region: Box | None) -> str:
    """The prompt letter for letter as it goes out."""
    added = added_words(recipe, region)
    whole = f"{recipe.prompt.rstrip()}\n\n{added}" if added else recipe.prompt
    return whole if len(whole) <= PROMPT_LIMIT else recipe.prompt


def lacks_room(recipe: Recipe, region: Box | None) -> bool:
    """The sentences are left out, because the prompt would become longer than the service takes."""
    return bool(added_words(recipe, region)) and sent_prompt(recipe, region) == recipe.prompt


def zones_in(zones: Iterable[Box], region: Box) -> tuple[Box, ...]:
    """The zones as far as they lie in `region`: the largest, from top to bottom."""
    inside = [part for zone in zones if not (part := zone.clipped(region)).is_empty]
    largest = sorted(inside, key=lambda box: -box.width * box.height)[:MOST_ZONES]
    return tuple(sorted(largest, key=lambda box: (box.y, box.x)))


def linked_notes(recipe: Recipe) -> tuple[int, ...]:
    """The notes of the markup that a line of the prompt begins with."""
    lines = linked_lines(recipe.prompt)
    return tuple(number for number in recipe.notes if lines.get(number))


def keep_out_words(zones: tuple[Box, ...], region: Box) -> str:
    """Names the zones, as parts of the first image, which shows `region`."""
    places = "; ".join(_place_words(zone, region) for zone in zones)
    area = "this area" if len(zones) == 1 else f"these {len(zones)} areas"
    return (
        f"Keep {area} of the first image exactly as it is, and let nothing new reach into it "
        f"(measured from the top left corner): {places}."
    )


def _place_words(zone: Box, region: Box) -> str:
    left, right = zone.x - region.x, zone.right - region.x
    top, bottom = zone.y - region.y, zone.bottom - region.y
    across = f"{_percent(left, region.width)} to {_percent(right, region.width)} of its width"
    down = f"{_percent(top, region.height)} to {_percent(bottom, region.height)} of its height"
    return f"{across}, {down}"


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole, 1):g}%"


def _note_words(numbers: tuple[int, ...]) -> str:
    named = ", ".join(str(number) for number in numbers)
    if len(numbers) == 1:
        return f"The number {named} drawn in the markup marks where line {named} applies."
    return f"The numbers {named} drawn in the markup mark where the lines of that number apply."
