"""An own range of days narrows the library to exactly these days, both included."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.library_query import Facets, LibraryQuery, SortBy
from desktop.ui.icons import Icons
from desktop.ui.library.date_range import DateRangeDialog, days_of, range_words, start_of
from desktop.ui.library.filter_bar import FilterBar
from desktop.ui.library.filter_choices import FILTERS, without_filters
from desktop.ui.library.item_words import SORT_WORDS

DATE = next(one for one in FILTERS if one.name == "Date")
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def span(first: date, last: date) -> tuple[datetime, datetime]:
    return start_of(first), start_of(last + timedelta(days=1))


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 11, 3), date(2026, 11, 12), "3 to 12 Nov 2026"),
        (date(2026, 10, 30), date(2026, 11, 2), "30 Oct to 2 Nov 2026"),
        (date(2025, 12, 30), date(2026, 1, 2), "30 Dec 2025 to 2 Jan 2026"),
        (date(2026, 2, 28), date(2026, 2, 28), "28 Feb 2026"),
    ],
)
def test_a_range_in_few_words(first: date, last: date, words: str) -> None:
    assert range_words(*span(first, last)) == words


def test_open_ends_have_words_too() -> None:
    assert range_words(start_of(date(2026, 5, 4)), None) == "Since 4 May 2026"
    assert range_words(None, start_of(date(2026, 5, 4))) == "Until 3 May 2026"
    assert range_words(None, None) == ""


@given(days, days)
def test_days_survive_the_query(first: date, last: date) -> None:
    assert days_of(*span(first, last)) == (first, last)


@pytest.fixture
def bar(qtbot: QtBot, icons: Icons) -> FilterBar:
    made = FilterBar(icons)
    qtbot.addWidget(made)
    made.show()
    return made


def asked(bar: FilterBar) -> DateRangeDialog:
    """Through the menu, as a designer would."""
    button = next(one for one in bar.findChildren(QPushButton) if one.text().startswith("Date"))
    menu = button.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    menu.actions()[-1].trigger()
    dialogs = bar.findChildren(DateRangeDialog)
    assert len(dialogs) == 1
    return dialogs[0]


def test_two_calendars_make_a_filter(bar: FilterBar, qtbot: QtBot) -> None:
    heard: list[LibraryQuery] = []
    bar.query_changed.connect(heard.append)
    dialog = asked(bar)
    assert dialog.first.selectedDate().daysTo(dialog.last.selectedDate()) == 6
    dialog.first.setSelectedDate(QDate(2026, 11, 3))
    dialog.last.setSelectedDate(QDate(2026, 11, 12))
    assert dialog.words == "3 to 12 Nov 2026"
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert [(one.since, one.until) for one in heard] == [
        span(date(2026, 11, 3), date(2026, 11, 12))
    ]
    texts = [one.text() for one in bar.findChildren(QPushButton)]
    assert "Date: 3 to 12 Nov 2026" in texts
    (on,) = [one for one in DATE.offers(bar.query, Facets()) if one.is_on]
    assert on.words == "3 to 12 Nov 2026"
    qtbot.waitUntil(lambda: not bar.findChildren(DateRangeDialog))
    again = asked(bar)
    assert again.words == "3 to 12 Nov 2026"
    QTest.keyClick(again, Qt.Key.Key_Escape)
    assert len(heard) == 1
    assert without_filters(bar.query) == LibraryQuery()


def test_the_days_never_stand_the_wrong_way_round(bar: FilterBar) -> None:
    dialog = asked(bar)
    dialog.first.setSelectedDate(QDate(2026, 3, 1))
    dialog.last.setSelectedDate(QDate(2026, 2, 1))
    assert dialog.words == "1 Feb 2026"
    dialog.first.setSelectedDate(QDate(2026, 4, 1))
    assert dialog.words == "1 Apr 2026"
    dialog.reject()


@pytest.mark.parametrize("day", [QDate(9999, 12, 31), QDate(1, 1, 1), QDate(-100, 1, 1)])
def test_a_calendar_offers_no_day_that_cannot_be_searched(bar: FilterBar, day: QDate) -> None:
    heard: list[LibraryQuery] = []
    bar.query_changed.connect(heard.append)
    dialog = asked(bar)
    dialog.first.setSelectedDate(day)
    dialog.last.setSelectedDate(day)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert len(heard) == 1
    assert range_words(heard[0].since, heard[0].until)


def test_everything_that_is_filtered_by_can_be_sorted_by() -> None:
    assert set(SORT_WORDS) == set(SortBy)
    assert {"Date", "Model", "Size", "Stars", "Project", "Cost", "Kind"} == set(SORT_WORDS.values())
