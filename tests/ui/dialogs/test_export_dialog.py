"""The export dialog asks for exactly what it will do, and says beforehand what the file holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QInputDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.export_preset import (
    BUILT_IN,
    ExportColours,
    ExportFormat,
    ExportMetadata,
    ExportPreset,
    ExportSettings,
)
from desktop.domain.name_template import NameFacts
from desktop.domain.provenance import SourceType
from desktop.domain.size import Size
from desktop.ui.dialogs.export_choice import ExportChoice, ExportSubject, target_for
from desktop.ui.dialogs.export_dialog import ExportDialog
from desktop.ui.icons import Icons

DAY = datetime(2026, 11, 21, tzinfo=UTC)
FACTS = NameFacts(prompt="a red sail", id="0000abcd", created=DAY, total=3)
WEB = next(one for one in BUILT_IN if one.name.startswith("Web (WebP"))
POST = next(one for one in BUILT_IN if one.name.startswith("Square"))


def subject(tmp_path: Path, **values: Any) -> ExportSubject:
    known: dict[str, Any] = {
        "name": "Sky",
        "size": Size(3000, 2000),
        "facts": FACTS,
        "folder": str(tmp_path),
        "format": ExportFormat.PNG,
        "source": SourceType.GENERATED,
    }
    return ExportSubject(**(known | values))


@pytest.fixture
def opened(qtbot: QtBot, icons: Icons, tmp_path: Path) -> Any:
    def made(settings: ExportSettings | None = None, **values: Any) -> ExportDialog:
        dialog = ExportDialog(subject(tmp_path, **values), settings or ExportSettings(), icons)
        qtbot.addWidget(dialog)
        dialog.open()
        return dialog

    return made


def button(dialog: QWidget, text: str) -> QPushButton:
    return next(one for one in dialog.findChildren(QPushButton) if one.text() == text)


def press(dialog: QWidget, text: str) -> None:
    QTest.mouseClick(button(dialog, text), Qt.MouseButton.LeftButton)


def named(dialog: QWidget, name: str) -> QPushButton:
    found = dialog.findChildren(QPushButton)
    return next(one for one in found if one.accessibleName() == name)


def choose_preset(dialog: ExportDialog, name: str) -> None:
    row = dialog.presets.findText(name)
    dialog.presets.setCurrentIndex(row)
    dialog.presets.activated.emit(row)


def answer(dialog: ExportDialog, name: str) -> None:
    """Answers the system's dialog."""
    asked = dialog.findChild(QFileDialog)
    assert asked is not None
    asked.selectFile(name)
    asked.accept()


def test_one_picture_goes_where_the_file_dialog_says(opened: Any, tmp_path: Path) -> None:
    dialog = opened()
    heard: list[ExportChoice] = []
    dialog.export_requested.connect(heard.append)
    press(dialog, "Export…")
    asked = dialog.findChild(QFileDialog)
    assert asked.selectedFiles() == [str(tmp_path / "a-red-sail-abcd.png")]
    answer(dialog, "harbour.png")
    name = BUILT_IN[0].name
    assert heard == [
        ExportChoice(
            preset=ExportPreset(name=name), target=tmp_path / "harbour.png", may_replace=True
        )
    ]
    assert dialog.isVisible()
    dialog.end()


def test_cancelling_the_file_dialog_exports_nothing(opened: Any) -> None:
    dialog = opened()
    heard: list[ExportChoice] = []
    dialog.export_requested.connect(heard.append)
    press(dialog, "Export…")
    asked = dialog.findChild(QFileDialog)
    asked.reject()
    assert heard == []
    assert button(dialog, "Export…").isEnabled()


