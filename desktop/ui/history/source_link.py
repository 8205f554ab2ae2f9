"""A page that a model read: its title, or its address, to open it in the browser."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.domain.conversation import Source

_LONGEST = 64


class SourceLink(QLabel):
    """One link; the whole address stands in its tooltip, and nothing is fetched before a click."""

    def __init__(self, source: Source, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        shown = source.title or source.address.partition("//")[2]
        if len(shown) > _LONGEST:
            shown = shown[: _LONGEST - 1] + "…"
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(f'<a href="{escape(source.address, quote=True)}">{escape(shown)}</a>')
        self.setOpenExternalLinks(True)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.setToolTip(escape(source.address))
        self.setAccessibleName(f"{shown}, {source.address}")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
