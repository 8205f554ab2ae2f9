"""The settings say what was changed, apply it at once, and never answer themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QColorDialog,
    QDialog,
    QFileDialog,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.domain.profile import OPENAI_URL, Profile
from desktop.domain.screen_profile import ScreenChoice, ScreenSettings
from desktop.domain.settings import BrushSettings, OverlaySettings, Settings, Theme
from desktop.ui.icons import Icons
from desktop.ui.settings.settings_dialog import Page, SettingsDialog


@pytest.fixture
def dialog(qtbot: QtBot, icons: Icons) -> Iterator[SettingsDialog]:
    dialog = SettingsDialog(icons)
    qtbot.addWidget(dialog)
    dialog.show_settings(Settings())
    dialog.show()
    dialog.activateWindow()
    yield dialog
    dialog.close()


@pytest.fixture
def edited(dialog: SettingsDialog) -> list[Settings]:
    heard: list[Settings] = []
    dialog.settings_edited.connect(heard.append)
    return heard


def click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def segment(row: QWidget, place: int) -> QPushButton:
    return row.findChildren(QPushButton)[place]


def type_over(line: QWidget, text: str) -> None:
    line.setFocus()
    QTest.keySequence(line, "Ctrl+A")
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_pages_are_reached_by_click_key_and_program(dialog: SettingsDialog) -> None:
    seen = [dialog.page]
    QTest.keyClick(dialog._list, Qt.Key.Key_Down)
    seen.append(dialog.page)
    dialog.show_page(Page.CANVAS)
    seen.append(dialog.page)
    assert seen == [Page.GENERAL, Page.KEY, Page.CANVAS]


def test_what_is_shown_is_not_signalled(dialog: SettingsDialog, edited: list[Settings]) -> None:
    other = Settings(
        theme=Theme.LIGHT,
        previews=0,
        jobs_at_once=5,
        brush=BrushSettings(diameter=300, hardness=0.2),
        overlay=OverlaySettings(colour="#123456", opacity=0.3),
        profile="own",
        profiles=(Profile(), Profile(id="own", name="Own", base_url="https://own.example/v1")),
    )
    dialog.show_settings(other)
    dialog.show_settings(Settings())
    assert edited == []


def test_general_settings(dialog: SettingsDialog, edited: list[Settings]) -> None:
    page = dialog._general
    click(segment(page.theme, 2))
    click(segment(page.previews, 0))
    QTest.keyClick(page.jobs, Qt.Key.Key_Up)
    assert edited[-1] == Settings(theme=Theme.LIGHT, previews=0, jobs_at_once=3)
    assert len(edited) == 3


def test_pages_build_on_each_other(dialog: SettingsDialog, edited: list[Settings]) -> None:
    click(segment(dialog._general.theme, 0))
    dialog.show_page(Page.CANVAS)
    dialog._canvas.opacity.slider.setValue(0)
    type_over(dialog._service.fields.project, "proj_7")
    last = edited[-1]
    assert last.theme is Theme.SYSTEM
    assert last.overlay.opacity == 0.1
    assert last.active_profile().project == "proj_7"


def test_the_library_is_shown_and_its_folder_opened(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.show_library("/home/anna/Pictures/stet")
    assert "/home/anna/Pictures/stet" in dialog._general._library.text()
    with qtbot.waitSignal(dialog.library_open_requested):
        click(dialog._general._open)


def test_canvas_settings(dialog: SettingsDialog, edited: list[Settings]) -> None:
    dialog.show_page(Page.CANVAS)
    page = dialog._canvas
    click(page.colour.swatches[1])
    type_over(page.diameter.edit, "240")
    type_over(page.hardness.edit, "25")
    assert edited[-1].overlay.colour == "#1fa95b"
    assert edited[-1].brush == BrushSettings(diameter=240, hardness=0.25)


def test_any_colour_can_be_chosen_without_blocking(
    qtbot: QtBot, dialog: SettingsDialog, edited: list[Settings]
) -> None:
    dialog.show_page(Page.CANVAS)
    click(dialog._canvas.colour._other)
    asked = dialog.findChild(QColorDialog)
    assert asked is not None
    assert asked.isVisible()
    asked.setCurrentColor(QColor("#0a0b0c"))
    asked.accept()
    assert edited[-1].overlay.colour == "#0a0b0c"
    assert dialog._canvas.colour._own.isChecked()


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("ftp://example.com", "not an http or https address"),
        ("http://images.example.com/v1", "plain http"),
        ("", "not an http"),
        ("images.example.com", "not an http"),
    ],
)
def test_an_unsafe_address_is_explained_live_and_not_taken(
    dialog: SettingsDialog, edited: list[Settings], address: str, word: str
) -> None:
    dialog.show_page(Page.SERVICE)
    page = dialog._service
    page.fields.address.selectAll()
    if address:
        QTest.keyClicks(page.fields.address, address)
    else:
        QTest.keyClick(page.fields.address, Qt.Key.Key_Delete)
    assert page.fields.address.property("state") == "wrong"
    assert word in page.remark
    QTest.keyClick(page.fields.address, Qt.Key.Key_Return)
    assert edited == []


def test_plain_http_is_taken_only_when_it_is_ticked(
    dialog: SettingsDialog, edited: list[Settings]
) -> None:
    dialog.show_page(Page.SERVICE)
    page = dialog._service
    assert page.fields.plain_http.isHidden()
    type_over(page.fields.address, "http://images.example.com/v1/")
    assert edited == []
    assert not page.fields.plain_http.isHidden()
    page.fields.plain_http.click()
    assert edited[-1].active_profile().base_url == "http://images.example.com/v1"
    assert edited[-1].active_profile().allows_plain_http


def test_another_address_names_who_will_get_the_key(
    dialog: SettingsDialog, edited: list[Settings]
) -> None:
    dialog.show_page(Page.SERVICE)
    page = dialog._service
    assert page.remark == ""
    type_over(page.fields.address, "https://images.example.com/openai/v1")
    assert page.remark == "The key of “OpenAI” is sent to images.example.com."
    assert edited[-1].active_profile().base_url == "https://images.example.com/openai/v1"
    click(page.fields.reset)
    assert edited[-1].active_profile().base_url == OPENAI_URL
    assert page.fields.reset.isHidden()


def test_this_computer_may_be_asked_without_https(
    dialog: SettingsDialog, edited: list[Settings]
) -> None:
    dialog.show_page(Page.SERVICE)
    type_over(dialog._service.fields.address, "http://127.0.0.1:8080/v1")
    assert edited[-1].active_profile().base_url == "http://127.0.0.1:8080/v1"
    assert dialog._service.fields.plain_http.isHidden()


def test_a_profile_is_chosen_when_there_are_several(
    dialog: SettingsDialog, edited: list[Settings]
) -> None:
    own = Profile(id="own", name="Own", base_url="https://own.example/v1")
    dialog.show_settings(replace(Settings(), profiles=(Profile(), own)))
    dialog.show_page(Page.SERVICE)
    page = dialog._service
    page.profile.setFocus()
    QTest.keyClick(page.profile, Qt.Key.Key_Down)
    assert edited[-1].active_profile() == own
    assert page.fields.address.text() == own.base_url
    type_over(page.fields.name, "Studio")
    assert [one.name for one in edited[-1].profiles] == ["OpenAI", "Studio"]


def test_everything_has_a_name_and_a_tooltip(dialog: SettingsDialog) -> None:
    for page in Page:
        dialog.show_page(page)
        for widget in dialog.findChildren(QWidget):
            if not (widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()):
                continue
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or text, widget
            assert widget.toolTip() or widget is dialog._list, (widget, text)


def test_enter_in_a_field_presses_no_button(
    qtbot: QtBot, dialog: SettingsDialog, edited: list[Settings]
) -> None:
    dialog.show_settings(replace(Settings(), profiles=(Profile(base_url="https://a.example/v1"),)))
    dialog.show_page(Page.SERVICE)
    assert dialog._service.fields.reset.isVisible()
    QTest.keyClick(dialog._service.fields.address, Qt.Key.Key_Return)
    assert edited == []
    assert dialog.isVisible()


def test_escape_closes_it(dialog: SettingsDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()
    assert isinstance(dialog, QDialog)


def test_the_pens_button_can_be_assigned(dialog: SettingsDialog, edited: list[Settings]) -> None:
    dialog.show_page(Page.CANVAS)
    box = dialog._canvas.pen_button
    assert box.currentData() == "pan"
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert edited[-1].pen_button == "eraser"


def test_the_screens_colours(
    dialog: SettingsDialog, edited: list[Settings], qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.show_page(Page.CANVAS)
    page = dialog._canvas
    box = page.screen_colour
    assert box.currentData() == ScreenChoice.AUTOMATIC
    box.setCurrentIndex(box.findData(ScreenChoice.SRGB.value))
    box.activated.emit(box.currentIndex())
    assert edited[-1].screen == ScreenSettings(choice=ScreenChoice.SRGB)
    box.setCurrentIndex(box.count() - 1)
    box.activated.emit(box.currentIndex())
    assert box.currentData() == ScreenChoice.SRGB, "nothing is chosen before there is a file"
    chooser = page.findChild(QFileDialog)
    assert isinstance(chooser, QFileDialog)
    chooser.fileSelected.emit(str(tmp_path / "panel.icc"))
    chooser.close()
    chosen = ScreenSettings(choice=ScreenChoice.FILE, file=str(tmp_path / "panel.icc"))
    assert edited[-1].screen == chosen
    assert box.currentText() == "panel.icc"
    dialog.show_settings(Settings())
    assert box.currentData() == ScreenChoice.AUTOMATIC
