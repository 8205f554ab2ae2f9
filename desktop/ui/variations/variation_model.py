"""The original and the results of one edit, as tiles to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.domain.edit import Edit, Result
from desktop.domain.identity import ContentHash
from desktop.ui.wording import as_tooltip, outside_sentence, outside_words, verdict_words

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The original (no result), or a result; `content` None: nothing was on the canvas."""

    name: str
    content: ContentHash | None
    result: Result | None = None
    is_simulated: bool = False

    @property
    def words(self) -> str:
        """The proof and the verdict, as far as there is one."""
        if self.result is None:
            return ""
        proof, verdict = outside_words(self.result), verdict_words(self.result)
        parts = (proof, verdict) if self.is_fine else (verdict, proof)
        return " · ".join(part for part in parts if part)

    @property
    def short_words(self) -> str:
        """The one thing to know: the proof, or why one should look twice."""
        if self.result is None:
            return ""
        return outside_words(self.result) if self.is_fine else verdict_words(self.result)

    @property
    def is_fine(self) -> bool:
        """The answer fits where it was laid, or nobody judged it."""
        placement = self.result.placement if self.result else None
        return placement is None or placement.verdict in {"good", "none"}

    @property
    def labels(self) -> str:
        """What this picture is, when it is not a plain result."""
        rescued = "Rescued" if self.result is not None and self.result.rescued else ""
        return ", ".join(
            part for part in ("Simulated" if self.is_simulated else "", rescued) if part
        )


class VariationModel(QAbstractListModel):
    """Row 0 is the original, the results follow in their order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choices: tuple[Choice, ...] = ()

    def show_edit(self, edit: Edit, original: ContentHash | None) -> None:
        self.beginResetModel()
        self._choices = choices_of(edit, original)
        self.endResetModel()

    def clear(self) -> None:
        self.beginResetModel()
        self._choices = ()
        self.endResetModel()

    def choice(self, index: Index) -> Choice:
        return self._choices[index.row()]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._choices)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if not index.isValid():
            return None
        choice = self._choices[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            parts = (choice.name, choice.labels, choice.words)
            return ", ".join(part for part in parts if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tooltip(*_tooltip(choice))
        return None


def choices_of(edit: Edit, original: ContentHash | None) -> tuple[Choice, ...]:
    """With one result it is called Result, with several they are numbered."""
    is_alone = len(edit.results) == 1
    results = (
        Choice(
            name="Result" if is_alone else f"Result {number}",
            content=result.picture.content,
            result=result,
            is_simulated=edit.simulated,
        )
        for number, result in enumerate(edit.results, start=1)
    )
    return (Choice(name="Original", content=original), *results)


def _tooltip(choice: Choice) -> tuple[str, ...]:
    if choice.result is None:
        return ("The picture as it was", "Look at it; Esc keeps it")
    size = choice.result.picture.size.shown
    proof = outside_sentence(choice.result)
    return (
        f"{choice.name}, {size}",
        choice.labels,
        proof,
        verdict_words(choice.result),
        "Click to look at it; double-click or Enter uses it",
    )
