"""Beyond the mask: the picture past its borders, and the background away; the old pixels stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from desktop.domain.size import Box
from desktop.imaging.codec import read_picture
from desktop.imaging.region import Borders
from desktop.imaging.selection import Combine, Selection
from desktop.ui.dialogs.cut_out_dialog import CutOutDialog
from desktop.ui.dialogs.extend_dialog import ExtendDialog
from tests.builders import opened
from tests.fakes.image_service import ImageService
from tests.journeys.answering import Paint, answers
from tests.journeys.conftest import Sit

__all__ = ["answers"]


def test_a_picture_is_extended_and_what_was_there_stands(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    stet = sit(photograph)
    before = opened(photograph.read_bytes())
    height, width = before.shape[:2]
    stet.act("extend")
    dialog = stet.dialog(ExtendDialog)
    dialog.preview.borders_dragged.emit(Borders(left=64, right=160))
    stet.press("Extend", dialog)
    stet.wait(lambda: stet.mask.shape == (height, width + 224))
    assert stet.mask[:, :64].all()
    assert stet.mask[:, 64 + width :].all()
    assert not stet.mask[:, 64 : 64 + width].any()
    assert service.requests == []
    stet.type_prompt("the harbour goes on")
    stet.generate()
    stet.wait(lambda: stet.is_judging)
    stet.press("Use anyway" if "Use anyway" in stet.said() else "Use this")
    stet.wait(lambda: not stet.mask.any())
    assert np.array_equal(stet.picture[:, 64 : 64 + width], before)
    assert stet.newest().results[0].outside_changed == 0
    names = stet.workspace.undo_stack.names
    assert names[-3:] == ("Extend picture", "Prompt", "Use result")
    for _ in range(3):
        stet.act("undo")
    assert np.array_equal(stet.picture, before)


def test_what_is_protected_stays_so_when_the_picture_is_extended(
    sit: Sit, photograph: Path
) -> None:
    stet = sit(photograph)
    document = stet.workspace.document
    assert document is not None
    box = Box(20, 30, 50, 40)
    coverage = np.full((box.height, box.width), 255, np.uint8)
    patch = document.protect(Selection(box=box, coverage=coverage), Combine.ADD, "Protect")
    stet.workspace.take_patch(patch)
    stet.act("extend")
    dialog = stet.dialog(ExtendDialog)
    dialog.preview.borders_dragged.emit(Borders(left=64, top=32))
    stet.press("Extend", dialog)
    stet.wait(lambda: stet.workspace.document is not document)
    larger = stet.workspace.document
    assert larger is not None
    assert larger.protection.bounds == Box(84, 62, 50, 40)
    assert stet.workspace.draft.keep_out == (Box(84, 62, 50, 40),)


def cut_out(sent: Image.Image, _mask: Image.Image) -> Image.Image:
    """A disc in the middle of what was sent; the rest is see-through."""
    seen = Image.new("L", sent.size, 0)
    width, height = sent.size
    ImageDraw.Draw(seen).ellipse((width // 5, height // 5, width * 4 // 5, height * 4 // 5), 255)
    made = sent.convert("RGBA")
    made.putalpha(seen)
    return made


def test_a_background_goes_and_the_colours_stay(
    sit: Sit, service: ImageService, photograph: Path, answers: Callable[[Paint], None]
) -> None:
    answers(cut_out)
    stet = sit(photograph)
    before = opened(photograph.read_bytes())
    stet.paint((440, 300), (460, 300))
    stet.act("remove_background")
    dialog = stet.dialog(CutOutDialog)
    assert "About $0.0" in dialog._price.text()
    assert service.requests == []
    dialog.kept.setText("the boat")
    stet.press("Remove background", dialog)
    stet.wait(lambda: stet.is_judging)
    request = service.paid_requests[0]
    assert "mask" not in {file.name for file in request.files}
    edit = stet.newest()
    assert edit.recipe.background == "transparent"
    assert "the boat" in edit.recipe.prompt
    stet.press("Use this")
    stet.wait(lambda: not stet.is_judging)
    stet.wait(lambda: stet.workspace.document is not None and stet.workspace.document.has_alpha)
    pixels = read_picture(stet.library.pictures.read(edit.results[0].picture.content), "it").pixels
    assert pixels.shape[2] == 4
    assert pixels[..., 3].min() < 255
    kept = pixels[..., 3] == 255
    assert np.array_equal(pixels[kept][:, :3], before[kept])
