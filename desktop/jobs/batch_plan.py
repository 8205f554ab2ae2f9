"""Checks every row of a batch and prices it, before anything is kept, uploaded or paid for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path, PurePath

from desktop.domain.batch import HALF_PRICE
from desktop.domain.cost import Estimate
from desktop.domain.draft import Draft
from desktop.domain.identity import hash_of
from desktop.domain.image_models import ImageModel
from desktop.domain.problems import Problem, ProblemError, ProblemKind, fail, problem
from desktop.domain.recipe import InputFile
from desktop.domain.size import Size, parse_size
from desktop.imaging.codec import read_header, read_picture
from desktop.imaging.layered_document import read_flat
from desktop.jobs.batch_table import BatchRow
from desktop.jobs.price_draft import price_draft
from desktop.jobs.take_order import highest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLine:
    """A row that may be sent: its draft, its price at half, and its picture's file, if any."""

    row: BatchRow
    draft: Draft
    estimate: Estimate
    picture: InputFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTrouble:
    """Why a row cannot be sent."""

    number: int
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPlan:
    """All rows, checked. `highest_usd` is the most they will cost at half price; None: unknown."""

    lines: tuple[PlannedLine, ...]
    troubles: tuple[LineTrouble, ...] = ()

    @property
    def highest_usd(self) -> Decimal | None:
        prices = [highest_of(line.estimate) for line in self.lines]
        known = [price for price in prices if price is not None]
        return sum(known, Decimal(0)) if len(known) == len(prices) else None

    @property
    def pictures(self) -> int:
        """How many different pictures go along."""
        return len({line.picture.content for line in self.lines if line.picture})


def plan_batch(
    rows: Iterable[BatchRow],
    base: Draft,
    model: ImageModel,
    count_tokens: Callable[[str], int],
    seen: dict[Path, InputFile] | None = None,
) -> BatchPlan:
    """Every row with what `base` says where the row does not; reads every picture's head once.

    `seen` are pictures that were read before, and is added to. Pixels are decoded when the batch
    is kept, which names a file that is damaged inside.

    Raises nothing for a bad row: it is among the troubles.
    """
    sizes = {} if seen is None else seen
    names: set[str] = set()
    lines: list[PlannedLine] = []
    troubles: list[LineTrouble] = []
    for row in rows:
        try:
            _check_name(row.output, names)
            line = _planned(row, base, model, count_tokens, sizes)
            if lines and (line.picture is None) is not (lines[0].picture is None):
                raise _mixed()
            lines.append(line)
        except ProblemError as error:
            troubles.append(LineTrouble(number=row.number, problem=error.problem))
    return BatchPlan(lines=tuple(lines), troubles=tuple(troubles))


def _mixed() -> ProblemError:
    """One batch goes to one address of the service, which either makes pictures or edits them."""
    return fail(
        ProblemKind.BAD_ARGUMENT,
        reason="Some lines have a picture and some have none.",
        suggestion="Make one table of those that edit and one of those that generate.",
    )


def _planned(
    row: BatchRow,
    base: Draft,
    model: ImageModel,
    count_tokens: Callable[[str], int],
    sizes: dict[Path, InputFile],
) -> PlannedLine:
    picture = None
    if row.picture is not None:
        if row.picture not in sizes:
            sizes[row.picture] = _input_file(row.picture)
        picture = sizes[row.picture]
    draft = replace(
        base,
        prompt=row.prompt,
        quality=row.quality or base.quality,
        size=_size_of(row) if row.size else base.size,
        picture=picture.size if picture else None,
        previews=0,
    )
    for trouble in draft.problems(model):
        raise ProblemError(trouble)
    full = price_draft(draft, model, None, count_tokens)
    estimate = replace(full, factor=full.factor * HALF_PRICE)
    return PlannedLine(row=row, draft=draft, estimate=estimate, picture=picture)


def _input_file(path: Path) -> InputFile:
    data = read_flat(path)
    header = read_header(data, path.name)
    size = header.upright_size if header.is_whole else read_picture(data, path.name).size
    return InputFile(content=hash_of(data), name=path.name, size=size)


def _size_of(row: BatchRow) -> Size | None:
    try:
        return parse_size(row.size)
    except ValueError as error:
        raise fail(
            ProblemKind.BAD_ARGUMENT, reason=str(error), suggestion="Correct the table."
        ) from error


def _check_name(name: str, names: set[str]) -> None:
    """Names are told apart as the strictest file systems do."""
    if PurePath(name).name != name or name in {".", ".."} or "\\" in name:
        raise ProblemError(
            problem(
                ProblemKind.BAD_ARGUMENT,
                reason=f"“{name}” is no name for a file.",
                suggestion="Leave folders out of it.",
            )
        )
    if name.casefold() in names:
        raise ProblemError(
            problem(
                ProblemKind.BAD_ARGUMENT,
                reason=f"Two lines want the output name “{name}”.",
                suggestion="Give each line its own.",
            )
        )
    names.add(name.casefold())
