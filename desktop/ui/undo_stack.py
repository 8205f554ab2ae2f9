"""What can be undone, step by step, bounded by the memory it takes and not by a number of steps."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from desktop.ui.background import Submit, tell_of_fault

_LIMIT = 384 << 20
_FRAME = 512
"""Bytes that the plainest step takes at least."""
_WORTH_PACKING = 4 << 20


class Step:
    """One step; pushing it does it."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def bytes_held(self) -> int:
        """Memory that nothing but this step needs."""
        return 0

    @abstractmethod
    def redo(self) -> None:
        """Does it, for the first time or again."""

    @abstractmethod
    def undo(self) -> None:
        """Takes it back."""

    def pack(self) -> None:
        """Makes it small where that takes time; runs on any thread while the step may be used."""

    def take_in(self, _step: Step) -> bool:
        """Whether the next step, which has been done, became part of this one."""
        return False

    @property
    def is_void(self) -> bool:
        """What it took in has undone it: nothing is left of it."""
        return False


class StepsTogether(Step):
    """Steps that are undone as one; they have been done already when it is pushed."""

    def __init__(self, name: str, steps: list[Step]) -> None:
        super().__init__(name)
        self._steps = steps
        self._is_done = True

    @classmethod
    def done_before(cls, name: str, steps: list[Step]) -> StepsTogether:
        """Done in an earlier run: it is not pushed any more."""
        made = cls(name, steps)
        made._is_done = False
        return made

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(self._steps)

    @property
    def bytes_held(self) -> int:
        return sum(step.bytes_held for step in self._steps)

    def redo(self) -> None:
        if self._is_done:
            self._is_done = False
            return
        for step in self._steps:
            step.redo()

    def undo(self) -> None:
        for step in reversed(self._steps):
            step.undo()

    def pack(self) -> None:
        for step in self._steps:
            step.pack()


class UndoStack(QObject):
    """Signals: `changed` when there are other steps, or another one was the last."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None, limit: int = _LIMIT) -> None:
        super().__init__(parent)
        self._limit = limit
        self._steps: list[Step] = []
        self._done = 0
        self._group: list[Step] | None = None
        self._is_closed = True
        self._is_going = False
        self._submit: Submit | None = None

    def set_submit(self, submit: Submit | None) -> None:
        """Who packs large steps beside the window; without it they stay as they are."""
        self._submit = submit

    def set_limit(self, limit: int) -> None:
        """How many bytes all steps together may hold."""
        self._limit = limit
        self._trim()
        self.changed.emit()

    @property
    def names(self) -> tuple[str, ...]:
        """Of all steps, the oldest first, those included that were undone."""
        return tuple(step.name for step in self._steps)

    @property
    def done_steps(self) -> tuple[Step, ...]:
        """Those that are done, the oldest first."""
        return tuple(self._steps[: self._done])

    def adopt(self, steps: Sequence[Step]) -> None:
        """Steps that were done already, such as in an earlier run; the last is undone first."""
        del self._steps[self._done :]
        self._steps += steps
        self._done = len(self._steps)
        self._is_closed = True
        self._trim()
        self.changed.emit()

    @property
    def done(self) -> int:
        """How many of them are done."""
        return self._done

    @property
    def bytes_held(self) -> int:
        return sum(step.bytes_held + _FRAME for step in self._steps)

    @property
    def is_going(self) -> bool:
        """A step is just being undone or redone: what changes now was so before."""
        return self._is_going

    @property
    def can_undo(self) -> bool:
        return self._done > 0

    @property
    def can_redo(self) -> bool:
        return self._done < len(self._steps)

    def push(self, step: Step) -> None:
        """Does a step; what had been undone before can not be done again."""
        if self._group is not None:
            self._group.append(step)
            step.redo()
            return
        del self._steps[self._done :]
        last = self._steps[-1] if self._steps and not self._is_closed else None
        self._is_closed = False
        if last is None or not last.take_in(step):
            self._steps.append(step)
            step.redo()
            self._pack(step)
        elif last.is_void:
            self._steps.pop()
            self._is_closed = True
        self._done = len(self._steps)
        self._trim()
        self.changed.emit()

    def close_step(self) -> None:
        """The last step is finished: what comes next is a step of its own."""
        self._is_closed = True

    @contextmanager
    def together(self, name: str) -> Iterator[None]:
        """What is pushed meanwhile is one step; within another such step it is part of that one."""
        if self._group is not None:
            yield
            return
        group: list[Step] = []
        self._group = group
        try:
            yield
        finally:
            self._group = None
            if group:
                self.push(StepsTogether(name, group))

    def undo(self) -> None:
        if self.can_undo:
            self._is_closed = True
            self._done -= 1
            self._go(self._steps[self._done].undo)

    def redo(self) -> None:
        if self.can_redo:
            self._is_closed = True
            self._done += 1
            self._go(self._steps[self._done - 1].redo)

    def go_to(self, done: int) -> None:
        """Undoes or redoes until so many steps are done."""
        while self._done > max(0, done):
            self.undo()
        while self._done < min(done, len(self._steps)):
            self.redo()

    def clear(self) -> None:
        self._steps, self._done = [], 0
        self.changed.emit()

    def undo_action(self, parent: QObject) -> QAction:
        """Undoes, says what, and is disabled when there is nothing."""
        return self._action(parent, is_undo=True)

    def redo_action(self, parent: QObject) -> QAction:
        return self._action(parent, is_undo=False)

    # inside

    def _go(self, do: Callable[[], None]) -> None:
        self._is_going = True
        try:
            do()
        finally:
            self._is_going = False
        self.changed.emit()

    def _action(self, parent: QObject, *, is_undo: bool) -> QAction:
        action = QAction(parent)

        def follow() -> None:
            place = self._done - 1 if is_undo else self._done
            can = self.can_undo if is_undo else self.can_redo
            verb = "Undo" if is_undo else "Redo"
            name = self._steps[place].name if can else ""
            action.setEnabled(can)
            action.setText(f"{verb} {name[:1].lower()}{name[1:]}" if can else verb)

        action.triggered.connect(self.undo if is_undo else self.redo)
        self.changed.connect(follow)
        follow()
        return action

    def _pack(self, step: Step) -> None:
        if self._submit is not None and step.bytes_held > _WORTH_PACKING:
            self._submit(step.pack).add_done_callback(tell_of_fault)

    def _trim(self) -> None:
        """Forgets the oldest steps where all of them take too much; the newest always stays."""
        held = self.bytes_held
        while held > self._limit and self._done > 1:
            held -= self._steps.pop(0).bytes_held + _FRAME
            self._done -= 1
