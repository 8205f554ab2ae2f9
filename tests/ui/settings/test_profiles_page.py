"""Profiles are added, edited, chosen and removed; nothing half right is ever taken over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.profile import Deployment, Header, Profile, ServiceForm, Trait
from desktop.domain.secret_key import KeySource
from desktop.domain.settings import Settings, with_keys_apart
from desktop.ui.icons import Icons
from desktop.ui.settings.key_status import KeyState, KeyStatus
from desktop.ui.settings.settings_dialog import Page, SettingsDialog

GATEWAY = Profile(id="gate.example", name="Gate", base_url="https://gate.example/v1")
TARGET = (
    "https://studio.openai.azure.com/openai/deployments/pics/images/edits"
    "?api-version=2025-04-01-preview"
)


@pytest.fixture
def dialog(qtbot: QtBot, icons: Icons) -> Iterator[SettingsDialog]:
    dialog = SettingsDialog(icons)
    qtbot.addWidget(dialog)
    dialog.show_settings(Settings())
    dialog.show_page(Page.SERVICE)
    dialog.show()
    dialog.activateWindow()
    yield dialog
    dialog.close()


@pytest.fixture
def edited(dialog: SettingsDialog) -> list[Settings]:
    """As the keeper takes them: under ids of their own, and shown again."""
    heard: list[Settings] = [Settings()]

    def keep(settings: Settings) -> None:
        heard.append(with_keys_apart(heard[-1], settings))
        dialog.show_settings(heard[-1])

    dialog.settings_edited.connect(keep)
    return heard


def click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def type_over(line: QWidget, text: str) -> None:
    line.setFocus()
    QTest.keySequence(line, "Ctrl+A")
    QTest.keyClicks(line, text)


def add(dialog: SettingsDialog, kind: str) -> None:
    menu = dialog._service.add.menu()
    action = next(one for one in menu.actions() if one.text() == kind)
    action.trigger()


def news_button(dialog: SettingsDialog, name: str) -> QPushButton:
    found = dialog._service.findChild(QPushButton, name)
    assert found is not None
    return found


def test_azure_is_added_with_the_address_from_its_portal(
    dialog: SettingsDialog, edited: list[Settings]
) -> None:
    add(dialog, "Azure OpenAI")
    fields = dialog._service.fields
    assert "address of the new service" in dialog._service.remark
    assert fields.address.property("state") != "wrong"
    assert len(edited) == 1
    type_over(fields.address, TARGET)
    QTest.keyClick(fields.address, Qt.Key.Key_Return)
    added = edited[-1].active_profile()
    assert added == Profile(
        id="studio.openai.azure.com",
        name="Azure",
        base_url="https://studio.openai.azure.com",
        form=ServiceForm.AZURE_DEPLOYMENT,
        api_version="2025-04-01-preview",
        deployments=(Deployment(name="pics", model="gpt-image-2"),),
    )
    assert edited[-1].profiles[0] == Profile()
    assert dialog._service.profile.currentText() == "Azure"


def test_a_gateway_is_added_with_headers_names_and_gaps(
    dialog: SettingsDialog, edited: list[Settings]
) -> None:
    add(dialog, "Another service")
    fields = dialog._service.fields
    type_over(fields.address, "https://gate.example/v1")
    QTest.keyClick(fields.address, Qt.Key.Key_Return)
    fields.headers.setFocus()
    QTest.keyClicks(fields.headers, "X-Team: posters")
    fields.names.setFocus()
    QTest.keyClicks(fields.names, "openai/gpt-image-2 = gpt-image-2")
    click(fields.traits.ticks[Trait.STREAM])
    type_over(fields.key_header, "X-Key")
    QTest.keyClick(fields.key_header, Qt.Key.Key_Return)
    added = edited[-1].active_profile()
    assert added.headers == (Header(name="X-Team", value="posters"),)
    assert added.deployments == (Deployment(name="openai/gpt-image-2", model="gpt-image-2"),)
    assert added.lacks == (Trait.STREAM,)
    assert added.key_header == "X-Key"
    assert dialog._service.remark == "The key of “Gateway” is sent to gate.example."


def test_a_line_that_is_no_pair_is_marked_and_nothing_is_taken(
    dialog: SettingsDialog, edited: list[Settings]
) -> None:
    dialog.show_settings(Settings(profiles=(GATEWAY,), profile=GATEWAY.id))
    fields = dialog._service.fields
    fields.headers.setFocus()
    QTest.keyClicks(fields.headers, "nonsense")
    fields.name.setFocus()
    assert fields.headers.property("state") == "wrong"
    assert "cannot be read" in dialog._service.remark
    assert len(edited) == 1


def test_a_header_that_would_hold_a_key_is_refused_in_words(
    dialog: SettingsDialog, edited: list[Settings]
) -> None:
    dialog.show_settings(Settings(profiles=(GATEWAY,), profile=GATEWAY.id))
    fields = dialog._service.fields
    fields.headers.setFocus()
    QTest.keyClicks(fields.headers, "Authorization: Bearer x")
    fields.name.setFocus()
    assert "keychain" in dialog._service.remark
    assert len(edited) == 1


def test_a_profile_that_was_begun_is_dropped_by_choosing_another(
    dialog: SettingsDialog, edited: list[Settings]
) -> None:
    add(dialog, "Azure OpenAI")
    assert not dialog._service.key.isEnabled()
    click(dialog._service.remove)
    assert dialog._service.profile.currentText() == "OpenAI"
    assert len(edited) == 1


def test_removing_asks_and_takes_the_key_along(
    dialog: SettingsDialog, edited: list[Settings]
) -> None:
    removed: list[str] = []
    dialog.profile_removed.connect(removed.append)
    assert not dialog._service.remove.isEnabled()
    both = replace(Settings(), profiles=(Profile(), GATEWAY), profile=GATEWAY.id)
    edited[0] = both
    dialog.show_settings(both)
    click(dialog._service.remove)
    assert edited == [both]
    click(news_button(dialog, "keep_profile"))
    assert edited == [both]
    click(dialog._service.remove)
    click(news_button(dialog, "remove_profile"))
    assert edited[-1].profiles == (Profile(),)
    assert edited[-1].profile == "openai"
    assert removed == [GATEWAY.id]


def test_the_key_of_the_profile_in_use_is_tested_from_here(
    qtbot: QtBot, dialog: SettingsDialog
) -> None:
    assert not dialog._service.test.isEnabled()
    found = KeyStatus(state=KeyState.SAVED, source=KeySource.KEYCHAIN, place="KWallet")
    dialog.show_key_status(found)
    with qtbot.waitSignal(dialog.key_test_requested):
        click(dialog._service.test)
    dialog.show_key_status(replace(found, state=KeyState.WORKS))
    assert dialog._service._key_news.text == "The key works."
    click(dialog._service.key)
    assert dialog.page is Page.KEY


def test_a_region_of_openai_is_an_address(dialog: SettingsDialog, edited: list[Settings]) -> None:
    region = dialog._service.fields.region
    region.setFocus()
    QTest.keyClicks(region, "Europe")
    moved = edited[-1].active_profile()
    assert moved.base_url == "https://eu.api.openai.com/v1"
    assert moved.id == "eu.api.openai.com"
    assert dialog._service.remark == ""


def test_only_what_means_something_is_shown(dialog: SettingsDialog) -> None:
    fields = dialog._service.fields
    assert fields.region.isVisible()
    assert not fields.headers.isVisible()
    dialog.show_settings(
        Settings(profiles=(replace(GATEWAY, form=ServiceForm.AZURE),), profile=GATEWAY.id)
    )
    assert fields.version.isVisible()
    assert not fields.organization.isVisible()
    assert not fields.key_header.isVisible()
