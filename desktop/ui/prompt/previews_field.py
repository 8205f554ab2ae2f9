"""How many unfinished pictures are shown while a result is being made."""

from __future__ import annotations

from decimal import Decimal

from desktop.domain.draft import Draft
from desktop.domain.image_models import ImageModel
from desktop.domain.recipe import ANIMATED, DRAWN
from desktop.ui.controls.money import dollars
from desktop.ui.controls.segmented import Choice
from desktop.ui.prompt.choice_field import ChoiceField
from desktop.ui.prompt.draft_change import DraftChange, changed

_ONE_AT_A_TIME = "Previews come only when one variation is asked for."


class PreviewsField(ChoiceField):
    """0 to the model's most; out of reach, with the reason, when several results are asked for."""

    def __init__(self) -> None:
        super().__init__("previews", "Previews", "Unfinished pictures that appear while you wait")

    def show_previews(self, draft: Draft, model: ImageModel) -> None:
        choices = () if draft.output_format in {ANIMATED, DRAWN} else _choices(model)
        self.show_choices(choices, str(min(draft.previews, model.max_partials)))
        alone = draft.count == 1
        self.picker.setEnabled(alone)
        self.picker.setToolTip("" if alone else _ONE_AT_A_TIME)
        is_missed = not alone and draft.previews > 0
        self.set_note(_ONE_AT_A_TIME if is_missed else "")

    def change_to(self, value: str) -> DraftChange:
        return changed(previews=int(value))


def _choices(model: ImageModel) -> tuple[Choice, ...]:
    if model.max_partials == 0:
        return ()
    return tuple(
        Choice(value=str(number), text=str(number) if number else "Off", hint=_hint(number, model))
        for number in range(model.max_partials + 1)
    )


def _hint(number: int, model: ImageModel) -> str:
    if number == 0:
        return "Only the finished result is shown"
    tokens = number * model.partial_tokens
    if model.prices is None:
        return f"Costs {tokens} tokens more"
    price = dollars(tokens * model.prices.image_output / Decimal(1_000_000))
    return f"Costs {tokens} tokens more, about {price}"
