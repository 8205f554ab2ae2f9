"""The draft ladder in the window: cheap drafts, a choice, and its run in high quality."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.domain.draft_ladder import Rung, drafts_of, fast_rung, final_of, high_rung
from desktop.domain.edit import Edit
from desktop.domain.image_models import ImageModel, ModelTable
from desktop.domain.size import Size
from desktop.jobs.edit_order import Capture
from desktop.jobs.finish_draft import FinishPlan, FinishWish
from desktop.storage.image_files import ImageFiles
from desktop.ui.flows.draft_flow import DraftFlow
from desktop.ui.flows.engine import Engine
from desktop.ui.flows.job_flow import JobFlow
from desktop.ui.ladder.finish_dialog import FinishDialog
from desktop.ui.ladder.ladder_dialog import LadderDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.panels import Panels
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.workspace import Workspace

_USUAL_SIZE = Size(1024, 1024)


class LadderFlow(QObject):
    """Signals: `note_made(str)`."""

    note_made = Signal(str)

    def __init__(
        self,
        engine: Engine,
        workspace: Workspace,
        panels: Panels,
        flows: tuple[DraftFlow, JobFlow],
        loader: PictureLoader,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._engine, self._workspace, self._panels = engine, workspace, panels
        self._drafts, self._jobs = flows
        self._loader, self._window = loader, window
        self._asked: list[tuple[Capture, Rung]] = []
        self._dialog: LadderDialog | None = None
        self._finish: FinishDialog | None = None
        actions = window.actions_by_id
        actions["drafts_first"].triggered.connect(self._show)
        actions["finish_draft"].triggered.connect(self._finish_chosen)
        self._jobs.edit_finished.connect(self._take_edit)

    # drafts -------------------------------------------------------------------------------

    def _show(self, _is_checked: bool = False) -> None:  # noqa: FBT001, FBT002  # a slot
        draft, models = self._workspace.draft, self._workspace.models
        low = fast_rung(draft, models, datetime.now(UTC).date())
        high = high_rung(draft, models)
        dialog = LadderDialog(models, self._offered(), (low, high), self._window)
        dialog.changed.connect(self._tell_prices)
        dialog.drafts_requested.connect(self._make_drafts)
        dialog.finished.connect(dialog.deleteLater)
        self._dialog = dialog
        self._tell_prices()
        dialog.open()

    def _offered(self) -> tuple[ImageModel, ...]:
        return self._workspace.models.current(datetime.now(UTC).date())

    def _captured(self, dialog: LadderDialog) -> Capture:
        """What the drafts ask for."""
        capture, models = self._workspace.capture(), self._workspace.models
        draft = drafts_of(capture.draft, dialog.low, dialog.count, models)
        return replace(capture, draft=draft)

    def _tell_prices(self) -> None:
        dialog = self._dialog
        if dialog is None:
            return
        capture = self._captured(dialog)
        estimate = self._drafts.price_of(capture)
        drawn = capture.draft.size or capture.draft.picture or _USUAL_SIZE
        models = self._workspace.models
        final = final_of(self._workspace.draft, dialog.high, models, drawn)
        price = self._drafts.price_of(replace(capture, draft=final))
        total, later = estimate.total_usd, price.total_usd
        dialog.show_prices(
            total.high if total is not None else None,
            later.high if later is not None else None,
            self._obstacle(capture),
        )

    def _obstacle(self, capture: Capture) -> str:
        if self._drafts.is_keyless:
            return "There is no key yet."
        model = self._workspace.models.get(capture.draft.model)
        return next((one.sentence for one in capture.draft.problems(model)), "")

    def _make_drafts(self) -> None:
        dialog = self._dialog
        if dialog is not None:
            capture = self._captured(dialog)
            self._asked.append((capture, dialog.high))
            self._jobs.generate(capture, self._drafts.price_of(capture), first=False)

    def _take_edit(self, edit: Edit) -> None:
        """Drafts that were asked for here are laid out to choose from as soon as they come."""
        for asked in self._asked:
            if asked[0].draft.recipe() == edit.recipe:
                self._asked.remove(asked)
                self._show_finish(edit, edit.results[0].index, asked[1])
                return

    # the high run -------------------------------------------------------------------------

    def _finish_chosen(self, _is_checked: bool = False) -> None:  # noqa: FBT001, FBT002  # a slot
        chosen = self._panels.history.chosen_results()
        if not chosen:
            self.note_made.emit("Choose a result in the history first.")
            return
        high = high_rung(self._workspace.draft, self._workspace.models)
        self._engine.errands.run(
            partial(self._engine.library.history.get, chosen[0].edit),
            lambda edit: self._show_finish(edit, chosen[0].index, high),
            lambda trouble: self.note_made.emit(trouble.sentence),
        )

    def _show_finish(self, edit: Edit, index: int, high: Rung) -> None:
        models = (self._workspace.models, self._offered(), high)
        dialog = FinishDialog(edit, index, models, self._loader, self._window)
        dialog.check_requested.connect(self._check)
        dialog.finish_requested.connect(self._order)
        dialog.finished.connect(self._forget)
        dialog.finished.connect(dialog.deleteLater)
        self._finish = dialog
        dialog.show()

    def _forget(self) -> None:
        self._finish = None

    def _check(self, wish: FinishWish) -> None:
        work = partial(
            _planned,
            wish,
            self._workspace.models,
            self._engine.library.pictures,
            self._engine.count_tokens,
        )
        self._engine.errands.run(work, self._show_plan, self._refuse)

    def _show_plan(self, plan: FinishPlan) -> None:
        if self._finish is not None:
            self._finish.show_plan(plan)

    def _refuse(self, trouble: object) -> None:
        if self._finish is not None:
            self._finish.show_problem(trouble)  # type: ignore[arg-type]  # errands send Problems

    def _order(self, plan: FinishPlan, accepts_unknown: bool) -> None:  # noqa: FBT001  # a slot
        from desktop.jobs.finish_draft import finish_order

        account = self._engine.account(accepts_unknown=accepts_unknown)
        self._jobs.resume(finish_order(plan, account))


def _planned(
    wish: FinishWish,
    models: ModelTable,
    pictures: ImageFiles,
    count_tokens: Callable[[str], int],
) -> FinishPlan:
    """On a worker's thread."""
    from desktop.jobs.finish_draft import plan_finish

    return plan_finish(wish, models, pictures, count_tokens)
