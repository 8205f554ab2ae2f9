"""Tomorrow: looking at what was made, using its settings again, and taking it out as files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from desktop.domain.edit import ResultRef
from desktop.ui.dialogs.export_dialog import ExportDialog
from desktop.ui.history.history_list import HistoryList
from tests.builders import opened
from tests.fakes.image_service import ImageService
from tests.journeys.conftest import Sit
from tests.journeys.designer import Designer


@pytest.fixture
def tomorrow(sit: Sit, photograph: Path, guides: tuple[Path, Path]) -> Designer:
    """The program started again after a day on which one edit was made."""
    stet = sit(photograph)
    stet.paint((480, 280), (560, 300))
    stet.program.window_flow._opening.add_files(guides[:1])
    stet.wait(lambda: len(stet.workspace.draft.references) == 1)
    stet.type_prompt("a red sail")
    draft = replace(stet.workspace.draft, previews=0, quality="high", background="opaque")
    stet.workspace.change_draft(draft)
    stet.generate()
    stet.wait(lambda: stet.is_judging)
    stet.leave()
    again = sit()
    again.wait(lambda: again.history_size == 1)
    return again


def first_result(stet: Designer) -> ResultRef:
    return ResultRef(edit=stet.newest().id, index=0)


def test_it_is_worked_on_again(tomorrow: Designer, service: ImageService) -> None:
    look_at_it(tomorrow)
    put_it_on_the_canvas(tomorrow)
    use_its_settings(tomorrow)
    assert len(service.paid_requests) == 1


def look_at_it(stet: Designer) -> None:
    """By a click; what was there before comes back."""
    stet.click_tile(stet.window.findChildren(HistoryList)[0], 0)
    stet.wait(lambda: stet.panels.canvas._preview is not None)
    assert stet.workspace.document is None
    stet.press("Keep original")
    assert stet.panels.canvas._preview is None
    assert stet.panels.canvas.document is None


def put_it_on_the_canvas(stet: Designer) -> None:
    stet.panels.history.canvas_requested.emit(first_result(stet))
    stet.wait(lambda: stet.content == stet.newest().results[0].picture.content)
    found = stet.workspace.open_document
    assert found is not None
    assert found.parent == first_result(stet)
    assert np.array_equal(stet.shown, stet.picture)


def use_its_settings(stet: Designer) -> None:
    stet.panels.history.settings_reuse_requested.emit(stet.newest().id)
    stet.sees("Prompt, settings and references are those of the chosen edit.")
    draft = stet.workspace.draft
    assert (draft.prompt, draft.quality, draft.background) == ("a red sail", "high", "opaque")
    assert [one.file.name for one in draft.references] == ["boat.jpg"]
    assert stet.prompt_field.toPlainText() == "a red sail"


def test_it_is_taken_out_of_the_library(
    tomorrow: Designer, service: ImageService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for form, suffix in (("png", ".png"), ("jpeg", ".jpg"), ("webp", ".webp")):
        save_as(tomorrow, form, tmp_path / f"sail{suffix}")
    target = tmp_path / "original.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    tomorrow.panels.history.original_save_requested.emit(first_result(tomorrow))
    tomorrow.sees("Saved original.png.")
    assert target.read_bytes() == service.returned[0]
    dragged = drag_it_out(tomorrow)
    tomorrow.leave()
    assert not dragged.exists(), "what was made for dragging is left in the temporary folder"


def save_as(stet: Designer, form: str, target: Path) -> None:
    """Through both dialogs; the file is what its name says and shows the result."""
    from PIL import Image

    stet.panels.history.save_requested.emit(first_result(stet), form)
    stet.press("Export…", stet.dialog(ExportDialog))
    files = stet.dialog(QFileDialog)
    files.setDirectory(str(target.parent))
    files.selectFile(target.name)
    files.accept()
    stet.sees(f"Saved {target.name}.")
    with Image.open(target) as image:
        assert image.format == form.upper()
    kept = opened(stet.library.pictures.read(stet.newest().results[0].picture.content))
    off = np.abs(opened(target.read_bytes()).astype(int) - kept)
    assert off.mean() <= (0 if form == "png" else 6)


def drag_it_out(stet: Designer) -> Path:
    """The file that a file manager would be given."""
    rows = stet.window.findChildren(HistoryList)[0]
    rows.setCurrentIndex(rows.model().index(0, 0))
    data = rows.drag_data()
    assert data is not None
    (address,) = data.urls()
    file = Path(address.toLocalFile())
    assert file.name.startswith("a-red-sail-")
    result = stet.newest().results[0]
    assert file.read_bytes() == stet.library.pictures.read(result.picture.content)
    return file
