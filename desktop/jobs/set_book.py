"""Sets as somebody looks after them: what was made of each cell, and what may be asked for next.

The first cell is asked for alone. The others are only given out once somebody has seen it and
approved; as jobs they go the way of every edit, as a batch they are its lines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from desktop.domain.edit import Edit, Outcome, ResultRef
from desktop.domain.export_preset import ExportFormat, ExportPreset
from desktop.domain.identity import new_edit_id
from desktop.domain.order import Account, EditOrder
from desktop.domain.problems import Billed, Problem, ProblemKind, fail
from desktop.domain.recipe import InputFile
from desktop.domain.surface_set import SetCell, SurfaceSet
from desktop.jobs.batch_submit import BatchOrder
from desktop.jobs.export_pictures import ExportOrder, ExportSource, export_pictures
from desktop.jobs.services import Services
from desktop.jobs.set_plan import SetPlan, at_half_price, cells_of, total_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """A cell and what the history says of it; None: nothing yet."""

    cell: SetCell
    edit: Edit | None = None

    @property
    def is_finished(self) -> bool:
        return self.edit is not None and self.edit.outcome is Outcome.FINISHED

    @property
    def is_failed(self) -> bool:
        return self.edit is not None and not self.is_finished

    @property
    def may_be_paid(self) -> bool:
        """It failed, and its picture may have been billed all the same."""
        found = self.edit.problem if self.edit is not None and self.is_failed else None
        return found is not None and found.billed is not Billed.NO


@dataclass(frozen=True, slots=True, kw_only=True)
class SetView:
    """A set as it stands. Prices are the most that what is not made yet will cost."""

    set: SurfaceSet
    cells: tuple[CellView, ...]
    is_batch_open: bool = False
    """Its batch is here and has still something to bring."""

    @property
    def first(self) -> CellView:
        return self.cells[0]

    @property
    def left(self) -> tuple[CellView, ...]:
        """What the history does not know yet."""
        return tuple(one for one in self.cells if one.edit is None)

    @property
    def failed(self) -> tuple[CellView, ...]:
        return tuple(one for one in self.cells if one.is_failed)

    def failed_for(self, *, with_paid: bool) -> tuple[CellView, ...]:
        """What may be made again; with those that may have been billed takes consent."""
        return tuple(one for one in self.failed if with_paid or not one.may_be_paid)

    @property
    def finished(self) -> tuple[CellView, ...]:
        return tuple(one for one in self.cells if one.is_finished)

    @property
    def left_usd(self) -> Decimal | None:
        return total_of(one.cell.order.highest_usd for one in self.left)

    @property
    def half_usd(self) -> Decimal | None:
        return total_of(at_half_price(one.cell.order).highest_usd for one in self.left)

    @property
    def cost_usd(self) -> Decimal:
        """What was counted for all that is here."""
        costs = [one.edit.cost_usd for one in self.cells if one.edit is not None]
        return sum((cost for cost in costs if cost is not None), Decimal(0))


class SetBook:
    """Reads and writes files: not for the window's thread. ProblemError from everything."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def keep(self, plan: SetPlan, account: Account, title: str) -> SurfaceSet:
        """A plan on disk; nothing was sent. ProblemError when a cell has a trouble."""
        for cell in plan.troubles:
            assert cell.trouble is not None
            raise fail(
                ProblemKind.BAD_ARGUMENT,
                reason=f"Picture {cell.number} cannot be made: {cell.trouble.sentence}",
                suggestion="Correct it first.",
            )
        made = SurfaceSet(
            id=str(new_edit_id()),
            created=self._services.now(),
            title=title,
            cells=cells_of(plan, account),
        )
        self._services.library.sets.save(made)
        return made

    def all(self) -> tuple[SurfaceSet, ...]:
        """Newest first."""
        return self._services.library.sets.all()

    def view(self, beginning: str) -> SetView:
        """One with what has become of its cells."""
        found = self._services.library.sets.get(beginning)
        find = self._services.library.history.find
        return SetView(
            set=found,
            cells=tuple(CellView(cell=cell, edit=find(cell.order.id)) for cell in found.cells),
            is_batch_open=bool(found.batch) and self._has_batch(found),
        )

    def approve(self, beginning: str) -> tuple[EditOrder, ...]:
        """Somebody has seen the first: the orders of all others, to be queued.

        ProblemError when there is no first result yet, or when a batch makes them already.
        """
        view = self._seen(beginning)
        self._services.library.sets.save(replace(view.set, is_approved=True))
        return tuple(one.cell.order for one in view.left)

    def approve_as_batch(self, beginning: str) -> tuple[BatchOrder, ...]:
        """The same as the lines of a batch, at half price."""
        view = self._seen(beginning)
        approved = replace(view.set, is_approved=True, batch=_UNNAMED)
        self._services.library.sets.save(approved)
        return tuple(
            BatchOrder(
                number=one.cell.number, order=at_half_price(one.cell.order), output=one.cell.output
            )
            for one in view.left
        )

    def name_batch(self, beginning: str, batch: str) -> None:
        """Which batch makes the others."""
        found = self._services.library.sets.get(beginning)
        self._services.library.sets.save(replace(found, batch=batch))

    def take_back(self, beginning: str) -> None:
        """The batch did not come to be: the others are to be decided on again."""
        found = self._services.library.sets.get(beginning)
        if found.batch == _UNNAMED:  # another click's batch may have come to be meanwhile
            self._services.library.sets.save(replace(found, is_approved=False, batch=""))

    def again(self, beginning: str, *, with_paid: bool = False) -> tuple[EditOrder, ...]:
        """New orders for the cells that failed, which stand in their places from now on.

        Those that may have been billed are left out unless `with_paid`.
        """
        view = self.view(beginning)
        failed = {one.cell.number for one in view.failed_for(with_paid=with_paid)}
        cells = tuple(
            replace(cell, order=replace(cell.order, id=new_edit_id()))
            if cell.number in failed
            else cell
            for cell in view.set.cells
        )
        self._services.library.sets.save(replace(view.set, cells=cells))
        return tuple(cell.order for cell in cells if cell.number in failed)

    def save(self, beginning: str, folder: Path) -> tuple[int, tuple[tuple[str, Problem], ...]]:
        """Every result as a file of exactly its surface's size; how many, and what failed."""
        view = self.view(beginning)
        _make_folder(folder)
        written = 0
        failed: list[tuple[str, Problem]] = []
        for one in view.finished:
            report = export_pictures(_export(one, folder), self._services.library)
            written += len(report.files)
            failed.extend(report.failed)
        return written, tuple(failed)

    def _seen(self, beginning: str) -> SetView:
        view = self.view(beginning)
        if not view.first.is_finished:
            raise fail(
                ProblemKind.BAD_ARGUMENT,
                reason="The first picture is not there yet.",
                suggestion="Make it and look at it; then the others can be approved.",
            )
        if view.is_batch_open and view.left:
            raise fail(
                ProblemKind.BAD_ARGUMENT,
                reason="A batch makes the other pictures already.",
                suggestion="Collect it.",
            )
        return view

    def _has_batch(self, found: SurfaceSet) -> bool:
        """Where a kill came between keeping the batch and naming it, it is known by its lines."""
        ids = {cell.order.id for cell in found.cells}
        batches = self._services.library.batches
        for batch in batches.all():
            if batch.is_collected:
                continue
            if batch.id == found.batch:
                return True
            if found.batch == _UNNAMED:
                first = next(batches.lines(batch.id), None)
                if first is not None and first.intent.edit in ids:
                    return True
        return False


_UNNAMED = "?"
"""Until the batch that was decided on has its id."""


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason=f"“{folder.name}” cannot be made.",
            suggestion=str(error.strerror),
        ) from error


def _export(one: CellView, folder: Path) -> ExportOrder:
    assert one.edit is not None
    stored = one.edit.results[0].picture
    form = _FORMATS.get(one.cell.order.recipe.output_format, ExportFormat.PNG)
    preset = ExportPreset(format=form, bounds=one.cell.surface.size, cuts=True)
    file = InputFile(content=stored.content, name=one.cell.output, size=stored.size)
    source = ExportSource(file=file, ref=ResultRef(edit=one.edit.id, index=0))
    target = folder / f"{one.cell.output}{form.suffixes[0]}"
    return ExportOrder(sources=(source,), targets=(target,), preset=preset, may_replace=True)


_FORMATS = {"jpeg": ExportFormat.JPEG, "webp": ExportFormat.WEBP}
