"""A few words about the colours: what the picture's are, and for which screen they are shown."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from desktop.domain.screen_profile import ScreenChoice, ShownColours
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.tooltips import plain_tooltip

_WIDEST = 260
_FROM = {
    ScreenChoice.AUTOMATIC: "which the system has for this screen",
    ScreenChoice.SRGB: "chosen in the settings",
    ScreenChoice.FILE: "from the file chosen in the settings",
}
_PLAIN = "because the system names no other profile for this screen"
_USELESS = {
    ScreenChoice.AUTOMATIC: "because the system's profile for this screen cannot be used",
    ScreenChoice.FILE: "because the file chosen in the settings cannot be used",
}


class ColourLabel(ElidedLabel):
    """One space where picture and screen share it, else from which to which."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, elide=Qt.TextElideMode.ElideMiddle)
        self.setObjectName("colours")
        self._tip = ""

    def show_colours(
        self, colours: ShownColours | None, choice: ScreenChoice, *, is_refused: bool = False
    ) -> None:
        """None: there is no picture whose colours could be told of.

        `is_refused`: the profile that was chosen is of no use, and sRGB takes its place.
        """
        if colours is None:
            self._tip = ""
            self.set_text("")
            return
        picture, screen = colours.picture, colours.screen
        source = _USELESS.get(choice, "") if is_refused else ""
        if not source:
            is_plain = choice is ScreenChoice.AUTOMATIC and screen.icc is None
            source = _PLAIN if is_plain else _FROM[choice]
        self._tip = (
            f"The picture's colours are {picture}. They are shown for {screen.name}, {source}. "
            "Settings, Canvas, Screen colour changes that; the picture itself stays as it is."
        )
        self.set_text(picture if picture == screen.name else f"{picture} → {screen.name}")
        self.setAccessibleDescription(self._tip)
        self._tell_whole_text()

    def sizeHint(self) -> QSize:
        return super().sizeHint().boundedTo(QSize(_WIDEST, 1 << 12))

    def _tell_whole_text(self) -> None:
        self.setToolTip(plain_tooltip(self._tip) if self._tip else "")
