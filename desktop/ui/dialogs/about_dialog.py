"""About Stet: the version, what it is, and whose work is in it under which licence."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.controls.icon_button import IconButton
from desktop.ui.controls.key_value import Fact, KeyValue
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs.dialog_frame import DialogFrame
from desktop.ui.dialogs.licence_rows import licence_rows
from desktop.ui.dialogs.third_parties import ThirdParty
from desktop.ui.icons import Icons

_WHAT = (
    "Stet edits pictures with OpenAI's gpt-image models. What is not masked stands. "
    "It is free software under the Apache License 2.0."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutFacts:
    """What the dialog tells.

    `licences` is the text of `resources/LICENCES.md`, `system` one line about Python, Qt and the
    computer, for reports of faults. `has_page`: a package brings the full texts of all licences.
    """

    version: str
    licences: str
    third_parties: tuple[ThirdParty, ...] = ()
    system: str = ""
    has_page: bool = False


class AboutDialog(DialogFrame):
    """Version, system and licences; the version can be copied for reporting a fault.

    Signals: `page_requested`: the full texts of all licences are to be shown.
    """

    page_requested = Signal()

    def __init__(self, facts: AboutFacts, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__("About Stet", parent)
        self._facts = facts
        self._copy = IconButton(icons.icon("copy"), "Copy version", self)
        self._page = IconButton(icons.icon("info"), "All licences", self)
        self._lay_out()
        self._copy.clicked.connect(self._copy_version)
        self._page.clicked.connect(self.page_requested)

    def sizeHint(self) -> QSize:
        return QSize(560, 520)

    def _lay_out(self) -> None:
        title = QLabel(f"Stet {self._facts.version}", self)
        set_role(title, "title")
        self.add(title)
        self.add(Paragraph(_WHAT, self))
        if self._facts.system:
            self.add(Paragraph(self._facts.system, self, role="soft"))
        self.add(self._licences(), 1)
        self._copy.setToolTip("Copies version and system, for reporting a fault")
        self.add_side_button(self._copy)
        self._page.setToolTip("Shows the full texts of the licences of everything inside")
        self._page.setVisible(self._facts.has_page)
        self.add_side_button(self._page)
        self.add_close_button(is_main=True)

    def _licences(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        programs = tuple(_fact(one) for one in self._facts.third_parties)
        parts = (("Icons, fonts and data", licence_rows(self._facts.licences)),)
        for title, facts in (*parts, ("Programs", programs)):
            if facts:
                heading = QLabel(title)
                set_role(heading, "heading")
                table = KeyValue()
                table.show_facts(facts)
                column.addWidget(heading)
                column.addWidget(table)
        column.addStretch(1)
        return _scrolling(inside)

    def _copy_version(self) -> None:
        text = f"Stet {self._facts.version}\n{self._facts.system}".strip()
        QGuiApplication.clipboard().setText(text)

    @property
    def copy_button(self) -> QPushButton:
        return self._copy

    @property
    def page_button(self) -> QPushButton:
        return self._page


def _fact(party: ThirdParty) -> Fact:
    return Fact(name=f"{party.name} {party.version}", value=party.licence or "see its own files")


def _scrolling(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    area.setAccessibleName("Licences")
    area.setToolTip("Whose work Stet contains")
    return area
