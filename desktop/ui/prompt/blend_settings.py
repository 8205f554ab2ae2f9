"""How the answer is laid back into the picture; seen only when there is a picture."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.domain.draft import Draft
from desktop.domain.recipe import Blend
from desktop.ui.controls.blend_fields import BlendFields
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.section import Section
from desktop.ui.icons import Icons
from desktop.ui.prompt.draft_change import changed

_ALIGN = "Moves the whole answer back onto the picture's own pixels; for edits without a mask"
_AS_IT_CAME = "The whole answer is used: what lies outside the mask may change too."


class BlendSettings(QWidget):
    """Signals: `edited` with a DraftChange."""

    edited = Signal(object)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._blend = Blend()
        self._has_mask = False
        self._section = Section("Blend", icons, self)
        self.fields = BlendFields()
        self.as_it_came = QCheckBox("Keep the answer as it came")
        self.align = QCheckBox("Align the answer with the picture")
        self._warning = Paragraph(_AS_IT_CAME, self, role="warning")
        self._lay_out()
        self.fields.edited.connect(self._say)
        self.as_it_came.clicked.connect(self._say_composite)
        self.align.clicked.connect(self._say_align)

    def show_draft(self, draft: Draft) -> None:
        self._has_mask = draft.has_mask
        self.setVisible(draft.picture is not None)
        self._show(draft.blend)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._section)
        self.align.setToolTip(_ALIGN)
        self.as_it_came.setToolTip("Uses the answer whole, without laying it into the picture")
        for row in (self.fields, self.as_it_came, self._warning, self.align):
            self._section.set_content(row)

    def _show(self, blend: Blend) -> None:
        self._blend = blend
        self.fields.show_blend(blend)
        self.as_it_came.setChecked(not blend.composite)
        self.align.setChecked(blend.align)
        self.fields.setVisible(self._has_mask)
        self.as_it_came.setVisible(self._has_mask)
        self.align.setVisible(not self._has_mask)
        keeps_all = self._has_mask and not blend.composite
        self._warning.setVisible(keeps_all)
        self._section.set_summary("Answer as it came" if keeps_all else "")

    def _say_composite(self) -> None:
        self._say(replace(self._blend, composite=not self.as_it_came.isChecked()))

    def _say_align(self) -> None:
        blend = replace(self._blend, align=self.align.isChecked())
        self._say(replace(blend, composite=True) if blend.align else blend)

    def _say(self, blend: Blend) -> None:
        self._show(blend)
        self.edited.emit(changed(blend=blend))
