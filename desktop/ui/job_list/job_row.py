"""One job in the list: its preview, its state in words, and the buttons that make sense for it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.domain.cost import DollarRange
from desktop.domain.identity import EditId
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.money import dollar_range
from desktop.ui.controls.paragraph import SteadyParagraph
from desktop.ui.controls.roles import set_role
from desktop.ui.icons import Icons
from desktop.ui.job_list.job_state import IN_LINE, LAYING, WAITING, JobState, Phase, advice, words
from desktop.ui.job_list.row_buttons import RowButtons, has_buttons
from desktop.ui.job_list.row_grip import RowGrip
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.tiles.tile_painting import TilePainter
from desktop.ui.wording import first_line, stopwatch

_SIDE = 48
_ROLES = {Phase.FAILED: "danger", Phase.HELD: "warning-small"}
_ICONS = {
    Phase.QUEUED: "hourglass",
    Phase.HELD: "pause",
    Phase.HELD_BACK: "clock",
    Phase.FAILED: "circle-alert",
    Phase.CANCELLED: "circle-x",
}


class JobRow(QFrame):
    """Shows a JobState; every signal carries the EditId of its job."""

    cancel_clicked = Signal(str)
    retry_clicked = Signal(str)
    dismiss_clicked = Signal(str)
    details_clicked = Signal(str)
    rescue_clicked = Signal(str)
    price_accepted = Signal(str)
    raise_clicked = Signal(str)
    menu_wanted = Signal(str, QPoint)
    dragged = Signal(str, int)
    dropped = Signal(str)

    def __init__(
        self, job: EditId, icons: Icons, loader: PictureLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._job = job
        self._icons = icons
        self._estimate = ""
        self._request_id = ""
        self._is_in_line = False
        self._buttons: RowButtons | None = None
        self._build(loader)
        self._lay_out()
        self._connect()

    def describe(self, title: str, estimate: DollarRange | None) -> None:
        """What it is about; what is empty leaves what was said before."""
        if title:
            self._title.set_text(first_line(title))
            self.setAccessibleName(self._title.text())
        if estimate is not None:
            self._estimate = f"≈ {dollar_range(estimate)}"

    def show_preview(self, name: str, data: bytes) -> None:
        """The latest partial picture, as the bytes of its file."""
        self._picture.show_data(name, data)

    def show_state(self, state: JobState, now: float) -> None:
        self._state.set_text(words(state, now))
        set_role(self._state, _ROLES.get(state.phase, "small"))
        self._show_advice(state)
        passed = stopwatch(state.elapsed(now)) if state.started is not None else ""
        facts = [fact for fact in (passed, self._estimate) if fact]
        self._facts.set_text(" · ".join(facts))
        self._picture.show_sign(_ICONS.get(state.phase, "sparkles"), _colour(state))
        self._show_buttons(state)

    def _show_advice(self, state: JobState) -> None:
        text = advice(state)
        self._advice.set_text(text)
        self._advice.setVisible(bool(text))

    def _show_buttons(self, state: JobState) -> None:
        self._cancel.setVisible(not state.is_over)
        self._cancel.setEnabled(state.phase is not Phase.CANCELLING)
        self._cancel.setToolTip(_cancel_tip(state))
        self._request_id = (state.problem.request_id or "") if state.problem else ""
        self._dismiss.setVisible(state.is_over)
        self._is_in_line = state.phase in IN_LINE
        self._grip.setVisible(self._is_in_line)
        if has_buttons(state) and self._buttons is None:
            self._buttons = self._make_buttons()
        if self._buttons is not None:
            self._buttons.show_state(state)

    def _make_buttons(self) -> RowButtons:
        """Most jobs end well and never need them."""
        buttons = RowButtons(self)
        buttons.retry.clicked.connect(self._say_retry)
        buttons.details.clicked.connect(self._say_details)
        buttons.copy.clicked.connect(self._copy_request_id)
        buttons.rescue.clicked.connect(self._say_rescue)
        buttons.raise_budget.clicked.connect(self._say_raise)
        buttons.accept_price.clicked.connect(self._say_accept)
        self._column.addWidget(buttons)
        return buttons

    # building

    def _build(self, loader: PictureLoader) -> None:
        self._picture = PreviewSign(self._icons, loader, self)
        self._title = ElidedLabel(parent=self)
        self._state = SteadyParagraph(parent=self, role="small")
        self._advice = SteadyParagraph(parent=self, role="soft")
        self._facts = ElidedLabel(parent=self)
        self._cancel = QPushButton("Cancel", self)
        self._dismiss = QToolButton(self)
        self._grip = RowGrip(self._icons, self)
        self._column = QVBoxLayout(self)

    def _lay_out(self) -> None:
        self._dress()
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._grip)
        head.addWidget(self._dismiss)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._facts, 1)
        foot.addWidget(self._cancel)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addLayout(head)
        lines.addWidget(self._state)
        lines.addWidget(self._advice)
        lines.addLayout(foot)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(lines, 1)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(8)
        self._column.addLayout(row)

    def _dress(self) -> None:
        set_role(self, "card")
        set_role(self._title, "heading")
        set_role(self._facts, "soft")
        self._cancel.setObjectName("cancel")
        self._cancel.setAccessibleName("Cancel this job")
        self._dismiss.setIcon(self._icons.icon("x", "text_soft"))
        self._dismiss.setIconSize(QSize(14, 14))
        self._dismiss.setToolTip("Take it off this list; the history keeps it")
        self._dismiss.setAccessibleName("Dismiss")
        set_role(self._dismiss, "tiny")

    def _connect(self) -> None:
        self._cancel.clicked.connect(self._say_cancel)
        self._dismiss.clicked.connect(self._say_dismiss)
        self._grip.clicked.connect(self._ask_menu)
        self._grip.dragged.connect(self._say_dragged)
        self._grip.dropped.connect(self._say_dropped)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._is_in_line:
            self.menu_wanted.emit(self._job, event.globalPos())

    def _ask_menu(self) -> None:
        self.menu_wanted.emit(self._job, self._grip.mapToGlobal(self._grip.rect().bottomLeft()))

    def _say_dragged(self, height: int) -> None:
        self.dragged.emit(self._job, height)

    def _say_dropped(self) -> None:
        self.dropped.emit(self._job)

    def _say_rescue(self) -> None:
        self.rescue_clicked.emit(self._job)

    def _say_raise(self) -> None:
        self.raise_clicked.emit(self._job)

    def _say_accept(self) -> None:
        self.price_accepted.emit(self._job)

    def _say_cancel(self) -> None:
        self.cancel_clicked.emit(self._job)

    def _say_retry(self) -> None:
        self.retry_clicked.emit(self._job)

    def _say_dismiss(self) -> None:
        self.dismiss_clicked.emit(self._job)

    def _say_details(self) -> None:
        self.details_clicked.emit(self._job)

    def _copy_request_id(self) -> None:
        QGuiApplication.clipboard().setText(self._request_id)


class PreviewSign(QWidget):
    """The latest preview of a job, or a sign for its state while there is none."""

    def __init__(self, icons: Icons, loader: PictureLoader, parent: QWidget) -> None:
        super().__init__(parent)
        self._drawing = TilePainter(icons, loader, "jobs")
        self._loader = loader
        self._name = ""
        self._data = b""
        self._icon, self._colour = "hourglass", "text_soft"
        self.setFixedSize(_SIDE, _SIDE)
        loader.thumbnail_ready.connect(self._repaint)

    def show_data(self, name: str, data: bytes) -> None:
        self._name, self._data = name, data
        self.update()

    def show_sign(self, icon: str, colour: str) -> None:
        if (icon, colour) != (self._icon, self._colour):
            self._icon, self._colour = icon, colour
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRect(0, 0, _SIDE, _SIDE)
        ratio = self.devicePixelRatioF()
        picture = self._loader.decode(self._name, self._data, _SIDE, ratio) if self._data else None
        self._drawing.rounded(painter, box, "field")
        if picture is None:
            self._drawing.icon(painter, box, self._icon, self._colour)
        else:
            self._drawing.pixmap(painter, box, picture)

    def _repaint(self, name: str, _pixels: int) -> None:
        if name == self._name:
            self.update()


def _colour(state: JobState) -> str:
    return "danger" if state.phase is Phase.FAILED else "text_soft"


def _cancel_tip(state: JobState) -> str:
    if state.phase is Phase.CANCELLING:
        return "It is being cancelled."
    if state.phase in WAITING or state.phase is Phase.PREPARED:
        return "Takes it out of the queue; nothing is sent."
    if state.phase in LAYING:
        return "Stops laying it in. The answer is kept and can be finished later, free of charge."
    return "Stops it at once. The service may go on working, and may bill it."
