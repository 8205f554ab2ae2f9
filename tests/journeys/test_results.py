"""Judging what came: variations beside the original, a picture out of nothing, cancelling."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.domain.edit import Outcome
from tests.builders import opened, photo, png
from tests.fakes.gate import HoldAt
from tests.fakes.image_service import ImageService
from tests.journeys.conftest import Sit
from tests.journeys.designer import Designer


def asks(stet: Designer, prompt: str = "a red sail", **choices: object) -> None:
    """Types a prompt, sets what else is wanted, and presses Generate."""
    stet.type_prompt(prompt)
    stet.workspace.change_draft(replace(stet.workspace.draft, previews=0, **choices))  # type: ignore[arg-type]
    stet.generate()


def is_previewed(stet: Designer, caption: str) -> bool:
    preview = stet.panels.canvas._preview
    return preview is not None and preview.caption.startswith(caption)


def test_variations_are_looked_at_and_the_original_is_kept(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    stet = sit(photograph)
    stet.paint((480, 280), (560, 300))
    mask = stet.mask
    asks(stet, count=3)
    stet.wait(lambda: stet.is_judging)
    assert stet.strip.model().rowCount() == 4
    for row in (2, 3):
        stet.click_tile(stet.strip, row)
        stet.wait(partial(is_previewed, stet, f"Result {row} of 3"))
        assert np.array_equal(stet.shown, photo())
    stet.click_tile(stet.strip, 0)
    assert stet.panels.canvas._preview is None
    stet.click_tile(stet.strip, 1)
    stet.key(Qt.Key.Key_Escape)
    assert not stet.is_judging
    assert stet.panels.canvas._preview is None
    assert np.array_equal(stet.shown, photo())
    assert np.array_equal(stet.mask, mask), "keeping the original has taken the mask"
    assert len(stet.newest().results) == 3
    assert len(service.billed) == 3


def test_the_chosen_variation_is_the_one_that_is_used(sit: Sit, photograph: Path) -> None:
    stet = sit(photograph)
    stet.paint((480, 280), (560, 300))
    asks(stet, count=3)
    stet.wait(lambda: stet.is_judging)
    stet.click_tile(stet.strip, 3)
    stet.press("Use this")
    stet.wait(lambda: stet.content == stet.newest().results[2].picture.content)
    assert np.array_equal(stet.shown, stet.picture)


def test_edits_follow_each_other(sit: Sit, service: ImageService, photograph: Path) -> None:
    """The second edit starts from the first one's result, and undo goes back through both."""
    stet = sit(photograph)
    contents = [stet.content]
    for place in ((300, 200), (700, 400)):
        stet.paint(place, (place[0] + 40, place[1]))
        asks(stet)
        stet.wait(lambda: stet.is_judging)
        stet.key(Qt.Key.Key_Return)
        stet.wait(lambda: stet.content == stet.newest().results[0].picture.content)
        contents.append(stet.content)
    source = stet.newest().inputs.picture
    assert source is not None
    assert source.content == contents[1]
    assert stet.newest().parent is not None
    last = stet.picture
    stet.wait(lambda: stet.workspace.undo_stack.can_undo)
    while stet.content != contents[0]:
        stet.act("undo")
    assert np.array_equal(stet.shown, photo())
    while stet.workspace.undo_stack.can_redo:
        stet.act("redo")
    assert np.array_equal(stet.shown, last)
    assert len(service.paid_requests) == 2


def test_a_picture_out_of_nothing(sit: Sit, service: ImageService) -> None:
    stet = sit()
    service.hold()
    stet.type_prompt("a lighthouse")
    stet.generate()
    stet.wait(lambda: is_previewed(stet, "Preview"))
    stet.paint_on_canvas()
    assert stet.workspace.document is None
    assert stet.workspace.undo_stack.names == ("Prompt",)
    sheet = stet.panels.canvas.document
    assert sheet is not None
    assert not sheet.has_mask, "the preview of a picture that is not there was painted on"
    assert is_previewed(stet, "Preview")
    service.release()
    stet.wait(lambda: stet.workspace.open_document is not None)
    assert stet.picture.shape == opened(service.returned[0]).shape
    assert np.array_equal(stet.shown, opened(service.returned[0]))
    (request,) = service.paid_requests
    assert request.path.endswith("/images/generations")
    stet.act("undo")
    assert stet.workspace.open_document is None


def test_cancelling_is_at_once_and_says_that_it_may_be_billed(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    stet = sit(photograph)
    stet.paint((480, 280), (560, 300))
    mask = stet.mask
    service.hold(HoldAt.HEAD)
    asks(stet)
    stet.wait_for_held(service)
    stet.press("Cancel", stet.panels.jobs)
    stet.sees("Cancelled. The service may go on working, and may bill it.")
    stet.wait(lambda: stet.history_size == 1)
    assert stet.newest().outcome is Outcome.CANCELLED
    assert np.array_equal(stet.mask, mask)
    assert len(service.paid_requests) == 1


def test_a_result_for_a_picture_that_is_not_open_any_more_waits_in_the_history(
    sit: Sit, service: ImageService, photograph: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.png"
    other.write_bytes(png(photo(seed=4)))
    stet = sit(photograph)
    stet.paint((480, 280), (560, 300))
    service.hold()
    asks(stet)
    stet.wait_for_held(service)
    stet.program.window_flow._opening.open_files((other,))
    stet.wait(lambda: np.array_equal(stet.shown, photo(seed=4)))
    service.release()
    stet.sees("The result is in the history: another picture is open.")
    assert not stet.is_judging
    assert np.array_equal(stet.shown, photo(seed=4))
    assert stet.history_size == 1


def test_results_that_come_together_are_judged_one_after_the_other(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    stet = sit(photograph)
    stet.paint((480, 280), (560, 300))
    service.hold(HoldAt.HEAD)
    asks(stet, "a red sail")
    asks(stet, "a blue sail")
    stet.wait_for_held(service, 2)
    service.release()
    stet.sees("Another result has come; it is shown next.")
    assert stet.is_judging
    stet.key(Qt.Key.Key_Escape)
    stet.wait(lambda: stet.is_judging)
    stet.key(Qt.Key.Key_Escape)
    stet.wait(lambda: not stet.is_judging)
    assert stet.history_size == 2
    assert np.array_equal(stet.shown, photo())


def test_the_window_asks_before_it_leaves_a_job_behind(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    stet = sit(photograph)
    service.hold(HoldAt.HEAD)
    asks(stet)
    stet.wait_for_held(service)
    read = answer_question(stet, "Keep working")
    stet.act("quit")
    assert "What has been sent may be billed even if you quit now" in read[0]
    assert stet.window.isVisible()
    answer_question(stet, "Quit when they are done")
    stet.act("quit")
    assert stet.window.isVisible()
    service.release()
    stet.wait(lambda: not stet.window.isVisible())
    assert stet.newest().outcome is Outcome.FINISHED


def answer_question(stet: Designer, label: str) -> list[str]:
    """Presses that button in the next question, as soon as it is open; gives what it said."""
    read: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(5, stet.window, press)
            return
        read.append(box.informativeText())
        next(one for one in box.buttons() if one.text() == label).click()

    QTimer.singleShot(0, stet.window, press)
    return read
