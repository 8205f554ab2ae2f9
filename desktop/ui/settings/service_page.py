"""Where requests go: the services that can be asked, which one is, and what each of them takes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from desktop.domain.profile import Profile, ServiceForm
from desktop.domain.settings import Settings, with_profile, without_profile
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.message_bar import MessageBar, Severity
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role, set_wrong
from desktop.ui.icons import Icons
from desktop.ui.settings.key_status import KeyState, KeyStatus
from desktop.ui.settings.key_words import SEVERITIES, news, where
from desktop.ui.settings.profile_fields import ProfileFields
from desktop.ui.settings.settings_page import SettingsPage

_ABOUT = "Any service that speaks OpenAI's Images API can be asked; each has a key of its own."
_NOT_TAKEN = "{problem} It is not used until it is right."
_UNREADABLE = "A line below cannot be read. It is not used until it is right."
_GOES_TO = "The key of “{name}” is sent to {host}."
_NEW = "Enter the address of the new service; it is kept as soon as it is right."
_REMOVE = "Remove “{name}”? Its key is taken out of the keychain as well."
_GIVEN = (
    "This run asks “{name}” ({host}), named at the start. The choice below counts from the next."
)
_LAST = "One profile has to stay"
_YES = "remove_profile"
_NO = "keep_profile"
_KINDS = (
    ("OpenAI", Profile()),
    ("Azure OpenAI", Profile(name="Azure", base_url="", form=ServiceForm.AZURE)),
    ("Another service", Profile(name="Gateway", base_url="")),
)


class ServicePage(SettingsPage):
    """Signals: `edited` with the new Settings, only with an address that a key may be sent to;
    `profile_removed` with its id; `key_wanted` and `key_test_requested` for the profile in use."""

    edited = Signal(object)
    profile_removed = Signal(str)
    key_wanted = Signal()
    key_test_requested = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__("Profiles", _ABOUT, parent)
        self._settings = Settings()
        self._added: Profile | None = None
        self._given: Profile | None = None
        self._status = KeyStatus(state=KeyState.NONE)
        self.profile = ChoiceBox("Profile")
        self.add = QPushButton(icons.icon("plus"), "Add")
        self.remove = QPushButton("Remove")
        self._news = MessageBar(icons)
        self._where = Paragraph(role="soft")
        self._given_note = Paragraph(role="warning")
        self.key = QPushButton("Key…")
        self.test = QPushButton("Test")
        self._key_news = MessageBar(icons)
        self._lay_out()
        self.fields = ProfileFields(self)
        self._connect()

    def show_settings(self, settings: Settings) -> None:
        """Shows the active profile; what is being typed elsewhere is replaced."""
        self._settings = settings
        self._fill_profiles()
        self.fields.show_profile(self._shown)
        self._judge()

    def show_given(self, profile: Profile | None) -> None:
        """The profile that this run asks because it was named at the start, if one was."""
        self._given = profile
        if profile is not None:
            words = _GIVEN.format(name=profile.name, host=profile.host)
            self._given_note.set_text(words)
        self._given_note.setVisible(profile is not None)
        self._show_abilities()

    def show_key_status(self, status: KeyStatus) -> None:
        """Where the key of the profile in use is, and how its test went."""
        self._status = status
        said = news(status)
        if said and status.state in _TESTED:
            self._key_news.show_message(said, SEVERITIES[status.state])
        else:
            self._key_news.clear()
        self._show_abilities()

    @property
    def remark(self) -> str:
        """What is said about the address."""
        return self.fields.about.text()

    @property
    def _shown(self) -> Profile:
        return self._added or self._settings.active_profile()

    def _fill_profiles(self) -> None:
        self.profile.clear()
        for profile in self._settings.profiles:
            self.profile.addItem(profile.name, profile.id)
        if self._added is not None:
            self.profile.addItem(f"{self._added.name} (new)", "")
            self.profile.setCurrentIndex(self.profile.count() - 1)
            return
        self.profile.setCurrentIndex(self.profile.findData(self._shown.id))

    def _show_abilities(self) -> None:
        is_last = len(self._settings.profiles) < 2 and self._added is None
        self.remove.setEnabled(not is_last)
        self.remove.setToolTip(_LAST if is_last else "Takes this profile away, with its key")
        is_new = self._added is not None
        is_other = self._given is not None and self._given.id != self._shown.id
        can_test = self._status.has_key and not self._status.is_waiting and not is_new
        self.test.setEnabled(can_test and not is_other)
        self.test.setToolTip(_NOT_NOW if is_other else _TEST if can_test else _NO_TEST)
        self.key.setEnabled(not is_new and not is_other)
        self.key.setToolTip(_NOT_NOW if is_other else "Enter or remove the key of this profile")
        words = (
            _NO_KEY_YET if is_new else "Not asked in this run." if is_other else where(self._status)
        )
        self._where.set_text(words)

    def _judge(self) -> None:
        """Says live what the address means; nothing is taken over here."""
        typed = self.fields.profile()
        if typed is None:
            self._remark(_UNREADABLE, "danger")
            return
        problem = typed.problem()
        self.fields.adapt(typed)
        is_blank = self._added is not None and not typed.base_url
        is_wrong = typed.address_problem() is not None and not is_blank
        set_wrong(self.fields.address, is_wrong=is_wrong)
        if is_blank:
            self._remark(_NEW, "soft")
        elif problem is not None:
            self._remark(_NOT_TAKEN.format(problem=problem.text), "danger")
        elif not typed.is_openai:
            self._remark(_GOES_TO.format(name=typed.name, host=typed.host), "warning")
        else:
            self._remark("", "soft")
        self._show_abilities()

    def _remark(self, text: str, role: str) -> None:
        about = self.fields.about
        about.set_text(text)
        about.setVisible(bool(text))
        set_role(about, role)

    def _say(self) -> None:
        """A row is left or Enter is pressed: the profile is taken over if it is sound."""
        self._judge()
        typed = self.fields.profile()
        if typed is None or typed.problem() is not None:
            return
        if self._added is not None:
            self._added = None
            self._change(with_profile(self._settings, typed))
        elif typed != self._shown:
            profiles = tuple(
                typed if profile.id == typed.id else profile for profile in self._settings.profiles
            )
            self._settings = replace(self._settings, profiles=profiles or (typed,))
            self.edited.emit(self._settings)

    def _change(self, settings: Settings) -> None:
        """Other profiles than before, or another one in use."""
        self.show_settings(settings)
        self.edited.emit(settings)

    def _choose(self, place: int) -> None:
        chosen = str(self.profile.itemData(place))
        if chosen and (chosen != self._settings.active_profile().id or self._added is not None):
            self._added = None
            self._news.clear()
            self._change(replace(self._settings, profile=chosen))

    def _add(self, kind: Profile) -> None:
        self._news.clear()
        if kind.base_url:
            self._added = None
            self._change(with_profile(self._settings, kind))
            return
        self._added = kind
        self.show_settings(self._settings)
        self.fields.address.setFocus()

    def _ask_before_removing(self) -> None:
        if self._added is not None:
            self._added = None
            self.show_settings(self._settings)
            return
        words = _REMOVE.format(name=self._shown.name)
        self._news.show_message(words, Severity.WARNING, can_close=False)
        self._news.set_actions(((_YES, "Remove"), (_NO, "Keep it")))

    def _act(self, action: str) -> None:
        self._news.clear()
        if action == _YES:
            gone = self._shown.id
            self._change(without_profile(self._settings, gone))
            self.profile_removed.emit(gone)

    def _lay_out(self) -> None:
        set_role(self.remove, "danger")
        self.profile.setToolTip("The service that is asked")
        self.add.setToolTip("Adds a service beside those that are there")
        menu = QMenu(self.add)
        for words, kind in _KINDS:
            action = menu.addAction(words)
            action.setData(kind)
        menu.triggered.connect(self._take_kind)
        self.add.setMenu(menu)
        self._given_note.setVisible(False)
        self.add_wide(self._given_note)
        self.add_row("In use", _in_a_row(self.profile, self.add, self.remove))
        self.add_wide(self._news)
        self.add_row("Key", _in_a_row(self._where, self.key, self.test))
        self.add_below(self._key_news)

    def _take_kind(self, action: QAction) -> None:
        self._add(action.data())

    def _connect(self) -> None:
        self.profile.activated.connect(self._choose)
        self.remove.clicked.connect(self._ask_before_removing)
        self._news.action_chosen.connect(self._act)
        self.fields.left.connect(self._say)
        self.fields.typed.connect(self._judge)
        self.key.clicked.connect(self.key_wanted)
        self.test.clicked.connect(self.key_test_requested)


_TESTED = frozenset({KeyState.TESTING, KeyState.WORKS, KeyState.WRONG, KeyState.UNTESTED})
_TEST = "Asks the service whether it accepts the key; costs nothing"
_NO_KEY_YET = "Its key is entered once the address is right."
_NO_TEST = "There is no key to test yet"
_NOT_NOW = "Its key can be entered and tested when it is the one that is asked"


_MIDDLE = Qt.AlignmentFlag.AlignVCenter


def _in_a_row(first: QWidget, *others: QWidget) -> QWidget:
    host = QWidget()
    row = QHBoxLayout(host)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(first, 1, _MIDDLE if isinstance(first, Paragraph) else Qt.AlignmentFlag(0))
    for widget in others:
        row.addWidget(widget)
    return host
