"""What the next start remembers: the choices made last, and the prompts of the history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.size import Size
from desktop.startup.paths import standard_paths
from desktop.storage.library import Library
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.prompt.prompt_field import PromptField
from tests.builders import photo, png
from tests.journeys.conftest import Sit
from tests.storage.samples import an_edit


def test_model_quality_format_and_previews_are_kept(sit: Sit) -> None:
    stet = sit()
    model = stet.workspace.models.current(date(2026, 11, 21))[-1].id
    draft = replace(
        stet.workspace.draft, model=model, quality="low", output_format="webp", previews=1
    )
    stet.workspace.change_draft(draft)
    stet.leave()
    again = sit().workspace.draft
    assert (again.model, again.quality) == (model, "low")
    assert (again.output_format, again.previews) == ("webp", 1)


def test_earlier_prompts_come_back_key_by_key(sit: Sit) -> None:
    with Library.open(standard_paths().library) as library:
        for number, prompt in enumerate(("a red fox", "a blue boat", "a red fox"), 1):
            library.store_edit(an_edit(number, prompt))
    stet = sit()
    field = stet.prompt_field
    assert isinstance(field, PromptField)
    stet.wait(lambda: len(field._recent) == 2)
    QTest.keyClick(field, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert field.toPlainText() == "a red fox"
    QTest.keyClick(field, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert field.toPlainText() == "a blue boat"
    assert stet.workspace.draft.prompt == "a blue boat"


def test_the_size_says_what_region_is_sent(sit: Sit, tmp_path: Path) -> None:
    large = tmp_path / "large.png"
    large.write_bytes(png(photo(Size(2048, 1536))))
    stet = sit(large)
    box = stet.panels.prompt.findChild(ChoiceBox, "size")
    assert isinstance(box, ChoiceBox)
    assert box.itemText(0) == "Match the picture (2048×1536)"
    stet.paint((1000, 700), (1040, 720))
    stet.wait(lambda: box.itemText(0).startswith("Match the region ("))
    stet.act("clear_mask")
    stet.wait(lambda: box.itemText(0) == "Match the picture (2048×1536)")
