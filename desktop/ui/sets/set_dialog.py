"""A set as it stands: its first picture to approve, then the whole matrix."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Problem
from desktop.domain.surface_set import SurfaceSet
from desktop.jobs.set_book import SetView
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.icon_button import IconButton
from desktop.ui.controls.money import dollars
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs.dialog_frame import DialogFrame
from desktop.ui.icons import Icons
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.sets.set_matrix import SetMatrix
from desktop.ui.sets.set_words import story

FIRST_PIXELS = 280


class SetDialog(DialogFrame):
    """Signals: `chosen(SetId)`; `wanted(SetId, str)`: first, rest, batch, again or save;
    `new_requested`."""

    chosen = Signal(str)
    wanted = Signal(str, str)
    new_requested = Signal()

    def __init__(self, icons: Icons, loader: PictureLoader, parent: QWidget | None = None) -> None:
        super().__init__("Sets", parent)
        self._loader = loader
        self._view: SetView | None = None
        self._build_top()
        self._build_middle()
        self._build_foot(icons)
        self._loader.thumbnail_ready.connect(self._take_thumbnail)
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(980, 680)

    @property
    def shown(self) -> str:
        """The id of the set that is shown; empty when none is."""
        return self._view.set.id if self._view is not None else ""

    def show_sets(self, sets: tuple[SurfaceSet, ...]) -> None:
        """What can be chosen, newest first."""
        self._choice.clear()
        for one in sets:
            when = f"{one.created.astimezone():%d %B, %H:%M}"
            self._choice.addItem(f"{one.title} · {len(one.cells)} pictures · {when}", one.id)
        self._choice.setCurrentIndex(max(0, self._choice.findData(self.shown)))
        self._choice.setVisible(bool(sets))
        if not sets:
            self._words.set_text(
                "There are no sets yet. A set makes one master for many surfaces and languages."
            )

    def show_view(self, view: SetView, busy: frozenset[str]) -> None:
        """`busy` are the orders that are under way."""
        self._view = view
        self._choice.setCurrentIndex(max(0, self._choice.findData(view.set.id)))
        is_busy = any(one.cell.order.id in busy for one in view.left)
        set_role(self._words, "danger" if view.first.is_failed else "")
        self._words.set_text(story(view, is_busy=is_busy))
        self._matrix.show_view(view, busy)
        self._show_first(view)
        self._show_buttons(view, is_busy=is_busy)

    def show_problem(self, trouble: Problem) -> None:
        set_role(self._words, "danger")
        self._words.set_text(trouble.text)

    def show_note(self, words: str) -> None:
        set_role(self._words, "")
        self._words.set_text(words)

    # building -----------------------------------------------------------------------------

    def _build_top(self) -> None:
        self._choice = ChoiceBox("Which set", self)
        self._choice.setToolTip("Which set is shown")
        self._choice.activated.connect(self._choose)
        self._words = Paragraph("", self)
        self.add(self._choice)
        self.add(self._words)

    def _build_middle(self) -> None:
        self._first = QLabel(self)
        self._first.setFixedSize(FIRST_PIXELS, FIRST_PIXELS)
        self._first.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._first.setAccessibleName("The first picture")
        self._first_name = QLabel(self)
        set_role(self._first_name, "soft")
        self._first_name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        card = QFrame(self)
        set_role(card, "card")
        column = QVBoxLayout(card)
        column.addWidget(self._first)
        column.addWidget(self._first_name)
        self._matrix = SetMatrix(self._loader)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self._matrix)
        area.setWidgetResizable(True)
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(area, 1)
        self.add(holder, 1)

    def _build_foot(self, icons: Icons) -> None:
        new = IconButton(icons.icon("plus"), "New set…", self)
        new.setToolTip("Another master, or the same for other surfaces")
        new.clicked.connect(self.new_requested)
        self.add_side_button(new)
        self.add_close_button()
        self._buttons: dict[str, QPushButton] = {}
        for name, hint in _BUTTONS:
            button = QPushButton("", self)
            button.setObjectName(f"set_{name}")
            button.setToolTip(hint)
            button.clicked.connect(partial(self._want, name))
            button.hide()
            self._buttons[name] = button
            self.add_button(button)
        for name in ("first", "rest"):
            set_role(self._buttons[name], "primary")

    # showing ------------------------------------------------------------------------------

    def _show_buttons(self, view: SetView, *, is_busy: bool) -> None:
        is_seen = view.first.is_finished
        left = len(view.left)
        may_ask = is_seen and left > 0 and not is_busy and not view.is_batch_open
        shown = {
            "save": bool(view.finished),
            "again": is_seen and bool(view.failed) and not is_busy,
            "batch": may_ask,
            "rest": may_ask,
            "first": not is_seen and not is_busy,
        }
        texts = {
            "save": "Save all…",
            "again": f"Make the {len(view.failed)} that failed again",
            "batch": f"The other {left} as a batch{_priced(view.half_usd)}",
            "rest": f"Approve, make the other {left}{_priced(view.left_usd)}",
            "first": f"Make the first{_priced(view.first.cell.order.highest_usd)}",
        }
        if view.set.is_approved:
            texts["rest"] = f"Make the {left} left{_priced(view.left_usd)}"
        for name, button in self._buttons.items():
            button.setText(texts[name])
            button.setAccessibleName(texts[name])
            button.setEnabled(True)
            button.setVisible(shown[name])

    def _show_first(self, view: SetView) -> None:
        edit = view.first.edit
        self._first_name.setText(view.first.cell.output)
        if edit is None or not view.first.is_finished:
            self._first.clear()
            return
        content = edit.results[0].picture.content
        ratio = self.devicePixelRatioF()
        pixmap = self._loader.thumbnail(content, FIRST_PIXELS, ratio, "set first")
        if pixmap is not None:
            self._first.setPixmap(pixmap)

    def _take_thumbnail(self, content: str, _pixels: int) -> None:
        edit = self._view.first.edit if self._view is not None else None
        if edit is not None and edit.results and edit.results[0].picture.content == content:
            assert self._view is not None
            self._show_first(self._view)

    def _choose(self) -> None:
        self.chosen.emit(str(self._choice.currentData()))

    def _want(self, name: str, _is_checked: bool = False) -> None:  # noqa: FBT001, FBT002  # a slot
        if self._view is not None:
            self._buttons[name].setEnabled(False)
            self.wanted.emit(self._view.set.id, name)


_BUTTONS = (
    ("save", "Writes every result into a folder, each in exactly its surface's size"),
    ("again", "Only those that failed, each as a job of its own"),
    ("batch", "At half price, within a day; it may be watched under Batches"),
    ("rest", "You have seen the first picture; the others follow, one after the other"),
    ("first", "Only one picture; the others wait until you have seen it"),
)


def _priced(amount: Decimal | None) -> str:
    return "" if amount is None else f" ({dollars(amount)})"
