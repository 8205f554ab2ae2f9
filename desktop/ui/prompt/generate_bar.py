"""The foot of the panel: what it costs, the button, and why it cannot be pressed if it cannot."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Problem, ProblemKind
from desktop.ui.controls.icon_label import IconLabel
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.controls.tooltips import plain_tooltip
from desktop.ui.icons import Icons
from desktop.ui.prompt.estimate_view import EstimateView

_DEMO = "Demo engine: simulated, nothing is sent."
_EXPECTED = frozenset({ProblemKind.PROMPT_EMPTY, ProblemKind.KEY_MISSING})
"""What everybody meets at the start; it is a hint, not a warning."""


class GenerateBar(QWidget):
    """Signals: `generate_requested`; `upload_wanted` to see what would be sent; `key_wanted` when
    a missing key stands in the way."""

    generate_requested = Signal()
    upload_wanted = Signal()
    key_wanted = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.estimate = EstimateView(icons, self)
        self._reason_icon = IconLabel(14, self)
        self._reason = Paragraph(parent=self)
        self._add_key = QPushButton("Add a key", self)
        self._demo_icon = IconLabel(14, self)
        self._demo = Paragraph(_DEMO, self, role="warning")
        self._button = _GenerateButton(self)
        self._upload = QToolButton(self)
        self._lay_out()
        self._upload.clicked.connect(self.upload_wanted)
        self._button.clicked.connect(self.generate_requested)
        self._add_key.clicked.connect(self.key_wanted)
        self.show_problems(())
        self.show_demo(is_on=False)
        self._button.setEnabled(False)  # until it is known that nothing stands in the way

    @property
    def button(self) -> QPushButton:
        return self._button

    @property
    def reason(self) -> str:
        """Why Generate cannot be pressed; empty when it can."""
        return self._reason.text()

    @property
    def is_demo_shown(self) -> bool:
        return not self._demo.isHidden()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """The first one in the line above the button, all of them in the tooltips."""
        first = problems[0] if problems else None
        self._button.setEnabled(first is None)
        self._reason.set_text(first.sentence if first else "")
        self._reason.setVisible(first is not None)
        self._reason_icon.setVisible(first is not None)
        self._add_key.setVisible(first is not None and first.kind is ProblemKind.KEY_MISSING)
        self._explain(problems)
        if first is not None:
            self._colour(first)

    def show_demo(self, *, is_on: bool) -> None:
        """Says that the demo engine answers, as long as it does."""
        self._demo.setVisible(is_on)
        self._demo_icon.setVisible(is_on)

    def _explain(self, problems: tuple[Problem, ...]) -> None:
        whole = "\n".join(problem.text for problem in problems)
        self._reason.setToolTip(plain_tooltip(whole))
        self._button.setToolTip(plain_tooltip(whole) or _generate_hint())
        self._button.setAccessibleDescription(whole)

    def _colour(self, problem: Problem) -> None:
        is_expected = problem.kind in _EXPECTED
        icon = "info" if is_expected else "triangle-alert"
        self._reason_icon.set_icon(
            self._icons.icon(icon, "text_soft" if is_expected else "warning")
        )
        set_role(self._reason, "soft" if is_expected else "warning")

    def _lay_out(self) -> None:
        line = QFrame(self)
        set_role(line, "line")
        line.setFixedHeight(1)
        set_role(self._add_key, "quiet")
        self._add_key.setToolTip("Opens Settings > Key")
        self._demo_icon.set_icon(self._icons.icon("flask-conical", "warning"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line)
        inner = QVBoxLayout()
        inner.setContentsMargins(12, 10, 12, 12)
        inner.setSpacing(8)
        inner.addLayout(_line(self._demo_icon, self._demo))
        inner.addWidget(self.estimate)
        inner.addLayout(_line(self._reason_icon, self._reason, self._add_key))
        inner.addLayout(self._buttons())
        column.addLayout(inner)

    def _buttons(self) -> QHBoxLayout:
        self._upload.setObjectName("upload")
        self._upload.setIcon(self._icons.icon("scan-eye"))
        self._upload.setIconSize(QSize(18, 18))
        self._upload.setFixedSize(36, 36)
        self._upload.setAccessibleName("What leaves this machine")
        self._upload.setToolTip(_upload_hint())
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._button, 1)
        row.addWidget(self._upload)
        return row


class _GenerateButton(QPushButton):
    """A double-click on it counts once: each press may cost money."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Generate", parent)
        self.setObjectName("generate")
        self.setAccessibleName("Generate")
        self.setMinimumHeight(36)
        self.setIconSize(QSize(16, 16))
        set_role(self, "primary")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()


def _line(icon: IconLabel, text: Paragraph, button: QPushButton | None = None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(text, 1)
    if button is not None:
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return row


def _generate_hint() -> str:
    native = QKeySequence.SequenceFormat.NativeText
    control, shift, enter = Qt.Modifier.CTRL, Qt.Modifier.SHIFT, Qt.Key.Key_Return
    plain = QKeySequence(control | enter).toString(native)
    first = QKeySequence(control | shift | enter).toString(native)
    return f"Sends it ({plain}); {first} puts it before everything that waits"


def _upload_hint() -> str:
    keys = QKeySequence(Qt.Modifier.CTRL | Qt.Modifier.ALT | Qt.Key.Key_Return)
    native = keys.toString(QKeySequence.SequenceFormat.NativeText)
    return f"Shows exactly what would leave this machine ({native}); sends nothing"
