"""Checks and prices the matrix of a set, before anything is kept, sent or paid for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from desktop.domain.added_words import keep_out_words, zones_in
from desktop.domain.batch import HALF_PRICE
from desktop.domain.cost import Estimate
from desktop.domain.draft import Draft
from desktop.domain.image_models import ImageModel
from desktop.domain.order import Account, EditOrder
from desktop.domain.problems import Problem, ProblemError, ProblemKind, fail
from desktop.domain.recipe import InputFile, Inputs, RegionMode
from desktop.domain.reference import Reference
from desktop.domain.size import Box, box_of
from desktop.domain.surface_set import USUAL_NAME, SetCell, SetText, Surface, filled
from desktop.jobs.price_draft import price_draft
from desktop.jobs.take_order import highest_of, priced_order

MOST_CELLS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SetWish:
    """What a set is made of. The master goes along as the first reference of every cell.

    `keep_out` are boxes of the master that every prompt names as protected. `name` fills `{name}`
    in the template of the outputs.
    """

    prompt: str
    texts: tuple[SetText, ...]
    surfaces: tuple[Surface, ...]
    draft: Draft
    name: str = "set"
    template: str = USUAL_NAME
    master: InputFile | None = None
    references: tuple[InputFile, ...] = ()
    keep_out: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCell:
    """One picture as it would be asked for, with its price as a job of its own.

    `trouble` says why it cannot be.
    """

    number: int
    language: str
    surface: Surface
    output: str = ""
    draft: Draft
    estimate: Estimate | None = None
    trouble: Problem | None = None

    @property
    def highest_usd(self) -> Decimal | None:
        return None if self.estimate is None else highest_of(self.estimate)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPlan:
    """The matrix, language by language. Prices are the most it will cost; None: not known."""

    wish: SetWish
    cells: tuple[PlannedCell, ...]

    @property
    def troubles(self) -> tuple[PlannedCell, ...]:
        return tuple(cell for cell in self.cells if cell.trouble is not None)

    @property
    def first_usd(self) -> Decimal | None:
        return total_of(cell.highest_usd for cell in self.cells[:1])

    @property
    def rest_usd(self) -> Decimal | None:
        return total_of(cell.highest_usd for cell in self.cells[1:])


def total_of(prices: Iterable[Decimal | None]) -> Decimal | None:
    """Their sum; None as soon as one is not known."""
    found = list(prices)
    known = [price for price in found if price is not None]
    return sum(known, Decimal(0)) if len(known) == len(found) else None


def plan_set(wish: SetWish, model: ImageModel, count_tokens: Callable[[str], int]) -> SetPlan:
    """Every language on every surface. ProblemError where there is no matrix at all."""
    _check(wish)
    names: set[str] = set()
    cells: list[PlannedCell] = []
    for text in wish.texts:
        for surface in wish.surfaces:
            cell = _cell(len(cells) + 1, text, surface, wish, model)
            cells.append(_checked(cell, wish, model, count_tokens, names))
    return SetPlan(wish=wish, cells=tuple(cells))


def cells_of(plan: SetPlan, account: Account) -> tuple[SetCell, ...]:
    """The orders of a plan without troubles; its pictures must be in the library."""
    return tuple(_ordered(cell, plan.wish, account) for cell in plan.cells)


def at_half_price(order: EditOrder) -> EditOrder:
    """The same order as a line of a batch."""
    parts = order.estimate
    half = None if parts is None else replace(parts, factor=parts.factor * HALF_PRICE)
    highest = None if order.highest_usd is None else order.highest_usd * HALF_PRICE
    return replace(order, estimate=half, highest_usd=highest)


def _check(wish: SetWish) -> None:
    if not wish.texts or not wish.surfaces:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason="A set needs at least one language and one surface.",
            suggestion="Choose them.",
        )
    if len(wish.texts) * len(wish.surfaces) > MOST_CELLS:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason=f"A set has at most {MOST_CELLS:,} pictures.",
            suggestion="Divide it.",
        )


def _cell(
    number: int, text: SetText, surface: Surface, wish: SetWish, model: ImageModel
) -> PlannedCell:
    pictures = (*((wish.master,) if wish.master else ()), *wish.references)
    draft = replace(
        wish.draft,
        prompt="",
        size=model.sizes.snap(surface.size).size,
        count=1,
        picture=None,
        references=tuple(Reference(file=file) for file in pictures),
        has_mask=False,
        has_markup=False,
        keep_out=(),
        region_mode=RegionMode.AUTO,
        region=None,
        overview=False,
        previews=0,
        conversation=None,
    )
    return PlannedCell(number=number, language=text.language, surface=surface, draft=draft)


def _checked(
    cell: PlannedCell,
    wish: SetWish,
    model: ImageModel,
    count_tokens: Callable[[str], int],
    names: set[str],
) -> PlannedCell:
    try:
        values = _values(cell, wish)
        cell = replace(cell, output=_output(values, wish.template, names))
        cell = replace(cell, draft=replace(cell.draft, prompt=_prompt(values, wish)))
    except ProblemError as error:
        return replace(cell, trouble=error.problem)
    troubles = cell.draft.problems(model)
    if troubles:
        return replace(cell, trouble=troubles[0])
    return replace(cell, estimate=price_draft(cell.draft, model, None, count_tokens))


def _values(cell: PlannedCell, wish: SetWish) -> dict[str, str]:
    text = next(one for one in wish.texts if one.language == cell.language)
    size = cell.surface.size
    return dict(text.values) | {
        "language": cell.language,
        "surface": cell.surface.name,
        "width": str(size.width),
        "height": str(size.height),
        "name": wish.name,
        "number": f"{cell.number:03d}",
    }


def _prompt(values: dict[str, str], wish: SetWish) -> str:
    prompt = filled(wish.prompt, values)
    if wish.master is None or not wish.keep_out:
        return prompt
    whole = box_of(wish.master.size)
    zones = zones_in(wish.keep_out, whole)
    return f"{prompt.rstrip()}\n\n{keep_out_words(zones, whole)}" if zones else prompt


def _output(values: dict[str, str], template: str, names: set[str]) -> str:
    """A name for a file, told apart as the strictest file systems do."""
    name = filled(template or USUAL_NAME, values).strip()
    for sign in '/\\:*?"<>|':
        name = name.replace(sign, "-")
    if not name.strip(". ") or name.casefold() in names:
        what = f"Two pictures want the name “{name}”." if name else "A picture has no name."
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason=what,
            suggestion="Name the language and the surface in the template.",
        )
    names.add(name.casefold())
    return name


def _ordered(cell: PlannedCell, wish: SetWish, account: Account) -> SetCell:
    assert cell.estimate is not None
    pictures = (*((wish.master,) if wish.master else ()), *wish.references)
    order = priced_order(cell.draft, Inputs(references=pictures), cell.estimate, account)
    return SetCell(
        number=cell.number,
        language=cell.language,
        surface=cell.surface,
        output=cell.output,
        order=order,
    )
