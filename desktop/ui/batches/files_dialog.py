"""What is stored at the service for batches, and taking away what no batch needs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.domain.problems import Problem
from desktop.jobs.batch_storage import StoredFile
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.controls.text_table import Column, TextRow, TextTable
from desktop.ui.dialogs.dialog_frame import DialogFrame

_COLUMNS = (
    Column(title="Name"),
    Column(title="Kind", letters=12),
    Column(title="Size", letters=9, is_number=True),
    Column(title="Since", letters=11),
    Column(title="What for", letters=18),
)


class FilesDialog(DialogFrame):
    """Signals: `deletion_requested` for what Stet made and no open batch here needs."""

    deletion_requested = Signal()

    def __init__(self, host: str, parent: QWidget | None = None) -> None:
        super().__init__(f"Stored at {host}", parent)
        self._note = Paragraph("Asking the service…", self, role="soft")
        self._table = TextTable("Files at the service", _COLUMNS, None, self)
        self.add(self._table, 1)
        self.add(self._note)
        self._delete = QPushButton("Remove what is left over", self)
        set_role(self._delete, "danger")
        self._delete.setToolTip(
            "Files of Stet that no open batch of this library needs; another computer's batches "
            "cannot be seen from here"
        )
        self._delete.setEnabled(False)
        self._delete.clicked.connect(self._ask)
        self.add_side_button(self._delete)
        self.add_close_button(is_main=True)
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(760, 400)

    @property
    def said(self) -> str:
        return self._note.text()

    def show_files(self, files: tuple[StoredFile, ...]) -> None:
        self._table.show_rows([_row(one) for one in files])
        left = sum(one.is_ours and not one.is_needed for one in files)
        self._delete.setEnabled(left > 0)
        set_role(self._note, "soft")
        total = sum(one.file.size for one in files) / 1_000_000
        count = "1 file" if len(files) == 1 else f"{len(files)} files"
        over = f", {left} of them left over" if left else ""
        self._note.set_text(
            f"{count}, {total:,.1f} MB{over}." if files else "Nothing is stored there."
        )

    def show_problem(self, trouble: Problem) -> None:
        set_role(self._note, "danger")
        self._note.set_text(trouble.text)

    def _ask(self) -> None:
        self._delete.setEnabled(False)
        self._note.set_text("Removing…")
        self.deletion_requested.emit()


def _row(one: StoredFile) -> TextRow:
    file = one.file
    what = "A batch under way" if one.is_needed else "Left over" if one.is_ours else "Not Stet's"
    size = f"{file.size / 1_000_000:,.1f} MB"
    return TextRow((file.name, file.purpose, size, f"{file.created:%Y-%m-%d}", what))
