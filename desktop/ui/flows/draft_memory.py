"""What the next draft may begin with: earlier prompts, and the choices made last."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.storage.history import History
from desktop.ui.errands import Errands
from desktop.ui.flows.settings_keeper import SettingsKeeper
from desktop.ui.prompt.prompt_panel import PromptPanel
from desktop.ui.workspace import Workspace

_LOOKED_AT = 200
"""Edits of the history in which prompts are looked for."""

_KEPT = 50


class DraftMemory(QObject):
    """Signals: `problem_found(Problem)` when the history could not be read."""

    problem_found = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        panel: PromptPanel,
        history: History,
        keeper: SettingsKeeper,
        errands: Errands,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._panel = panel
        self._history = history
        self._keeper = keeper
        self._errands = errands
        workspace.draft_changed.connect(self._keep_choices)

    def look(self, _edit: object = None) -> None:
        """Reads the latest prompts beside the window, such as after an edit has ended."""
        self._errands.run(
            partial(recent_prompts, self._history),
            self._panel.set_recent_prompts,
            self.problem_found.emit,
        )

    def _keep_choices(self) -> None:
        """Model, quality, format and previews are those of the next start."""
        draft = self._workspace.draft
        self._keeper.change(
            replace(
                self._keeper.value,
                model=draft.model,
                quality=draft.quality,
                output_format=draft.output_format,
                previews=draft.previews,
            )
        )


def recent_prompts(history: History) -> tuple[str, ...]:
    """The latest prompts, each once, the newest first. ProblemError (library)."""
    found = dict.fromkeys(edit.recipe.prompt.strip() for edit in history.page(limit=_LOOKED_AT))
    return tuple(prompt for prompt in found if prompt)[:_KEPT]
