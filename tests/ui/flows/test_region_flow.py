"""What is painted is framed, what is drawn is sent, and the frame costs a stroke nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.draft import Draft
from desktop.domain.edit import ResultRef
from desktop.domain.identity import EditId
from desktop.domain.recipe import InputFile, RegionMode
from desktop.domain.screen_profile import SRGB_SCREEN
from desktop.domain.size import Box, Size
from desktop.imaging.canvas_document import CanvasDocument
from desktop.storage.model_table import load_models
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.flows.draft_flow import DraftFlow
from desktop.ui.flows.region_flow import RegionFlow
from desktop.ui.icons import Icons
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.prompt.prompt_panel import PromptPanel
from desktop.ui.prompt.region_choice import RegionChoice
from desktop.ui.references.reference_tray import ReferenceTray
from desktop.ui.theme import ThemeKeeper
from desktop.ui.workspace import OpenDocument, Workspace
from tests.ui.canvas.pointing import move, press, release, stroke
from tests.ui.samples import content_of

SIZE = Size(2400, 1800)


class Bench:
    """A canvas and a panel on one workspace, as the window joins them."""

    def __init__(
        self, qtbot: QtBot, theme: ThemeKeeper, icons: Icons, loader: PictureLoader, table: Path
    ) -> None:
        self.qtbot = qtbot
        self.space = Workspace(load_models(table), Draft(prompt="A bowl"))
        self.canvas = CanvasView(theme, icons)
        self.panel = PromptPanel(icons)
        self.tray = ReferenceTray(icons, loader)
        for widget in (self.canvas, self.panel, self.tray):
            qtbot.addWidget(widget)
        self.drafts = DraftFlow(self.space, self.panel, self.tray, len)
        self.flow = RegionFlow(self.space, self.canvas, self.panel, self.drafts)
        self.canvas.patch_made.connect(self.space.take_patch)
        self.space.mask_repainted.connect(self.canvas.show_mask)
        self.space.document_changed.connect(self._show)
        self.canvas.resize(900, 700)
        self.canvas.show()

    def open(self) -> None:
        document = CanvasDocument(np.full((SIZE.height, SIZE.width, 3), 90, np.uint8))
        file = InputFile(content=content_of("sea"), name="sea.jpg", size=SIZE)
        self.space.show_document(OpenDocument(file=file, document=document), "Open")

    def paint(self) -> None:
        """A dab in the middle of the view."""
        stroke(self.canvas, (450, 350), (460, 355))
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.flow._later.isActive())

    @property
    def is_framed(self) -> bool:
        return self.canvas.shown_region is not None

    @property
    def box(self) -> Box:
        shown = self.canvas.shown_region
        assert shown is not None
        return shown.box

    def in_view(self, x: float, y: float) -> tuple[float, float]:
        return self.canvas.viewport.to_view(x, y)

    def _show(self) -> None:
        self.canvas.set_document(self.space.document)


@pytest.fixture
def bench(
    qtbot: QtBot, theme: ThemeKeeper, icons: Icons, loader: PictureLoader, resources: Path
) -> Bench:
    made = Bench(qtbot, theme, icons, loader, resources / "models.json")
    made.open()
    return made


def test_a_stroke_is_framed_once_it_is_done(bench: Bench) -> None:
    press(bench.canvas, 450, 350)
    move(bench.canvas, 470, 350)
    bench.settle()
    assert not bench.is_framed
    release(bench.canvas, 470, 350)
    bench.settle()
    bounds = bench.space.mask_bounds
    assert bounds is not None
    assert bench.box.holds(bounds)
    assert bench.canvas.shown_region is not None
    label = bench.canvas.shown_region.label
    assert "1 pixel per pixel" in label
    assert "$0." in label


def test_many_changes_are_looked_at_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.paint()
    looks: list[object] = []
    monkeypatch.setattr(bench.canvas, "show_region", looks.append)
    for number in range(20):
        bench.space.change_draft(replace(bench.space.draft, prompt=f"A bowl {number}"))
    bench.settle()
    assert len(looks) == 1


def test_a_drawn_region_is_made_legal_and_kept_in_the_draft(bench: Bench) -> None:
    bench.paint()
    box = bench.box
    corner = bench.in_view(box.right, box.bottom)
    stroke(bench.canvas, corner, (corner[0] + 90, corner[1] + 60))
    bench.settle()
    draft = bench.space.draft
    assert draft.region_mode is RegionMode.BOX
    assert draft.region is not None
    assert draft.region.width > box.width
    assert bench.box.holds(draft.region)
    choice = bench.panel.findChild(RegionChoice)
    assert choice is not None
    assert choice.rows[RegionMode.BOX].button.isChecked()
    recipe = bench.space.capture().draft.recipe()
    assert (recipe.region_mode, recipe.region) == (RegionMode.BOX, draft.region)


def test_the_frame_follows_the_whole_picture(bench: Bench) -> None:
    bench.paint()
    bench.space.change_draft(replace(bench.space.draft, region_mode=RegionMode.WHOLE))
    bench.settle()
    assert bench.box.holds(Box(0, 0, SIZE.width, SIZE.height))


def test_reset_and_a_cleared_mask_let_a_drawn_region_go(bench: Bench) -> None:
    bench.paint()
    for let_go in (bench.canvas.region_reset.emit, bench.space.clear_mask):
        drawn = replace(
            bench.space.draft, region_mode=RegionMode.BOX, region=Box(700, 500, 1400, 1100)
        )
        bench.space.change_draft(drawn)
        let_go()
        bench.settle()
        assert bench.space.draft.region_mode is RegionMode.AUTO
        assert bench.space.draft.region is None
    assert not bench.is_framed


def test_another_picture_has_no_frame(bench: Bench) -> None:
    bench.paint()
    assert bench.is_framed
    bench.open()
    bench.settle()
    assert not bench.is_framed


BOX = Box(700, 500, 1400, 1100)


def drawn(bench: Bench) -> Draft:
    """A mask with a region drawn around it, as the canvas says it; the draft it makes."""
    bench.paint()
    bench.canvas.region_drawn.emit(BOX)
    assert (bench.space.draft.region_mode, bench.space.draft.region) == (RegionMode.BOX, BOX)
    return bench.space.draft


def erase(bench: Bench) -> None:
    """The brush takes away the last of the mask."""
    document = bench.space.document
    assert document is not None
    bench.space.take_patch(
        document.set_mask(np.zeros((SIZE.height, SIZE.width), np.uint8), "Erase")
    )


def unprotect(bench: Bench) -> None:
    """What is protected counts as a mask; without it there is none."""
    bench.space.protect_mask()
    assert bench.space.draft.region == BOX
    bench.space.unprotect()


def use_result(bench: Bench) -> None:
    file = InputFile(content=content_of("other"), name="sea.jpg", size=SIZE)
    ref = ResultRef(edit=EditId("one"), index=0)
    bench.space.replace_region(
        file, ref, Box(0, 0, 8, 8), np.zeros((8, 8, 3), np.uint8), SRGB_SCREEN
    )


@pytest.mark.parametrize(
    "take_away",
    [
        Bench.open,
        lambda bench: bench.space.show_document(None, "Close picture"),
        lambda bench: bench.space.clear_mask(),
        unprotect,
        erase,
        use_result,
    ],
    ids=["another picture", "close", "clear mask", "unprotect", "erase", "use result"],
)
def test_a_drawn_region_comes_back_with_what_took_it_away(
    bench: Bench, take_away: Callable[[Bench], object]
) -> None:
    before, stack = drawn(bench), bench.space.undo_stack
    done = stack.done
    take_away(bench)
    after, then = bench.space.draft, stack.done
    assert (after.region_mode, after.region) == (RegionMode.AUTO, None)
    stack.go_to(done)
    bench.settle()
    assert bench.space.draft == before
    assert bench.box.holds(BOX)
    stack.go_to(then)
    assert bench.space.draft == after
    stack.go_to(done - 1)
    bench.settle()
    assert bench.space.draft.region is None
    assert bench.is_framed
    stack.redo()
    assert bench.space.draft == before


def test_letting_a_drawn_region_go_is_one_step_with_its_cause(bench: Bench) -> None:
    drawn(bench)
    names = bench.space.undo_stack.names
    bench.space.clear_mask()
    bench.open()
    assert bench.space.undo_stack.names[len(names) :] == ("Clear mask", "Open")


def test_a_region_that_is_reset_can_be_brought_back(bench: Bench) -> None:
    before = drawn(bench)
    bench.space.undo_stack.close_step()
    bench.canvas.region_reset.emit()
    assert bench.space.draft.region_mode is RegionMode.AUTO
    bench.space.undo_stack.undo()
    assert bench.space.draft == before


def test_steps_back_leave_a_region_that_was_drawn_before_the_mask(bench: Bench) -> None:
    bench.canvas.region_drawn.emit(BOX)
    before = bench.space.draft
    bench.paint()
    bench.space.undo_stack.undo()
    assert bench.space.draft == before
