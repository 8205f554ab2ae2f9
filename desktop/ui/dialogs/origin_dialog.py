"""The check of a picture's origin: says what would be uploaded, and uploads it only on a click."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.domain.origin import Origin
from desktop.domain.problems import Problem
from desktop.ui.controls.key_value import Fact, KeyValue
from desktop.ui.controls.message_bar import MessageBar, Severity
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs.dialog_frame import DialogFrame
from desktop.ui.icons import Icons

_WHY = (
    "A service can look for marks that tell who made a picture: signed Content Credentials and "
    "an invisible watermark."
)
_SENDS = (
    "For that the file is uploaded as it is, with everything inside it such as place and camera, "
    "because any change would lose the marks. Its name is not sent. What the service keeps of it, "
    "and whether it bills the check, is up to the service."
)
_UPLOAD = "Upload and check"


class OriginDialog(DialogFrame):
    """Signal: `upload_agreed` when the designer wants this file sent to that service."""

    upload_agreed = Signal()

    def __init__(
        self, name: str, byte_count: int, host: str, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__("Check the origin", parent)
        self._facts = KeyValue(self)
        self._facts.show_facts(
            (
                Fact(name="Picture", value=name),
                Fact(name="Upload", value=f"{byte_count:,} bytes, the whole file"),
                Fact(name="Goes to", value=host),
            )
        )
        self._found = Paragraph("", self)
        self._news = MessageBar(icons, self)
        self._upload = QPushButton(_UPLOAD, self)
        self._lay_out()
        self._upload.clicked.connect(self._agree)

    def sizeHint(self) -> QSize:
        return QSize(460, 340)

    def show_origin(self, origin: Origin) -> None:
        """What the service found; it need not be asked again."""
        self._news.clear()
        self._found.set_text("\n".join(origin.sentences))
        self._found.setVisible(True)
        self._upload.setVisible(False)
        self.fit()

    def show_problem(self, problem: Problem) -> None:
        """It may be tried again."""
        self._news.show_problem(problem)
        self._upload.setEnabled(True)
        self.fit()

    def _lay_out(self) -> None:
        self.add(Paragraph(_WHY, self))
        self.add(self._facts)
        self.add(Paragraph(_SENDS, self, role="soft"))
        self.add(self._news)
        self.add(self._found)
        self._content.addStretch(1)
        self._found.setVisible(False)
        self._news.clear()
        self._upload.setToolTip("Sends the file as it is, once")
        set_role(self._upload, "primary")
        self.add_close_button()
        self.add_button(self._upload, is_main=True)

    def _agree(self) -> None:
        self._upload.setEnabled(False)
        self._news.show_message("Uploading and looking for marks…", Severity.INFO, can_close=False)
        self.upload_agreed.emit()
