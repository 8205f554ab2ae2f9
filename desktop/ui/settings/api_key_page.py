"""The page for the service key: enter it, see where it is kept, test it, remove it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.domain.profile import Profile
from desktop.domain.secret_key import KeySource
from desktop.ui.controls.flow_layout import FlowLayout
from desktop.ui.controls.icon_button import IconButton
from desktop.ui.controls.icon_label import IconLabel
from desktop.ui.controls.message_bar import MessageBar, Severity
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.icons import Icons
from desktop.ui.settings.key_field import KeyField
from desktop.ui.settings.key_status import KeyState, KeyStatus
from desktop.ui.settings.key_words import SEVERITIES, news, where
from desktop.ui.settings.settings_page import SettingsPage

KEYS_LINK = "https://platform.openai.com/api-keys"
VERIFY_LINK = "https://platform.openai.com/settings/organization/general"

_ABOUT = (
    "Stet asks the service with a key of your own. It is kept in this computer's keychain, never "
    "in a file, and what it is used for is billed to your account there."
)
_HELP = (
    "A key is made on OpenAI's page of keys and shown there once. Some models also want the "
    "organisation verified first; that takes up to 15 minutes."
)
_OTHER_HELP = "A key for {name} comes from that service's own pages."
_REMOVE = "Remove the key? Stet cannot show or bring it back."
_FOR_NOW = "keep_for_this_run"
_YES = "remove_key"
_NO = "keep_key"


class ApiKeyPage(SettingsPage):
    """Signals carry a SecretKey where a key goes: `key_entered`, `session_key_accepted`.

    The others: `key_test_requested`, `key_removed`, `link_requested` with an address. A key that
    was typed stays in the field until `show_key_status` says that it lies somewhere.
    """

    key_entered = Signal(object)
    session_key_accepted = Signal(object)
    key_test_requested = Signal()
    key_removed = Signal()
    link_requested = Signal(str)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__("Key", _ABOUT, parent)
        self._icons = icons
        self._status = KeyStatus(state=KeyState.NONE)
        self._state_icon = IconLabel(16)
        self._whose = Paragraph(role="heading")
        self._where = Paragraph()
        self._field = KeyField(icons)
        self._save = QPushButton("Save")
        self._test = QPushButton("Test")
        self._remove = QPushButton("Remove")
        self._news = MessageBar(icons)
        self._help = Paragraph(_HELP, role="soft")
        self._keys_link = IconButton(icons.icon("external-link"), "Page of keys")
        self._verify_link = IconButton(icons.icon("external-link"), "Verification")
        self._lay_out()
        self._connect()
        self.show_key_status(self._status)

    def show_profile(self, profile: Profile) -> None:
        """Whose key this is; the links are OpenAI's and go with its address only."""
        is_openai = profile.is_openai
        self._whose.set_text(f"For “{profile.name}”, {profile.host}")
        self._help.set_text(_HELP if is_openai else _OTHER_HELP.format(name=profile.name))
        self._keys_link.setVisible(is_openai)
        self._verify_link.setVisible(is_openai)

    def focus_field(self) -> None:
        self._field.setFocus()

    def show_key_status(self, status: KeyStatus) -> None:
        """Shows how things stand; a key that now lies somewhere is forgotten here."""
        if status.has_key and status.state in (KeyState.SAVED, KeyState.WORKS):
            self._field.forget()
        self._status = status
        self._where.set_text(where(status))
        self._show_icon(status)
        self._show_news(status)
        self._show_abilities()

    def _show_icon(self, status: KeyStatus) -> None:
        if not status.has_key:
            self._state_icon.set_icon(self._icons.icon("key-round", "text_soft"))
        elif status.source is KeySource.KEYCHAIN:
            self._state_icon.set_icon(self._icons.icon("lock", "good"))
        else:
            self._state_icon.set_icon(self._icons.icon("key-round", "warning"))

    def _show_news(self, status: KeyStatus) -> None:
        said = news(status)
        if not said:
            self._news.clear()
            return
        self._news.show_message(said, SEVERITIES.get(status.state, Severity.WARNING))
        if status.wants_another_place:
            self._news.set_actions(((_FOR_NOW, "Keep it for this run only"),))

    def _show_abilities(self) -> None:
        """Each button says why it cannot be pressed."""
        waiting = _WAIT if self._status.is_waiting else ""
        empty = _NOTHING_TYPED if self._field.is_empty else ""
        missing = "" if self._status.has_key else _NO_KEY
        foreign = _NOT_OURS if self._status.source is KeySource.ENVIRONMENT else ""
        _enable(self._save, _SAVE, empty or waiting)
        _enable(self._test, _TEST, missing or waiting)
        _enable(self._remove, _REMOVE_HINT, missing or foreign or waiting)

    def _lay_out(self) -> None:
        set_role(self._remove, "danger")
        self._keys_link.setToolTip(f"Opens {KEYS_LINK}")
        self._verify_link.setToolTip(f"Opens {VERIFY_LINK}")
        self.add_wide(self._whose)
        self.add_wide(_side_by_side(self._state_icon, self._where))
        self.add_row("New key", _side_by_side(self._field, self._save))
        self.add_row("Stored key", _flowing(self._test, self._remove))
        self.add_wide(self._news)
        self.add_wide(self._help)
        self.add_wide(_flowing(self._keys_link, self._verify_link))

    def _connect(self) -> None:
        self._field.textChanged.connect(self._show_abilities)
        self._field.returnPressed.connect(self._say_key)
        self._save.clicked.connect(self._say_key)
        self._test.clicked.connect(self.key_test_requested)
        self._remove.clicked.connect(self._ask_before_removing)
        self._news.action_chosen.connect(self._act)
        self._keys_link.clicked.connect(self._open_keys)
        self._verify_link.clicked.connect(self._open_verification)

    def _say_key(self) -> None:
        if self._status.is_waiting:
            return
        key = self._field.key()
        if key is not None:
            self.key_entered.emit(key)
        elif not self._field.is_empty:
            self._news.show_message(self._field.toolTip(), Severity.DANGER)

    def _ask_before_removing(self) -> None:
        self._news.show_message(_REMOVE, Severity.WARNING, can_close=False)
        self._news.set_actions(((_YES, "Remove"), (_NO, "Keep it")))

    def _act(self, action: str) -> None:
        if action == _YES:
            self._news.clear()
            self.key_removed.emit()
        elif action == _FOR_NOW:
            self._keep_for_now()
        else:
            self._show_news(self._status)

    def _keep_for_now(self) -> None:
        key = self._field.key()
        if key is not None:
            self.session_key_accepted.emit(key)
        self._field.setFocus()

    def _open_keys(self) -> None:
        self.link_requested.emit(KEYS_LINK)

    def _open_verification(self) -> None:
        self.link_requested.emit(VERIFY_LINK)


_SAVE = "Puts the key into the keychain, in place of the one that is there"
_TEST = "Asks the service whether it accepts the key; costs nothing"
_REMOVE_HINT = "Takes the key out of where it is kept"
_NOTHING_TYPED = "Paste or type a key first"
_NO_KEY = "There is no key"
_NOT_OURS = "This key belongs to the environment; Stet cannot remove it"
_WAIT = "Wait until what is under way is done"


def _enable(button: QPushButton, hint: str, reason_against: str) -> None:
    button.setEnabled(not reason_against)
    button.setToolTip(reason_against or hint)


def _side_by_side(first: QWidget, second: QWidget) -> QWidget:
    host = QWidget()
    row = QHBoxLayout(host)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    stretches = (0, 1) if isinstance(first, IconLabel) else (1, 0)
    row.addWidget(first, stretches[0])
    row.addWidget(second, stretches[1])
    return host


def _flowing(*widgets: QWidget) -> QWidget:
    host = QWidget()
    flow = FlowLayout(host)
    for widget in widgets:
        flow.addWidget(widget)
    return host
