"""The table of shortcuts: habits, changes, conflicts, and the sheet that shows them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QKeySequenceEdit, QLabel, QLineEdit, QMenuBar, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.shortcuts import KeyChoice, KeyHabit, ShortcutSettings
from desktop.ui.actions import Actions, all_shortcuts
from desktop.ui.dialogs.shortcut_sheet import ShortcutSheet
from desktop.ui.icons import Icons
from desktop.ui.shortcuts import KeyTable, Scope, tool_shortcut


@pytest.fixture
def table() -> KeyTable:
    return KeyTable(all_shortcuts())


@pytest.mark.parametrize("habit", list(KeyHabit))
def test_no_habit_has_a_conflict_or_keys_that_qt_cannot_read(habit: KeyHabit) -> None:
    table = KeyTable(all_shortcuts(), ShortcutSettings(habit=habit))
    assert table.conflicts() == {}
    for one in table.shortcuts:
        for key in () if one.is_fixed else one.keys:
            read = QKeySequence(key)
            assert read.toString(QKeySequence.SequenceFormat.PortableText) == key, one


def test_every_id_is_once_in_the_table(table: KeyTable) -> None:
    names = [one.id for one in table.shortcuts]
    assert len(set(names)) == len(names)
    assert len(names) > 50


def test_a_change_is_kept_found_as_a_conflict_and_taken_back(table: KeyTable) -> None:
    changed = table.with_keys("invert_mask", ("Ctrl+D",))
    assert changed.keys("invert_mask") == ("Ctrl+D",)
    assert changed.is_changed("invert_mask")
    assert changed.conflicts() == {"invert_mask": ("clear_mask",), "clear_mask": ("invert_mask",)}
    assert changed.settings.choices == (KeyChoice(action="invert_mask", keys=("Ctrl+D",)),)
    assert KeyTable(all_shortcuts(), changed.settings).keys("invert_mask") == ("Ctrl+D",)
    back = changed.with_keys("invert_mask", table.keys("invert_mask"))
    assert back.settings.choices == ()


def test_tools_share_a_key_but_not_with_others(table: KeyTable) -> None:
    shared = table.with_keys(tool_shortcut("pan"), ("B",))
    assert shared.conflicts() == {}
    assert set(table.with_keys("flip_view", ("B",)).conflicts()) == {"flip_view", "tool brush"}


def test_each_menu_is_called_by_a_letter_of_its_own(qtbot: QtBot, icons: Icons) -> None:
    bar = QMenuBar()
    qtbot.addWidget(bar)
    menus = Actions(icons, bar).fill(bar)
    keys = [QKeySequence.mnemonic(menu.title()).toString() for menu in menus.values()]
    assert all(keys)
    assert len(set(keys)) == len(keys)


def test_it_is_searched_by_words_and_keys(table: KeyTable) -> None:
    assert [one.id for one in table.found("mask invert")] == ["invert_mask"]
    assert "clear_mask" in [one.id for one in table.found("ctrl+d")]
    assert table.found("no such thing") == ()


def test_letters_are_never_shortcuts_of_the_window(table: KeyTable) -> None:
    for one in table.shortcuts:
        if one.scope is Scope.WINDOW:
            assert not any(len(key) == 1 and key.isalnum() for key in one.keys), one


# the sheet


@pytest.fixture
def sheet(qtbot: QtBot, icons: Icons, table: KeyTable) -> ShortcutSheet:
    sheet = ShortcutSheet(table, icons)
    qtbot.addWidget(sheet)
    sheet.show()
    return sheet


def rows(sheet: ShortcutSheet) -> dict[str, tuple[str, str]]:
    return {item.text(0): (item.text(1), item.text(2)) for item in sheet._items()}


def press_button(sheet: ShortcutSheet, text: str) -> None:
    next(one for one in sheet.findChildren(QPushButton) if one.text() == text).click()


def test_typing_narrows_the_sheet(sheet: ShortcutSheet) -> None:
    everything = len(rows(sheet))
    QTest.keyClicks(sheet.findChildren(QLineEdit)[0], "undo")
    assert list(rows(sheet)) == ["Undo"]
    assert everything > 50


def test_keys_are_changed_with_a_warning_of_conflicts(sheet: ShortcutSheet, qtbot: QtBot) -> None:
    made: list[KeyTable] = []
    sheet.table_changed.connect(made.append)
    sheet.choose("flip_view")
    edit = sheet.findChildren(QKeySequenceEdit)[0]
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    said = [label.text() for label in sheet.findChildren(QLabel)]
    assert "These keys also call “Clear mask”." in said
    press_button(sheet, "Use these keys")
    assert made[-1].keys("flip_view") == ("Ctrl+D",)
    assert rows(sheet)["Flip view"][1] == "Also: Clear mask"
    press_button(sheet, "No keys")
    assert made[-1].keys("flip_view") == ()
    press_button(sheet, "Usual keys")
    assert made[-1].keys("flip_view") == ("Shift+F",)
    assert made[-1].settings == ShortcutSettings()


def test_what_is_fixed_stays(sheet: ShortcutSheet) -> None:
    sheet.choose("hold_hand")
    assert not sheet.findChildren(QKeySequenceEdit)[0].isEnabled()


def test_another_habit_shows_its_keys(sheet: ShortcutSheet) -> None:
    made: list[KeyTable] = []
    sheet.table_changed.connect(made.append)
    sheet._habit.setCurrentIndex(1)
    sheet._habit.activated.emit(1)
    assert rows(sheet)["Turn view left"][0].startswith("4")
    assert made[-1].settings.habit is KeyHabit.KRITA
