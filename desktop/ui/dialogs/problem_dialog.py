"""A problem in full: what happened, whether it was billed, what to do, and the details."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QWidget

from desktop.domain.problems import Billed, Problem, ProblemKind
from desktop.ui.controls.icon_button import IconButton
from desktop.ui.controls.icon_label import IconLabel
from desktop.ui.controls.key_value import KeyValue
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs.dialog_frame import DialogFrame
from desktop.ui.dialogs.problem_details import facts_of, text_of
from desktop.ui.icons import Icons

_SETTINGS = "https://platform.openai.com/settings/organization/"
_LINKS = {
    ProblemKind.NOT_VERIFIED: ("Open verification", f"{_SETTINGS}general"),
    ProblemKind.QUOTA: ("Open billing", f"{_SETTINGS}billing/overview"),
    ProblemKind.BILLING_LIMIT: ("Open billing", f"{_SETTINGS}billing/overview"),
    ProblemKind.SPEND_LIMIT: ("Open limits", f"{_SETTINGS}limits"),
    ProblemKind.RATE_LIMITED: ("Open limits", f"{_SETTINGS}limits"),
}
_OTHER_PROFILE = "This job asks another profile than the one in use; its key is entered there"
_KEY_KINDS = frozenset({ProblemKind.KEY_MISSING, ProblemKind.KEY_WRONG})


class ProblemDialog(DialogFrame):
    """Signals: `link_requested` with the page that helps (OpenAI's own service only);
    `key_wanted` where the key is what is wrong, `service_wanted` where it is the key of another
    profile than the one in use.
    """

    link_requested = Signal(str)
    key_wanted = Signal()
    service_wanted = Signal()

    def __init__(
        self,
        problem: Problem,
        icons: Icons,
        parent: QWidget | None = None,
        *,
        is_openai: bool = True,
        is_in_use: bool = True,
    ) -> None:
        super().__init__("Problem", parent)
        self._problem = problem
        self._icons = icons
        self._is_in_use = is_in_use
        self._link = _LINKS.get(problem.kind) if is_openai else None
        self._copy = IconButton(icons.icon("copy"), "Copy details", self)
        self._lay_out()
        self._copy.clicked.connect(self._copy_details)

    def sizeHint(self) -> QSize:
        return QSize(480, 420 if self._problem.detail else 220)

    def _lay_out(self) -> None:
        self.add(self._headline())
        billing, remedy = self._problem.billing, self._problem.remedy
        for words, role in ((billing, self._billing_role()), (remedy, "")):
            if words:
                self.add(Paragraph(words, self, role=role))
        if facts_of(self._problem):
            facts = KeyValue(self)
            facts.show_facts(facts_of(self._problem))
            self.add(facts)
        if self._problem.detail:
            self.add(self._detail(), 1)
        self._content.addStretch(0 if self._problem.detail else 1)
        self._add_buttons()

    def _headline(self) -> QWidget:
        host = QWidget(self)
        row = QHBoxLayout(host)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        icon = IconLabel(20, host)
        icon.set_icon(self._icons.icon("triangle-alert", "warning"), "Problem")
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Paragraph(self._problem.sentence, host, role="heading"), 1)
        return host

    def _billing_role(self) -> str:
        return "soft" if self._problem.billed is Billed.NO else "danger"

    def _detail(self) -> QPlainTextEdit:
        """The service's or the system's own words, as they came."""
        view = QPlainTextEdit(self._problem.detail, self)
        view.setReadOnly(True)
        view.setAccessibleName("Details")
        view.setToolTip("What the service or the system said, in its own words")
        set_role(view, "code")
        return view

    def _add_buttons(self) -> None:
        self._copy.setToolTip("Copies all of this as text")
        self.add_side_button(self._copy)
        if self._problem.request_id:
            copy_id = IconButton(self._icons.icon("copy"), "Copy request ID", self)
            copy_id.setToolTip("Copies the id under which the service knows this request")
            copy_id.clicked.connect(self._copy_request_id)
            self.add_side_button(copy_id)
        if self._link is not None:
            button = IconButton(self._icons.icon("external-link"), self._link[0], self)
            button.setToolTip(f"Opens {self._link[1]}")
            button.clicked.connect(self._say_link)
            self.add_button(button)
        if self._problem.kind in _KEY_KINDS:
            self.add_button(self._key_button())
        self.add_close_button(is_main=True)

    def _key_button(self) -> QPushButton:
        page = "Key" if self._is_in_use else "Profiles"
        button = IconButton(self._icons.icon("key-round"), f"Open Settings > {page}", self)
        button.setToolTip("Enter or test the key" if self._is_in_use else _OTHER_PROFILE)
        button.clicked.connect(self._say_key)
        return button

    def _say_link(self) -> None:
        assert self._link is not None
        self.link_requested.emit(self._link[1])

    def _say_key(self) -> None:
        self.accept()
        (self.key_wanted if self._is_in_use else self.service_wanted).emit()

    def _copy_request_id(self) -> None:
        QGuiApplication.clipboard().setText(self._problem.request_id or "")

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(text_of(self._problem))
