"""Sets in the window: a new one, its first picture, the approval, and everything that follows."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from desktop.domain.batch import Batch
from desktop.domain.edit import Edit
from desktop.domain.image_models import ImageModel
from desktop.domain.order import EditOrder
from desktop.domain.problems import Problem
from desktop.domain.reference import sent
from desktop.domain.surface_set import SurfaceSet
from desktop.jobs.batch_submit import BatchOrder
from desktop.jobs.set_book import CellView, SetView
from desktop.jobs.set_plan import SetPlan, SetWish
from desktop.ui.batches.again_dialog import AgainDialog
from desktop.ui.flows.batch_flow import BatchFlow
from desktop.ui.flows.engine import Engine
from desktop.ui.flows.job_flow import JobFlow
from desktop.ui.icons import Icons
from desktop.ui.main_window import MainWindow
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.sets.new_set_dialog import NewSetDialog, SetMaterial
from desktop.ui.sets.set_dialog import SetDialog
from desktop.ui.theme import ThemeKeeper
from desktop.ui.workspace import Workspace


class SetFlow(QObject):
    """Signals: `note_made(str)`."""

    note_made = Signal(str)

    def __init__(
        self,
        engine: Engine,
        workspace: Workspace,
        flows: tuple[JobFlow, BatchFlow],
        look: tuple[ThemeKeeper, Icons, PictureLoader],
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._engine, self._book = engine, engine.sets
        self._workspace, self._window = workspace, window
        self._jobs, self._batches = flows
        self._theme, self._icons, self._loader = look
        self._new: NewSetDialog | None = None
        self._dialog: SetDialog | None = None
        self._view: SetView | None = None
        self._is_keeping = False
        actions = window.actions_by_id
        actions["new_set"].triggered.connect(self._show_new)
        actions["sets"].triggered.connect(self._show_all)
        self._jobs.edit_finished.connect(self._take_edit)
        self._jobs.edit_ended.connect(self._take_edit)
        self._jobs.job_ended.connect(self._take_end)
        self._batches.edit_stored.connect(self._take_edit)

    # a new one ----------------------------------------------------------------------------

    def _show_new(self, _is_checked: bool = False) -> None:  # noqa: FBT001, FBT002  # a slot
        if self._new is not None:
            self._new.raise_()
            return
        space = self._workspace
        dialog = NewSetDialog(
            self._theme, space.models, space.draft.direct, self._material(), self._window
        )
        dialog.check_requested.connect(self._check)
        dialog.first_requested.connect(self._keep)
        dialog.finished.connect(self._forget_new)
        dialog.finished.connect(dialog.deleteLater)
        self._new = dialog
        dialog.show()

    def _material(self) -> SetMaterial:
        opened, draft = self._workspace.open_document, self._workspace.draft
        return SetMaterial(
            master=opened.file if opened is not None else None,
            references=sent(draft.references),
            keep_out=draft.keep_out if draft.names_keep_out else (),
        )

    def _forget_new(self) -> None:
        self._new = None

    def _check(self, wish: SetWish) -> None:
        model = self._workspace.models.get(wish.draft.model)
        work = partial(_planned, wish, model, self._engine.count_tokens)
        self._engine.errands.run(work, self._show_plan, self._refuse_new)

    def _show_plan(self, plan: SetPlan) -> None:
        if self._new is not None:
            self._new.show_plan(plan)

    def _refuse_new(self, trouble: Problem) -> None:
        if self._new is not None:
            self._new.show_problem(trouble)

    def _keep(self, plan: SetPlan, accepts_unknown: bool) -> None:  # noqa: FBT001  # a slot
        if self._is_keeping:
            return  # a second click while the first is being kept
        self._is_keeping = True
        account = self._engine.account(accepts_unknown=accepts_unknown)
        work = partial(self._book.keep, plan, account, plan.wish.name)
        self._engine.errands.run(work, self._begin, self._refuse_keeping)

    def _refuse_keeping(self, trouble: Problem) -> None:
        self._is_keeping = False
        self._refuse_new(trouble)

    def _begin(self, kept: SurfaceSet) -> None:
        """Its first picture alone; the dialog then waits for a word about it."""
        self._is_keeping = False
        if self._new is not None:
            self._new.accept()
        self._queue((kept.cells[0].order,))
        self._show(kept.id)

    # looking ------------------------------------------------------------------------------

    def _show_all(self, _is_checked: bool = False) -> None:  # noqa: FBT001, FBT002  # a slot
        self._show("")

    def _show(self, name: str) -> None:
        if self._dialog is None:
            dialog = SetDialog(self._icons, self._loader, self._window)
            dialog.chosen.connect(self._look)
            dialog.wanted.connect(self._act)
            dialog.new_requested.connect(self._show_new)
            self._dialog = dialog
        self._dialog.show()
        self._dialog.raise_()
        self._engine.errands.run(self._book.all, partial(self._list, name), self._tell)

    def _list(self, name: str, sets: tuple[SurfaceSet, ...]) -> None:
        assert self._dialog is not None
        self._dialog.show_sets(sets)
        wanted = name or self._dialog.shown or (sets[0].id if sets else "")
        if wanted:
            self._look(wanted)

    def _look(self, name: str) -> None:
        self._engine.errands.run(partial(self._book.view, name), self._take_view, self._tell)

    def _take_view(self, view: SetView) -> None:
        self._view = view
        if self._dialog is not None:
            busy = [one.cell.order.id for one in view.left if self._is_busy(one.cell.order)]
            self._dialog.show_view(view, frozenset(busy))

    def _is_busy(self, order: EditOrder) -> bool:
        return self._jobs.knows(order.id) and self._jobs.describe_problem(order.id) is None

    def _take_edit(self, edit: Edit) -> None:
        self._take_end(edit.id)

    def _take_end(self, job: str) -> None:
        """One of the cells that are shown has come to an end."""
        view = self._view
        if view is not None and job in {one.cell.order.id for one in view.cells}:
            self._look(view.set.id)

    # acting -------------------------------------------------------------------------------

    def _act(self, name: str, wish: str) -> None:
        acts: dict[str, Callable[[str], None]] = {
            "first": self._make_first,
            "rest": self._make_rest,
            "batch": self._make_batch,
            "again": self._make_again,
            "save": self._save,
        }
        acts[wish](name)

    def _make_first(self, name: str) -> None:
        view = self._view
        if view is None:
            return
        if view.first.is_failed:
            self._make_again(name)
        else:
            self._queue((view.first.cell.order,))
            self._look(name)

    def _make_rest(self, name: str) -> None:
        work = partial(self._book.approve, name)
        self._engine.errands.run(work, partial(self._queue_and_look, name), self._tell)

    def _make_again(self, name: str) -> None:
        """Shows what it costs, and asks apart about those that may have been billed."""
        view = self._view
        if view is None or not view.failed:
            return
        free = view.failed_for(with_paid=False)
        doubtful = tuple(one for one in view.failed if one.may_be_paid)
        dialog = AgainDialog(
            _priced(free),
            _priced(doubtful),
            self._dialog or self._window,
            title="Make failed pictures again",
            words=_pictures,
            way="as jobs of their own: {price}.",
        )
        dialog.agreed.connect(partial(self._send_again, name))
        dialog.finished.connect(lambda _: self._look(name))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _send_again(self, name: str, with_paid: bool) -> None:  # noqa: FBT001  # a slot
        work = partial(self._book.again, name, with_paid=with_paid)
        self._engine.errands.run(work, partial(self._queue_and_look, name), self._tell)

    def _make_batch(self, name: str) -> None:
        work = partial(self._book.approve_as_batch, name)
        self._engine.errands.run(work, partial(self._send_batch, name), self._tell)

    def _send_batch(self, name: str, orders: tuple[BatchOrder, ...]) -> None:
        title = self._view.set.title if self._view is not None else "Set"
        named = partial(self._name_batch, name)
        self._batches.keep_and_send(orders, title, named, partial(self._take_back, name))

    def _name_batch(self, name: str, batch: Batch) -> None:
        work = partial(self._book.name_batch, name, batch.id)
        self._engine.errands.run(work, lambda _: self._look(name), self._tell)

    def _take_back(self, name: str, trouble: Problem) -> None:
        """It could not be kept: nothing was sent, and the others are to be decided on again."""

        def show(view: SetView) -> None:
            self._take_view(view)
            self._tell(trouble)

        def look(_: None) -> None:
            self._engine.errands.run(partial(self._book.view, name), show, self._tell)

        self._engine.errands.run(partial(self._book.take_back, name), look, self._tell)

    def _queue_and_look(self, name: str, orders: tuple[EditOrder, ...]) -> None:
        self._queue(orders)
        self._look(name)

    def _queue(self, orders: tuple[EditOrder, ...]) -> None:
        for order in orders:
            if not self._is_busy(order):
                self._jobs.resume(order)

    def _save(self, name: str) -> None:
        chosen = QFileDialog.getExistingDirectory(self._window, "Save the set into")
        if chosen:
            folder = Path(chosen)
            work = partial(self._book.save, name, folder)
            self._engine.errands.run(work, partial(self._tell_saved, folder), self._tell)
        self._look(name)

    def _tell_saved(self, folder: Path, saved: tuple[int, tuple[tuple[str, Problem], ...]]) -> None:
        written, failed = saved
        words = f"{written:,} pictures were written to {folder.name}."
        words += "".join(f" {name}: {trouble.sentence}" for name, trouble in failed)
        self.note_made.emit(words)
        if self._dialog is not None:
            self._dialog.show_note(words)

    def _tell(self, trouble: Problem) -> None:
        if self._dialog is not None and self._dialog.isVisible():
            self._dialog.show_problem(trouble)
        else:
            self.note_made.emit(trouble.sentence)


def _priced(cells: tuple[CellView, ...]) -> tuple[int, Decimal | None]:
    from desktop.jobs.set_plan import total_of

    return len(cells), total_of(one.cell.order.highest_usd for one in cells)


def _pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count:,} pictures"


def _planned(wish: SetWish, model: ImageModel, count_tokens: Callable[[str], int]) -> SetPlan:
    """On a worker's thread."""
    from desktop.jobs.set_plan import plan_set

    return plan_set(wish, model, count_tokens)
