"""Before sending, one click shows what leaves this machine; it is what then leaves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QToolButton

from desktop.domain.size import Box
from desktop.imaging.selection import Combine, Selection
from desktop.ui.dialogs.upload_dialog import UploadDialog
from tests.fakes.image_service import ImageService
from tests.journeys.conftest import Sit
from tests.journeys.designer import LEFT, Designer


def _shown(designer: Designer) -> UploadDialog:
    dialog = designer.dialog(UploadDialog)
    designer.wait(lambda: dialog.shown is not None)
    return dialog


def test_the_eye_beside_generate_shows_what_then_goes(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    designer = sit(photograph)
    designer.type_prompt("a red kite")
    eye = designer.panels.prompt.findChild(QToolButton, "upload")
    assert eye is not None
    QTest.mouseClick(eye, LEFT)
    dialog = _shown(designer)
    assert dialog.shown is not None
    files = [part.data for part in dialog.shown.parts]
    assert dialog.shown.address == f"{service.url}/images/edits"
    designer.wait(lambda: dialog._view._sheet.image is not None)
    assert service.paid_requests == []
    dialog.close()
    designer.generate()
    designer.wait(lambda: len(service.returned) == 1)
    (seen,) = service.paid_requests
    assert [file.data for file in seen.files] == files
    designer.wait(lambda: designer.history_size == 1)


def test_the_demo_engine_says_that_nothing_leaves(sit: Sit, service: ImageService) -> None:
    designer = sit(demo=True)
    designer.type_prompt("a boat")
    designer.act("show_upload")
    dialog = _shown(designer)
    assert dialog.shown is not None
    assert dialog.shown.is_simulated
    dialog.close()
    assert service.requests == []


def _protect(designer: Designer, box: Box) -> None:
    document = designer.workspace.document
    assert document is not None
    coverage = np.full((box.height, box.width), 255, np.uint8)
    patch = document.protect(Selection(box=box, coverage=coverage), Combine.ADD, "Protect")
    designer.workspace.take_patch(patch)


def _prompt_shown(dialog: UploadDialog) -> str:
    assert dialog.shown is not None
    return dialog.shown.prompt


def test_protected_areas_are_named_as_shown_unless_switched_off(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    designer = sit(photograph)
    designer.type_prompt("a red kite")
    _protect(designer, Box(10, 10, 60, 40))
    assert "names 1 protected area" in designer.panels.prompt._added.text()
    eye = designer.panels.prompt.findChild(QToolButton, "upload")
    assert eye is not None
    QTest.mouseClick(eye, LEFT)
    dialog = _shown(designer)
    named = _prompt_shown(dialog)
    assert named.startswith("a red kite\n\nKeep this area of the first image")
    assert "% of its width" in named
    (switch,) = [box for box in dialog.findChildren(QCheckBox) if box.isVisible()]
    QTest.mouseClick(switch, LEFT)
    designer.wait(lambda: _prompt_shown(dialog) == "a red kite")
    assert dialog._parts.count() == len(dialog.shown.parts if dialog.shown else ())
    QTest.mouseClick(switch, LEFT)
    designer.wait(lambda: _prompt_shown(dialog) == named)
    dialog.close()
    designer.generate()
    designer.wait(lambda: designer.history_size == 1)
    (seen,) = service.paid_requests
    assert seen.fields["prompt"] == named
