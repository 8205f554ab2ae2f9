"""Markup goes from the canvas into the document, and out with the order instead of a mask."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from desktop.domain.markup import note_numbers
from desktop.domain.note_lines import with_lines, without_empty_lines
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.prompt.prompt_panel import PromptPanel
from desktop.ui.workspace import Workspace


class MarkupFlow(QObject):
    """Joins what the canvas draws with the steps, shows what would be sent, and keeps a line of
    the prompt for each note."""

    def __init__(
        self, workspace: Workspace, canvas: CanvasView, prompt: PromptPanel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._canvas = canvas
        self._prompt = prompt
        self._notes: tuple[int, ...] = ()
        self._connect()

    def _connect(self) -> None:
        self._canvas.marks_drawn.connect(self._workspace.take_marks)
        self._canvas.markup_chosen.connect(self._choose)
        self._canvas.note_chosen.connect(self._write_at)
        self._prompt.note_entered.connect(self._canvas.show_note)
        self._workspace.markup_changed.connect(self._follow_notes)
        self._workspace.markup_changed.connect(self._show)
        self._workspace.mask_changed.connect(self._show_choice)
        self._workspace.document_changed.connect(self._begin_anew)

    def _choose(self, is_markup: bool) -> None:  # noqa: FBT001  # a slot
        self._workspace.send_markup(is_chosen=is_markup)

    def _write_at(self, number: int) -> None:
        """The note's line, which is made where somebody took it away."""
        self._set_prompt(with_lines(self._workspace.draft.prompt, (number,)))
        self._prompt.focus_note(number)

    def _follow_notes(self) -> None:
        """A line for each new note; a line in which nothing was written goes with its note."""
        known, self._notes = self._notes, self._numbers()
        gone = set(known) - set(self._notes)
        new = tuple(number for number in self._notes if number not in known)
        if gone or new:
            prompt = without_empty_lines(self._workspace.draft.prompt, gone)
            self._set_prompt(with_lines(prompt, new))

    def _set_prompt(self, prompt: str) -> None:
        draft = self._workspace.draft
        if prompt != draft.prompt:
            self._workspace.change_draft(replace(draft, prompt=prompt))

    def _begin_anew(self) -> None:
        """Another picture with its own notes; the prompt is the designer's and stays."""
        self._notes = self._numbers()
        self._show()

    def _numbers(self) -> tuple[int, ...]:
        document = self._workspace.document
        return () if document is None else note_numbers(document.markup)

    def _show(self) -> None:
        self._canvas.update()
        self._show_choice()

    def _show_choice(self) -> None:
        document = self._workspace.document
        has_both = document is not None and document.has_mask and bool(document.markup)
        self._canvas.show_overlay_choice(
            has_both=has_both, sends_markup=self._workspace.sends_markup
        )
