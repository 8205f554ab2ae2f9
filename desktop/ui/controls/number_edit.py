"""A field for one number: typing with arithmetic, arrow keys, the wheel when it has the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.roles import set_wrong
from desktop.ui.controls.tooltips import plain_tooltip

_WHEEL_NOTCH = 120


class NumberEdit(QLineEdit):
    """A number between two bounds.

    Signals: `value_edited` while it is being typed or scrubbed, `value_changed` when it stands
    (Enter, leaving, an arrow key, the wheel). Values set by the program are not signalled.
    """

    value_edited = Signal(float)
    value_changed = Signal(float)

    def __init__(self, limits: NumberRange, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limits = limits
        self._value = limits.default
        self._standing = limits.default
        self._hint = ""
        self._wheel = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.textEdited.connect(self._read_live)
        self._show()

    @property
    def value(self) -> float:
        return self._value

    @property
    def limits(self) -> NumberRange:
        return self._limits

    def set_value(self, value: float) -> None:
        """Shows `value`, bounded, without a signal.

        What is being typed or scrubbed is not disturbed by hearing the same value back.
        """
        bounded = self._limits.bounded(value)
        if bounded == self._value or (bounded == self._standing and self.hasFocus()):
            return
        self._value = self._standing = bounded
        self._show()

    def set_limits(self, limits: NumberRange) -> None:
        if limits == self._limits:
            return
        self._limits = limits
        self._value = self._standing = limits.bounded(self._value)
        self._show()

    def set_hint(self, hint: str) -> None:
        """What the field does, as its tooltip."""
        self._hint = hint
        self.setToolTip(hint)

    def step(self, steps: float) -> None:
        """Changes the value by so many steps, as an arrow key does."""
        self.scrub(steps)
        self.commit()

    def scrub(self, steps: float) -> None:
        """Changes the value live by so many steps; `commit` makes it stand."""
        self.scrub_to(self._limits.stepped(self._value, steps))

    def scrub_to(self, value: float) -> None:
        """Changes the value live to `value`, bounded; `commit` makes it stand."""
        self._take(self._limits.bounded(value))
        self._show()

    def reset(self) -> None:
        """Goes back to the resting value."""
        self._take(self._limits.default)
        self.commit()

    def commit(self) -> None:
        """Makes the present value stand; what is no number falls back to what stood before."""
        self._show()
        if self._value != self._standing:
            self._standing = self._value
            self.value_changed.emit(self._value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        times = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        match event.key():
            case Qt.Key.Key_Up:
                self.step(times)
            case Qt.Key.Key_Down:
                self.step(-times)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._enter()
            case Qt.Key.Key_Escape if self.text() != self._limits.shown(self._standing):
                self._take(self._standing)
                self._show()
            case _:
                super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():
            event.ignore()
            return
        times = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        delta = event.angleDelta()
        self._wheel += delta.y() or delta.x()
        notches = int(self._wheel / _WHEEL_NOTCH)
        self._wheel -= notches * _WHEEL_NOTCH
        if notches:
            self.step(notches * times)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.commit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange and not self.isEnabled():
            set_wrong(self, is_wrong=False)

    def _enter(self) -> None:
        """Enter keeps text that is no number, so that it can be mended."""
        if self.property("state") != "wrong":
            self.commit()
            self.selectAll()

    def _read_live(self, text: str) -> None:
        try:
            value = self._limits.parsed(text)
        except ValueError as error:
            self._value = self._standing
            self._mark(str(error))
            return
        self._mark("")
        bounded = self._limits.bounded(value)
        if self._limits.holds(value):
            self._take(bounded)
        else:
            self._value = bounded

    def _take(self, value: float) -> None:
        if value != self._value:
            self._value = value
            self.value_edited.emit(value)

    def _mark(self, trouble: str) -> None:
        set_wrong(self, is_wrong=bool(trouble))
        self.setToolTip(plain_tooltip(trouble) or self._hint)

    def _show(self) -> None:
        self._mark("")
        shown = self._limits.shown(self._value)
        if shown != self.text():
            self.setText(shown)
