"""The job list: what runs, what waits, and what went wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.cost import DollarRange
from desktop.domain.identity import EditId
from desktop.domain.job_events import Finished, JobEvent, Preview
from desktop.ui.controls.roles import set_role
from desktop.ui.icons import Icons
from desktop.ui.job_list.job_row import JobRow
from desktop.ui.job_list.job_state import IN_LINE, JobCounts, JobState, Phase, after, counted
from desktop.ui.job_list.waiting_line import WaitingLine
from desktop.ui.picture_loader import PictureLoader

Clock = Callable[[], float]

_PAUSE_MS = 30
"""Between two times at which rows are shown; changes of a row within it are shown as one."""

_TURN = 0.004
"""Seconds that showing rows may take each time: most of the window's thread is for what happens,
and for the designer, however many rows have changed."""


class JobList(QWidget):
    """Shows one row for each job until it has finished or is dismissed.

    Signals: `cancel_requested`, `retry_requested`, `dismissed`, `details_requested`,
    `rescue_requested` (its preview is to be kept), `price_accepted`, each with the EditId of a job;
    `move_requested` with two (the second None: to the end); `raise_requested` with a Crossing;
    `counts_changed` with a JobCounts. After a retry the row stays until `forget`.

    `counts` and `line` hold for every event at once; rows show it within an instant, some of them
    in each turn of the event loop, so that many jobs that change together hold up nobody.
    """

    cancel_requested = Signal(str)
    retry_requested = Signal(str)
    dismissed = Signal(str)
    details_requested = Signal(str)
    rescue_requested = Signal(str)
    move_requested = Signal(str, object)
    price_accepted = Signal(str)
    raise_requested = Signal(object)
    counts_changed = Signal(object)

    def __init__(
        self,
        icons: Icons,
        loader: PictureLoader,
        parent: QWidget | None = None,
        *,
        clock: Clock = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("jobs")
        self._icons = icons
        self._loader = loader
        self._clock = clock
        self._states: dict[EditId, JobState] = {}
        self._rows: dict[EditId, JobRow] = {}
        self._timer = QTimer(self)
        self._changed: dict[EditId, None] = {}
        self._is_behind = False
        self._pause = QTimer(self)
        self._line = WaitingLine(self)
        self._build()
        self._lay_out()
        self._connect()
        self._show_sums(self._clock())

    def take(
        self,
        event: JobEvent,
        title: str = "",
        *,
        estimate: DollarRange | None = None,
        previews: int = 0,
    ) -> None:
        """Something happened to a job; `title` is its prompt, `previews` how many will come."""
        if isinstance(event, Finished):
            self.forget(event.job)
            return
        now = self._clock()
        state = self._states.get(event.job) or JobState(job=event.job, previews=previews)
        is_stopping = state.phase is Phase.CANCELLING
        state = after(state, event, now)
        if is_stopping and not state.is_over:
            state = replace(state, phase=Phase.CANCELLING)
        self._states[event.job] = state
        is_new = event.job not in self._rows
        row = self._add_row(event.job) if is_new else self._rows[event.job]
        row.describe(title, estimate)
        if isinstance(event, Preview):
            row.show_preview(f"{event.job}/{event.index}", event.data)
        if is_new:
            row.show_state(state, now)  # a row is never empty
        self._show_soon(event.job)

    def forget(self, job: EditId) -> None:
        """Takes a job off the list, such as one that was sent again."""
        self._states.pop(job, None)
        self._changed.pop(job, None)
        row = self._rows.pop(job, None)
        if row is not None:
            row.hide()
            row.deleteLater()
            self._show_soon()

    @property
    def counts(self) -> JobCounts:
        return counted(tuple(self._states.values()), self._clock())

    @property
    def line(self) -> tuple[EditId, ...]:
        """The jobs whose turn has not come, in their order."""
        return tuple(job for job in self._rows if self._states[job].phase in IN_LINE)

    def move_job(self, job: EditId, before: EditId | None) -> None:
        """A waiting job stands before another, or at the end; the queue is told."""
        if job in self.line and before != job:
            self._arrange(job, before)
            self.move_requested.emit(job, before)

    def show_first(self, job: EditId) -> None:
        """It was queued before all others."""
        line = self.line
        if job in line and line[0] != job:
            self._arrange(job, line[0])

    def _arrange(self, job: EditId, before: EditId | None) -> None:
        line = [one for one in self.line if one != job]
        line.insert(line.index(before) if before in line else len(line), job)
        order = [one for one in self._rows if one not in line] + line
        self._rows = {one: self._rows[one] for one in order}
        for place, one in enumerate(order):
            self._column.insertWidget(place, self._rows[one])

    def row(self, job: EditId) -> JobRow:
        """KeyError when it is not in the list."""
        return self._rows[job]

    # building

    def _build(self) -> None:
        self._empty = QLabel("Nothing is running.", self)
        self._cancel_all = QPushButton("Cancel all", self)
        self._clear = QPushButton("Clear ended", self)
        self._area = QScrollArea(self)
        self._sheet = QWidget()
        self._column = QVBoxLayout(self._sheet)
        self._timer.setInterval(1000)
        self._pause.setSingleShot(True)

    def _lay_out(self) -> None:
        self.setAccessibleName("Jobs")
        set_role(self._empty, "soft")
        set_role(self._cancel_all, "quiet")
        set_role(self._clear, "quiet")
        self._cancel_all.setToolTip("Cancels everything that runs or waits")
        self._clear.setToolTip("Takes what has ended off this list; the history keeps it")
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        self._area.setWidget(self._sheet)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons = QHBoxLayout()
        buttons.addWidget(self._empty, 1)
        buttons.addWidget(self._cancel_all)
        buttons.addWidget(self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addLayout(buttons)
        column.addWidget(self._area, 1)

    def _connect(self) -> None:
        self._timer.timeout.connect(self._show_second)
        self._pause.timeout.connect(self._show_rest)
        self._cancel_all.clicked.connect(self._cancel_every)
        self._clear.clicked.connect(self._dismiss_ended)

    def _add_row(self, job: EditId) -> JobRow:
        row = JobRow(job, self._icons, self._loader, self._sheet)
        row.cancel_clicked.connect(self._cancel)
        row.retry_clicked.connect(self.retry_requested)
        row.dismiss_clicked.connect(self._dismiss)
        row.details_clicked.connect(self.details_requested)
        row.rescue_clicked.connect(self.rescue_requested)
        row.price_accepted.connect(self.price_accepted)
        row.raise_clicked.connect(self._raise)
        row.menu_wanted.connect(self._line.show_menu)
        row.dragged.connect(self._line.drag)
        row.dropped.connect(self._line.drop)
        self._rows[job] = row
        self._column.insertWidget(self._column.count() - 1, row)
        return row

    # showing

    def show_changes(self) -> None:
        """Shows at once what would be seen in an instant."""
        self._show_rows(until=None)

    def _show_soon(self, job: EditId | None = None) -> None:
        """At once after a calm; else together with what else happens in the same instant.

        Without a job: only the sums have changed.
        """
        if job is not None:
            self._changed[job] = None
        self._is_behind = True
        if not self._pause.isActive():
            self._show_some()

    def _show_rest(self) -> None:
        if self._is_behind:
            self._show_some()

    def _show_some(self) -> None:
        self._show_rows(until=time.perf_counter() + _TURN)

    def _show_rows(self, until: float | None) -> None:
        now = self._clock()
        while self._changed:
            job = next(iter(self._changed))
            del self._changed[job]
            self._rows[job].show_state(self._states[job], now)
            if until is not None and time.perf_counter() > until:
                break
        self._show_sums(now)
        self._is_behind = bool(self._changed)
        self._pause.start(_PAUSE_MS)

    def _show_second(self) -> None:
        """Brings the rows in which something moves, and the counts, up to the present second."""
        self._changed |= {state.job: None for state in self._states.values() if state.moves}
        self._show_some()

    def _show_sums(self, now: float) -> None:
        """What concerns all jobs together; no other row than the one that changed is touched."""
        states = tuple(self._states.values())
        ended = sum(state.is_over for state in states)
        self._empty.setText("" if states else "Nothing is running.")
        self._clear.setVisible(ended > 1)
        self._cancel_all.setVisible(len(states) - ended > 1)
        self._run_timer(needed=any(state.moves for state in states))
        self.counts_changed.emit(counted(states, now))

    def _run_timer(self, *, needed: bool) -> None:
        if needed and not self._timer.isActive():
            self._timer.start()
        elif not needed:
            self._timer.stop()

    # what the designer does

    def _cancel(self, job: EditId) -> None:
        """Says so at once; the row shows it before anybody has answered."""
        state = self._states[job]
        if not state.is_over and state.phase is not Phase.CANCELLING:
            self._states[job] = replace(state, phase=Phase.CANCELLING)
            self._show_soon(job)
            self.cancel_requested.emit(job)

    def _cancel_every(self) -> None:
        for job in [state.job for state in self._states.values() if not state.is_over]:
            self._cancel(job)

    def _raise(self, job: EditId) -> None:
        crossing = self._states[job].crossing
        if crossing is not None:
            self.raise_requested.emit(crossing)

    def _dismiss(self, job: EditId) -> None:
        self.forget(job)
        self.dismissed.emit(job)

    def _dismiss_ended(self) -> None:
        for job in [state.job for state in self._states.values() if state.is_over]:
            self._dismiss(job)
