"""What the service wrote otherwise is marked in both prompts; what is copied stays as it was."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from desktop.domain.edit import Answered
from desktop.ui.history.edit_details import EditDetails
from desktop.ui.history.reading_field import ReadingField
from desktop.ui.icons import Icons
from desktop.ui.picture_loader import PictureLoader
from tests.ui.samples import edit


def test_differences_are_marked(qtbot: QtBot, icons: Icons, loader: PictureLoader) -> None:
    details = EditDetails(icons, loader)
    qtbot.addWidget(details)
    made = edit(1, prompt="🦊 A red fox at night")
    answered = Answered(revised_prompt="🦊 A photo of a red fox at dusk")
    details.show_edit(replace(made, answered=answered))
    asked, rewritten = details.findChildren(ReadingField)[:2]
    assert _marked(asked) == ["night"]
    assert "dusk" in _marked(rewritten)
    assert rewritten.toPlainText() == answered.revised_prompt
    details.show_edit(made)
    assert _marked(details.findChildren(ReadingField)[-1]) == []


def _marked(field: ReadingField) -> list[str]:
    return [one.cursor.selectedText().strip() for one in field.extraSelections()]
