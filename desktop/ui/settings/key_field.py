"""The field for a key: hidden while it is typed, checked, and never filled by the program."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.problems import ProblemError
from desktop.domain.secret_key import SecretKey, key_from
from desktop.ui.controls.roles import set_wrong
from desktop.ui.icons import Icons

_HINT = "Paste or type the key; it goes into the keychain and is not shown again"


class KeyField(QLineEdit):
    """A QLineEdit with an eye that shows what is being typed."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.setAccessibleName("Key")
        self.setToolTip(_HINT)
        self.setPlaceholderText("sk-…")
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self._eye = QAction(self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show_or_hide)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._show_or_hide()
        self.textChanged.connect(self._unmark)

    def key(self) -> SecretKey | None:
        """What was typed; None, and marked with the reason, when it is no key."""
        try:
            return key_from(self.text())
        except ProblemError as error:
            set_wrong(self, is_wrong=True)
            self.setToolTip(error.problem.text)
            return None

    @property
    def is_empty(self) -> bool:
        return not self.text().strip()

    def forget(self) -> None:
        """Empties the field, with nothing left to undo, and hides what comes next."""
        self.setText("")
        self._eye.setChecked(False)

    def _show_or_hide(self) -> None:
        is_shown = self._eye.isChecked()
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        self._eye.setIcon(self._icons.icon("eye-off" if is_shown else "eye", "text_soft"))
        self._eye.setText("Hide what is typed" if is_shown else "Show what is typed")
        self._eye.setToolTip(self._eye.text())

    def _unmark(self) -> None:
        set_wrong(self, is_wrong=False)
        self.setToolTip(_HINT)
