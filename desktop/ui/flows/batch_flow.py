"""Batches in the window: a new one, all that there are, and asking after them now and then."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from desktop.domain.batch import Batch, BatchPhase
from desktop.domain.problems import Problem
from desktop.domain.recipe import InputFile
from desktop.jobs.batch_book import BatchView
from desktop.jobs.batch_check import BatchWish, CheckedBatch
from desktop.jobs.batch_submit import BatchOrder
from desktop.ui.batches.again_dialog import AgainDialog
from desktop.ui.batches.batches_dialog import BatchesDialog
from desktop.ui.batches.new_batch_dialog import NewBatchDialog
from desktop.ui.flows.engine import Engine
from desktop.ui.flows.service_files_flow import ServiceFilesFlow
from desktop.ui.icons import Icons
from desktop.ui.main_window import MainWindow
from desktop.ui.theme import ThemeKeeper
from desktop.ui.workspace import Workspace

WATCHED_MS = 20_000
"""Between two questions while somebody looks at an unfinished batch."""

UNWATCHED_MS = 300_000
"""The same while nobody looks; with no unfinished batch nothing is asked at all."""

FIRST_MS = 5_000
"""After the start, when an earlier run left an unfinished batch."""


class BatchFlow(QObject):
    """Signals: `note_made(str)`; `edit_stored(Edit)` for every line that came; `changed` when the
    ledger may have."""

    note_made = Signal(str)
    edit_stored = Signal(object)
    changed = Signal()
    _told = Signal(str, str)

    def __init__(
        self,
        engine: Engine,
        workspace: Workspace,
        theme: ThemeKeeper,
        icons: Icons,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._engine, self._book = engine, engine.batches
        self._workspace, self._theme, self._icons, self._window = workspace, theme, icons, window
        self._new: NewBatchDialog | None = None
        self._list: BatchesDialog | None = None
        self._seen: dict[Path, InputFile] = {}
        self._views: tuple[BatchView, ...] = ()
        self._busy: set[str] = set()
        self._is_keeping = False
        self._files = ServiceFilesFlow(engine, window)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look_at_all)
        self._told.connect(self._show_busy)
        actions = window.actions_by_id
        actions["new_batch"].triggered.connect(self._show_new)
        actions["batches"].triggered.connect(self._show_list)

    def begin(self) -> None:
        """Asks after what an earlier run left unfinished."""
        self._engine.errands.run(self._book.views, self._take_up, self._give_up)

    # a new one ----------------------------------------------------------------------------

    def _show_new(self, _is_checked: bool = False) -> None:  # noqa: FBT001, FBT002  # a slot
        if self._new is not None:
            self._new.raise_()
            return
        draft, models = self._workspace.draft.direct, self._workspace.models
        dialog = NewBatchDialog(self._theme, self._icons, models, draft, self._window)
        dialog.check_requested.connect(self._check)
        dialog.send_requested.connect(self._keep)
        dialog.finished.connect(self._forget_new)
        dialog.finished.connect(dialog.deleteLater)
        self._new = dialog
        dialog.show()

    def _forget_new(self) -> None:
        self._new = None

    def _check(self, wish: BatchWish) -> None:
        model = self._workspace.models.get(wish.draft.model)
        work = partial(_checked, wish, model, self._engine.count_tokens, self._seen)
        self._engine.errands.run(work, self._show_checked, self._refuse_new)

    def _show_checked(self, checked: CheckedBatch) -> None:
        if self._new is not None:
            self._new.show_checked(checked)

    def _refuse_new(self, trouble: Problem) -> None:
        if self._new is not None:
            self._new.show_problem(trouble)

    def _keep(self, checked: CheckedBatch, accepts_unknown: bool) -> None:  # noqa: FBT001  # a slot
        if self._is_keeping:
            return  # a second click while the first is being kept
        self._is_keeping = True
        account = self._engine.account(accepts_unknown=accepts_unknown)
        work = self._book.keep(checked.plan, account, checked.wish.source.name)
        self._run(work, self._send_new, self._refuse_keeping)

    def _refuse_keeping(self, trouble: Problem) -> None:
        self._is_keeping = False
        self._refuse_new(trouble)

    def _send_new(self, batch: Batch) -> None:
        self._is_keeping = False
        self._send_kept(batch)

    def _send_kept(self, batch: Batch) -> None:
        """It is here whole; from now on its card tells how far it is."""
        if self._new is not None:
            self._new.accept()
        self._show_list()
        self.send(batch.id)

    # all of them --------------------------------------------------------------------------

    def _show_list(self, _is_checked: bool = False) -> None:  # noqa: FBT001, FBT002  # a slot
        if self._list is None:
            dialog = BatchesDialog(self._theme, self._icons, self._window)
            dialog.wanted.connect(self._act)
            dialog.new_requested.connect(self._show_new)
            dialog.files_requested.connect(self._files.show)
            dialog.hidden.connect(self._plan_look)
            self._list = dialog
        self._list.show()
        self._list.raise_()
        self._list.show_batches(self._views)
        self._read_again()

    def _act(self, batch: str, wish: str) -> None:
        acts: dict[str, Callable[[str], None]] = {
            "look": self.look,
            "send": self.send,
            "cancel": self._cancel,
            "remove": self._cancel,
            "again": self._ask_again,
            "save": self._save,
        }
        acts[wish](batch)

    def send(self, batch: str) -> None:
        """Uploads and orders it."""
        tell = partial(self._told.emit, batch)
        self._begin(batch, "Sending…", self._book.send(batch, tell))

    def look(self, batch: str) -> None:
        """Asks how far it is and fetches what has come."""
        self._begin(batch, "Asking the service…", self._book.look(batch, self.edit_stored.emit))

    def _cancel(self, batch: str) -> None:
        self._begin(batch, "Cancelling…", self._book.cancel(batch))

    def _ask_again(self, batch: str) -> None:
        """Shows what it costs; nothing is sent before somebody agrees."""
        work = partial(self._failed_prices, batch)
        self._engine.errands.run(work, partial(self._show_again, batch), self._show_problem)

    def _failed_prices(self, batch: str) -> tuple[_Price, _Price]:
        """On a worker's thread: of what was surely free, and of the rest."""
        everything = self._book.failed_orders(batch, with_paid=True)
        view = next(view for view in self._views if view.batch.id == batch)
        doubtful = {line.number for line in view.failed if line.may_be_paid}
        free = [one for one in everything if one.number not in doubtful]
        return _price(free), _price([one for one in everything if one.number in doubtful])

    def _show_again(self, batch: str, prices: tuple[_Price, _Price]) -> None:
        dialog = AgainDialog(*prices, self._list or self._window)
        dialog.agreed.connect(partial(self._send_again, batch))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _send_again(self, batch: str, with_paid: bool) -> None:  # noqa: FBT001  # a slot
        title = next((view.batch.title for view in self._views if view.batch.id == batch), "")
        work = partial(self._book.failed_orders, batch, with_paid=with_paid)
        keep = partial(self._keep_again, f"{title}, again")
        self._engine.errands.run(work, keep, self._show_problem)

    def _keep_again(self, title: str, orders: tuple[BatchOrder, ...]) -> None:
        self._run(self._book.keep_orders(orders, title), self._send_kept, self._show_problem)

    def keep_and_send(
        self,
        orders: tuple[BatchOrder, ...],
        title: str,
        kept: Callable[[Batch], None],
        refused: Callable[[Problem], None],
    ) -> None:
        """Orders that are made already, as one batch; `kept` hears of it before it is sent."""

        def send(batch: Batch) -> None:
            kept(batch)
            self._send_kept(batch)

        self._run(self._book.keep_orders(orders, title), send, refused)

    def _save(self, batch: str) -> None:
        chosen = QFileDialog.getExistingDirectory(self._window, "Save results into")
        if chosen:
            folder = Path(chosen)
            work = partial(self._book.save, batch, folder)
            done = partial(self._tell_saved, folder)
            self._engine.errands.run(work, done, self._show_problem)

    def _tell_saved(self, folder: Path, count: int) -> None:
        words = f"{count:,} pictures were written to {folder.name}."
        self.note_made.emit(words)
        if self._list is not None:
            self._list.show_note(words)

    # working ------------------------------------------------------------------------------

    def _run(
        self,
        work: Coroutine[Any, Any, Any],
        then: Callable[[Any], None],
        failed: Callable[[Problem], None],
    ) -> None:
        """On the loop of the jobs."""
        self._engine.errands.await_job(self._engine.runner.run(work), then, failed)

    def _begin(self, batch: str, words: str, work: Coroutine[Any, Any, Any]) -> None:
        """One thing at a time for each batch."""
        if batch in self._busy:
            work.close()
            return
        self._busy.add(batch)
        self._show_busy(batch, words)
        if self._list is not None:
            self._list.show_note("")
        self._run(work, partial(self._end, batch), partial(self._fail, batch))

    def _end(self, batch: str, now: Batch) -> None:
        if now.is_collected and now.phase is not BatchPhase.CANCELLED:
            self.note_made.emit(f"The batch “{now.title}” is done.")
        self._release(batch)
        self.changed.emit()

    def _fail(self, batch: str, trouble: Problem) -> None:
        self._show_problem(trouble)
        self._release(batch)

    def _release(self, batch: str) -> None:
        """Its buttons work again once its card tells how it stands now."""

        def take(views: tuple[BatchView, ...]) -> None:
            self._busy.discard(batch)
            self._take_views(views)
            self._show_busy(batch, "")

        def refuse(trouble: Problem) -> None:
            self._busy.discard(batch)
            self._show_busy(batch, "")
            self._show_problem(trouble)

        self._engine.errands.run(self._book.views, take, refuse)

    def _show_busy(self, batch: str, words: str) -> None:
        if self._list is not None:
            self._list.show_busy(batch, words)

    def _show_problem(self, trouble: Problem) -> None:
        if self._list is not None and self._list.isVisible():
            self._list.show_problem(trouble)
        else:
            self.note_made.emit(trouble.sentence)

    # looking now and then -----------------------------------------------------------------

    def _read_again(self) -> None:
        self._engine.errands.run(self._book.views, self._take_views, self._show_problem)

    def _take_up(self, views: tuple[BatchView, ...]) -> None:
        self._views = views
        count = sum(view.is_open for view in views)
        if count:
            batches = "1 batch is" if count == 1 else f"{count} batches are"
            self.note_made.emit(f"{batches} under way; Generate > Batches shows how far.")
            self._timer.start(FIRST_MS)

    def _give_up(self, trouble: Problem) -> None:
        self.note_made.emit(trouble.sentence)

    def _take_views(self, views: tuple[BatchView, ...]) -> None:
        self._views = views
        if self._list is not None:
            self._list.show_batches(views)
            for batch in self._busy:
                self._list.show_busy(batch, "Working…")
        self._plan_look()

    def _plan_look(self) -> None:
        """Nothing is asked while nothing is under way."""
        if not any(view.is_open for view in self._views):
            self._timer.stop()
            return
        is_watched = self._list is not None and self._list.isVisible()
        self._timer.start(WATCHED_MS if is_watched else UNWATCHED_MS)

    def _look_at_all(self) -> None:
        for view in self._views:
            if view.is_open:
                self.look(view.batch.id)
        self._plan_look()


_Price = tuple[int, Decimal | None]


def _price(orders: list[BatchOrder]) -> _Price:
    known = [one.order.highest_usd for one in orders if one.order.highest_usd is not None]
    return len(orders), sum(known, Decimal(0)) if len(known) == len(orders) else None


def _checked(
    wish: BatchWish, model: Any, count_tokens: Callable[[str], int], seen: dict[Path, InputFile]
) -> CheckedBatch:
    """On a worker's thread."""
    from desktop.jobs.batch_check import check_batch

    return check_batch(wish, model, count_tokens, seen)
