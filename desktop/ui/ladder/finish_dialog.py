"""Drafts to choose from, and the high run of the chosen one with its price."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from desktop.domain.draft_ladder import Rung, finish_prompt
from desktop.domain.edit import Edit
from desktop.domain.image_models import ImageModel, ModelTable
from desktop.domain.problems import Problem
from desktop.jobs.finish_draft import FinishPlan, FinishWish
from desktop.ui.controls.flow_layout import FlowLayout
from desktop.ui.controls.money import dollars
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs.dialog_frame import DialogFrame
from desktop.ui.ladder.rung_row import RungRow
from desktop.ui.picture_loader import PictureLoader

TILE_PIXELS = 148
_PAUSE_MS = 250


class FinishDialog(DialogFrame):
    """Signals: `check_requested(FinishWish)` after every change; `finish_requested(FinishPlan)`
    with whether an unknown price is accepted."""

    check_requested = Signal(object)
    finish_requested = Signal(object, bool)

    def __init__(
        self,
        edit: Edit,
        index: int,
        models: tuple[ModelTable, tuple[ImageModel, ...], Rung],
        loader: PictureLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Finish a draft", parent)
        self._edit, self._loader = edit, loader
        self._plan: FinishPlan | None = None
        self._trouble: Problem | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        table, offered, rung = models
        self._rung = RungRow("The high run", table, offered, rung, self)
        self._build_tiles(index)
        self._build_fields()
        self._connect()
        self.resize(self.sizeHint())
        self._show_state()
        self._pause.start()

    def sizeHint(self) -> QSize:
        return QSize(760, 500)

    @property
    def edit(self) -> Edit:
        """Whose results are shown."""
        return self._edit

    @property
    def index(self) -> int:
        """The result that is chosen."""
        return self._edit.results[self._choice.checkedId()].index

    def choose(self, place: int) -> None:
        """As a click on a draft."""
        self._choice.button(place).click()

    def show_plan(self, plan: FinishPlan) -> None:
        """What came of the last check; one that was overtaken is passed over."""
        if plan.wish == self._wish():
            self._plan, self._trouble = plan, plan.trouble
            self._show_state()

    def show_problem(self, trouble: Problem) -> None:
        self._trouble = trouble
        self._show_state()

    # building -----------------------------------------------------------------------------

    def _build_tiles(self, index: int) -> None:
        holder = QWidget(self)
        row = FlowLayout(holder)
        self._choice = QButtonGroup(self)
        for place, result in enumerate(self._edit.results):
            tile = QToolButton(holder)
            tile.setCheckable(True)
            tile.setIconSize(QSize(TILE_PIXELS, TILE_PIXELS))
            tile.setAccessibleName(f"Draft {place + 1}")
            tile.setToolTip(f"Draft {place + 1}: the high run keeps its composition")
            tile.setChecked(result.index == index)
            self._choice.addButton(tile, place)
            row.addWidget(tile)
        many = len(self._edit.results) > 1
        self.add(Paragraph("Choose the draft to finish." if many else "The draft to finish.", self))
        self.add(holder)
        self._show_pictures()

    def _build_fields(self) -> None:
        heading = QLabel("Prompt of the high run", self)
        self._prompt = QPlainTextEdit(finish_prompt(self._edit), self)
        self._prompt.setAccessibleName("Prompt of the high run")
        self._prompt.setToolTip("What is sent with the draft; change it as you like")
        self._prompt.setTabChangesFocus(True)
        self._prompt.setMinimumHeight(66)
        heading.setBuddy(self._prompt)
        self._price = Paragraph("", self)
        self._accept = QCheckBox("Send it although nobody knows its price", self)
        self._accept.hide()
        self.add(heading)
        self.add(self._prompt, 1)
        self.add(self._rung)
        self.add(self._price)
        self.add(self._accept)
        self.add_close_button("Not now")
        self._go = QPushButton("Make it", self)
        self._go.setObjectName("finish_draft")
        set_role(self._go, "primary")
        self.add_button(self._go)

    def _connect(self) -> None:
        self._choice.idClicked.connect(self._pause.start)
        self._prompt.textChanged.connect(self._pause.start)
        self._rung.changed.connect(self._pause.start)
        self._accept.toggled.connect(self._show_state)
        self._pause.timeout.connect(self._check)
        self._go.clicked.connect(self._ask)
        self._loader.thumbnail_ready.connect(self._show_pictures)

    # acting -------------------------------------------------------------------------------

    def _wish(self) -> FinishWish:
        return FinishWish(
            edit=self._edit,
            index=self.index,
            rung=self._rung.rung,
            prompt=self._prompt.toPlainText(),
        )

    def _check(self) -> None:
        self.check_requested.emit(self._wish())

    def _ask(self) -> None:
        if self._plan is not None and not self._obstacle():
            self.accept()
            self.finish_requested.emit(self._plan, self._accept.isChecked())

    # showing ------------------------------------------------------------------------------

    def _show_pictures(self) -> None:
        ratio = self.devicePixelRatioF()
        for place, result in enumerate(self._edit.results):
            content = result.picture.content
            pixmap = self._loader.thumbnail(content, TILE_PIXELS, ratio, "ladder")
            tile = self._choice.button(place)
            if pixmap is not None and tile.icon().isNull():
                tile.setIcon(QIcon(pixmap))
                tile.setCursor(Qt.CursorShape.PointingHandCursor)

    def _show_state(self) -> None:
        plan, obstacle = self._plan, self._obstacle()
        price = plan.highest_usd if plan is not None else None
        self._accept.setVisible(plan is not None and price is None and self._trouble is None)
        set_role(self._price, "danger" if self._trouble is not None else "heading")
        said = "its price is not known" if price is None else f"at most {dollars(price)}"
        self._price.set_text(
            self._trouble.text
            if self._trouble is not None
            else f"The high run: {said}."
            if plan is not None
            else ""
        )
        self._go.setEnabled(not obstacle)
        self._go.setText("Make it" if price is None else f"Make it ({dollars(price)})")
        self._go.setToolTip(obstacle or "Sends the draft as the first reference")

    def _obstacle(self) -> str:
        if self._trouble is not None:
            return self._trouble.sentence
        if self._plan is None or self._plan.wish != self._wish():
            return "It is being priced"
        if self._plan.highest_usd is None and not self._accept.isChecked():
            return "Nobody knows its price; say that you accept that"
        return ""
