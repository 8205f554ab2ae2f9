"""The draft that is being set up, for the models that the service in use offers, and its steps."""

from __future__ import annotations

from collections.abc import Iterable
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
        self._known = _ids(models)
        """Of this service, of those that might be in use, and of those that were."""
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

    def use_models(self, models: ModelTable, others: Iterable[ModelTable] = ()) -> None:
        """Another service offers other models; what the draft can no longer have is said.

        `others` are those of the services that might be in use.
        """
        self._known = self._known.union(_ids(models), *map(_ids, others))
        if models == self._models:
            return
        self._models = models
        self._draft, said = self._offered(self._draft)
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

    def restore_draft(self, draft: Draft, made_for: ModelTable | None) -> None:
        """An earlier draft, for the steps: as it was where the same models are offered as then.

        Another service's models are not brought back, as in `use_models`.
        """
        if made_for == self._models:
            self.change_draft(draft)
            return
        changed, said = self._offered(draft)
        self.change_draft(changed)
        self.notes_found.emit(said)

    def edit_draft(self, draft: Draft) -> None:
        """The same for what the designer has chosen, which can be undone."""
        before = self._draft
        self.change_draft(draft)
        self._push_change(before, draft)

    def reuse_draft(self, draft: Draft) -> None:
        """The same for what an earlier request asked for, perhaps of another service: only what
        the one in use offers is taken."""
        before = self._draft
        changed, said = self._offered(draft)
        self.change_draft(changed)
        self._push_change(before, changed)
        self.notes_found.emit(said)

    def set_references(self, references: References) -> None:
        """The designer has put them together so; can be undone."""
        self.edit_draft(replace(self._draft, references=references))

    def forget_region(self) -> None:
        """Stet chooses again what is sent; that the whole picture is sent stays chosen."""
        if self._draft.region_mode is RegionMode.BOX:
            self.edit_draft(replace(self._draft, region_mode=RegionMode.AUTO, region=None))

    # inside

    def _push_change(self, before: Draft, wished: Draft) -> None:
        controls = changed_fields(before, wished)
        if controls and changed_fields(before, self._draft):
            self.undo_stack.push(DraftStep(self, (before, self._draft), controls))

    def _has_model(self, model_id: str) -> bool:
        """One that no service is known to offer is the designer's own choice, and is left."""
        return self._models.find(model_id) is not None or model_id not in self._known

    def _offered(self, draft: Draft) -> tuple[Draft, tuple[str, ...]]:
        """With nothing but what the service in use offers; sentences about what that changed."""
        if self._has_model(draft.model):
            return fitted(draft, self._models.get(draft.model))
        default = self._models.default
        model = self._models.get(default)
        changed, said = fitted(replace(draft, model=default), model)
        lost = f"This service does not offer {draft.model}: {model.name} is chosen instead."
        return changed, (lost, *said)


def _ids(models: ModelTable) -> frozenset[str]:
    return frozenset(name for one in models.models for name in (one.id, *one.snapshots))
