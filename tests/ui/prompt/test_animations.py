"""Animations and drawings: their fields come with the format and go with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.draft import Draft
from desktop.ui.prompt.request_settings import RequestSettings
from tests.ui.prompt.conftest import Desk, pick

NEWEST = "gpt-image-2.6-sunburst"


def settings_of(desk: Desk, draft: Draft) -> RequestSettings:
    desk.show(draft)
    found = desk.panel.findChild(RequestSettings)
    assert found is not None
    found._output.set_expanded(is_expanded=True)
    return found


def test_frames_are_offered_for_animations_alone(desk: Desk) -> None:
    settings = settings_of(desk, Draft(prompt="a", model=NEWEST))
    assert settings.frames.isHidden()
    pick(settings.output_format, "gif")
    assert desk.draft.output_format == "gif"
    assert not settings.frames.isHidden()
    assert settings.previews.isHidden()
    settings.frames.edit.setFocus()
    QTest.keyClick(settings.frames.edit, Qt.Key.Key_Up)
    QTest.keyClick(settings.frame_time.edit, Qt.Key.Key_Up)
    assert (desk.draft.frame_count, desk.draft.frame_ms) == (10, 210)
    pick(settings.output_format, "png")
    assert settings.frames.isHidden()
    assert not settings.previews.isHidden()
    assert desk.draft.recipe().frame_count is None


def test_a_drawing_comes_alone(desk: Desk) -> None:
    settings = settings_of(desk, Draft(prompt="a", model=NEWEST, count=3))
    pick(settings.output_format, "svg")
    assert desk.draft.count == 1
    assert desk.draft.problems(desk.model) == ()
    assert "second model" in settings.output_format.note
