"""Presets: those that everybody has, and the designer's own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.export_preset import (
    BUILT_IN,
    ExportFormat,
    ExportMetadata,
    ExportPreset,
    ExportSettings,
)
from desktop.domain.name_template import template_problem
from desktop.domain.settings import Settings
from desktop.domain.size import Size
from desktop.storage.settings_file import SettingsFile

OWN = ExportPreset(
    name="Shop",
    format=ExportFormat.WEBP,
    quality=71,
    bounds=Size(900, 1200),
    cuts=True,
    dpi=144,
    metadata=ExportMetadata.NONE,
    template="shop-{number}",
)


def test_names_are_told_apart_and_templates_are_sound() -> None:
    assert len({one.name.casefold() for one in BUILT_IN}) == len(BUILT_IN)
    assert [template_problem(one.template) for one in BUILT_IN] == [None] * len(BUILT_IN)


def test_an_own_preset_replaces_one_of_its_name() -> None:
    settings = ExportSettings().with_preset(OWN).with_preset(replace(OWN, name="SHOP", quality=3))
    assert [(one.name, one.quality) for one in settings.presets] == [("SHOP", 3)]
    assert settings.named("shop ") is settings.presets[0]
    assert settings.without("Shop").presets == ()


def test_an_own_preset_goes_before_a_built_in_one_of_its_name() -> None:
    own = replace(OWN, name=BUILT_IN[0].name)
    assert ExportSettings().with_preset(own).named(own.name) == own
    assert ExportSettings().named(own.name) == BUILT_IN[0]


@pytest.mark.parametrize(
    "bad", [{"quality": 0}, {"quality": 101}, {"dpi": 0}, {"bounds": Size(40_000, 2)}]
)
def test_what_cannot_be_written_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\."):
        replace(OWN, **bad)  # type: ignore[arg-type]


def test_presets_outlive_the_program(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    exporting = ExportSettings(last=OWN).with_preset(OWN)
    file.save(replace(Settings(), exporting=exporting, programs=("/usr/bin/gimp",)))
    loaded, warnings = file.load()
    assert warnings == ()
    assert loaded.exporting == exporting
    assert loaded.programs == ("/usr/bin/gimp",)


def test_a_slip_of_the_hand_in_a_preset_is_said(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"exporting": {"last": {"name": "x", "quality": 900}}}))
    loaded, warnings = SettingsFile(path).load()
    assert loaded.exporting.last == ExportPreset()
    assert warnings
