"""The settings: pages in a list on the left; everything applies at once."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.profile import Profile
from desktop.domain.settings import Settings
from desktop.ui.controls.roles import set_role
from desktop.ui.icons import Icons
from desktop.ui.settings.api_key_page import ApiKeyPage
from desktop.ui.settings.canvas_page import CanvasPage
from desktop.ui.settings.general_page import GeneralPage
from desktop.ui.settings.key_status import KeyStatus
from desktop.ui.settings.service_page import ServicePage
from desktop.ui.settings.update_field import UpdateState


class Page(IntEnum):
    """The pages in their order."""

    GENERAL = 0
    KEY = 1
    SERVICE = 2
    CANVAS = 3


_TITLES = {
    Page.GENERAL: ("General", "sliders-horizontal"),
    Page.KEY: ("Key", "key-round"),
    Page.SERVICE: ("Profiles", "server"),
    Page.CANVAS: ("Canvas", "brush"),
}


class SettingsDialog(QDialog):
    """Shows settings and the state of the key, and says what the designer changed.

    Signals: `settings_edited` with the new Settings; `key_entered` and `session_key_accepted` with
    a SecretKey; `key_test_requested`, `key_removed`, `library_open_requested`,
    `update_look_requested`; `profile_removed` with its id; `link_requested` with an address.
    """

    settings_edited = Signal(object)
    key_entered = Signal(object)
    session_key_accepted = Signal(object)
    key_test_requested = Signal()
    key_removed = Signal()
    profile_removed = Signal(str)
    library_open_requested = Signal()
    update_look_requested = Signal()
    link_requested = Signal(str)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._given: Profile | None = None
        self._list = QListWidget(self)
        self._pages = QStackedWidget(self)
        self._general = GeneralPage(icons)
        self._key = ApiKeyPage(icons)
        self._service = ServicePage(icons)
        self._canvas = CanvasPage()
        self._lay_out()
        self._connect()
        self.show_page(Page.GENERAL)

    def show_settings(self, settings: Settings) -> None:
        self._general.show_settings(settings)
        self._service.show_settings(settings)
        self._canvas.show_settings(settings)
        self._key.show_profile(self._given or settings.active_profile())

    def show_given(self, profile: Profile | None) -> None:
        """The profile that was named at the start: this run asks it, whatever is chosen here."""
        self._given = profile
        self._service.show_given(profile)
        if profile is not None:
            self._key.show_profile(profile)

    def show_library(self, folder: str) -> None:
        """The library's folder as a path to show."""
        self._general.show_library(folder)

    def show_update_state(self, state: UpdateState) -> None:
        """Whom this build asks for new versions, and what was heard last."""
        self._general.show_update_state(state)

    def show_key_status(self, status: KeyStatus) -> None:
        self._key.show_key_status(status)
        self._service.show_key_status(status)

    def show_page(self, page: Page) -> None:
        """Opens a page; on the key's page the field is ready for typing."""
        self._list.setCurrentRow(page.value)
        if page is Page.KEY:
            self._key.focus_field()

    @property
    def page(self) -> Page:
        return Page(self._pages.currentIndex())

    def sizeHint(self) -> QSize:
        return QSize(720, 540)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter belongs to the field it is typed in; no button is pressed by it from afar."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self.setWindowTitle("Settings")
        self.setObjectName("settings")
        self.setMinimumSize(480, 360)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._list)
        line = QFrame(self)
        line.setFixedWidth(1)
        set_role(line, "edge")
        row.addWidget(line)
        row.addWidget(self._pages, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self._buttons())
        self._fill_pages()

    def _fill_pages(self) -> None:
        self._list.setFixedWidth(150)
        self._list.setIconSize(QSize(16, 16))
        self._list.setAccessibleName("Pages of the settings")
        set_role(self._list, "pages")
        for page, widget in zip(Page, self._widgets(), strict=True):
            title, icon = _TITLES[page]
            self._list.addItem(QListWidgetItem(self._icons.icon(icon), title))
            self._pages.addWidget(_scrolling(widget))

    def _widgets(self) -> tuple[QWidget, ...]:
        return (self._general, self._key, self._service, self._canvas)

    def _buttons(self) -> QWidget:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        box.rejected.connect(self.reject)
        close = box.button(QDialogButtonBox.StandardButton.Close)
        close.setIcon(QIcon())
        close.setToolTip("Everything is applied already (Esc)")
        close.setAutoDefault(False)
        host = QFrame(self)
        set_role(host, "foot")
        row = QHBoxLayout(host)
        row.setContentsMargins(12, 10, 12, 10)
        row.addWidget(box)
        return host

    def _connect(self) -> None:
        self._list.currentRowChanged.connect(self._pages.setCurrentIndex)
        for page in (self._general, self._service, self._canvas):
            page.edited.connect(self._take)
        self._general.library_open_requested.connect(self.library_open_requested)
        self._general.update_look_requested.connect(self.update_look_requested)
        self._key.key_entered.connect(self.key_entered)
        self._key.session_key_accepted.connect(self.session_key_accepted)
        self._key.key_test_requested.connect(self.key_test_requested)
        self._key.key_removed.connect(self.key_removed)
        self._key.link_requested.connect(self.link_requested)
        self._service.profile_removed.connect(self.profile_removed)
        self._service.key_test_requested.connect(self.key_test_requested)
        self._service.key_wanted.connect(self._show_key_page)

    def _show_key_page(self) -> None:
        self.show_page(Page.KEY)

    def _take(self, settings: Settings) -> None:
        """The other pages must not go on from settings that are out of date."""
        for page in (self._general, self._service, self._canvas):
            if page is not self.sender():
                page.show_settings(settings)
        self._key.show_profile(self._given or settings.active_profile())
        self.settings_edited.emit(settings)


def _scrolling(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