def test_many_ask_for_a_folder_and_can_be_stopped(
    opened: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(count=12)
    heard: list[ExportChoice] = []
    dialog.export_requested.connect(heard.append)
    press(dialog, "Export 12…")
    answer(dialog, str(tmp_path))
    assert [one.target for one in heard] == [tmp_path]
    assert not heard[0].may_replace
    dialog.show_progress(5, 12)
    with qtbot.waitSignal(dialog.stop_requested):
        press(dialog, "Stop")
    with qtbot.waitSignal(dialog.stop_requested):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.end()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_preset_fills_in_everything(opened: Any) -> None:
    dialog = opened()
    choose_preset(dialog, POST.name)
    assert dialog.fields.preset() == replace(POST, name="")
    assert dialog.example.endswith(".jpg")
    assert dialog.fields.down.isVisible()
    dialog.fields.quality.set_value(33)
    dialog.fields.quality.value_changed.emit(33)
    assert dialog.presets.currentIndex() == 0


def test_own_presets_are_kept_and_forgotten(opened: Any) -> None:
    dialog = opened()
    heard: list[ExportSettings] = []
    dialog.settings_changed.connect(heard.append)
    choose_preset(dialog, WEB.name)
    assert not named(dialog, "Forget this preset").isEnabled()
    dialog.fields.template.setText("shop-{number}")
    dialog.fields.template.textEdited.emit("shop-{number}")
    QTest.mouseClick(named(dialog, "Keep as a preset"), Qt.MouseButton.LeftButton)
    question = dialog.findChild(QInputDialog)
    question.setTextValue(" Shop ")
    question.accept()
    kept = heard[-1]
    assert kept.presets == (replace(WEB, name="Shop", template="shop-{number}"),)
    assert dialog.presets.currentText() == "Shop"
    QTest.mouseClick(named(dialog, "Forget this preset"), Qt.MouseButton.LeftButton)
    assert not heard[-1].presets


def test_a_name_that_cannot_be_is_said_at_once(opened: Any) -> None:
    dialog = opened()
    field = dialog.fields.template
    field.clear()
    QTest.keyClicks(field, "{colour}")
    assert "{colour}" in dialog.example
    assert not button(dialog, "Export…").isEnabled()
    field.clear()
    QTest.keyClicks(field, "{date} {width}x{height}")
    assert dialog.example == f"{DAY.astimezone():%Y-%m-%d} 3000x2000.png"
    assert button(dialog, "Export…").isEnabled()


def test_the_words_follow_the_choice(opened: Any) -> None:
    dialog = opened(
        has_credentials=True,
        original_has_credentials=True,
        has_alpha=True,
        tells=("camera and date (EXIF)",),
    )
    assert "byte for byte" in dialog.holds
    assert dialog.notes == ""
    recipe = ExportPreset(metadata=ExportMetadata.RECIPE)
    dialog.show_preset(recipe)
    assert "“parameters”" in dialog.holds
    assert "made by an AI model" in dialog.holds
    assert "camera and date (EXIF)" in dialog.holds
    assert "Content Credentials" in dialog.notes
    dialog.show_preset(replace(recipe, format=ExportFormat.JPEG))
    assert "EXIF comment" in dialog.holds
    assert "transparent parts become white" in dialog.notes
    assert "changes pixels" in dialog.notes
    dialog.show_preset(ExportPreset(metadata=ExportMetadata.NONE))
    assert "Nothing else" in dialog.holds
    assert "camera" not in dialog.holds
    dialog.show_preset(ExportPreset(format=ExportFormat.ORIGINAL))
    assert "byte for byte" in dialog.holds
    assert not dialog.fields.metadata.isVisible()


def test_a_jpeg_that_is_changed_in_part_is_not_said_to_change_everywhere(opened: Any) -> None:
    dialog = opened(came_as_jpeg=True, source=SourceType.COMPOSITE)
    dialog.show_preset(ExportPreset(format=ExportFormat.JPEG))
    assert "only the blocks that changed" in dialog.holds
    assert "everywhere" not in dialog.notes
    dialog.show_preset(ExportPreset(format=ExportFormat.JPEG, quality=60))
    assert "only the blocks" not in dialog.holds
    assert "everywhere" in dialog.notes


def test_the_words_say_what_becomes_of_the_colours(opened: Any) -> None:
    dialog = opened()
    dialog.show_preset(ExportPreset(colours=ExportColours.DISPLAY_P3))
    assert dialog.holds.startswith("The pixels converted to Display P3, the profile Display P3.")
    assert dialog.notes == ""
    dialog.show_preset(ExportPreset(colours=ExportColours.SRGB))
    assert dialog.holds.startswith("The pixels, the profile sRGB.")
    certified = opened(tells=("Content Credentials",), has_credentials=True)
    certified.show_preset(ExportPreset(colours=ExportColours.SRGB))
    assert certified.holds.startswith("The pixels, no profile, which means sRGB.")
    assert "byte for byte" in certified.holds
    assert certified.notes == ""
    certified.show_preset(ExportPreset(colours=ExportColours.SRGB, dpi=240))
    assert certified.holds.startswith("The pixels, the profile sRGB, 240 dpi.")
    assert "Content Credentials" in certified.notes
    wide = opened(
        colours=ExportColours.DISPLAY_P3,
        tells=("a colour profile", "Content Credentials"),
        has_credentials=True,
    )
    wide.show_preset(ExportPreset(colours=ExportColours.DISPLAY_P3))
    assert "byte for byte" in wide.holds
    wide.show_preset(ExportPreset(colours=ExportColours.ADOBE_RGB))
    assert "converted to Adobe RGB, the profile Compatible with Adobe RGB (1998)" in wide.holds
    assert "Colours beyond Adobe RGB" in wide.notes
    assert "Content Credentials" in wide.notes
    wide.show_preset(ExportPreset())
    assert "the picture's own colour profile" in wide.holds


def test_the_mark_of_a_simulated_picture_cannot_be_left_out(opened: Any) -> None:
    last = ExportSettings(last=ExportPreset(metadata=ExportMetadata.NONE))
    dialog = opened(last, source=SourceType.SIMULATED)
    assert dialog.fields.metadata.findText("Nothing at all") == -1
    assert dialog.fields.preset().metadata is ExportMetadata.PICTURE
    assert "simulated" in dialog.notes


def test_what_is_no_result_has_neither_layers_nor_an_original(opened: Any) -> None:
    dialog = opened(is_result=False, source=None)
    box = dialog.fields.format
    offered = [box.itemData(row) for row in range(box.count())]
    assert offered == [one for one in ExportFormat if one.is_flat]
    assert dialog.presets.findText("As it came") == -1


def test_an_ending_always_tells_the_truth() -> None:
    assert target_for(Path("a/b.JPEG"), ExportFormat.JPEG) == (Path("a/b.JPEG"), True)
    assert target_for(Path("a/b.jpg"), ExportFormat.PNG) == (Path("a/b.jpg.png"), False)
    assert target_for(Path("a/v1.2"), ExportFormat.WEBP) == (Path("a/v1.2.webp"), False)
