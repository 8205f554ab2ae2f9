"""Calls cross into the window's thread in order, and one that fails holds up no other."""

from __future__ import annotations

from functools import partial

from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop.ui.turns import Turns


def test_nothing_is_called_at_once_and_everything_in_order(qtbot: QtBot) -> None:
    turns, made = Turns(), list[int]()
    for number in range(50):
        turns.call(partial(made.append, number))
    assert made == []
    qtbot.waitUntil(lambda: len(made) == 50)
    assert made == list(range(50))


def test_a_call_that_raises_holds_up_no_other(qtbot: QtBot) -> None:
    turns, made = Turns(), list[str]()

    def fail() -> None:
        raise ValueError("not this one")

    turns.call(fail)
    turns.call(lambda: made.append("the next"))
    with capture_exceptions() as raised:
        qtbot.waitUntil(lambda: made == ["the next"])
    assert [one[0] for one in raised] == [ValueError]


def test_nothing_is_called_after_the_end(qtbot: QtBot) -> None:
    turns, others, made = Turns(), Turns(), list[str]()
    turns.call(lambda: made.append("late"))
    turns.end()
    turns.call(lambda: made.append("later"))
    others.call(lambda: made.append("in its place"))
    qtbot.waitUntil(lambda: bool(made))
    assert made == ["in its place"]
