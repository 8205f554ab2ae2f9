"""The draft that is being set up, for the models that the service in use offers, and its steps."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from desktop.domain.draft import Draft, fitted
from desktop.domain.image_models import ImageModel, ModelTable
from desktop.domain.recipe import RegionMode
from desktop.domain.reference import References
from desktop.ui.draft_step import DraftStep, changed_fields
from desktop.ui.undo_stack import UndoStack


class DraftSpace(QObject):
    """Signals: `draft_changed`; `notes_found(tuple)`, sentences about what had to be changed."""

    draft_changed = Signal()
    notes_found = Signal(object)

    def __init__(self, models: ModelTable, draft: Draft, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._draft = draft
        self.undo_stack = UndoStack(self)

    @property
    def draft(self) -> Draft:
        return self._draft

    @property
    def model(self) -> ImageModel:
        """The row of the table for the draft's model."""
        return self._models.get(self._draft.model)

    @property
    def models(self) -> ModelTable:
        return self._models

    def use_models(self, models: ModelTable) -> None:
        """Another service offers other models; what the draft can no longer have is said."""
        if models == self._models:
            return
        known, self._models = self._models, models
        offered = models.find(self._draft.model) or not known.find(self._draft.model)
        draft = self._draft if offered else replace(self._draft, model=models.default)
        changed, said = fitted(draft, models.get(draft.model))
        if not offered:
            said = (f"This service does not offer {self._draft.model}.", *said)
        self._draft = changed
        self.draft_changed.emit()
        if said:
            self.notes_found.emit(said)

    def change_draft(self, draft: Draft) -> None:
        """Takes another draft; what its model does not offer is set to what it does, and said."""
        changed, said = fitted(draft, self._models.get(draft.model))
        if draft.model == self._draft.model:
            changed, said = draft, ()
        if changed == self._draft:
            return
        self._draft = changed
        self.draft_changed.emit()
        self.notes_found.emit(said)

    def edit_draft(self, draft: Draft) -> None:
        """The same for what the designer has chosen, which can be undone."""
        before = self._draft
        self.change_draft(draft)
        controls = changed_fields(before, draft)
        if controls and changed_fields(before, self._draft):
            self.undo_stack.push(DraftStep(self, (before, self._draft), controls))

    def set_references(self, references: References) -> None:
        """The designer has put them together so; can be undone."""
        self.edit_draft(replace(self._draft, references=references))

    def forget_region(self) -> None:
        """Stet chooses again what is sent; that the whole picture is sent stays chosen."""
        if self._draft.region_mode is RegionMode.BOX:
            self.edit_draft(replace(self._draft, region_mode=RegionMode.AUTO, region=None))
