"""Where requests go: the address of the service, and on whose account."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QWidget

from desktop.domain.profile import OPENAI_URL, Profile
from desktop.domain.settings import Settings
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role, set_wrong
from desktop.ui.settings.settings_page import SettingsPage

_ABOUT = "Any service that speaks OpenAI's Images API can be asked."
_PLAIN = "Allow plain http to this address"
_PLAIN_HINT = "The key and the pictures can then be read by everybody on the way"
_NOT_TAKEN = "{problem} It is not used until it is right."
_GOES_TO = "The key of “{name}” is sent to {host}."


class ServicePage(SettingsPage):
    """Signals: `edited` with the new Settings, only with an address that a key may be sent to."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Service", _ABOUT, parent)
        self._settings = Settings()
        self.profile = ChoiceBox("Profile")
        self.name = _line("Name", "How this service is called in Stet")
        self.address = _line("Address", "The base URL of the service, up to /v1")
        self.organization = _line("Organisation", "Sent along where the key belongs to several")
        self.project = _line("Project", "Sent along where the key belongs to several")
        self.plain_http = QCheckBox(_PLAIN)
        self._say_about = Paragraph()
        self._reset = QPushButton("Use OpenAI's address")
        self._lay_out()
        self._connect()

    def show_settings(self, settings: Settings) -> None:
        """Shows the active profile; what is being typed elsewhere is replaced."""
        self._settings = settings
        self._fill_profiles(settings)
        profile = settings.active_profile()
        _put(self.name, profile.name)
        _put(self.address, profile.base_url)
        _put(self.organization, profile.organization or "")
        _put(self.project, profile.project or "")
        self.plain_http.setChecked(profile.allows_plain_http)
        self._judge()

    @property
    def remark(self) -> str:
        """What is said about the address."""
        return self._say_about.text()

    def _fill_profiles(self, settings: Settings) -> None:
        self.profile.clear()
        for profile in settings.profiles:
            self.profile.addItem(profile.name, profile.id)
        for widget in (self.profile, self._profile_label):
            widget.setVisible(len(settings.profiles) > 1)
        self.profile.setCurrentIndex(self.profile.findData(settings.active_profile().id))

    def _typed(self) -> Profile:
        """The active profile as the fields have it now."""
        active = self._settings.active_profile()
        return replace(
            active,
            name=self.name.text().strip() or active.name,
            base_url=self.address.text().strip().rstrip("/"),
            organization=self.organization.text().strip() or None,
            project=self.project.text().strip() or None,
            allows_plain_http=self.plain_http.isChecked(),
        )

    def _judge(self) -> None:
        """Says live what the address means, and offers plain http only where it would matter."""
        typed = self._typed()
        problem = typed.address_problem()
        set_wrong(self.address, is_wrong=problem is not None)
        is_http = typed.base_url.lower().startswith("http://")
        self.plain_http.setVisible(is_http and (problem is not None or typed.allows_plain_http))
        self._reset.setVisible(typed.base_url != OPENAI_URL)
        if problem is not None:
            self._remark(_NOT_TAKEN.format(problem=problem.text), "danger")
        elif typed.base_url != OPENAI_URL:
            self._remark(_GOES_TO.format(name=typed.name, host=typed.host), "warning")
        else:
            self._remark("", "soft")

    def _remark(self, text: str, role: str) -> None:
        self._say_about.set_text(text)
        self._say_about.setVisible(bool(text))
        set_role(self._say_about, role)

    def _say(self) -> None:
        """A row is left or Enter is pressed: the profile is taken over if it is safe."""
        typed = self._typed()
        self._judge()
        if typed.address_problem() is not None or typed == self._settings.active_profile():
            return
        profiles = tuple(
            typed if profile.id == typed.id else profile for profile in self._settings.profiles
        )
        self._settings = replace(self._settings, profiles=profiles or (typed,))
        self.edited.emit(self._settings)

    def _choose(self, place: int) -> None:
        chosen = str(self.profile.itemData(place))
        if chosen != self._settings.active_profile().id:
            self.show_settings(replace(self._settings, profile=chosen))
            self.edited.emit(self._settings)

    def _use_openai(self) -> None:
        self.address.setText(OPENAI_URL)
        self._say()

    def _lay_out(self) -> None:
        self.address.setPlaceholderText(OPENAI_URL)
        self.organization.setPlaceholderText("org-… (optional)")
        self.project.setPlaceholderText("proj_… (optional)")
        self.plain_http.setToolTip(_PLAIN_HINT)
        self.profile.setToolTip("The service that is asked")
        self._reset.setToolTip(f"Goes back to {OPENAI_URL}")
        self._profile_label = self.add_row("Profile", self.profile)
        self.add_row("Name", self.name)
        self.add_row("Address", self.address)
        self.add_below(self._say_about)
        self.add_below(self.plain_http)
        self.add_below(self._reset, is_narrow=True)
        self.add_row("Organisation", self.organization)
        self.add_row("Project", self.project)

    def _connect(self) -> None:
        self.profile.activated.connect(self._choose)
        for line in (self.name, self.address, self.organization, self.project):
            line.editingFinished.connect(self._say)
        self.address.textEdited.connect(self._judge)
        self.plain_http.clicked.connect(self._say)
        self._reset.clicked.connect(self._use_openai)


def _line(name: str, hint: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setToolTip(hint)
    return line


def _put(line: QLineEdit, text: str) -> None:
    if line.text().strip() != text:
        line.setText(text)
        line.setCursorPosition(0)
