"""A range of days: as words, as a query has it, and two calendars that ask for it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs.dialog_frame import DialogFrame
from desktop.ui.icons import Icons

_WIDTH = 308
"""Pixels in which the names of the days stand in full."""

_DAYS = (QDate(2000, 1, 1), QDate(2999, 12, 30))
"""What can be chosen: no result is older, and every clock can say these days."""


def start_of(day: date) -> datetime:
    """The first moment of that day here."""
    return datetime(day.year, day.month, day.day).astimezone()


def days_of(since: datetime | None, until: datetime | None) -> tuple[date | None, date | None]:
    """The first and the last day that count, here; `until` itself does not."""
    first = since.astimezone().date() if since else None
    last = (until.astimezone() - timedelta(microseconds=1)).date() if until else None
    return first, last


def range_words(since: datetime | None, until: datetime | None) -> str:
    """`3 to 12 Nov 2026`, in as few words as say it all; empty when everything counts."""
    first, last = days_of(since, until)
    if first is None and last is None:
        return ""
    if first is None:
        return f"Until {_full(last)}"
    if last is None:
        return f"Since {_full(first)}"
    if first == last:
        return _full(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {_full(last)}"
    short = f"{first.day} {first:%b}" if first.year == last.year else _full(first)
    return f"{short} to {_full(last)}"


def _full(day: date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""


class DateRangeDialog(DialogFrame):
    """Signal: `range_chosen(datetime, datetime)`, the first moment that counts and the first that
    no longer does. A day chosen on one side moves the other one along where it has to."""

    range_chosen = Signal(object, object)

    def __init__(
        self,
        since: datetime | None,
        until: datetime | None,
        icons: Icons,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Own dates", parent)
        self._icons = icons
        self.first = QCalendarWidget(self)
        self.last = QCalendarWidget(self)
        self._said = QLabel(self)
        self._show = QPushButton("Show", self)
        self._lay_out()
        self._connect()
        self._show_days(since, until)

    @property
    def words(self) -> str:
        """What is chosen."""
        return self._said.text()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(16)
        for name, calendar, hint in (
            ("From", self.first, "The first day that is shown"),
            ("To", self.last, "The last day that is shown"),
        ):
            row.addLayout(self._side(name, calendar, hint))
        host = QWidget(self)
        host.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self.add(host)
        set_role(self._said, "soft")
        self.add(self._said)
        self.add_close_button("Cancel")
        self._show.setToolTip("Shows what was made on these days, both included (Enter)")
        set_role(self._show, "primary")
        self.add_button(self._show, is_main=True)

    def _side(self, name: str, calendar: QCalendarWidget, hint: str) -> QVBoxLayout:
        heading = QLabel(name, self)
        set_role(heading, "heading")
        heading.setBuddy(calendar)
        calendar.setAccessibleName(name)
        calendar.setToolTip(hint)
        calendar.setGridVisible(False)
        calendar.setFirstDayOfWeek(calendar.locale().firstDayOfWeek())
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setMinimumWidth(_WIDTH)
        calendar.setDateRange(*_DAYS)
        self._dress(calendar)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(day, QTextCharFormat())  # red is for trouble
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(calendar, 1)
        return column

    def _dress(self, calendar: QCalendarWidget) -> None:
        """Arrows in the colours of the theme; the calendar has its own ones only in black."""
        for name, icon, words in (
            ("qt_calendar_prevmonth", "chevron-left", "The month before"),
            ("qt_calendar_nextmonth", "chevron-right", "The next month"),
        ):
            button = calendar.findChild(QToolButton, name)
            if button is not None:
                button.setIcon(self._icons.icon(icon))
                button.setAccessibleName(words)
                button.setToolTip(words)

    def _connect(self) -> None:
        self.first.selectionChanged.connect(self._keep_last_behind)
        self.last.selectionChanged.connect(self._keep_first_before)
        self._show.clicked.connect(self._choose)

    def _show_days(self, since: datetime | None, until: datetime | None) -> None:
        first, last = days_of(since, until)
        today = datetime.now().astimezone().date()
        self.last.setSelectedDate(_q(last or today))
        self.first.setSelectedDate(_q(first or (last or today) - timedelta(days=6)))
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say()

    def _keep_last_behind(self) -> None:
        if self.last.selectedDate() < self.first.selectedDate():
            self.last.setSelectedDate(self.first.selectedDate())
        self._say()

    def _keep_first_before(self) -> None:
        if self.first.selectedDate() > self.last.selectedDate():
            self.first.setSelectedDate(self.last.selectedDate())
        self._say()

    def _chosen(self) -> tuple[datetime, datetime]:
        first, last = _day(self.first.selectedDate()), _day(self.last.selectedDate())
        return start_of(first), start_of(last + timedelta(days=1))

    def _say(self) -> None:
        self._said.setText(range_words(*self._chosen()))

    def _choose(self) -> None:
        self.range_chosen.emit(*self._chosen())
        self.accept()


def _q(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _day(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
