"""Asks which page of a file with several is to be opened."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt

from desktop.ui.dialogs.page_dialog import PageDialog
from desktop.ui.flows.picture_flow import PageQuestion, PictureFlow
from desktop.ui.main_window import MainWindow


class PageFlow(QObject):
    """The dialog; without an answer what is open stays."""

    def __init__(self, opening: PictureFlow, window: MainWindow) -> None:
        super().__init__(window)
        self._opening = opening
        self._window = window
        opening.page_wanted.connect(self._ask)

    def _ask(self, question: PageQuestion) -> None:
        dialog = PageDialog(question.name, question.sizes, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.page_chosen.connect(partial(self._opening.open_page, question))
        dialog.open()
