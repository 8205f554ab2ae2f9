"""What the status line says of files that were exported."""

from __future__ import annotations

from pathlib import Path

from desktop.domain.export_preset import ExportPreset
from desktop.jobs.export_pictures import ExportedFile, ExportOrder, ExportReport
from desktop.ui.flows.export_flow import _sentences


def test_copies_with_their_credentials_are_not_said_to_hold_less() -> None:
    copied = ExportedFile(
        path=Path("a.png"), notes=("No profile was added.",), keeps_credentials=True
    )
    made = ExportedFile(path=Path("b.png"), notes=("Something is left out.",))
    paths = (copied.path, made.path)
    order = ExportOrder(sources=(), targets=paths, preset=ExportPreset())
    said = _sentences(order, ExportReport(files=(copied, made)))
    assert "1 of them do not hold everything the pictures have." in said
    said = _sentences(order, ExportReport(files=(copied, copied)))
    assert not any("everything" in one for one in said)
