"""Every ability of every model in the table is offered, nothing else is, and all of it works."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop.domain.draft import Draft, fitted
from desktop.domain.image_models import ModelTable
from desktop.ui.prompt.choice_field import ChoiceField
from desktop.ui.prompt.request_settings import RequestSettings
from tests.ui.prompt.conftest import Desk, pick, pick_item

IDS = (
    "gpt-image-2",
    "gpt-image-2.5-sunburst",
    "gpt-image-2.5-flare",
    "gpt-image-2.6-sunburst",
    "gpt-image-2.6-flare",
    "gpt-image-1.5",
    "gpt-image-9-typed-by-hand",
)


def test_the_list_above_holds_every_model(table: ModelTable) -> None:
    assert {model.id for model in table.models} <= set(IDS)


def settings_for(desk: Desk, model_id: str) -> RequestSettings:
    draft, _ = fitted(Draft(prompt="a", model=model_id), desk.table.get(model_id))
    desk.show(draft)
    found = desk.panel.findChild(RequestSettings)
    assert found is not None
    found._output.set_expanded(is_expanded=True)
    return found


def values(field: ChoiceField) -> tuple[str, ...]:
    return tuple(choice.value for choice in field.choices)


def offered(field: ChoiceField) -> bool:
    return not field.isHidden()


@pytest.mark.parametrize("model_id", IDS)
def test_choices_are_those_of_the_model(desk: Desk, model_id: str) -> None:
    settings = settings_for(desk, model_id)
    model = desk.model
    assert values(settings.quality) == model.qualities
    assert values(settings.background) == model.backgrounds
    assert values(settings.output_format) == model.formats
    assert values(settings.previews) == tuple(map(str, range(model.max_partials + 1)))
    assert offered(settings.complexity) == bool(model.complexities)
    if model.complexities:
        assert values(settings.complexity) == ("", *model.complexities)
    assert values(settings.moderation) == ("", "low")
    assert settings.count.edit.limits.maximum == model.max_count


@pytest.mark.parametrize("model_id", IDS)
def test_sizes_are_those_of_the_model(desk: Desk, model_id: str) -> None:
    settings = settings_for(desk, model_id)
    box = settings.size_field.box
    data = [box.itemData(place) for place in range(box.count()) if box.itemData(place)]
    sizes = {str(size) for size in desk.model.presets}
    custom = set() if desk.model.sizes.fixed else {"custom"}
    assert set(data) == {"auto"} | sizes | custom
    assert data[0] == "auto"


@pytest.mark.parametrize("model_id", IDS)
def test_every_choice_can_be_made_by_hand_and_is_one_the_model_takes(
    desk: Desk, model_id: str
) -> None:
    settings = settings_for(desk, model_id)
    fields = {
        "quality": settings.quality,
        "background": settings.background,
        "output_format": settings.output_format,
        "complexity": settings.complexity,
        "moderation": settings.moderation,
    }
    for name, field in fields.items():
        for value in reversed(values(field) if offered(field) else ()):
            pick(field, value)
            assert getattr(desk.draft, name) == (value or None)
            assert desk.panel.findChild(RequestSettings) is settings
            problems = [one for one in desk.draft.problems(desk.model) if name in one.sentence]
            assert not problems
        if offered(field):
            pick(field, values(field)[0])
    assert desk.draft.problems(desk.model) == ()


@pytest.mark.parametrize("model_id", IDS)
def test_every_preset_can_be_chosen(desk: Desk, model_id: str) -> None:
    settings = settings_for(desk, model_id)
    for size in desk.model.presets:
        pick_item(settings.size_field.box, str(size))
        assert desk.draft.size == size
        assert size.shown in settings.size_field.box.currentText()
    pick_item(settings.size_field.box, "auto")
    assert desk.draft.size is None


def test_a_setting_without_choices_is_hidden(desk: Desk, table: ModelTable) -> None:
    from dataclasses import replace

    model = replace(
        table.get("gpt-image-2"),
        qualities=(),
        backgrounds=(),
        moderations=(),
        max_partials=0,
        formats=("png",),
    )
    desk.panel.show_draft(Draft(), model, (model,))
    settings = desk.panel.findChild(RequestSettings)
    assert settings is not None
    for field in (settings.quality, settings.background, settings.previews):
        assert field.isHidden()
    assert settings.moderation.isHidden()
    assert settings.compression.isHidden()


def test_notes_of_the_table_are_shown(desk: Desk) -> None:
    settings = settings_for(desk, "gpt-image-2")
    assert settings.background.note == ""
    pick(settings.background, "transparent")
    assert settings.background.note == desk.model.note("background", "transparent")
    settings = settings_for(desk, "gpt-image-2.5-flare")
    assert settings.quality.note == desk.model.note("quality")
    settings = settings_for(desk, "gpt-image-1.5")
    assert "1 December 2026" in settings.model.note


def test_compression_comes_with_the_format_and_goes_with_it(desk: Desk) -> None:
    settings = settings_for(desk, "gpt-image-2")
    assert settings.compression.isHidden()
    pick(settings.output_format, "webp")
    assert not settings.compression.isHidden()
    settings.compression.slider.slider.setValue(800)
    assert desk.draft.compression == 80
    pick(settings.output_format, "png")
    assert desk.draft.compression is None


def test_previews_say_why_they_are_out_of_reach(desk: Desk) -> None:
    settings = settings_for(desk, "gpt-image-2")
    assert settings.previews.picker.isEnabled()
    settings.count.edit.step(1)
    assert desk.draft.count == 2
    assert not settings.previews.picker.isEnabled()
    assert "one variation" in settings.previews.note


@pytest.mark.parametrize("width", [280, 320, 480])
@pytest.mark.parametrize("model_id", IDS)
def test_nothing_is_wider_than_the_panel(desk: Desk, model_id: str, width: int) -> None:
    settings = settings_for(desk, model_id)
    desk.panel.resize(width, 900)
    assert desk.panel.width() == width
    scroll = desk.panel._scroll
    inside = scroll.widget()
    assert inside is not None
    assert inside.width() <= scroll.viewport().width()
    for field in (settings.quality, settings.background, settings.previews):
        segments = field.picker.segments
        if segments.isVisible():
            assert segments.width() >= segments.minimumSizeHint().width()
    assert scroll.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
