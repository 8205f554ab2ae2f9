"""The panel says what the designer did, shows what it is given, and never answers itself."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from time import process_time

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.domain.draft import Draft, fitted
from desktop.domain.problems import ProblemKind, problem
from desktop.domain.recipe import PROMPT_LIMIT, Blend, RegionMode
from desktop.domain.size import Box, Size
from desktop.ui.prompt.blend_settings import BlendSettings
from desktop.ui.prompt.draft_change import DraftChange, changed
from desktop.ui.prompt.generate_bar import GenerateBar
from desktop.ui.prompt.prompt_counter import PromptCounter
from desktop.ui.prompt.prompt_field import PromptField
from desktop.ui.prompt.request_settings import RequestSettings
from tests.ui.prompt.conftest import Desk, pick, pick_item

MASKED = Draft(prompt="a", picture=Size(1536, 1024), has_mask=True)
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def prompt_of(desk: Desk) -> PromptField:
    found = desk.panel.findChild(PromptField, "prompt")
    assert found is not None
    return found


def bar_of(desk: Desk) -> GenerateBar:
    found = desk.panel.findChild(GenerateBar)
    assert found is not None
    return found


def settings_of(desk: Desk) -> RequestSettings:
    found = desk.panel.findChild(RequestSettings)
    assert found is not None
    return found


def blend_of(desk: Desk) -> BlendSettings:
    found = desk.panel.findChild(BlendSettings)
    assert found is not None
    return found


def test_a_change_names_only_fields_of_a_draft() -> None:
    assert changed(count=3).applied_to(Draft()) == Draft(count=3)
    with pytest.raises(ValueError, match="seed"):
        DraftChange((("seed", 1),))


def test_typing_changes_the_prompt_and_enables_generate(desk: Desk) -> None:
    assert not bar_of(desk).button.isEnabled()
    assert bar_of(desk).reason == "There is no prompt."
    QTest.keyClicks(prompt_of(desk), "A boat")
    assert desk.draft.prompt == "A boat"
    assert len(desk.changes) == len("A boat")
    assert bar_of(desk).button.isEnabled()
    assert bar_of(desk).reason == ""


def test_what_is_shown_is_never_signalled(desk: Desk) -> None:
    for draft in (
        MASKED,
        Draft(prompt="b", model="gpt-image-1.5", size=Size(1024, 1536), count=4),
        Draft(prompt="c", model="typed", quality="max", background="opaque", previews=0),
        Draft(prompt="d", size=Size(1360, 1024), output_format="webp", compression=40),
        replace(MASKED, blend=Blend(feather=3, grow=9, composite=False, colour_match=False)),
        replace(MASKED, region_mode=RegionMode.BOX, region=Box(1, 2, 300, 400)),
        Draft(),
    ):
        desk.show(draft)
        desk.panel.resize(280 if desk.panel.width() > 300 else 400, 700)
    assert desk.changes == []
    assert desk.asked == []


def test_the_placeholder_follows_what_is_open(desk: Desk) -> None:
    seen = []
    for draft in (Draft(), Draft(picture=Size(10, 10)), replace(MASKED, prompt="")):
        desk.show(draft)
        seen.append(prompt_of(desk).placeholderText())
    assert seen == [
        "Describe the picture you want",
        "Say what to change",
        "Say what the marked part should become",
    ]


def test_the_counter_appears_late_and_turns_red_over_the_limit(desk: Desk) -> None:
    counter = desk.panel.findChild(PromptCounter)
    assert counter is not None
    states = []
    for length in (1000, 1001, PROMPT_LIMIT, PROMPT_LIMIT + 1):
        desk.show(Draft(prompt="x" * length))
        states.append((counter.isHidden(), counter.property("role")))
    assert states == [(True, "soft"), (False, "soft"), (False, "soft"), (False, "danger")]
    assert counter.text() == "32,001 / 32,000"
    assert prompt_of(desk).property("state") == "wrong"
    assert not bar_of(desk).button.isEnabled()


def test_the_prompt_grows_with_its_text_up_to_a_limit(desk: Desk) -> None:
    heights = []
    for lines in (1, 8, 60, 200):
        desk.show(Draft(prompt="word\n" * lines))
        QApplication.processEvents()
        heights.append(prompt_of(desk).height())
    assert heights[0] < heights[1] < heights[2] == heights[3]
    assert heights[3] < desk.panel.height() / 2


def test_undo_in_the_prompt_brings_back_what_was_written(desk: Desk) -> None:
    field = prompt_of(desk)
    QTest.keyClicks(field, "mine")
    desk.show(replace(desk.draft, prompt="from the history"))
    field.undo()
    assert desk.draft.prompt == "mine"


def test_only_plain_text_is_pasted(qtbot: QtBot, desk: Desk) -> None:
    field = prompt_of(desk)
    rich = QMimeData()
    rich.setHtml("<b>bold</b> sky")
    rich.setText("bold\u2029sky\r\nsea")
    QGuiApplication.clipboard().setMimeData(rich)
    field.paste()
    assert desk.draft.prompt == "bold\nsky\nsea"


def test_pictures_pasted_into_the_prompt_are_handed_on(qtbot: QtBot, desk: Desk) -> None:
    bitmap, file = QMimeData(), QMimeData()
    bitmap.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    file.setUrls([QUrl.fromLocalFile("/tmp/photo.png")])
    file.setText("/tmp/photo.png")
    for data in (bitmap, file):
        QGuiApplication.clipboard().setMimeData(data)
        with qtbot.waitSignal(desk.panel.pictures_pasted):
            prompt_of(desk).paste()
        assert not prompt_of(desk).canInsertFromMimeData(data)
    assert desk.draft.prompt == ""


def test_spaces_and_line_breaks_stay_as_written(desk: Desk) -> None:
    prompt = "  two  spaces\u00a0and\n\na tab\tend "
    desk.show(Draft(prompt=prompt))
    assert prompt_of(desk).text() == prompt


def test_earlier_prompts_come_back_and_what_was_written_too(desk: Desk) -> None:
    desk.panel.set_recent_prompts(("latest", "older"))
    field = prompt_of(desk)
    QTest.keyClicks(field, "unsent")
    seen = []
    for key in (Qt.Key.Key_Up,) * 3 + (Qt.Key.Key_Down,) * 3:
        QTest.keyClick(field, key, ALT)
        seen.append(desk.draft.prompt)
    assert seen == ["latest", "older", "older", "latest", "unsent", "unsent"]


def test_control_enter_asks_and_with_shift_asks_first(desk: Desk) -> None:
    field = prompt_of(desk)
    QTest.keyClick(field, Qt.Key.Key_Return, CONTROL)
    assert desk.asked == []
    QTest.keyClicks(field, "sky")
    QTest.keyClick(field, Qt.Key.Key_Return, CONTROL)
    QTest.keyClick(field, Qt.Key.Key_Enter, CONTROL | SHIFT)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert desk.asked == ["last", "first"]
    assert desk.draft.prompt == "sky\n"


def test_a_double_click_on_generate_asks_once(desk: Desk) -> None:
    desk.show(Draft(prompt="sky"))
    button = bar_of(desk).button
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    assert desk.asked == ["last"]


def test_generate_says_every_reason_and_offers_the_key(qtbot: QtBot, desk: Desk) -> None:
    desk.show(Draft(prompt="sky"))
    first, second = problem(ProblemKind.KEY_MISSING), problem(ProblemKind.MASK_EMPTY)
    desk.panel.show_problems((first, second))
    bar = bar_of(desk)
    assert bar.reason == first.sentence
    assert first.remedy in unescape(bar.button.toolTip())
    assert second.sentence in unescape(bar.button.toolTip())
    QTest.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    assert desk.asked == []
    with qtbot.waitSignal(desk.panel.key_wanted):
        QTest.mouseClick(bar._add_key, Qt.MouseButton.LeftButton)
    desk.panel.show_problems((second,))
    assert bar._add_key.isHidden()


def test_the_demo_engine_is_named_while_it_answers(desk: Desk) -> None:
    assert not bar_of(desk).is_demo_shown
    desk.panel.show_demo(is_on=True)
    assert bar_of(desk).is_demo_shown


def test_the_welcome_card_leads_on_and_goes(qtbot: QtBot, desk: Desk) -> None:
    desk.panel.show_welcome(is_on=True)
    card = desk.panel._welcome
    with qtbot.waitSignal(desk.panel.key_wanted):
        QTest.mouseClick(card._key, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(desk.panel.demo_wanted):
        QTest.mouseClick(card._demo, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(desk.panel.welcome_closed):
        QTest.mouseClick(card._close, Qt.MouseButton.LeftButton)
    assert card.isHidden()


def test_notes_about_what_stet_changed_stay_until_closed(desk: Desk) -> None:
    wanted = Draft(prompt="a", model="gpt-image-1.5", quality="max", size=Size(2048, 2048))
    _, notes = fitted(wanted, desk.table.get("gpt-image-1.5"))
    desk.panel.show_notes(notes)
    assert all(note in desk.panel._notes.text for note in notes)
    assert len(notes) == 2
    desk.panel.show_notes(())
    assert desk.panel._notes.isHidden()


def type_into(edit: QLineEdit, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, key)


def open_custom(desk: Desk) -> None:
    """Chooses the last entry of the list, and is in the width then."""
    field = settings_of(desk).size_field
    field.box.setFocus()
    QTest.keyClick(field.box, Qt.Key.Key_End)
    assert field.custom.width_edit.hasFocus()
    assert desk.draft.size == Size(1024, 1024)


def test_an_illegal_size_is_snapped_and_the_reason_said(desk: Desk) -> None:
    field = settings_of(desk).size_field
    open_custom(desk)
    assert desk.draft.size == Size(1024, 1024)
    type_into(field.custom.width_edit, "1025+200")
    assert desk.draft.size == Size(1232, 1024)
    assert "multiples of 16" in field.note
    assert "1225×1024 became 1232×1024" in field.note
    type_into(field.custom.width_edit, "1248")
    assert field.note == ""


def test_a_size_that_snaps_back_shows_the_legal_one_again(desk: Desk) -> None:
    field = settings_of(desk).size_field
    open_custom(desk)
    type_into(field.custom.width_edit, "1025")
    assert field.custom.width_edit.text() == "1024"
    assert "1025×1024 became 1024×1024" in field.note
    assert desk.draft.size == Size(1024, 1024)


def test_both_sides_can_be_typed_before_they_are_judged(desk: Desk) -> None:
    field = settings_of(desk).size_field
    open_custom(desk)
    type_into(field.custom.width_edit, "3840", Qt.Key.Key_Tab)
    assert field.custom.height_edit.hasFocus()
    assert desk.draft.size == Size(1024, 1024)
    type_into(field.custom.height_edit, "2160", Qt.Key.Key_Tab)
    assert desk.draft.size == Size(3840, 2160)
    assert "Experimental" in field.note


def test_leaving_the_second_side_untouched_still_takes_the_first(desk: Desk) -> None:
    field = settings_of(desk).size_field
    open_custom(desk)
    type_into(field.custom.width_edit, "2048", Qt.Key.Key_Tab)
    QTest.keyClick(field.custom.height_edit, Qt.Key.Key_Tab)
    assert desk.draft.size == Size(2048, 1024)


def test_sides_are_exchanged_and_stepped_by_the_grid(desk: Desk) -> None:
    desk.show(Draft(prompt="a", size=Size(1360, 1024)))
    field = settings_of(desk).size_field
    assert field.box.currentData() == "custom"
    QTest.mouseClick(field.custom.swap_button, Qt.MouseButton.LeftButton)
    assert desk.draft.size == Size(1024, 1360)
    QTest.keyClick(field.custom.width_edit, Qt.Key.Key_Up)
    assert desk.draft.size == Size(1040, 1360)


def test_auto_names_the_picture_or_the_region_it_will_match(desk: Desk) -> None:
    box = settings_of(desk).size_field.box
    assert box.itemText(0) == "Auto"
    desk.show(MASKED)
    assert box.itemText(0) == "Match the picture (1536×1024)"
    desk.panel.show_draft(desk.draft, desk.model, desk.table.models, automatic=Size(1024, 768))
    assert box.itemText(0) == "Match the region (1024×768)"
    whole = replace(desk.draft, region_mode=RegionMode.WHOLE)
    desk.panel.show_draft(whole, desk.model, desk.table.models, automatic=Size(1024, 768))
    assert box.itemText(0) == "Match the picture (1024×768)"


def test_a_model_is_chosen_by_name_or_typed_by_id(desk: Desk) -> None:
    field = settings_of(desk).model
    line = field.box.lineEdit()
    assert line is not None
    pick_item(field.box, "gpt-image-2.5-flare")
    assert desk.draft.model == "gpt-image-2.5-flare"
    type_into(line, "gpt image 2")
    assert desk.draft.model == "gpt-image-2"
    type_into(line, " gpt-image-3-nova ")
    assert desk.draft.model == "gpt-image-3-nova"
    assert "does not know" in field.note
    assert bar_of(desk).estimate.total == "Price unknown"
    assert line.text() == "gpt-image-3-nova"
    type_into(line, "")
    assert desk.draft.model == "gpt-image-3-nova"
    assert line.text() == "gpt-image-3-nova"


def test_leaving_the_model_as_it_is_changes_nothing(desk: Desk) -> None:
    line = settings_of(desk).model.box.lineEdit()
    assert line is not None
    type_into(line, "GPT Image 2")
    assert desk.changes == []


def test_a_snapshot_keeps_its_id(desk: Desk) -> None:
    line = settings_of(desk).model.box.lineEdit()
    assert line is not None
    type_into(line, "gpt-image-2-2026-04-21")
    assert desk.draft.model == "gpt-image-2-2026-04-21"
    assert settings_of(desk).model.note == ""
    assert line.text() == "gpt-image-2-2026-04-21"


def test_blend_is_there_for_a_picture_and_fits_what_is_sent(desk: Desk) -> None:
    shown = []
    for draft in (Draft(), replace(MASKED, has_mask=False), MASKED):
        desk.show(draft)
        blend = blend_of(desk)
        shown.append((blend.isVisible(), blend.fields.isVisible(), blend.align.isVisible()))
    assert shown == [(False, False, False), (True, False, True), (True, True, False)]


def test_an_edit_without_a_mask_can_be_aligned(desk: Desk) -> None:
    desk.show(replace(MASKED, has_mask=False, blend=Blend(composite=False)))
    QTest.mouseClick(blend_of(desk).align, Qt.MouseButton.LeftButton, pos=QPoint(8, 10))
    assert desk.draft.blend == Blend(align=True)


def test_blend_settings_are_set_by_hand(desk: Desk) -> None:
    desk.show(MASKED)
    blend = blend_of(desk)
    QTest.mouseClick(
        blend.fields.feather.mode.findChildren(QAbstractButton)[1], Qt.MouseButton.LeftButton
    )
    assert desk.draft.blend.feather == 16
    type_into(blend.fields.feather.edit, "0")
    assert desk.draft.blend.feather == 0
    type_into(blend.fields.grow.edit, "12")
    for box in (blend.fields.colours, blend.as_it_came):
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert desk.draft.blend == Blend(feather=0, grow=12, colour_match=False, composite=False)
    assert not blend.fields.feather.isEnabled()
    assert "as it came" in blend.fields.feather.edit.toolTip()


def test_count_is_stepped_by_its_buttons_within_the_models_limits(desk: Desk) -> None:
    count = settings_of(desk).count
    QTest.mouseClick(count._more, Qt.MouseButton.LeftButton)
    assert desk.draft.count == 2
    type_into(count.edit, "99")
    assert desk.draft.count == 10
    assert not count._more.isEnabled()
    QTest.mouseClick(count._fewer, Qt.MouseButton.LeftButton)
    assert desk.draft.count == 9


def visible_stops(panel: QWidget) -> list[QWidget]:
    """What Tab goes through, in its order, once around."""
    stops: list[QWidget] = []
    widget = panel.nextInFocusChain()
    while widget is not None and widget is not panel:
        takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if takes_tab and widget.isVisible() and widget.isEnabled() and not widget.focusProxy():
            stops.append(widget)
        widget = widget.nextInFocusChain()
    return stops


def test_tab_goes_from_top_to_bottom(desk: Desk) -> None:
    desk.panel.resize(320, 1400)
    desk.panel.show_welcome(is_on=True)
    desk.show(MASKED)
    QApplication.processEvents()
    places = [
        (stop.mapTo(desk.panel, QPoint(0, stop.height())).y(), stop.accessibleName())
        for stop in visible_stops(desk.panel)
    ]
    rows = [y for y, _ in places]
    for place in range(1, len(rows)):
        assert rows[place] > rows[place - 1] - 16, places[place - 1 : place + 1]
    assert len(rows) > 12


def test_the_tray_is_reached_between_prompt_and_settings(qtbot: QtBot, desk: Desk) -> None:
    tray = QWidget()
    row = QVBoxLayout(tray)
    for name in ("add", "clear"):
        button = QPushButton(name)
        button.setAccessibleName(name)
        row.addWidget(button)
    desk.panel.set_tray(tray)
    qtbot.waitUntil(tray.isVisible)
    names = [stop.accessibleName() for stop in visible_stops(desk.panel)]
    assert names[:3] == ["Prompt", "add", "clear"]


def test_a_change_that_is_refused_is_taken_back(desk: Desk) -> None:
    """The workspace may answer with the draft as it was."""
    desk.panel.draft_edited.disconnect(desk._apply)
    before = desk.draft
    settings = settings_of(desk)
    pick(settings.quality, "high")
    settings.count.edit.step(3)
    pick_item(settings.size_field.box, "2048x2048")
    desk.show(before)
    assert settings.quality.value == "medium"
    assert settings.count.edit.value == 1
    assert settings.size_field.box.currentData() == "auto"


def test_everything_that_takes_the_focus_has_a_name_and_a_tooltip(desk: Desk) -> None:
    desk.panel.show_welcome(is_on=True)
    desk.show(MASKED)
    for widget in visible_stops(desk.panel):
        name = widget.accessibleName() or getattr(widget, "text", str)()
        assert name, widget
        inside_box = isinstance(widget.parent(), QComboBox)
        assert widget.toolTip() or inside_box, (widget, name)


def test_names_that_automation_relies_on(desk: Desk) -> None:
    for name in ("prompt", "generate", "estimate", "model", "quality", "size", "count"):
        found = desk.find(QWidget, name)
        assert found.accessibleName(), name


def test_typing_in_a_long_prompt_is_cheap(desk: Desk) -> None:
    """A key in a prompt of 30,000 characters, from key to panel, well under a frame."""
    desk.show(Draft(prompt=("word and more of it, " * 10 + "\n") * 145))
    field = prompt_of(desk)
    field.setFocus()
    taken = []
    for letter in "warm and twenty more keys":
        start = process_time()
        QTest.keyClicks(field, letter)
        taken.append(process_time() - start)
    assert min(taken) < 0.008, taken  # the processor's own time: others may be busy here
