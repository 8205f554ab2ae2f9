"""Before sending, one click shows what leaves this machine; it is what then leaves."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

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
