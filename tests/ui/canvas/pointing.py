"""Mouse, pen and keys as events, for tests of the canvas."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

_NONE = Qt.KeyboardModifier.NoModifier
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
_NO_BUTTON = Qt.MouseButton.NoButton

_PEN = QPointingDevice(
    "test pen",
    7,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Pen,
    QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
    1,
    2,
)
_ERASER = QPointingDevice(
    "test eraser",
    8,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Eraser,
    QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
    1,
    2,
)


def _send_mouse(
    widget: QWidget,
    kind: QEvent.Type,
    x: float,
    y: float,
    button: Qt.MouseButton,
    buttons: Qt.MouseButton,
    held: Qt.KeyboardModifier,
) -> None:
    place = QPointF(x, y)
    event = QMouseEvent(kind, place, widget.mapToGlobal(place), button, buttons, held)
    QCoreApplication.sendEvent(widget, event)


def press(
    widget: QWidget,
    x: float,
    y: float,
    *,
    button: Qt.MouseButton = LEFT,
    held: Qt.KeyboardModifier = _NONE,
) -> None:
    _send_mouse(widget, QEvent.Type.MouseButtonPress, x, y, button, button, held)


def move(
    widget: QWidget,
    x: float,
    y: float,
    *,
    button: Qt.MouseButton = _NO_BUTTON,
    held: Qt.KeyboardModifier = _NONE,
) -> None:
    """With `button` down, or up."""
    _send_mouse(widget, QEvent.Type.MouseMove, x, y, _NO_BUTTON, button, held)


def release(
    widget: QWidget,
    x: float,
    y: float,
    *,
    button: Qt.MouseButton = LEFT,
    held: Qt.KeyboardModifier = _NONE,
) -> None:
    _send_mouse(widget, QEvent.Type.MouseButtonRelease, x, y, button, _NO_BUTTON, held)


def stroke(
    widget: QWidget,
    *places: tuple[float, float],
    held: Qt.KeyboardModifier = _NONE,
    button: Qt.MouseButton = LEFT,
) -> None:
    """Press at the first place, move over all of them, release at the last."""
    press(widget, *places[0], held=held, button=button)
    for place in places[1:]:
        move(widget, *place, button=button, held=held)
    release(widget, *places[-1], held=held, button=button)


def pen(
    widget: QWidget,
    kind: QEvent.Type,
    x: float,
    y: float,
    *,
    pressure: float = 1.0,
    is_eraser: bool = False,
    button: Qt.MouseButton = LEFT,
) -> bool:
    """One event of the pen; whether the widget took it."""
    place = QPointF(x, y)
    is_down = kind != QEvent.Type.TabletRelease and pressure > 0
    event = QTabletEvent(
        kind,
        _ERASER if is_eraser else _PEN,
        place,
        QPointF(widget.mapToGlobal(place)),
        pressure,
        0,
        0,
        0,
        0,
        0,
        _NONE,
        _NO_BUTTON if kind == QEvent.Type.TabletMove else button,
        button if is_down else _NO_BUTTON,
    )
    QCoreApplication.sendEvent(widget, event)
    return event.isAccepted()


def wheel(
    widget: QWidget, x: float, y: float, notches: float, *, held: Qt.KeyboardModifier = _NONE
) -> None:
    place = QPointF(x, y)
    event = QWheelEvent(
        place,
        QPointF(widget.mapToGlobal(place)),
        QPoint(),
        QPoint(0, round(120 * notches)),
        _NO_BUTTON,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QCoreApplication.sendEvent(widget, event)


def swipe(widget: QWidget, across: int, down: int) -> None:
    """Two fingers on a touchpad, in pixels."""
    place = QPointF(100, 100)
    event = QWheelEvent(
        place,
        QPointF(widget.mapToGlobal(place)),
        QPoint(across, down),
        QPoint(across, down),
        _NO_BUTTON,
        _NONE,
        Qt.ScrollPhase.ScrollUpdate,
        False,
    )
    QCoreApplication.sendEvent(widget, event)
