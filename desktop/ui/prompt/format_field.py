"""The file format of the results."""

from __future__ import annotations

from desktop.domain.draft import Draft
from desktop.domain.image_models import ImageModel
from desktop.domain.recipe import DRAWN
from desktop.ui.prompt.choice_field import ChoiceField
from desktop.ui.prompt.draft_change import DraftChange, changed
from desktop.ui.prompt.setting_words import choices_of


class FormatField(ChoiceField):
    """A choice that takes compression away with the format that knew it; drawings come alone."""

    def __init__(self) -> None:
        super().__init__("output_format", "Format", "The file format of the results")
        self._compressible: tuple[str, ...] = ()

    def show_format(self, draft: Draft, model: ImageModel) -> None:
        self._compressible = model.compressible
        self.show_choices(choices_of("output_format", model.formats, model), draft.output_format)
        self.set_note(model.note("output_format", draft.output_format), is_warning=True)

    def change_to(self, value: str) -> DraftChange:
        if value == DRAWN:
            return changed(output_format=value, compression=None, count=1)
        if value in self._compressible:
            return changed(output_format=value)
        return changed(output_format=value, compression=None)
