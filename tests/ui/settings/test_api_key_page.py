"""The key page: what is typed goes out once as a secret, what is stored is never shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.problems import ProblemKind, problem
from desktop.domain.profile import Profile
from desktop.domain.secret_key import KeySource, SecretKey
from desktop.ui.icons import Icons
from desktop.ui.settings.api_key_page import KEYS_LINK, VERIFY_LINK, ApiKeyPage
from desktop.ui.settings.key_status import KeyState, KeyStatus

TYPED = "sk-proj-0123456789abcdefAB12"
GNOME = "GNOME Keyring (Secret Service)"
SAVED = KeyStatus(state=KeyState.SAVED, source=KeySource.KEYCHAIN, place=GNOME, hint="AB12")
NO_KEYCHAIN = KeyStatus(
    state=KeyState.NO_KEYCHAIN,
    problem=problem(ProblemKind.KEYCHAIN_MISSING, found="none", suggestion="Install one."),
)


class Heard:
    """What the page said, in order."""

    def __init__(self, page: ApiKeyPage) -> None:
        self.keys: list[SecretKey] = []
        self.session: list[SecretKey] = []
        self.others: list[str] = []
        page.key_entered.connect(self.keys.append)
        page.session_key_accepted.connect(self.session.append)
        page.key_test_requested.connect(lambda: self.others.append("test"))
        page.key_removed.connect(lambda: self.others.append("remove"))
        page.link_requested.connect(self.others.append)


@pytest.fixture
def page(qtbot: QtBot, icons: Icons) -> Iterator[ApiKeyPage]:
    page = ApiKeyPage(icons)
    qtbot.addWidget(page)
    page.show_profile(Profile())
    page.resize(520, 480)
    page.show()
    yield page
    page.close()


@pytest.fixture
def heard(page: ApiKeyPage) -> Heard:
    return Heard(page)


def click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def action(page: ApiKeyPage, text: str) -> QPushButton:
    found = [
        one
        for one in page._news.findChildren(QPushButton)
        if one.text() == text and one.isVisible()
    ]
    return found[0]


def seen(page: ApiKeyPage) -> str:
    """All text on the page, tooltips and accessible texts included."""
    parts = []
    for widget in page.findChildren(QWidget):
        parts += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, QLabel | QPushButton | QLineEdit):
            parts.append(widget.text())
    return "\n".join(parts)


def test_a_key_is_typed_hidden_and_goes_out_once(page: ApiKeyPage, heard: Heard) -> None:
    assert not page._save.isEnabled()
    QTest.keyClicks(page._field, f" {TYPED} ")
    assert page._field.echoMode() is QLineEdit.EchoMode.Password
    assert TYPED not in page._field.displayText()
    click(page._save)
    assert [key.reveal() for key in heard.keys] == [TYPED]


def test_a_stored_key_is_forgotten_here_and_cannot_be_undone(
    page: ApiKeyPage, heard: Heard
) -> None:
    QTest.keyClicks(page._field, TYPED)
    page._field._eye.trigger()
    assert page._field.echoMode() is QLineEdit.EchoMode.Normal
    QTest.keyClick(page._field, Qt.Key.Key_Return)
    assert len(heard.keys) == 1
    page.show_key_status(SAVED)
    assert page._field.echoMode() is QLineEdit.EchoMode.Password
    assert TYPED not in seen(page)
    page._field.undo()
    assert page._field.text() == ""


def test_it_says_where_the_key_is_and_how_it_ends(page: ApiKeyPage) -> None:
    page.show_key_status(SAVED)
    assert GNOME in page._where.text()
    assert "AB12" in page._where.text()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (KeyStatus(state=KeyState.LOOKING), ("Looking into the keychain",)),
        (KeyStatus(state=KeyState.NONE), ("No key is stored yet.",)),
        (KeyStatus(state=KeyState.SAVING), ("may ask for its password",)),
        (SAVED, ("stored in GNOME Keyring",)),
        (
            KeyStatus(state=KeyState.SAVED, source=KeySource.SESSION),
            ("for this run only", "closing Stet forgets it"),
        ),
        (
            KeyStatus(state=KeyState.SAVED, source=KeySource.ENVIRONMENT, place="OPENAI_API_KEY"),
            ("OPENAI_API_KEY",),
        ),
        (KeyStatus(state=KeyState.TESTING, source=KeySource.KEYCHAIN), ("Testing",)),
        (KeyStatus(state=KeyState.WORKS, source=KeySource.KEYCHAIN), ("The key works.",)),
        (
            KeyStatus(
                state=KeyState.WRONG,
                source=KeySource.KEYCHAIN,
                problem=problem(ProblemKind.KEY_WRONG),
            ),
            ("does not accept this key",),
        ),
        (
            KeyStatus(
                state=KeyState.UNTESTED,
                source=KeySource.KEYCHAIN,
                problem=problem(ProblemKind.NO_NETWORK, host="api.openai.com"),
            ),
            ("no network", "Check the connection"),
        ),
        (
            KeyStatus(
                state=KeyState.LOCKED, problem=problem(ProblemKind.KEYCHAIN_LOCKED, found=GNOME)
            ),
            (GNOME, "locked", "Unlock it"),
        ),
        (NO_KEYCHAIN, ("no keychain that Stet may use", "Install one.")),
    ],
)
def test_every_state_is_said(page: ApiKeyPage, status: KeyStatus, words: tuple[str, ...]) -> None:
    page.show_key_status(status)
    said = f"{page._where.text()} {page._news.text}"
    for word in words:
        assert word in said


def test_without_a_keychain_holding_it_for_this_run_is_a_choice(
    page: ApiKeyPage, heard: Heard
) -> None:
    QTest.keyClicks(page._field, TYPED)
    click(page._save)
    page.show_key_status(NO_KEYCHAIN)
    assert heard.session == []
    assert page._field.text() == TYPED
    click(action(page, "Keep it for this run only"))
    assert [key.reveal() for key in heard.session] == [TYPED]
    page.show_key_status(KeyStatus(state=KeyState.SAVED, source=KeySource.SESSION))
    assert page._field.text() == ""


@pytest.mark.parametrize("typed", ["two words", "schlüssel", "   "])
def test_what_cannot_be_a_key_is_said_and_not_sent(
    page: ApiKeyPage, heard: Heard, typed: str
) -> None:
    page._field.insert(typed)  # as pasted: QTest types ASCII only
    QTest.keyClick(page._field, Qt.Key.Key_Return)
    assert heard.keys == []
    assert page._field.property("state") == "wrong"
    QTest.keyClick(page._field, Qt.Key.Key_Backspace)
    assert page._field.property("state") == ""


def test_testing_needs_a_key_and_waits_for_its_answer(page: ApiKeyPage, heard: Heard) -> None:
    assert not page._test.isEnabled()
    assert "no key" in page._test.toolTip()
    page.show_key_status(SAVED)
    click(page._test)
    assert heard.others == ["test"]
    page.show_key_status(KeyStatus(state=KeyState.TESTING, source=KeySource.KEYCHAIN))
    assert not page._test.isEnabled()
    assert not page._remove.isEnabled()


def test_nothing_is_saved_twice_while_the_keychain_thinks(page: ApiKeyPage, heard: Heard) -> None:
    QTest.keyClicks(page._field, TYPED)
    QTest.keyClick(page._field, Qt.Key.Key_Return)
    page.show_key_status(KeyStatus(state=KeyState.SAVING))
    QTest.keyClick(page._field, Qt.Key.Key_Return)
    assert not page._save.isEnabled()
    assert len(heard.keys) == 1


def test_removing_asks_first(page: ApiKeyPage, heard: Heard) -> None:
    page.show_key_status(SAVED)
    click(page._remove)
    assert heard.others == []
    click(action(page, "Keep it"))
    assert heard.others == []
    click(page._remove)
    click(action(page, "Remove"))
    assert heard.others == ["remove"]


def test_a_key_of_the_environment_cannot_be_removed(page: ApiKeyPage) -> None:
    page.show_key_status(KeyStatus(state=KeyState.SAVED, source=KeySource.ENVIRONMENT))
    assert not page._remove.isEnabled()
    assert "environment" in page._remove.toolTip()


def test_links_are_openais_and_go_with_its_address(page: ApiKeyPage, heard: Heard) -> None:
    click(page._keys_link)
    click(page._verify_link)
    assert heard.others == [KEYS_LINK, VERIFY_LINK]
    page.show_profile(Profile(name="Studio", base_url="https://images.example.com/v1"))
    assert page._keys_link.isHidden()
    assert "Studio" in seen(page)
