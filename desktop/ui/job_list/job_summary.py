"""All jobs in one line, for the status bar."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.ui.icons import Icons
from desktop.ui.job_list.job_state import JobCounts
from desktop.ui.wording import stopwatch


class JobSummary(QToolButton):
    """Hidden while there is nothing to say; `clicked` asks for the whole list."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("job_summary")
        self._icons = icons
        self._icon = ""
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(14, 14))
        self.setToolTip("Show the jobs")
        self.show_counts(JobCounts())

    def show_counts(self, counts: JobCounts) -> None:
        text = summary_words(counts)
        icon = "circle-alert" if counts.failed else "hourglass"
        if icon != self._icon:
            self._icon = icon
            self.setIcon(self._icons.icon(icon, "danger" if counts.failed else "text_soft"))
        self.setText(text)
        self.setAccessibleName(f"Jobs: {text}" if text else "Jobs: none")
        self.setVisible(bool(text))


def summary_words(counts: JobCounts) -> str:
    """`2 running, 1 waiting · 0:34`; empty when there is nothing."""
    named = {"running": counts.running, "waiting": counts.waiting, "failed": counts.failed}
    words = ", ".join(f"{count} {name}" for name, count in named.items() if count)
    return f"{words} · {stopwatch(counts.seconds)}" if counts.running else words
