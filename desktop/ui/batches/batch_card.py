"""One batch: how far it is, what can be done with it, and its failed lines."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.batch import BatchPhase
from desktop.jobs.batch_book import BatchView, FailedLine
from desktop.ui.batches.batch_words import facts_words, phase_words
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.controls.text_table import Column, TextRow, TextTable
from desktop.ui.theme import ThemeKeeper

_COLUMNS = (
    Column(title="Line", letters=5, is_number=True),
    Column(title="Output", letters=14),
    Column(title="Prompt"),
    Column(title="Why it failed"),
)
_TALLEST = 190


class BatchCard(QFrame):
    """Signals: `wanted(BatchId, str)`: look, send, cancel, remove, again or save."""

    wanted = Signal(str, str)

    def __init__(self, view: BatchView, theme: ThemeKeeper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._id = view.batch.id
        self._view = view
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 10, 12, 10)
        self._column.setSpacing(6)
        self._build_head()
        self._build_buttons()
        self._build_failed(theme)
        self.show_view(view)

    @property
    def batch(self) -> str:
        return self._id

    def show_view(self, view: BatchView) -> None:
        """The same batch as it stands now."""
        self._view = view
        self._phase.setText(phase_words(view))
        set_role(self._phase, "verdict-warning" if _is_trouble(view) else "soft")
        self._facts.set_text(facts_words(view))
        self._said.set_text(" ".join(view.batch.said))
        self._said.setVisible(bool(view.batch.said))
        self._show_progress(view)
        self._show_buttons(view)
        self._failed.show_rows([_row(line) for line in view.failed])
        self._toggle.setVisible(bool(view.failed))
        if not view.failed:
            self._failed.hide()
        self._name_toggle()

    def show_busy(self, words: str) -> None:
        """What is being done for it now; empty when nothing is."""
        self._busy.set_text(words)
        for button in self._buttons.values():
            button.setEnabled(not words)

    # building -----------------------------------------------------------------------------

    def _build_head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        title = ElidedLabel(self._view.batch.title, self)
        set_role(title, "heading")
        self._phase = QLabel(self)
        row.addWidget(title, 1)
        row.addWidget(self._phase)
        self._column.addLayout(row)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the batch")
        self._column.addWidget(self._bar)
        self._facts = Paragraph("", self, role="soft")
        self._said = Paragraph("", self, role="danger")
        self._column.addWidget(self._facts)
        self._column.addWidget(self._said)

    def _build_buttons(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._toggle = QPushButton("", self)
        set_role(self._toggle, "compact")
        self._toggle.setCheckable(True)
        self._toggle.setAutoDefault(False)
        self._toggle.setToolTip("Shows every line that brought no picture, with the reason")
        self._toggle.toggled.connect(self._show_failed)
        row.addWidget(self._toggle)
        self._busy = ElidedLabel("", self)
        set_role(self._busy, "soft")
        row.addWidget(self._busy, 1)
        self._buttons: dict[str, QPushButton] = {}
        for name, text, hint in _BUTTONS:
            button = QPushButton(text, self)
            button.setObjectName(f"batch_{name}")
            button.setToolTip(hint)
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._want, name))
            self._buttons[name] = button
            row.addWidget(button)
        set_role(self._buttons["send"], "primary")
        self._column.addLayout(row)

    def _build_failed(self, theme: ThemeKeeper) -> None:
        self._failed = TextTable("Failed lines", _COLUMNS, theme, self)
        self._failed.setFixedHeight(_TALLEST)
        self._failed.hide()
        self._column.addWidget(self._failed)

    # showing ------------------------------------------------------------------------------

    def _show_progress(self, view: BatchView) -> None:
        batch = view.batch
        done = batch.counts.completed + batch.counts.failed
        self._bar.setRange(0, max(1, batch.lines))
        self._bar.setValue(batch.lines if batch.phase is BatchPhase.COMPLETED else done)
        self._bar.setVisible(not batch.is_collected and batch.phase is not BatchPhase.PREPARED)

    def _show_buttons(self, view: BatchView) -> None:
        phase, is_over = view.batch.phase, view.batch.phase.is_over
        is_kept = phase is BatchPhase.PREPARED
        shown = {
            "remove": is_kept,
            "send": is_kept,
            "look": view.is_open,
            "cancel": view.is_open and not is_over and phase is not BatchPhase.CANCELLING,
            "again": view.batch.is_collected and bool(view.failed),
            "save": view.finished > 0,
        }
        for name, is_shown in shown.items():
            self._buttons[name].setVisible(is_shown)

    def _show_failed(self, is_shown: bool) -> None:  # noqa: FBT001  # a slot
        rows = self._failed.row_count
        self._failed.setFixedHeight(min(_TALLEST, 24 * rows + 34))
        self._failed.setVisible(is_shown)
        self._name_toggle()

    def _name_toggle(self) -> None:
        count = len(self._view.failed)
        lines = "1 failed line" if count == 1 else f"{count:,} failed lines"
        verb = "Hide" if self._toggle.isChecked() else "Show"
        self._toggle.setText(f"{verb} {lines}")

    def _want(self, name: str, _is_checked: bool = False) -> None:  # noqa: FBT001, FBT002  # a slot
        self.wanted.emit(self._id, name)


_BUTTONS = (
    ("remove", "Remove", "Takes it away; nothing of it was ordered"),
    ("cancel", "Cancel batch", "What is done by then still comes and is billed"),
    ("look", "Look now", "Asks the service how far it is and fetches what has come; it is free"),
    ("save", "Save results…", "Writes every result into a folder, under its line's name"),
    ("again", "Send failed again…", "Only the failed lines, as a batch of their own"),
    ("send", "Send it", "Uploads the pictures and orders the batch"),
)


def _is_trouble(view: BatchView) -> bool:
    return view.batch.phase in {BatchPhase.FAILED, BatchPhase.EXPIRED}


def _row(line: FailedLine) -> TextRow:
    paid = " It may have been billed." if line.may_be_paid else ""
    texts = (f"{line.number:,}", line.output, line.prompt, f"{line.reason}{paid}")
    return TextRow(texts, is_wrong=True)
