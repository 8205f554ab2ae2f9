"""The settings of a request: what is offered comes from the model's row of the table alone."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.draft import Draft
from desktop.domain.image_models import AUTO, ImageModel
from desktop.domain.recipe import RegionMode
from desktop.domain.size import Size
from desktop.ui.controls.section import Section
from desktop.ui.icons import Icons
from desktop.ui.prompt.choice_field import ChoiceField
from desktop.ui.prompt.compression_field import CompressionField
from desktop.ui.prompt.count_field import CountField
from desktop.ui.prompt.format_field import FormatField
from desktop.ui.prompt.frames_field import FrameCountField, FrameTimeField
from desktop.ui.prompt.model_field import ModelField
from desktop.ui.prompt.previews_field import PreviewsField
from desktop.ui.prompt.setting_words import choices_of
from desktop.ui.prompt.size_field import SizeField, SizeOffer

_COMPLEXITY_HINT = "How much the model plans before it draws; apart from the quality"
_MODERATION_HINT = "How strict the service's own filter is"


class RequestSettings(QWidget):
    """Signals: `edited` with a DraftChange."""

    edited = Signal(object)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ModelField(icons)
        self.quality = ChoiceField("quality", "Quality", "How much work goes into each result")
        self.size_field = SizeField(icons)
        self.count = CountField(icons)
        self.background = ChoiceField("background", "Background", "Whether it is see-through")
        self.output_format = FormatField()
        self.compression = CompressionField()
        self.frames = FrameCountField()
        self.frame_time = FrameTimeField()
        self.previews = PreviewsField()
        self.moderation = ChoiceField("moderation", "Filter", _MODERATION_HINT, unset="Auto")
        self.complexity = ChoiceField("complexity", "Complexity", _COMPLEXITY_HINT, unset="Default")
        self._output = Section("Output", icons)
        self._lay_out()
        self._connect()

    def show_draft(
        self,
        draft: Draft,
        model: ImageModel,
        models: tuple[ImageModel, ...],
        automatic: Size | None,
    ) -> None:
        """Shows what is set; what `model` does not take is hidden."""
        self.model.show_model(draft.model, model, models)
        offer = SizeOffer(
            model=model,
            picture=draft.picture,
            automatic=automatic,
            may_be_part=_may_be_part(draft),
        )
        self.size_field.show_size(draft.size, offer)
        self.count.show_count(draft.count, model)
        self.output_format.show_format(draft, model)
        self.compression.show_compression(draft, model)
        self.frames.show_frames(draft, model)
        self.frame_time.show_frames(draft, model)
        self.previews.show_previews(draft, model)
        self._show_choices(draft, model)

    def _show_choices(self, draft: Draft, model: ImageModel) -> None:
        _show(self.quality, "quality", draft.quality, model.qualities, model)
        _show(self.background, "background", draft.background, model.backgrounds, model)
        moderation = None if draft.moderation == AUTO else draft.moderation
        strictness = tuple(one for one in model.moderations if one != AUTO)
        _show(self.moderation, "moderation", moderation, strictness, model)
        _show(self.complexity, "complexity", draft.complexity, model.complexities, model)
        self._output.set_summary(" · ".join(self._output_words(draft)))
        self._output.setVisible(any(not part.isHidden() for part in self._output_parts))

    def _output_words(self, draft: Draft) -> list[str]:
        """What the closed section says of itself: the format, and whatever is not as usual."""
        said = [draft.output_format.upper() if draft.output_format != "webp" else "WebP"]
        if draft.background != AUTO:
            said.append(draft.background)
        if draft.partial_images:
            said.append(
                f"{draft.partial_images} previews" if draft.partial_images > 1 else "1 preview"
            )
        return said + [row.spoken for row in (self.moderation, self.complexity) if row.spoken]

    @property
    def _output_parts(self) -> tuple[QWidget, ...]:
        first = (self.background, self.output_format, self.compression)
        animated = (self.frames, self.frame_time)
        return (*first, *animated, self.previews, self.moderation, self.complexity)

    def _lay_out(self) -> None:
        self.quality.picker.setObjectName("quality")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for row in (self.model, self.quality, self.size_field, self.count, self._output):
            column.addWidget(row)
        for part in self._output_parts:
            self._output.set_content(part)
        self._output.set_expanded(is_expanded=False)

    def _connect(self) -> None:
        for row in (self.model, self.quality, self.size_field, self.count, self.background):
            row.edited.connect(self.edited)
        self.output_format.edited.connect(self.edited)
        self.compression.edited.connect(self.edited)
        self.frames.edited.connect(self.edited)
        self.frame_time.edited.connect(self.edited)
        self.previews.edited.connect(self.edited)
        self.moderation.edited.connect(self.edited)
        self.complexity.edited.connect(self.edited)


def _may_be_part(draft: Draft) -> bool:
    """Something is marked or drawn, and not all of the picture was asked for."""
    is_drawn = draft.region_mode is RegionMode.BOX
    return is_drawn or (draft.has_mask and draft.region_mode is RegionMode.AUTO)


def _show(
    row: ChoiceField, setting: str, value: str | None, values: tuple[str, ...], model: ImageModel
) -> None:
    """Choices and value, and below them the table's word of warning or its general note."""
    row.show_choices(choices_of(setting, values, model), value)
    warning = model.note(setting, value) if value else ""
    row.set_note(warning or model.note(setting), is_warning=bool(warning))
