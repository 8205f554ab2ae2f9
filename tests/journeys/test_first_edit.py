"""The main road: open, mark, ask, judge, keep, undo, close, and find it all again tomorrow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt

from desktop.domain.edit import Outcome
from desktop.imaging.selection import Combine
from tests.builders import opened, photo
from tests.fakes.image_service import ImageService
from tests.journeys.conftest import Sit


def test_an_edit_from_the_brush_to_tomorrow(
    sit: Sit, service: ImageService, photograph: Path, guides: tuple[Path, Path]
) -> None:
    stet = sit(photograph)
    stet.paint((480, 280), (560, 300), (520, 340))
    mask = stet.mask
    assert mask[300, 520] == 255
    assert mask[20, 20] == 0
    stet.type_prompt("a red sail")
    stet.program.window_flow._opening.add_files(guides)
    stet.wait(lambda: len(stet.workspace.draft.references) == 2)
    service.hold()
    stet.generate()
    stet.wait_for_held(service)
    stet.sees("Preview")
    service.release()
    stet.wait(lambda: stet.is_judging)
    assert np.array_equal(stet.shown, photo()), "a result is in the picture before it was accepted"
    stet.key(Qt.Key.Key_Return)
    stet.wait(lambda: stet.newest().results[0].picture.content == stet.content)
    after = stet.picture
    changed = np.any(after != photo(), axis=2)
    assert changed.any()
    assert not changed[mask == 0].any()
    assert np.array_equal(stet.shown, after)
    assert not stet.mask.any()
    stet.act("undo")
    assert np.array_equal(stet.shown, photo())
    assert np.array_equal(stet.mask, mask)
    (request,) = service.paid_requests
    assert [file.name for file in request.files] == ["image[]"] * 3 + ["mask"]
    stet.leave()

    again = sit()
    again.wait(lambda: again.history_size == 1)
    edit = again.newest()
    assert edit.outcome is Outcome.FINISHED
    assert opened(again.library.pictures.read(edit.results[0].picture.content)).shape == after.shape
    assert again.library.pictures.read(edit.results[0].original.content) == service.returned[0]
    assert len(service.paid_requests) == 1


def test_the_first_window_takes_the_room_that_it_wants(sit: Sit) -> None:
    window = sit().window
    assert window.size() == window.sizeHint().expandedTo(window.minimumSize())


def test_kept_masks_are_there_when_the_picture_is_opened_again(sit: Sit, photograph: Path) -> None:
    designer = sit(photograph)
    designer.paint((60, 60), (120, 90))
    marked = designer.workspace.document
    assert marked is not None
    before = marked.copy_mask()
    designer.program.window_flow._around.masks.keep("Jacket")
    designer.wait(lambda: bool(marked.shelf.names))
    designer.wait(lambda: any(designer.library.folder.glob("masks/*/*/masks.json")))
    designer.leave()
    designer.start(photograph)
    again = designer.workspace.document
    assert again is not None
    designer.wait(lambda: again.shelf.names == ("Jacket",))
    designer.program.window_flow._around.masks.use("Jacket", Combine.REPLACE)
    designer.wait(lambda: again.has_mask)
    assert np.array_equal(again.copy_mask(), before)
