"""The dialogs of sets: the matrix with its prices, and what may be done at each stage."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.draft import Draft
from desktop.domain.edit import Edit, Outcome, Result, StoredPicture
from desktop.domain.identity import EditId, hash_of
from desktop.domain.order import Account
from desktop.domain.problems import ProblemError, ProblemKind, problem
from desktop.domain.recipe import InputFile, Inputs
from desktop.domain.size import Box, Size
from desktop.domain.surface_set import SetText, SurfaceSet, read_surface
from desktop.jobs.set_book import CellView, SetView
from desktop.jobs.set_plan import SetWish, cells_of, plan_set
from desktop.ui.icons import Icons
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.sets.new_set_dialog import NewSetDialog, SetMaterial
from desktop.ui.sets.set_dialog import SetDialog
from desktop.ui.theme import ThemeKeeper
from tests.builders import model_table

MODEL = model_table().get("gpt-image-2")
DRAFT = Draft(model="gpt-image-2", quality="low", prompt="A {surface} that says {headline}")
MASTER = InputFile(content=hash_of(b"x"), name="harbour.png", size=Size(1000, 500))


@pytest.fixture
def dialog(qtbot: QtBot, theme: ThemeKeeper) -> NewSetDialog:
    material = SetMaterial(master=MASTER, keep_out=(Box(0, 0, 500, 250),))
    made = NewSetDialog(theme, model_table(), DRAFT, material)
    qtbot.addWidget(made)
    made.show()
    return made


def _check(dialog: NewSetDialog) -> None:
    try:
        dialog.show_plan(plan_set(dialog._wish(), MODEL, len))
    except ProblemError as error:
        dialog.show_problem(error.problem)


def test_the_matrix_follows_languages_surfaces_and_variables(dialog: NewSetDialog) -> None:
    dialog._texts.type_in(0, 1, "Hello")
    dialog._surfaces.add("poster=1200x1808")
    _check(dialog)
    assert dialog.plan is not None
    assert len(dialog.plan.cells) == 3 * 4
    first = dialog.plan.cells[0].draft.prompt
    assert first.startswith("A story that says Hello")
    assert "Keep this area of the first image" in first
    assert dialog.plan.cells[3].output == "harbour_English_poster"
    assert "12 pictures" in dialog._total.text()
    assert "as one batch" in dialog._total.text()
    assert dialog._go.isEnabled()


def test_only_the_first_is_asked_for(qtbot: QtBot, dialog: NewSetDialog) -> None:
    _check(dialog)
    with qtbot.waitSignal(dialog.first_requested) as asked:
        dialog._go.click()
    assert asked.args == [dialog.plan, False]


def test_no_surface_and_a_bad_template_are_told(dialog: NewSetDialog) -> None:
    for name in ("story", "square", "post"):
        dialog._surfaces.tick(name, is_on=False)
    _check(dialog)
    assert "at least one language and one surface" in dialog._total.text()
    assert not dialog._go.isEnabled()
    dialog._surfaces.tick("story", is_on=True)
    dialog._template.setText("{surface}")
    _check(dialog)
    assert "Two pictures want the name" in dialog._total.text()
    assert not dialog._go.isEnabled()


def test_what_is_no_surface_is_refused_where_it_was_typed(dialog: NewSetDialog) -> None:
    before = dialog._surfaces.surfaces
    dialog._surfaces.add("wide")
    assert dialog._surfaces._own.property("state") == "wrong"
    assert dialog._surfaces.surfaces == before


def _view(finished: int, failed: int = 0, *, is_approved: bool = False) -> SetView:
    wish = SetWish(
        prompt="A {surface}",
        texts=(SetText(language="en"), SetText(language="de")),
        surfaces=(read_surface("story"), read_surface("banner")),
        draft=DRAFT,
    )
    cells = cells_of(plan_set(wish, MODEL, len), Account(profile="openai"))
    kept = SurfaceSet(
        id="s1",
        created=datetime(2026, 11, 21, tzinfo=UTC),
        title="Set",
        cells=cells,
        is_approved=is_approved,
    )
    ends = [Outcome.FINISHED] * finished + [Outcome.FAILED] * failed
    edits = [_edit(cell.order.id, outcome) for cell, outcome in zip(cells, ends, strict=False)]
    padded = [*edits, *[None] * (len(cells) - len(edits))]
    return SetView(
        set=kept,
        cells=tuple(CellView(cell=one, edit=edit) for one, edit in zip(cells, padded, strict=True)),
    )


def _edit(edit: EditId, outcome: Outcome) -> Edit:
    picture = StoredPicture(content=hash_of(b"p"), media_type="image/png", size=Size(8, 8))
    is_done = outcome is Outcome.FINISHED
    return Edit(
        id=edit,
        created=datetime(2026, 11, 21, tzinfo=UTC),
        recipe=replace(DRAFT, prompt="A story").recipe(),
        inputs=Inputs(),
        outcome=outcome,
        results=(Result(index=0, original=picture, picture=picture),) if is_done else (),
        cost_usd=Decimal("0.01") if is_done else None,
        problem=None if is_done else problem(ProblemKind.ANSWER_UNKNOWN),
    )


@pytest.mark.parametrize(
    ("view", "offered", "said"),
    [
        (_view(0), {"first"}, "Nothing is made yet"),
        (_view(0, 1), {"first"}, "The first picture failed"),
        (_view(1), {"save", "batch", "rest"}, "nothing more is sent before you say so"),
        (_view(3, 1, is_approved=True), {"save", "again"}, "1 failed"),
        (_view(4, is_approved=True), {"save"}, "4 of 4 pictures made"),
    ],
)
def test_each_stage_offers_what_makes_sense(
    qtbot: QtBot,
    icons: Icons,
    loader: PictureLoader,
    view: SetView,
    offered: set[str],
    said: str,
) -> None:
    dialog = SetDialog(icons, loader)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_sets((view.set,))
    dialog.show_view(view, frozenset())
    assert {name for name, button in dialog._buttons.items() if button.isVisible()} == offered
    assert said in dialog._words.text()
    name = next(iter(offered))
    with qtbot.waitSignal(dialog.wanted) as wanted:
        dialog._buttons[name].click()
    assert wanted.args == ["s1", name]


def test_nothing_is_offered_twice_while_it_is_made(
    qtbot: QtBot, icons: Icons, loader: PictureLoader
) -> None:
    view = _view(0)
    dialog = SetDialog(icons, loader)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_view(view, frozenset({view.first.cell.order.id}))
    assert not any(button.isVisible() for button in dialog._buttons.values())
    assert "is being made" in dialog._words.text()
