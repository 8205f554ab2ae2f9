"""All batches: those under way, and those that have ended, with what can be done with each."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.problems import Problem
from desktop.jobs.batch_book import BatchView
from desktop.ui.batches.batch_card import BatchCard
from desktop.ui.controls.icon_button import IconButton
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs.dialog_frame import DialogFrame
from desktop.ui.icons import Icons
from desktop.ui.theme import ThemeKeeper

_NONE = (
    "There are no batches yet. A batch sends many requests at once, at half price; the service "
    "works them off within a day, and Stet may be closed meanwhile."
)


class BatchesDialog(DialogFrame):
    """Signals: `wanted(BatchId, str)` as a card says; `new_requested`; `files_requested`;
    `hidden` when nobody looks any more."""

    wanted = Signal(str, str)
    new_requested = Signal()
    files_requested = Signal()
    hidden = Signal()

    def __init__(self, theme: ThemeKeeper, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__("Batches", parent)
        self._theme = theme
        self._cards: dict[str, BatchCard] = {}
        self._column = QVBoxLayout()
        self._build_list()
        self._note = Paragraph("", self, role="soft")
        self._note.hide()
        self.add(self._note)
        self._build_foot(icons)
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(860, 600)

    @property
    def cards(self) -> tuple[BatchCard, ...]:
        return tuple(self._cards.values())

    def show_batches(self, views: tuple[BatchView, ...]) -> None:
        """All of them, newest first; a card that is there already stays as it is opened."""
        ids = {view.batch.id for view in views}
        for gone in [name for name in self._cards if name not in ids]:
            self._cards.pop(gone).deleteLater()
        for place, view in enumerate(views):
            card = self._cards.get(view.batch.id)
            if card is None:
                card = BatchCard(view, self._theme, self._sheet)
                card.wanted.connect(self.wanted)
                self._cards[view.batch.id] = card
                self._column.insertWidget(place, card)
                card.show()
            else:
                card.show_view(view)
        self._empty.setVisible(not views)

    def show_busy(self, batch: str, words: str) -> None:
        """What is being done for one; empty when nothing is."""
        card = self._cards.get(batch)
        if card is not None:
            card.show_busy(words)

    def show_note(self, words: str) -> None:
        set_role(self._note, "soft")
        self._note.set_text(words)
        self._note.setVisible(bool(words))

    def show_problem(self, trouble: Problem) -> None:
        self.show_note(trouble.text)
        set_role(self._note, "danger")

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hidden.emit()

    def _build_list(self) -> None:
        self._sheet = QWidget()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._empty = Paragraph(_NONE, self._sheet, role="soft")
        self._column.addWidget(self._empty)
        self._column.addStretch(1)
        self._sheet.setLayout(self._column)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self._sheet)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.add(area, 1)

    def _build_foot(self, icons: Icons) -> None:
        new = IconButton(icons.icon("plus"), "New batch…", self)
        new.setObjectName("new_batch")
        new.setToolTip("From a table or a folder, checked line by line before anything leaves")
        new.clicked.connect(self.new_requested)
        self.add_side_button(new)
        files = QPushButton("Stored at the service…", self)
        files.setToolTip("What lies at the service for batches, and taking away what is left over")
        files.clicked.connect(self.files_requested)
        self.add_side_button(files)
        self.add_close_button(is_main=True)
