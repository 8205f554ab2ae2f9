"""Where a picture comes from: said before anything is uploaded, and uploaded only on a click."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QLabel, QPushButton

from desktop.domain.edit import ResultRef
from desktop.ui.dialogs.origin_dialog import OriginDialog
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService
from tests.journeys.conftest import Sit
from tests.journeys.designer import Designer


def words(dialog: OriginDialog) -> str:
    return "\n".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisible())


def agree(stet: Designer, dialog: OriginDialog) -> None:
    (button,) = [
        one for one in dialog.findChildren(QPushButton) if one.text() == "Upload and check"
    ]
    assert button.isEnabled()
    button.click()


def test_the_open_picture_goes_as_it_is_after_a_click(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    stet = sit(photograph)
    stet.act("check_origin")
    dialog = stet.dialog(OriginDialog)
    said = words(dialog)
    assert "127.0.0.1" in said
    assert "harbour.png" in said
    assert f"{photograph.stat().st_size:,} bytes" in said
    assert not service.requests
    agree(stet, dialog)
    stet.wait(lambda: "No mark was found. That proves nothing" in words(dialog))
    (request,) = service.requests
    assert request.path.endswith("/content_provenance_checks")
    assert request.files[0].data == photograph.read_bytes()
    assert request.files[0].filename == "picture.png"
    assert not service.paid_requests
    dialog.close()


def test_a_result_is_checked_as_the_service_sent_it(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    stet = sit(photograph)
    stet.paint((480, 280), (560, 300))
    stet.type_prompt("a red sail")
    stet.workspace.change_draft(replace(stet.workspace.draft, previews=0))
    stet.generate()
    stet.wait(lambda: stet.is_judging)
    stet.panels.history.origin_requested.emit(ResultRef(edit=stet.newest().id, index=0))
    dialog = stet.dialog(OriginDialog)
    agree(stet, dialog)
    stet.wait(lambda: "Content Credentials (C2PA): found" in words(dialog))
    assert service.requests[-1].files[0].data == service.returned[0]
    dialog.close()


def test_a_service_that_does_not_check_says_so_and_can_be_asked_again(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    service.next(Fault.FORBIDDEN, to="free")
    stet = sit(photograph)
    stet.act("check_origin")
    dialog = stet.dialog(OriginDialog)
    agree(stet, dialog)
    stet.wait(lambda: "does not let this key" in words(dialog))
    agree(stet, dialog)
    stet.wait(lambda: "No mark was found" in words(dialog))
    dialog.close()


def test_without_a_picture_there_is_nothing_to_check(sit: Sit) -> None:
    assert not sit().can("check_origin")
