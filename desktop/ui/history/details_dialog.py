"""The window in which the details of an edit are read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop.domain.edit import Edit
from desktop.ui.history.edit_details import EditDetails
from desktop.ui.history.edit_words import title
from desktop.ui.icons import Icons
from desktop.ui.picture_loader import PictureLoader


class EditDetailsDialog(QDialog):
    """Stays open beside the work until it is closed; several may be open at once."""

    def __init__(self, icons: Icons, loader: PictureLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("edit_details")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._details = EditDetails(icons, loader, self)
        self._edit = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._details)
        self.resize(420, 640)

    def show_credentials(self, edit: str, index: int, sentence: str, is_kept: bool) -> None:  # noqa: FBT001  # a slot
        """Passed over when it is about another edit."""
        if edit == self._edit:
            self._details.show_credentials(index, sentence, is_kept=is_kept)

    def show_edit(self, edit: Edit) -> None:
        self._edit = edit.id
        self.setWindowTitle(f"Details: {title(edit)[:60]}")
        self._details.show_edit(edit)
