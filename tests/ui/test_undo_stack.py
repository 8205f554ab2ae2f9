"""Undo: steps by name, bounded by bytes, several as one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.ui.undo_stack import Step, UndoStack


class Adding(Step):
    """Adds a number to a list, and weighs something."""

    def __init__(self, numbers: list[int], number: int, weight: int = 0) -> None:
        super().__init__(f"Add {number}")
        self._numbers = numbers
        self._number = number
        self._weight = weight
        self.is_packed = False

    @property
    def bytes_held(self) -> int:
        return 10 if self.is_packed else self._weight

    def redo(self) -> None:
        self._numbers.append(self._number)

    def undo(self) -> None:
        assert self._numbers.pop() == self._number

    def pack(self) -> None:
        self.is_packed = True


def test_steps_go_back_and_forth_by_name(qtbot: QtBot) -> None:
    numbers: list[int] = []
    stack = UndoStack()
    for number in range(4):
        stack.push(Adding(numbers, number))
    stack.go_to(1)
    assert numbers == [0]
    assert (stack.names, stack.done) == (("Add 0", "Add 1", "Add 2", "Add 3"), 1)
    stack.go_to(99)
    assert numbers == [0, 1, 2, 3]
    stack.undo()
    stack.push(Adding(numbers, 9))
    assert numbers == [0, 1, 2, 9]
    assert not stack.can_redo


def test_the_actions_say_what_they_would_do(qtbot: QtBot) -> None:
    stack, home = UndoStack(), QObject()
    undo, redo = stack.undo_action(home), stack.redo_action(home)
    assert not undo.isEnabled()
    assert undo.text() == "Undo"
    stack.push(Adding([], 5))
    assert (undo.isEnabled(), undo.text()) == (True, "Undo add 5")
    undo.trigger()
    assert (redo.isEnabled(), redo.text(), undo.isEnabled()) == (True, "Redo add 5", False)


def test_the_oldest_are_forgotten_when_bytes_run_out(qtbot: QtBot) -> None:
    numbers: list[int] = []
    stack = UndoStack(limit=10_000)
    for number in range(500):
        stack.push(Adding(numbers, number, 2_000))
        assert stack.bytes_held <= 10_000
    assert stack.names == ("Add 497", "Add 498", "Add 499")[-stack.done :]
    stack.go_to(0)
    assert numbers == list(range(500 - len(stack.names)))
    stack.push(Adding(numbers, 1, 99_999))
    assert stack.names == ("Add 1",)


def test_several_are_one(qtbot: QtBot) -> None:
    numbers: list[int] = []
    stack = UndoStack()
    with stack.together("Both"):
        stack.push(Adding(numbers, 1, 7))
        stack.push(Adding(numbers, 2, 8))
    with stack.together("None"):
        pass
    assert stack.names == ("Both",)
    assert stack.bytes_held == 15 + UndoStack().bytes_held + 512
    stack.undo()
    assert numbers == []
    stack.redo()
    assert numbers == [1, 2]


def test_several_within_several_are_one(qtbot: QtBot) -> None:
    numbers: list[int] = []
    stack = UndoStack()
    with stack.together("All"):
        stack.push(Adding(numbers, 1))
        with stack.together("Some"):
            stack.push(Adding(numbers, 2))
        stack.push(Adding(numbers, 3))
    assert (stack.names, numbers) == (("All",), [1, 2, 3])
    stack.undo()
    assert numbers == []


def test_large_steps_are_packed_beside_the_window(qtbot: QtBot) -> None:
    asked: list[Callable[[], None]] = []

    def submit(work: Callable[[], None]) -> Future[None]:
        asked.append(work)
        return Future()

    stack = UndoStack()
    stack.set_submit(submit)
    small, large = Adding([], 1, 100), Adding([], 2, 9 << 20)
    stack.push(small)
    stack.push(large)
    assert len(asked) == 1
    asked[0]()
    assert large.is_packed


@given(st.lists(st.sampled_from(["push", "undo", "redo"]), max_size=40))
def test_any_order_equals_the_steps_that_are_done(moves: list[str]) -> None:
    numbers: list[int] = []
    stack = UndoStack()
    for place, move in enumerate(moves):
        if move == "push":
            stack.push(Adding(numbers, place))
        else:
            getattr(stack, move)()
        assert [f"Add {number}" for number in numbers] == list(stack.names[: stack.done])
