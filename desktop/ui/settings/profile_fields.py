"""The fields of one profile: what is shown for which kind of service, and what was typed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QWidget

from desktop.domain.profile import (
    OPENAI_URL,
    Deployment,
    Header,
    Profile,
    ServiceForm,
    read_address,
)
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.settings.pairs_field import PairsField
from desktop.ui.settings.settings_page import SettingsPage
from desktop.ui.settings.trait_choice import TraitChoice

_FORMS = (
    (ServiceForm.STANDARD, "OpenAI, or compatible with it"),
    (ServiceForm.AZURE, "Azure, /openai/v1"),
    (ServiceForm.AZURE_DEPLOYMENT, "Azure, by deployment"),
)
_REGIONS = (
    (OPENAI_URL, "Global"),
    *(
        (f"https://{code}.api.openai.com/v1", name)
        for code, name in (
            ("us", "United States"),
            ("eu", "Europe"),
            ("ae", "United Arab Emirates"),
            ("au", "Australia"),
            ("in", "India"),
            ("jp", "Japan"),
        )
    ),
)
_PLAIN = "Allow plain http to this address"
_PLAIN_HINT = "The key and the pictures can then be read by everybody on the way"


class ProfileFields(QObject):
    """Adds its rows to a page. Signals: `left` when a field was changed and left, `typed` while
    the address is being typed."""

    left = Signal()
    typed = Signal()

    def __init__(self, page: SettingsPage) -> None:
        super().__init__(page)
        self._profile = Profile()
        self._rows: dict[str, tuple[QWidget, ...]] = {}
        self._make_fields()
        self._dress()
        self._lay_out(page)
        self._connect()

    def show_profile(self, profile: Profile) -> None:
        self._profile = profile
        _put(self.name, profile.name)
        _put(self.address, profile.base_url)
        _put(self.version, profile.api_version)
        _put(self.organization, profile.organization or "")
        _put(self.project, profile.project or "")
        _put(self.key_header, profile.key_header)
        self.form.setCurrentIndex(self.form.findData(profile.form))
        self.region.setCurrentIndex(self.region.findData(profile.base_url))
        self.names.show_pairs(tuple((one.name, one.model) for one in profile.deployments))
        self.headers.show_pairs(tuple((one.name, one.value) for one in profile.headers))
        self.traits.show_traits(profile.lacks)
        self.plain_http.setChecked(profile.allows_plain_http)
        self.adapt(profile)

    def profile(self) -> Profile | None:
        """The profile as the fields have it now; None when a line cannot be read."""
        names, headers = self.names.pairs(), self.headers.pairs()
        if names is None or headers is None:
            return None
        return replace(
            self._profile,
            name=self.name.text().strip() or self._profile.name,
            base_url=self.address.text().strip().rstrip("/"),
            form=ServiceForm(self.form.currentData()),
            api_version=self.version.text().strip(),
            organization=self.organization.text().strip() or None,
            project=self.project.text().strip() or None,
            allows_plain_http=self.plain_http.isChecked(),
            key_header=self.key_header.text().strip(),
            headers=tuple(Header(name=name, value=value) for name, value in headers),
            deployments=tuple(Deployment(name=name, model=model) for name, model in names),
            lacks=self.traits.traits(),
        )

    def adapt(self, profile: Profile) -> None:
        """Shows the rows that mean something for this service, and no other."""
        is_azure = profile.form is not ServiceForm.STANDARD
        is_set = bool(profile.headers or profile.deployments or profile.lacks or profile.key_header)
        is_other = is_azure or not profile.is_openai or is_set
        shown = {
            "version": is_azure,
            "region": profile.is_openai,
            "organization": not is_azure,
            "project": not is_azure,
            "key_header": is_other and not is_azure,
            "names": is_other,
            "headers": is_other,
            "traits": is_other,
        }
        for row, is_on in shown.items():
            for widget in self._rows[row]:
                widget.setVisible(is_on)
        is_http = profile.base_url.lower().startswith("http://")
        is_refused = profile.address_problem() is not None
        self.plain_http.setVisible(is_http and (is_refused or profile.allows_plain_http))
        self.reset.setVisible(not is_azure and not profile.is_openai)

    def _make_fields(self) -> None:
        self.name = _line("Name", "How this service is called in Stet")
        self.form = ChoiceBox("Kind of service")
        self.address = _line("Address", "The base URL; a whole address from Azure's portal will do")
        self.version = _line("API version", "What Azure calls api-version; needed by deployment")
        self.region = ChoiceBox("Where data is kept")
        self.organization = _line("Organisation", "Sent along where the key belongs to several")
        self.project = _line("Project", "Sent along where the key belongs to several")
        self.key_header = _line("Header of the key", "Where this service wants the key")
        self.names = PairsField("Names of models", "=", "One a line: name here = model")
        self.headers = PairsField("Headers", ":", "One a line; kept as plain text, so no secrets")
        self.traits = TraitChoice()
        self.plain_http = QCheckBox(_PLAIN)
        self.about = Paragraph()
        self.reset = QPushButton("Use OpenAI's address")

    def _dress(self) -> None:
        for form, words in _FORMS:
            self.form.addItem(words, form)
        for address, words in _REGIONS:
            self.region.addItem(words, address)
        self.form.setToolTip("How this service is spoken to")
        self.region.setToolTip("Regions other than Global need an agreement and cost 10 % more")
        self.address.setPlaceholderText("https://…")
        self.version.setPlaceholderText("2025-04-01-preview")
        self.organization.setPlaceholderText("org-… (optional)")
        self.project.setPlaceholderText("proj_… (optional)")
        self.key_header.setPlaceholderText("Authorization")
        self.names.setPlaceholderText("my-deployment = gpt-image-2")
        self.headers.setPlaceholderText("X-Team: posters")
        self.plain_http.setToolTip(_PLAIN_HINT)
        self.reset.setToolTip(f"Goes back to {OPENAI_URL}")

    def _lay_out(self, page: SettingsPage) -> None:
        page.add_row("Name", self.name)
        page.add_row("Kind", self.form)
        page.add_row("Address", self.address)
        page.add_below(self.about)
        page.add_below(self.plain_http)
        page.add_below(self.reset, is_narrow=True)
        rows = (
            ("version", "API version", self.version),
            ("region", "Data is kept in", self.region),
            ("organization", "Organisation", self.organization),
            ("project", "Project", self.project),
            ("names", "Models", self.names),
            ("headers", "Headers", self.headers),
            ("key_header", "Key goes in", self.key_header),
            ("traits", "Does not take", self.traits),
        )
        for name, words, widget in rows:
            self._rows[name] = (page.add_row(words, widget), widget)

    def _connect(self) -> None:
        lines = (self.name, self.version, self.organization, self.project, self.key_header)
        for line in lines:
            line.editingFinished.connect(self.left)
        self.address.editingFinished.connect(self._read_address)
        self.address.textEdited.connect(self.typed)
        self.names.edited.connect(self.left)
        self.headers.edited.connect(self.left)
        self.traits.edited.connect(self.left)
        self.plain_http.clicked.connect(self.left)
        self.form.activated.connect(self.left)
        self.region.activated.connect(self._choose_region)
        self.reset.clicked.connect(self._use_openai)

    def _read_address(self) -> None:
        """What was pasted from a portal tells more than the address."""
        found = read_address(self.address.text())
        if found.form is not ServiceForm.STANDARD:
            _put(self.address, found.base_url)
            self.form.setCurrentIndex(self.form.findData(found.form))
            if found.api_version:
                _put(self.version, found.api_version)
            if found.deployment and not self.names.toPlainText().strip():
                self.names.setPlainText(f"{found.deployment} = gpt-image-2")
                self.names.document().setModified(False)
        self.left.emit()

    def _choose_region(self, place: int) -> None:
        self.address.setText(str(self.region.itemData(place)))
        self.left.emit()

    def _use_openai(self) -> None:
        self.address.setText(OPENAI_URL)
        self.left.emit()


def _line(name: str, hint: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setToolTip(hint)
    return line


def _put(line: QLineEdit, text: str) -> None:
    if line.text().strip() != text:
        line.setText(text)
        line.setCursorPosition(0)
